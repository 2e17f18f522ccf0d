"""The verbs of goods. Each runs inside the caller's transaction."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from fahuo.records.copy import copy, execute, reserve_ids
from fahuo.steps.goods.models import Parcel, Placement


def save_plan(merchant_id: int, parcels: pl.DataFrame, placements: pl.DataFrame, now: datetime) -> pl.Series:
    """Store packed parcels; returns the stored ids, so that ids[local parcel_id] is the stored one."""
    ids = reserve_ids(Parcel, parcels.height)
    copy(
        parcels.with_columns(
            parcel_id=ids.gather(parcels["parcel_id"]),
            merchant_id=pl.lit(merchant_id),
            created_at=pl.lit(now).cast(pl.Datetime("us", "UTC")),
        ).rename({"parcel_id": "id"}),
        Parcel,
    )
    copy(placements.with_columns(parcel_id=ids.gather(placements["parcel_id"])), Placement)
    return ids


def drop_plan(order_ids: list[int]) -> None:
    """Forget the parcels of these orders; the later steps have dropped theirs."""
    execute("DELETE FROM goods_placement WHERE parcel_id IN (SELECT id FROM goods_parcel WHERE order_id = ANY(%s))", [order_ids])
    execute("DELETE FROM goods_parcel WHERE order_id = ANY(%s)", [order_ids])
