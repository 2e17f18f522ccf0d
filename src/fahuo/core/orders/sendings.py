"""Orders that a person had sent in a way of their own: their allocations are taken from it, as long as the pieces are there, and so are the
services that their parcels go by."""

from __future__ import annotations

from collections import Counter

import polars as pl

from fahuo.core import frames

_PLACE = ["product_id", "warehouse_id"]


def keep_sendings(allocations: pl.DataFrame, own: pl.DataFrame | None, stock: pl.DataFrame | None) -> pl.DataFrame:
    """Allocations with the columns `part` (0) and `services` (empty) where nobody said otherwise; `own` is frames.Sendings, `stock` what may be promised.

    An order's own way is kept when it holds the same pieces of the same lines as were allocated now, and all warehouses have what all orders
    together then take. Otherwise the order is planned like any other; the orders are asked one after the other by id.
    """
    nobody_said = {"part": pl.lit(0, pl.Int32), "services": pl.lit("")}
    if own is None or own.is_empty():
        return allocations.with_columns(**nobody_said)
    left: Counter[tuple[int, int]] = Counter()
    if stock is not None:
        for product, warehouse, free in stock.select(*_PLACE, "available").iter_rows():
            left[product, warehouse] = free
        for product, warehouse, pieces in allocations.select(*_PLACE, "quantity").iter_rows():
            left[product, warehouse] -= pieces
    kept: list[int] = []
    for (order_id,), way in own.sort("order_id").group_by("order_id", maintain_order=True):
        now = allocations.filter(pl.col("order_id") == order_id)
        if _pieces(now) != _pieces(way):
            continue
        change: Counter[tuple[int, int]] = Counter()
        for rows, sign in ((way, 1), (now, -1)):
            for product, warehouse, pieces in rows.select(*_PLACE, "quantity").iter_rows():
                change[product, warehouse] += sign * pieces
        if stock is None or all(left[place] >= pieces for place, pieces in change.items() if pieces > 0):
            left.subtract(change)
            kept.append(int(str(order_id)))
    mine = pl.col("order_id").is_in(kept)
    rest = allocations.filter(~mine).with_columns(**nobody_said)
    columns = [*frames.Allocations.columns(), *nobody_said]
    return pl.concat([rest.select(columns), own.filter(mine).select(columns)]).sort("order_id", "line_no", "warehouse_id", "product_id")


def with_own_services(parcels: pl.DataFrame, placements: pl.DataFrame, allocations: pl.DataFrame) -> pl.DataFrame:
    """Parcels with own_services, as choose.choose takes it: those of the part that a parcel holds. `allocations` are those of keep_sendings."""
    said = allocations.filter(pl.col("services") != "")
    if said.is_empty():
        return parcels
    # pieces of one line from one warehouse travel together: any piece says which part a parcel is of
    inside = placements.select("parcel_id", "line_no", "product_id").unique("parcel_id", keep="first", maintain_order=True)
    found = parcels.join(inside, on="parcel_id", how="left", maintain_order="left").join(
        said.select("order_id", "line_no", "warehouse_id", "product_id", own_services="services"),
        on=["order_id", "line_no", "warehouse_id", "product_id"],
        how="left",
        maintain_order="left",
    )
    return found.select(*parcels.columns, "own_services")


def _pieces(rows: pl.DataFrame) -> list[tuple[int, int, int]]:
    return rows.group_by("line_no", "product_id").agg(pl.col("quantity").sum()).sort("line_no", "product_id").rows()
