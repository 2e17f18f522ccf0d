"""Entries at the destination, planned when a parcel has its label; and the declaration at export, which goes with the label's data."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from fahuo.core.words import Happening
from fahuo.countries.book import Book
from fahuo.records import frames as records
from fahuo.records import ledger
from fahuo.records.clock import today
from fahuo.records.copy import fetch
from fahuo.records.models import Merchant
from fahuo.steps.clearance import service as clearance
from fahuo.steps.export import frames as export


def plan_entries(merchant: Merchant, parcel_ids: list[int], now: datetime) -> list[pl.DataFrame]:
    """Plan and store entries of these parcels. Returns the events of those whose declaration is complete and is given to the carrier."""
    on = today(now)
    parcels = _parcels(parcel_ids)
    exchange = records.exchange(merchant.pk, merchant.currency, on)
    plan = Book(exchange, _registrations(merchant)).landed(parcels, export.declared_lines(parcel_ids), on)
    clearance.save_entries(plan, on)
    complete = parcels.filter(~pl.col("waits")).select("order_id", "parcel_id")
    return [ledger.events(merchant.pk, complete, Happening.DECLARED, now, "fahuo")] if complete.height else []


def _parcels(parcel_ids: list[int]) -> pl.DataFrame:
    """Parcels as core.clearance takes them; the carriage inside the declared value is the order's, in proportion."""
    return fetch(
        """SELECT p.id, p.order_id, o.country, o.region, w.country, s.kind, d.currency, d.waits,
             CASE WHEN o.goods_minor - o.discount_minor + o.freight_minor > 0
                  THEN (d.total_minor::numeric * o.freight_minor / (o.goods_minor - o.discount_minor + o.freight_minor))::bigint ELSE 0 END
           FROM goods_parcel p JOIN orders_order o ON o.id = p.order_id JOIN records_warehouse w ON w.id = p.warehouse_id
           JOIN export_declaration d ON d.parcel_id = p.id JOIN methods_offer f ON f.parcel_id = p.id AND f.chosen
           JOIN methods_service s ON s.id = f.service_id WHERE p.id = ANY(%s) ORDER BY p.id""",
        [parcel_ids],
        {
            "parcel_id": pl.Int64,
            "order_id": pl.Int64,
            "country": pl.String,
            "region": pl.String,
            "from_country": pl.String,
            "service_class": pl.String,
            "currency": pl.String,
            "waits": pl.Boolean,
            "freight_included_minor": pl.Int64,
        },
    )


def _registrations(merchant: Merchant) -> frozenset[str]:
    held = {"IOSS": merchant.ioss, "GB_VAT": merchant.vat.startswith("GB"), **dict.fromkeys(merchant.registrations, True)}
    return frozenset(name for name, value in held.items() if value)
