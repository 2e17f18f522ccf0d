"""The customs part of a label: the CN22 of the Universal Postal Union (UPU Convention Manual, form CN 22).

Its lines stand on the label while there is room; the rest goes on to pages of the same size, each with the parcel's number. Nothing is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fahuo.steps.goods.labels.amounts import kilograms, money
from fahuo.steps.goods.labels.fitting import Overfull, Room, height, set_line, set_rows
from fahuo.steps.goods.labels.fitting import Row as Words
from fahuo.steps.goods.labels.rooms import ON_LABEL, ON_NEXT, Table

SIZES = (6.0, 5.5, 5.0, 4.5, 4.0)  # of a line's description: smaller only where a line alone would not fit
CELL = (6.0, 5.5, 5.0, 4.5, 4.0, 3.5)
SIGNED = Room(30, 145.9, 64, 4.0, (7, *CELL, 3.0))  # two lines of small print: a company's name can be long
AIR = 0.35  # mm between two lines
NOT_STATED = "—"


class Category(StrEnum):
    """Why the item is sent: one box of the form is ticked."""

    GIFT = "gift"
    DOCUMENTS = "documents"
    SAMPLE = "sample"
    RETURNED = "returned"
    SALE = "sale"
    OTHER = "other"


@dataclass(frozen=True)
class CustomsLine:
    """One line of the form."""

    name: str
    quantity: int
    net_g: int
    value_minor: int
    hs_code: str | None = None
    origin: str | None = None  # ISO 3166-1 alpha-2


@dataclass(frozen=True)
class Customs:
    """What the form says. Its totals are the sums of its lines; the total weight is the parcel's gross weight, as the UPU wants it."""

    operator: str  # the designated operator, or whoever carries the post
    currency: str
    lines: tuple[CustomsLine, ...]
    signed_by: str
    signed_on: date
    category: Category = Category.SALE


@dataclass(frozen=True)
class Sheet:
    """Lines placed on one page, as the template reads them."""

    lines: list[dict[str, object]]


def placed(customs: Customs) -> list[Sheet]:
    """The lines on the label, then on as many further pages as they need. Overfull where one line fits on no page."""
    sheets: list[Sheet] = [Sheet([])]
    table, y = ON_LABEL, ON_LABEL.top
    for no, line in enumerate(customs.lines, start=1):
        said = f"{line.quantity:,} × {line.name}"
        size, high = _measured(said, table, no)
        if y + high > table.bottom:
            table, y = ON_NEXT, ON_NEXT.top
            size, high = _measured(said, table, no)
            sheets.append(Sheet([]))
        sheets[-1].lines.append(_line(line, said, customs.currency, table, y, size, high, no))
        y += high + AIR
    return sheets


def written(customs: Customs, gross_g: int) -> dict[str, object]:
    """The form's own fields as the template reads them."""
    value = f"{customs.currency} {money(sum(line.value_minor for line in customs.lines), customs.currency)}"
    pieces = f"{sum(line.quantity for line in customs.lines):,}"
    return {
        "category": customs.category.value,
        "operator": set_line(customs.operator, Room(0, 0, 56, 0, (6, 5.5, 5, 4.5, 4, 3.5)), "customs.operator", bold=False),
        "pieces": set_line(pieces, Room(0, 0, 12, 0, CELL), "customs.pieces"),
        "net": set_line(kilograms(sum(line.net_g for line in customs.lines)), Room(0, 0, 11, 0, CELL), "customs.net"),
        "gross": set_line(kilograms(gross_g), Room(0, 0, 14, 0, (7, *CELL)), "customs.gross"),
        "value": set_line(value, Room(0, 0, 30, 0, (7, *CELL)), "customs.value"),
        "signed": set_rows([Words(f"{customs.signed_on.isoformat()}  {customs.signed_by}")], SIGNED, "customs.signed_by"),
    }


def _measured(said: str, table: Table, no: int) -> tuple[float, float]:
    """The size of a line's description and how high it is in mm: the usual size, or smaller where the page would be too low for it alone."""
    room = table.bottom - table.top
    for size in SIZES:
        high = height(said, table.goods[1], size)
        if high is not None and high <= room:
            return size, high
    if table is ON_LABEL:
        return _measured(said, ON_NEXT, no)
    raise Overfull(f"customs.lines[{no}].name", said)


def _line(line: CustomsLine, said: str, currency: str, table: Table, y: float, size: float, high: float, no: int) -> dict[str, object]:
    where = f"customs.lines[{no}]"
    room = Room(table.goods[0], y, table.goods[1], high + 0.1, (size,))
    return {
        "y": round(y, 2),
        "high": round(high, 2),
        "goods": set_rows([Words(said)], room, f"{where}.name"),
        "net": _cell(kilograms(line.net_g), table.weight, f"{where}.net_g"),
        "value": _cell(money(line.value_minor, currency), table.value, f"{where}.value_minor"),
        "code": _cell(f"{line.hs_code or NOT_STATED}  {line.origin or NOT_STATED}", table.code, f"{where}.hs_code"),
    }


def _cell(text: str, column: tuple[float, float], where: str) -> dict[str, object]:
    return set_line(text, Room(column[0], 0, column[1], 0, CELL), where, bold=False)
