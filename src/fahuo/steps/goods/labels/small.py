"""Small labels: on a product, on a bin, on a tote. In the sizes that rolls are sold in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from fahuo.core.goods.identifiers import gtin13
from fahuo.steps.goods.labels.canvas import Canvas, Page
from fahuo.steps.goods.labels.codes import Code, code128, ean13, middle, qr_code
from fahuo.steps.goods.labels.fitting import Room
from fahuo.steps.goods.labels.party import country_name

SIZES_MM = {"40x30": (40, 30), "50x30": (50, 30), "60x40": (60, 40), "70x50": (70, 50), "100x50": (100, 50)}
TEXT = (11.0, 10.0, 9.0, 8.0, 7.0, 6.5, 6.0, 5.5, 5.0, 4.5, 4.0, 3.5)
LOUD = (60.0, 52.0, 44.0, 38.0, 32.0, 28.0, 24.0, 20.0, 17.0, 14.0, 12.0, 10.0, 8.0, 6.0, 5.0)
EDGE = 1.5  # mm that stay white
NAMED = 3  # origins that a line has room for


@dataclass(frozen=True)
class ProductLabel:
    """What stands on one piece: EAN-13 where the product has a valid GTIN, else the SKU as Code 128, or as QR where that is too long."""

    sku: str
    name: str
    name_zh: str = ""
    gtin: str | None = None
    origin: str | None = None  # ISO 3166-1 alpha-2


@dataclass(frozen=True)
class PlaceLabel:
    """What stands on a bin or a tote: the code, large, and as a bar code."""

    kind: str  # "bin" or "tote"
    code: str
    warehouse: str = ""
    notes: str = ""


PLACES = {"bin": ("库位", "BIN"), "tote": ("周转箱", "TOTE")}


def product_page(label: ProductLabel, size: str = "50x30") -> Page:
    """One label. KeyError where the size is none of SIZES_MM; Unprintable where the fonts lack a character or a text fits in no size."""
    width, height = SIZES_MM[size]
    canvas, room = Canvas(width, height), width - 2 * EDGE
    bars_high = round(height * 0.34, 1)
    code, said = _code_of(label, room, bars_high)
    high = code.height_mm
    top = height - EDGE - 3.2 - high
    canvas.code(middle(EDGE, room, code), round(top * 8) / 8, code)
    canvas.text(said, Room(EDGE, height - EDGE - 3.1, room, 0, TEXT[3:]), "sku", centre=True)
    line = max(2.6, (top - EDGE - 0.6) / 4)
    y = EDGE
    for text, where, bold in ((label.name_zh, "name_zh", True), (label.name, "name", False)):
        if text:
            canvas.text(text, Room(EDGE, y, room, line * (1.5 if label.name_zh else 3), TEXT), where, bold=bold)
            y += line * (1.5 if label.name_zh else 3)
    made = made_in([label.origin or ""])
    if said != label.sku:
        made = f"{label.sku}  {made}".strip()
    if made:
        canvas.text(made, Room(EDGE, top - max(2.6, line) + 0.1, room, 0, TEXT[4:]), "sku")
    return canvas.page()


def place_page(label: PlaceLabel, size: str = "100x50") -> Page:
    """One label. Errors as product_page."""
    width, height = SIZES_MM[size]
    canvas, room = Canvas(width, height), width - 2 * EDGE
    bars_high = height * 0.42
    code = _bars_or_square(label.code, room, bars_high)
    canvas.code(middle(EDGE, room, code), round((height - EDGE - code.height_mm) * 8) / 8, code)
    zh, en = PLACES[label.kind]
    canvas.text(f"{zh} {en}  {label.warehouse}  {label.notes}".rstrip(), Room(EDGE, EDGE - 0.6, room, 0, TEXT), "warehouse")
    free = height - bars_high - 2 * EDGE - 4
    canvas.text(label.code, Room(EDGE, EDGE + 3.6, room, free, LOUD), "code", bold=True, centre=True)
    return canvas.page()


def _code_of(label: ProductLabel, room: float, high: float) -> tuple[Code, str]:
    gtin = gtin13(label.gtin)
    if gtin:
        return ean13(gtin, room, high), gtin
    return _bars_or_square(label.sku, room, high), label.sku


def _bars_or_square(text: str, room: float, high: float) -> Code:
    """Code 128 where it fits with bars of two dots, else a QR code: a long code or one in Chinese is scanned too."""
    if re.fullmatch(r"[ -~]{1,48}", text):
        try:
            return code128(text, room, high)
        except ValueError:
            pass
    return qr_code(text, high)


def made_in(origins: Iterable[str]) -> str:
    """MADE IN ... of all the countries of origin, in the order of their codes: three by name, more by code; nothing where none is known."""
    known = sorted({origin for origin in origins if origin})
    if not known:
        return ""
    if len(known) > NAMED:
        return f"MADE IN {', '.join(known)} 制造"
    return f"MADE IN {', '.join(country_name(c, 'en').upper() for c in known)} {'、'.join(country_name(c, 'zh') for c in known)}制造"
