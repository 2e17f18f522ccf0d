"""Pieces of a parcel that came back, looked at one by one: rows in, findings and refusals out. Rows take effect in their order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fahuo.core.goods.moving import Refused, text
from fahuo.core.words import Condition

MOST_SERIALS = 1_000


@dataclass
class Inside:
    """What was in the parcel of a product; `left` are the pieces that nobody has looked at yet, it changes as rows take effect."""

    product_id: int
    sku: str
    pieces: int
    left: int
    lots: tuple[str, ...] = ()  # with which it left, "" for pieces without one
    serials: frozenset[str] = frozenset()  # of its pieces, as they were scanned when it was packed


@dataclass(frozen=True)
class Finding:
    """Pieces of one condition."""

    row: int
    product_id: int
    sku: str
    quantity: int
    condition: Condition
    reason: str
    lot: str
    to: str
    warehouse: str  # "" where it left from
    serials: tuple[str, ...] = field(default=())


class _No(Exception):
    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def read_inspection(rows: Iterable[Mapping[str, Any]], inside: Mapping[str, Inside]) -> tuple[list[Finding], list[Refused]]:
    """Read rows with the fields sku, quantity, condition, and where there is any reason, lot, to (a bin), warehouse, serials. Rows in = findings + refused.

    No more pieces than were in the parcel; damaged and scrap need a reason; the lot must be one with which it left, and may be left out
    where there was only one; a serial number must have left with it and counts once.
    """
    findings: list[Finding] = []
    refused: list[Refused] = []
    seen: set[tuple[int, str]] = set()
    for place, row in enumerate(rows):
        try:
            found = _finding(place, row, inside, seen)
        except _No as no:
            refused.append(Refused(place, no.code, no.values))
            continue
        inside[found.sku].left -= found.quantity
        seen.update((found.product_id, serial) for serial in found.serials)
        findings.append(found)
    return findings, refused


def _finding(place: int, row: Mapping[str, Any], inside: Mapping[str, Inside], seen: set[tuple[int, str]]) -> Finding:
    sku, name, reason = text(row.get("sku")), text(row.get("condition")).lower(), text(row.get("reason"))[:150]
    product = inside.get(sku)
    if product is None:
        raise _No("return_not_inside", sku=sku[:80] or "-", inside=", ".join(sorted(inside))[:200])
    if name not in Condition._value2member_map_:
        raise _No("return_condition_unknown", condition=name[:40] or "-", known=", ".join(Condition))
    condition = Condition(name)
    quantity = _pieces(row.get("quantity"))
    if quantity > product.left:
        raise _No("return_too_many", sku=sku, asked=quantity, left=product.left, pieces=product.pieces)
    if condition in (Condition.DAMAGED, Condition.SCRAP) and not reason:
        raise _No("return_reason_missing", sku=sku, condition=condition.value)
    lot = "" if condition == Condition.MISSING else _lot(text(row.get("lot")), product)
    serials = _serials(row.get("serials"), product, quantity, seen)
    return Finding(
        place, product.product_id, sku, quantity, condition, reason, lot, text(row.get("to")), text(row.get("warehouse")), serials
    )


def _pieces(value: object) -> int:
    shown = text(value)
    if isinstance(value, bool) or not shown.isascii() or not shown.isdigit() or len(shown) > 10 or int(shown) < 1:
        raise _No("move_quantity", value=shown[:40] or "-", most=10**9)
    return int(shown)


def _lot(code: str, product: Inside) -> str:
    named = [lot for lot in product.lots if lot]
    if not code:
        if len(product.lots) > 1:
            raise _No("return_lot_choose", sku=product.sku, lots=", ".join(named[:8]))
        return product.lots[0] if product.lots else ""
    if code not in named:
        raise _No("return_lot_other", sku=product.sku, lot=code[:40], lots=", ".join(named[:8]) or "-")
    return code


def _serials(value: object, product: Inside, quantity: int, seen: set[tuple[int, str]]) -> tuple[str, ...]:
    said = [text(s) for s in (value if isinstance(value, list | tuple) else text(value).replace("，", ",").split(","))]
    serials = [s for s in said if s][:MOST_SERIALS]
    if len(serials) > quantity:
        raise _No("return_serials_many", sku=product.sku, serials=len(serials), quantity=quantity)
    for n, serial in enumerate(serials):
        if serial in serials[:n] or (product.product_id, serial) in seen:
            raise _No("return_serial_twice", sku=product.sku, serial=serial[:80])
        if serial not in product.serials:
            raise _No("return_serial_other", sku=product.sku, serial=serial[:80])
    return tuple(serials)
