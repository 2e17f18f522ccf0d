"""The watch: parcels that are late, silent, held or broken get a case, once."""

from __future__ import annotations

import json
from datetime import datetime

import polars as pl
from django.db import transaction

from fahuo.core import progress
from fahuo.core.aftersales.plan import watch
from fahuo.core.aftersales.rules import shipped_rules
from fahuo.core.words import Happening
from fahuo.records import ledger
from fahuo.records.copy import fetch
from fahuo.records.models import Merchant
from fahuo.steps.aftersales import service as aftersales

CHUNK = 5_000  # parcels looked at in one transaction


def open_cases(merchant: Merchant, now: datetime) -> int:
    """Look at every parcel that is on its way; returns how many cases were opened."""
    opened, last = 0, 0
    while True:
        parcels = _underway(merchant.pk, last)
        if parcels.is_empty():
            return opened
        last = int(parcels["parcel_id"].max())  # type: ignore[arg-type]
        opened += _look(merchant, parcels, now)


def _underway(merchant_id: int, after: int) -> pl.DataFrame:
    """Parcels with a label that have not come to a good end, with what the rules match on."""
    return fetch(
        """SELECT s.parcel_id, s.order_id, o.country, v.kind, (SELECT max(latest_arrive_at) FROM transport_leg g WHERE g.parcel_id = s.parcel_id)
           FROM records_parcelstanding s
           JOIN methods_label l ON l.parcel_id = s.parcel_id AND l.tracking_number IS NOT NULL
           JOIN methods_service v ON v.id = l.service_id
           JOIN orders_order o ON o.id = s.order_id
           WHERE s.merchant_id = %s AND s.parcel_id > %s AND s.state NOT IN ('delivered', 'cancelled', 'settled') ORDER BY s.parcel_id LIMIT %s""",
        [merchant_id, after, CHUNK],
        {"parcel_id": pl.Int64, "order_id": pl.Int64, "country": pl.String, "service_class": pl.String, "eta_p90_at": ledger.TIME},
    )


def _look(merchant: Merchant, parcels: pl.DataFrame, now: datetime) -> int:
    ids = parcels["parcel_id"].to_list()
    events = ledger.of_orders(parcels["order_id"].unique().to_list()).filter(pl.col("parcel_id").is_in(ids))
    found = watch(progress.standings(events), parcels, shipped_rules(), aftersales.known(ids), now).cases
    if found.is_empty():
        return 0
    rows = found.join(parcels.select("parcel_id", "order_id"), on="parcel_id")
    with transaction.atomic():
        ledger.lock(rows["order_id"].to_list())
        cases = aftersales.open_cases(
            merchant.pk,
            [
                {name: row[name] for name in ("order_id", "parcel_id", "kind", "due_on")}
                | {"values": json.loads(row["values"]), "opened_at": now}
                for row in rows.to_dicts()
            ],
        )
        told = [
            ledger.events(
                merchant.pk,
                pl.DataFrame({"order_id": [c.order_id], "parcel_id": [c.parcel_id]}),
                Happening.CASE_OPENED,
                now,
                "watch",
                {"case": c.kind},
            ).with_columns(key=pl.lit(f"case:{c.parcel_id}:{c.kind}"))
            for c in cases
        ]
        if told:
            ledger.record(pl.concat(told))
    return len(cases)
