"""The verbs of clearance. Each runs inside the caller's transaction."""

from __future__ import annotations

import json
from datetime import date, datetime

import polars as pl
from django.db.models import F

from fahuo.core.clearance.plan import ClearancePlan
from fahuo.records.copy import copy, execute, fetch
from fahuo.steps.clearance.models import Entry

COLUMNS = ["parcel_id", "rule_id", "country", "currency", "value_minor", "duty_minor", "tax_minor", "fees_minor", "total_minor"]
COLUMNS += ["duty_collector", "tax_collector", "source", "confidence", "note"]


def save_entries(plan: ClearancePlan, on: date) -> None:
    """Store entries of parcels that have none yet, each figure with its base, rate and source."""
    known = fetch(
        "SELECT parcel_id FROM clearance_entry WHERE parcel_id = ANY(%s)", [plan.entries["parcel_id"].to_list()], {"parcel_id": pl.Int64}
    )
    fresh = plan.entries.join(known, on="parcel_id", how="anti")
    items: dict[int, list[dict[str, object]]] = {}
    for row in plan.entry_lines.join(fresh.select("parcel_id"), on="parcel_id", how="semi").to_dicts():
        items.setdefault(row.pop("parcel_id"), []).append(row)
    missing: dict[int, list[str]] = {}
    for parcel_id, code in plan.refusals.select("parcel_id", "code").unique(maintain_order=True).iter_rows():
        missing.setdefault(parcel_id, []).append(code)
    ids = fresh["parcel_id"].to_list()
    rows = fresh.select(COLUMNS).with_columns(
        pl.Series("items", [json.dumps(items.get(i, []), default=str) for i in ids], dtype=pl.String),
        pl.Series("missing", [json.dumps(missing.get(i, [])) for i in ids], dtype=pl.String),
        on=pl.lit(on),
        key=pl.concat_str(pl.lit("entry-"), pl.col("parcel_id").cast(pl.String)),
    )
    copy(rows, Entry)


def owed(merchant_id: int, limit: int) -> list[Entry]:
    """Entries to lodge: the parcel has left, and customs has not taken its entry yet."""
    rows = Entry.objects.filter(parcel__merchant_id=merchant_id, lodged_at=None, failure=None).exclude(
        country=F("parcel__warehouse__country")
    )
    moving = "EXISTS (SELECT 1 FROM records_parcelstanding s WHERE s.parcel_id = clearance_entry.parcel_id AND s.step IN ('transport', 'clearance'))"
    return list(rows.extra(where=[moving]).select_related("parcel__order").order_by("pk")[:limit])


def answer(parcel_id: int, reference: str | None, failure: str | None, now: datetime) -> bool:
    """Settle what customs answered. False where it was settled before."""
    return bool(
        Entry.objects.filter(parcel_id=parcel_id, lodged_at=None).update(
            reference=reference, failure=(failure or None) and failure[:300], lodged_at=None if failure else now
        )
    )


def drop_plan(order_ids: list[int]) -> None:
    """Forget the entries of these orders' parcels."""
    execute("DELETE FROM clearance_entry WHERE parcel_id IN (SELECT id FROM goods_parcel WHERE order_id = ANY(%s))", [order_ids])
