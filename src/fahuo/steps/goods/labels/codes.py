"""Code 128 and QR as SVG, with bars that are whole dots of a 203 dpi label printer: a bar of 2.4 dots does not scan well."""

from __future__ import annotations

import re
from dataclasses import dataclass

import zxingcpp

from fahuo.steps.goods.labels.typeset import Picture

DOTS_PER_MM = 8  # what the trade calls 203 dpi
PPI = DOTS_PER_MM * 25.4
QUIET_MODULES = 10  # on both sides of a Code 128, by ISO/IEC 15417


@dataclass(frozen=True)
class Code:
    """A code to be placed: the picture and the size at which its modules are whole dots."""

    svg: Picture
    width_mm: float
    height_mm: float


def code128(text: str, room_mm: float, height_mm: float) -> Code:
    """Code 128 of 1 to 48 plain ASCII characters, as wide as whole dots allow in `room_mm`, quiet zones included in the room.

    ValueError where the text is empty, has other characters, or needs bars thinner than two dots.
    """
    if not re.fullmatch(r"[ -~]{1,48}", text):
        raise ValueError(f"{text!r} cannot be a Code 128 here: 1 to 48 letters, digits and signs of ASCII")
    svg = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128).to_svg(add_quiet_zones=False)
    modules = _width(svg)
    dots = int(room_mm * DOTS_PER_MM) // (modules + 2 * QUIET_MODULES)
    if dots < 2:
        raise ValueError(f"{text!r} is too long for a Code 128 of {room_mm:g} mm: its bars would be thinner than two dots")
    return Code(Picture(svg), modules * min(dots, 4) / DOTS_PER_MM, height_mm)


def qr_code(text: str, room_mm: float) -> Code:
    """QR code with error correction M of any text, as large as whole dots allow in `room_mm` (the quiet zone is the caller's)."""
    svg = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M").to_svg(add_quiet_zones=False)
    modules = _width(svg)
    dots = int(room_mm * DOTS_PER_MM) // modules
    if dots < 2:
        raise ValueError(f"a text of {len(text)} characters is too long for a QR code of {room_mm:g} mm")
    side_mm = modules * dots / DOTS_PER_MM
    return Code(Picture(svg), side_mm, side_mm)


def _width(svg: str) -> int:
    """Modules across: the writer makes one unit of the picture a module."""
    found = re.search(r'<svg width="(\d+)"', svg)
    if found is None:
        raise ValueError("the barcode writer gave no width")
    return int(found[1])
