"""Orders that a person had sent in a way of their own: their allocations are taken from it, as long as the pieces are there."""

from __future__ import annotations

from collections import Counter

import polars as pl

from fahuo.core import frames

_PLACE = ["product_id", "warehouse_id"]


def keep_sendings(allocations: pl.DataFrame, own: pl.DataFrame | None, stock: pl.DataFrame | None) -> pl.DataFrame:
    """Allocations with the column `part` (0 where nobody said otherwise); `own` is frames.Sendings, `stock` what may be promised.

    An order's own way is kept when it holds the same pieces of the same lines as were allocated now, and all warehouses have what all orders
    together then take. Otherwise the order is planned like any other; the orders are asked one after the other by id.
    """
    if own is None or own.is_empty():
        return allocations.with_columns(part=pl.lit(0, pl.Int32))
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
    rest = allocations.filter(~mine).with_columns(part=pl.lit(0, pl.Int32))
    columns = [*frames.Allocations.columns(), "part"]
    return pl.concat([rest.select(columns), own.filter(mine).select(columns)]).sort("order_id", "line_no", "warehouse_id", "product_id")


def _pieces(rows: pl.DataFrame) -> list[tuple[int, int, int]]:
    return rows.group_by("line_no", "product_id").agg(pl.col("quantity").sum()).sort("line_no", "product_id").rows()
