"""Whether the box that was scanned takes the parcel: its pieces and their padding go in, it bears them, and one is left for it."""

from __future__ import annotations

from datetime import date

import polars as pl

from fahuo.core.goods.this_box import Fault, box_fault
from fahuo.flow.bench.state import State
from fahuo.records import frames as records
from fahuo.records import stock
from fahuo.records.copy import fetch
from fahuo.steps.goods import frames as goods
from fahuo.steps.goods.models import Box

OVERRULED = ("box_too_small", "box_piece_too_large", "box_over_limit", "box_single_wall", "box_unmeasured", "box_none_left")


def fault_of(state: State, box: Box, on: date) -> Fault | None:
    """Why the parcel may not go into this box: a reason of OVERRULED, which a supervisor may let go; None where it may."""
    merchant_id = state.parcel.merchant_id
    content = pl.DataFrame(
        [(row.product_id, row.quantity) for row in state.wanted], schema={"product_id": pl.Int64, "quantity": pl.Int64}, orient="row"
    )
    products = records.products_by_id(merchant_id, content["product_id"].to_list())
    one = goods.boxes(merchant_id).filter(box_id=box.pk)
    return box_fault(content, products, goods.paddings(merchant_id), one) or _none_left(state, box, on)


def _none_left(state: State, box: Box, on: date) -> Fault | None:
    """By the books there is none at this warehouse, or others were promised the last ones. A box that is not counted there never runs out."""
    parcel = state.parcel
    if box.material_id is None:
        return None
    free = stock.available(parcel.merchant_id, [box.material_id], on).filter(warehouse_id=parcel.warehouse_id)
    if free.is_empty():
        return None
    there, promised = int(free["available"][0]), _needed_by_others(box.material_id, parcel.warehouse_id, parcel.pk)
    if there > promised:
        return None
    return "box_none_left", {"box": box.code, "warehouse": parcel.warehouse.code, "there": there, "promised": promised}


def _needed_by_others(material_id: int, warehouse_id: int, parcel_id: int) -> int:
    """Pieces of a packing material that other parcels of the warehouse will still consume."""
    rows = fetch(
        "SELECT coalesce(sum(quantity), 0)::bigint FROM goods_need WHERE product_id = %s AND warehouse_id = %s AND parcel_id <> %s",
        [material_id, warehouse_id, parcel_id],
        {"quantity": pl.Int64},
    )
    return int(rows["quantity"][0])
