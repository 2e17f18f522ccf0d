"""Bar codes and QR codes in whole dots of a 203 dpi label printer: a bar of 2.4 dots does not scan well.

A code is a matrix of modules; where it stands and how many dots a module has is decided here, and a page's codes go to the template as one picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
import zxingcpp
from numpy.typing import NDArray

DOTS_PER_MM = 8  # what the trade calls 203 dpi
PPI = DOTS_PER_MM * 25.4
QUIET_MODULES = 10  # on both sides of a Code 128, by ISO/IEC 15417; EAN-13 wants 11 and 7
THICKEST = 4  # dots a module: wider bars only need more paper


class Picture(str):
    """The source of an SVG: no text to be read, so it goes in as it is."""


@dataclass(frozen=True)
class Code:
    """A code to be placed: its dark modules as the path of an SVG, and the dots of a module across and down."""

    path: str
    modules: int  # across
    high: int  # down; 1 for bars
    dots: int
    dots_down: int

    @property
    def width_mm(self) -> float:
        return self.modules * self.dots / DOTS_PER_MM

    @property
    def height_mm(self) -> float:
        return self.high * self.dots_down / DOTS_PER_MM


def code128(text: str, room_mm: float, height_mm: float) -> Code:
    """Code 128 of 1 to 48 plain ASCII characters, as wide as whole dots allow in `room_mm`, quiet zones included in the room.

    ValueError where the text is empty, has other characters, or needs bars thinner than two dots.
    """
    if not re.fullmatch(r"[ -~]{1,48}", text):
        raise ValueError(f"{text!r} cannot be a Code 128 here: 1 to 48 letters, digits and signs of ASCII")
    return _bars(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128), text, "Code 128", room_mm, height_mm)


def gs1_128(text: str, room_mm: float, height_mm: float) -> Code:
    """GS1-128 of element strings in brackets, such as (00)106141412345678908. Errors as in code128."""
    if not re.fullmatch(r"(\(\d{2,4}\)[!-~]{1,48})+", text):
        raise ValueError(f"{text!r} is no GS1 element string: write it as (00)106141412345678908")
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128, gs1=True)
    return _bars(made, text, "GS1-128", room_mm, height_mm)


def ean13(gtin: str, room_mm: float, height_mm: float) -> Code:
    """EAN-13 of 13 digits with a right check digit (see numbers.gtin13). ValueError where it is none, or needs bars thinner than two dots."""
    if not re.fullmatch(r"\d{13}", gtin):
        raise ValueError(f"{gtin!r} is no EAN-13: it has 13 digits")
    return _bars(zxingcpp.create_barcode(gtin, zxingcpp.BarcodeFormat.EAN13), gtin, "EAN-13", room_mm, height_mm)


def qr_code(text: str, room_mm: float) -> Code:
    """QR code with error correction M of any text, as large as whole dots allow in `room_mm` (the quiet zone is the caller's)."""
    matrix = _matrix(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M"))
    side = matrix.shape[1]
    dots = int(room_mm * DOTS_PER_MM) // side
    if dots < 2:
        raise ValueError(f"a text of {len(text)} characters is too long for a QR code of {room_mm:g} mm")
    return Code(_path(matrix), side, side, dots, dots)


def middle(left_mm: float, room_mm: float, code: Code) -> float:
    """Where a code begins that stands in the middle of a room, on a whole dot."""
    return left_mm + int((room_mm - code.width_mm) / 2 * DOTS_PER_MM) / DOTS_PER_MM


def picture(width_mm: float, height_mm: float, codes: Iterable[tuple[float, float, Code]]) -> Picture:
    """A page with codes at (x, y) in mm as one SVG whose unit is a dot."""
    wide, high = round(width_mm * DOTS_PER_MM), round(height_mm * DOTS_PER_MM)
    paths = "".join(
        f'<path transform="translate({round(x * DOTS_PER_MM)} {round(y * DOTS_PER_MM)})scale({c.dots} {c.dots_down})" d="{c.path}"/>'
        for x, y, c in codes
    )
    return Picture(f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}">{paths}</svg>')


def _bars(made: zxingcpp.Barcode, text: str, what: str, room_mm: float, height_mm: float) -> Code:
    line = _matrix(made)[:1]
    modules = line.shape[1]
    dots = int(room_mm * DOTS_PER_MM) // (modules + 2 * QUIET_MODULES)
    if dots < 2:
        raise ValueError(f"{text!r} is too long for a {what} of {room_mm:g} mm: its bars would be thinner than two dots")
    return Code(_path(line), modules, 1, min(dots, THICKEST), int(height_mm * DOTS_PER_MM))


def _matrix(made: zxingcpp.Barcode) -> NDArray[np.bool_]:
    """True where a module is dark."""
    return np.asarray(made.to_image(scale=1, add_quiet_zones=False)) == 0


def _path(matrix: NDArray[np.bool_]) -> str:
    """The dark runs of each row of modules as one path."""
    edges = np.zeros((matrix.shape[0], matrix.shape[1] + 2), np.int8)
    edges[:, 1:-1] = matrix
    down, begin = np.nonzero(np.diff(edges, axis=1) == 1)
    _, end = np.nonzero(np.diff(edges, axis=1) == -1)
    return "".join(map(_run, begin.tolist(), down.tolist(), (end - begin).tolist()))


@cache
def _run(x: int, y: int, length: int) -> str:
    return f"M{x} {y}h{length}v1h-{length}z"
