"""The verbs of goods. Each runs inside the caller's transaction."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from fahuo.records.copy import copy, execute, fetch, reserve_ids
from fahuo.steps.goods.models import Choice, Need, Parcel, Placement


def save_plan(
    merchant_id: int, parcels: pl.DataFrame, placements: pl.DataFrame, choices: pl.DataFrame, needs: pl.DataFrame, now: datetime
) -> pl.Series:
    """Store packed parcels, why they are packed so, and the packing material that they will consume.

    Returns the stored ids, so that ids[local parcel_id] is the stored one.
    """
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
    copy(choices.with_columns(ids.gather(choices[name]).alias(name) for name in ("parcel_id", "together")), Choice)
    copy(needs.with_columns(parcel_id=ids.gather(needs["parcel_id"]), merchant_id=pl.lit(merchant_id)), Need)
    return ids


def drop_needs(parcel_ids: list[int]) -> None:
    """These parcels will consume no packing material any more: they have, or they will not be packed."""
    execute("DELETE FROM goods_need WHERE parcel_id = ANY(%s)", [parcel_ids])


def at_bench(order_ids: list[int]) -> set[int]:
    """Those of these orders of which a parcel is packed, or has pieces scanned at the bench: their plan stays."""
    rows = fetch(
        """SELECT DISTINCT p.order_id FROM goods_parcel p JOIN goods_packing b ON b.parcel_id = p.id
           WHERE p.order_id = ANY(%s) AND (b.packed_at IS NOT NULL OR EXISTS (
               SELECT 1 FROM goods_scan s WHERE s.packing_id = b.parcel_id AND s.undone_at IS NULL AND s.refused = ''))""",
        [order_ids],
        {"order_id": pl.Int64},
    )
    return set(rows["order_id"])


def drop_plan(order_ids: list[int]) -> None:
    """Forget the parcels of these orders; the later steps have dropped theirs."""
    execute(
        """WITH gone AS (SELECT b.parcel_id FROM goods_packing b JOIN goods_parcel p ON p.id = b.parcel_id WHERE p.order_id = ANY(%s)),
                scans AS (DELETE FROM goods_scan WHERE packing_id IN (SELECT parcel_id FROM gone))
           DELETE FROM goods_packing WHERE parcel_id IN (SELECT parcel_id FROM gone)""",
        [order_ids],
    )
    for table in ("goods_need", "goods_choice"):
        execute(f"DELETE FROM {table} WHERE parcel_id IN (SELECT id FROM goods_parcel WHERE order_id = ANY(%s))", [order_ids])
    execute("DELETE FROM goods_pick WHERE parcel_id IN (SELECT id FROM goods_parcel WHERE order_id = ANY(%s))", [order_ids])
    execute("DELETE FROM goods_placement WHERE parcel_id IN (SELECT id FROM goods_parcel WHERE order_id = ANY(%s))", [order_ids])
    execute("DELETE FROM goods_parcel WHERE order_id = ANY(%s)", [order_ids])
