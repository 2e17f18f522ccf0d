"""What came and went, day by day, as core.goods.age and core.goods.reorder take it."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from django.conf import settings

from fahuo.core.words import MoveKind
from fahuo.records.copy import fetch


def daily(merchant_id: int, product_ids: list[int] | None = None) -> pl.DataFrame:
    """product_id, warehouse_id, day (at the operator's place), came, went: pieces from and to outside the warehouse."""
    return fetch(
        """SELECT product_id, warehouse_id, (at AT TIME ZONE %s)::date,
                  COALESCE(sum(quantity) FILTER (WHERE from_bin_id IS NULL), 0)::bigint, COALESCE(sum(quantity) FILTER (WHERE to_bin_id IS NULL), 0)::bigint
           FROM records_move WHERE merchant_id = %s AND (%s::bigint[] IS NULL OR product_id = ANY(%s)) AND (from_bin_id IS NULL OR to_bin_id IS NULL)
           GROUP BY 1, 2, 3 ORDER BY 1, 2, 3""",
        [settings.TIME_ZONE, merchant_id, product_ids, product_ids],
        {"product_id": pl.Int64, "warehouse_id": pl.Int64, "day": pl.Date, "came": pl.Int64, "went": pl.Int64},
    )


def shipped(merchant_id: int, since: datetime, until: datetime) -> pl.DataFrame:
    """product_id, warehouse_id, quantity: pieces that left in parcels from `since` until before `until`."""
    return fetch(
        """SELECT product_id, warehouse_id, sum(quantity)::bigint FROM records_move
           WHERE merchant_id = %s AND kind = %s AND at >= %s AND at < %s GROUP BY 1, 2 ORDER BY 1, 2""",
        [merchant_id, MoveKind.SHIPPED.value, since, until],
        {"product_id": pl.Int64, "warehouse_id": pl.Int64, "quantity": pl.Int64},
    )
