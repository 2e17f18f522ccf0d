"""The planned legs of parcels whose label is bought."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from fahuo.core.transport.plan import plan_transport
from fahuo.records.clock import today
from fahuo.records.copy import fetch
from fahuo.steps.transport import service as transport


def plan_ways(parcel_ids: list[int], ready_at: datetime) -> None:
    """Plan and store the legs, from the days of the chosen service."""
    rows = fetch(
        """SELECT p.id, w.country, o.country, s.kind, f.days_p50, f.days_p90 FROM goods_parcel p
           JOIN records_warehouse w ON w.id = p.warehouse_id JOIN orders_order o ON o.id = p.order_id
           JOIN methods_offer f ON f.parcel_id = p.id AND f.chosen JOIN methods_service s ON s.id = f.service_id WHERE p.id = ANY(%s) ORDER BY p.id""",
        [parcel_ids],
        {
            "parcel_id": pl.Int64,
            "warehouse_country": pl.String,
            "country": pl.String,
            "service_class": pl.String,
            "days_p50": pl.Int64,
            "days_p90": pl.Int64,
        },
    )
    transport.save_legs(plan_transport(rows, ready_at, today(ready_at)).legs)
