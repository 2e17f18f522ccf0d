"""What the planners refused, kept until it is mended."""

from __future__ import annotations

import polars as pl

from fahuo.records.copy import copy, execute
from fahuo.records.models import Refusal


def save(merchant_id: int, refusals: pl.DataFrame, parcel_ids: pl.Series, import_id: int | None = None) -> pl.DataFrame:
    """Store frames.Refusals; parcel_ids[local parcel_id] is the stored parcel. Returns them as stored."""
    stored = pl.DataFrame({"parcel_id": pl.int_range(len(parcel_ids), eager=True, dtype=pl.Int64), "stored_id": parcel_ids})
    rows = refusals.join(stored, on="parcel_id", how="left", maintain_order="left").with_columns(
        parcel_id="stored_id", merchant_id=pl.lit(merchant_id), import_id=pl.lit(import_id, pl.Int64)
    )
    rows = rows.drop("stored_id")
    copy(rows, Refusal)
    return rows


def forget(order_ids: list[int], code: str | None = None) -> None:
    """These orders are planned anew, or this one reason was answered: what was said of them no longer counts."""
    execute("DELETE FROM records_refusal WHERE order_id = ANY(%s) AND (%s::text IS NULL OR code = %s)", [order_ids, code, code])
