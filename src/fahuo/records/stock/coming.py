"""Pieces that come in."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from django.db import transaction

from fahuo.core.words import BinKind, MoveKind
from fahuo.records.stock.bins import bins_for
from fahuo.records.stock.locks import open_rows
from fahuo.records.stock.moves import move


@transaction.atomic
def receive(
    merchant_id: int,
    pieces: pl.DataFrame,
    at: datetime,
    actor: str,
    *,
    kind: MoveKind = MoveKind.RECEIVED,
    reference: str = "",
    reason: str = "",
) -> int:
    """Pieces have come in: product_id, warehouse_id, quantity, and where known bin_id, lot_id, parcel_id, reference, reason, key.

    Without a bin they go into the warehouse's receiving bin, else into its first storage bin, which is made if it has none.
    Returns how many rows were new.
    """
    rows = pieces.filter(pl.col("quantity") > 0)
    if rows.is_empty():
        return 0
    open_rows(merchant_id, rows)
    given = pl.col("bin_id") if "bin_id" in rows.columns else pl.lit(None, pl.Int64)
    nowhere = rows.filter(given.is_null())["warehouse_id"].unique().to_list()
    firsts = bins_for(merchant_id, nowhere, BinKind.RECEIVING, BinKind.STORAGE) if nowhere else {}
    rows = rows.with_columns(
        kind=pl.lit(kind.value),
        to_bin_id=pl.coalesce(given, pl.col("warehouse_id").replace_strict(firsts, default=None, return_dtype=pl.Int64)),
        **{name: pl.lit(text) for name, text in (("reference", reference), ("reason", reason)) if name not in rows.columns},
    )
    return move(merchant_id, rows, at, actor)
