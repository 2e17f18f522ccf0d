"""Reorder points: when it is time to buy a product for a warehouse, and up to how many."""

from __future__ import annotations

import polars as pl
from django.db import transaction

from fahuo.records.copy import execute
from fahuo.records.stock.locks import open_rows


@transaction.atomic
def set_points(merchant_id: int, points: pl.DataFrame) -> int:
    """Set them (product_id, warehouse_id, reorder_at, reorder_to; null: none). A product that was never there gets its row. Returns how many."""
    if points.is_empty():
        return 0
    open_rows(merchant_id, points)
    return execute(
        """UPDATE records_stock s SET reorder_at = p.at, reorder_to = p.up_to
           FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[]) AS p (product_id, warehouse_id, at, up_to)
           WHERE s.product_id = p.product_id AND s.warehouse_id = p.warehouse_id""",
        [points[name].to_list() for name in ("product_id", "warehouse_id", "reorder_at", "reorder_to")],
    )
