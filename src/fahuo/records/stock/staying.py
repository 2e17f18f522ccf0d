"""Parcels that were said to have left and did not."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from django.db import transaction

from fahuo.core.words import BinKind, MoveKind
from fahuo.records.copy import fetch
from fahuo.records.stock.bins import bins_for
from fahuo.records.stock.locks import lock
from fahuo.records.stock.moves import move
from fahuo.records.stock.promises import reserve

STAYED = "stayed"  # the reference of moves that take a departure back

# Parcels whose pieces are outside: more of them left than were taken back.
GONE = f"""SELECT parcel_id FROM records_move WHERE parcel_id = ANY(%s) AND (kind = '{MoveKind.SHIPPED}' OR reference = '{STAYED}')
           GROUP BY parcel_id HAVING sum(CASE WHEN kind = '{MoveKind.SHIPPED}' THEN quantity ELSE -quantity END) > 0"""


def gone(parcel_ids: list[int]) -> pl.DataFrame:
    """Those of these parcels whose pieces have left: parcel_id."""
    return fetch(GONE, [parcel_ids], {"parcel_id": pl.Int64})


@transaction.atomic
def stay(merchant_id: int, parcel_ids: list[int], at: datetime, actor: str, reason: str) -> int:
    """These parcels did not leave after all: their pieces wait in packing again, promised to them. Returns how many parcels."""
    away = gone(parcel_ids)["parcel_id"].to_list()
    if not away:
        return 0
    shipped = fetch(
        f"""SELECT parcel_id, product_id, warehouse_id, lot_id, sum(CASE WHEN kind = '{MoveKind.SHIPPED}' THEN quantity ELSE -quantity END)::bigint
            FROM records_move WHERE parcel_id = ANY(%s) AND (kind = '{MoveKind.SHIPPED}' OR reference = '{STAYED}') GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 4""",
        [away],
        dict.fromkeys(("parcel_id", "product_id", "warehouse_id", "lot_id", "quantity"), pl.Int64),
    ).filter(pl.col("quantity") > 0)
    lock(merchant_id, shipped["product_id"].to_list())
    packing = bins_for(merchant_id, shipped["warehouse_id"].unique().to_list(), BinKind.PACKING)
    back = shipped.with_columns(
        kind=pl.lit(MoveKind.RETURNED.value),
        to_bin_id=pl.col("warehouse_id").replace_strict(packing, return_dtype=pl.Int64),
        reference=pl.lit(STAYED),
        reason=pl.lit(reason[:200]),
    )
    move(merchant_id, back, at, actor)
    reserve(shipped)
    return len(away)
