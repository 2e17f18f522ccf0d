"""Read a packing list (装箱单) of an inbound: rows of text in, boxes with what lies in them and refusals out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from fahuo.core.goods.cells import by_header, whole_rows
from fahuo.core.goods.days import read_day
from fahuo.core.goods.moving import LONGEST, MOST, ProductSaid, Refused, text

MEASURES = ("length_mm", "width_mm", "height_mm", "weight_g")
SYNONYMS = {
    **dict.fromkeys(("box", "box_no", "box no", "carton", "carton no", "箱号", "箱", "箱唛"), "box"),
    **dict.fromkeys(("sku", "product", "商品编码", "货号"), "sku"),
    **dict.fromkeys(("quantity", "qty", "pieces", "数量", "件数"), "quantity"),
    **dict.fromkeys(("lot", "batch", "批次", "批次号"), "lot"),
    **dict.fromkeys(("expires", "expires_on", "expiry", "到期日", "有效期"), "expires"),
    **{name: name for name in MEASURES},
    **{
        "length": "length_mm",
        "width": "width_mm",
        "height": "height_mm",
        "weight": "weight_g",
        "长": "length_mm",
        "宽": "width_mm",
        "高": "height_mm",
    },
}


@dataclass(frozen=True)
class Inside:
    """Pieces of a product in a box."""

    product_id: int
    quantity: int
    lot: str = ""
    expires_on: date | None = None


@dataclass
class BoxRead:
    """A box of the list: as it is called there, its sizes where the list says them, and what lies in it."""

    name: str
    measures: dict[str, int] = field(default_factory=dict)
    inside: list[Inside] = field(default_factory=list)


def read_packing_list(raw: pl.DataFrame, products: Mapping[str, ProductSaid]) -> tuple[list[BoxRead], list[Refused]]:
    """Columns sku, quantity; optional box, lot, expires, length_mm, width_mm, height_mm, weight_g (English or Chinese names).

    A row without a box belongs to the box above it; without any box all of it is one. A product and lot that stands in a box twice is
    taken from the first row. `row` of a refusal is the row of the file.
    """
    table, broken = whole_rows(by_header(raw))
    table = table.rename({c: SYNONYMS[c] for c in _first_of_each(table.columns)})
    refused = [Refused(row["source_row"], row["code"], {"source_row": row["source_row"]}) for row in broken.to_dicts()]
    lacking = [name for name in ("sku", "quantity") if name not in table.columns]
    if lacking:
        return [], [*refused, *(Refused(1, "packing_column_missing", {"field": name}) for name in lacking)]
    boxes: dict[str, BoxRead] = {}
    seen: dict[tuple[str, int, str], int] = {}
    name = "1"
    for row in table.to_dicts():
        name = text(row.get("box"))[:60] or name
        box = boxes.get(name) or BoxRead(name)
        read = _inside(row, products)
        if isinstance(read, Inside):
            read = _again(seen, name, read, row) or _measures(row, box) or read
        if isinstance(read, tuple):
            refused.append(Refused(row["source_row"], *read))
            continue
        seen[name, read.product_id, read.lot] = row["source_row"]
        box.inside.append(read)
        boxes[name] = box
    return list(boxes.values()), refused


def _first_of_each(columns: list[str]) -> list[str]:
    """The columns that are read: of two that mean the same the first."""
    found: dict[str, str] = {}
    for column in columns:
        if column in SYNONYMS and SYNONYMS[column] not in found:
            found[SYNONYMS[column]] = column
    return list(found.values())


def _inside(row: Mapping[str, Any], products: Mapping[str, ProductSaid]) -> Inside | tuple[str, dict[str, Any]]:
    sku, said, lot, shown = (text(row.get(name)) for name in ("sku", "quantity", "lot", "expires"))
    product = products.get(sku)
    if product is None:
        return "move_product_unknown", {"sku": sku[:80] or "-"}
    if product.kit:
        return "move_is_kit", {"sku": sku}
    plain = said.removesuffix(".0")
    if not (plain.isascii() and plain.isdigit() and len(plain) < 12 and 0 < int(plain) <= MOST):
        return "move_quantity", {"value": said[:40] or "-", "most": MOST}
    day = read_day(shown)
    if shown and day is None:
        return "move_expiry_unreadable", {"value": shown[:40], "sku": sku}
    if len(lot) > LONGEST:
        return "move_lot_long", {"lot": lot[:20], "signs": len(lot), "most": LONGEST}
    return Inside(product.product_id, int(plain), lot, day)


def _again(seen: Mapping[tuple[str, int, str], int], box: str, inside: Inside, row: Mapping[str, Any]) -> tuple[str, dict[str, Any]] | None:
    first = seen.get((box, inside.product_id, inside.lot))
    return None if first is None else ("packing_row_twice", {"sku": text(row["sku"]), "box": box, "first_row": first})


def _measures(row: Mapping[str, Any], box: BoxRead) -> tuple[str, dict[str, Any]] | None:
    """Take the sizes of a row into its box; the first that says one counts."""
    for name in MEASURES:
        shown = text(row.get(name))
        if not shown:
            continue
        try:
            value = float(shown)
        except ValueError:
            value = 0.0
        if not 0 < value <= 10_000_000:
            return "packing_measure", {"field": name, "value": shown[:40]}
        box.measures.setdefault(name, -int(-value // 1))
    return None
