"""Transit days of a merchant's lanes: what the ledger says of its parcels, and what was learnt of it."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
from django.conf import settings

from fahuo.core.methods.transit import days_of
from fahuo.records.copy import copy, fetch
from fahuo.steps.methods import frames
from fahuo.steps.methods.models import Lane

WINDOW_DAYS = 180  # a lane changes with the seasons and the carrier's contracts: older parcels say little
MOVED = 0.005  # of the logarithm: less than this is no news, and no row


def seen(merchant_id: int, on: date) -> pl.DataFrame:
    """Of every lane, how many parcels that were handed over in the window came in which day, and how many are not there after how many.

    service_id, origin, country, days, delivered, parcels. Days are calendar days at the operator's place, from hand-over to delivery.
    Lost and returned parcels never arrive: they say nothing of days, and are left to the figures of loss.
    """
    return fetch(
        """WITH gone AS (
             SELECT e.parcel_id, min(e.at) FILTER (WHERE e.kind IN ('handed_over', 'departed')) AS left_at,
                    min(e.at) FILTER (WHERE e.kind = 'delivered') AS came_at
             FROM records_event e
             WHERE e.merchant_id = %(merchant)s AND e.parcel_id IS NOT NULL
             GROUP BY e.parcel_id
             HAVING min(e.at) FILTER (WHERE e.kind IN ('handed_over', 'departed')) >= %(since)s
                AND count(*) FILTER (WHERE e.kind IN ('lost', 'returning', 'returned', 'cancelled')) = 0),
           told AS (
             SELECT l.service_id, w.country AS origin, o.country, g.came_at IS NOT NULL AS delivered,
                    CASE WHEN g.came_at IS NOT NULL
                         THEN greatest(1, (g.came_at AT TIME ZONE %(zone)s)::date - (g.left_at AT TIME ZONE %(zone)s)::date)
                         ELSE %(on)s - (g.left_at AT TIME ZONE %(zone)s)::date - 1 END AS days
             FROM gone g
             JOIN goods_parcel p ON p.id = g.parcel_id
             JOIN methods_label l ON l.parcel_id = p.id
             JOIN records_warehouse w ON w.id = p.warehouse_id
             JOIN orders_order o ON o.id = p.order_id AND o.country IS NOT NULL)
           SELECT service_id, origin, country, days, delivered, count(*) FROM told WHERE delivered OR days > 0
           GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5""",
        {"merchant": merchant_id, "since": on - timedelta(WINDOW_DAYS), "zone": settings.TIME_ZONE, "on": on},
        {
            "service_id": pl.Int64,
            "origin": pl.String,
            "country": pl.String,
            "days": pl.Int64,
            "delivered": pl.Boolean,
            "parcels": pl.Int64,
        },
    )


def keep(merchant_id: int, learnt: pl.DataFrame, on: date) -> int:
    """Store what was learnt on a day: lanes that moved. Returns how many. What is stored of that day already is replaced."""
    Lane.objects.filter(merchant_id=merchant_id, learnt_on=on).delete()
    lane = ["service_id", "origin", "country"]
    before = frames.lanes(merchant_id, on).select(*lane, was_mean="log_mean", was_deviation="log_deviation")
    moved = (
        (pl.col("log_mean") - pl.col("was_mean")).abs().fill_null(1.0).gt(MOVED)
        | (pl.col("log_deviation") - pl.col("was_deviation")).abs().fill_null(1.0).gt(MOVED)
    )  # fmt: skip
    news = learnt.join(before, on=lane, how="left").filter(moved).drop("was_mean", "was_deviation")
    mean, deviation = (news[name].to_numpy().astype(np.float64) for name in ("log_mean", "log_deviation"))
    return copy(
        news.with_columns(
            pl.lit(merchant_id).alias("merchant_id"),
            pl.lit(on).alias("learnt_on"),
            pl.Series("days_p50", days_of(0.5, mean, deviation)),
            pl.Series("days_p90", days_of(0.9, mean, deviation)),
        ),
        Lane,
    )
