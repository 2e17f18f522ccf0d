"""The one door for what happened. Events are appended here; where an order or a parcel stands is computed from them by core.progress."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection

from fahuo.core.words import Happening
from fahuo.records.copy import copy, execute, fetch
from fahuo.records.models import Event, OrderStanding, ParcelStanding

TIME = pl.Datetime("us", "UTC")
COLUMNS = {
    "merchant_id": pl.Int64,
    "order_id": pl.Int64,
    "parcel_id": pl.Int64,
    "kind": pl.String,
    "at": TIME,
    "actor": pl.String,
    "key": pl.String,
    "data": pl.String,
}


def events(
    merchant_id: int, subjects: pl.DataFrame, kind: Happening, at: datetime, actor: str, data: dict[str, Any] | None = None
) -> pl.DataFrame:
    """Events of one kind for many subjects (columns order_id and perhaps parcel_id)."""
    parcel = pl.col("parcel_id") if "parcel_id" in subjects.columns else pl.lit(None)
    return subjects.select(
        merchant_id=pl.lit(merchant_id),
        order_id="order_id",
        parcel_id=parcel.cast(pl.Int64),
        kind=pl.lit(kind.value),
        at=pl.lit(at).cast(TIME),
        actor=pl.lit(actor),
        key=pl.lit(None, pl.String),
        data=pl.lit(json.dumps(data or {}, ensure_ascii=False)),
    ).cast(COLUMNS)
