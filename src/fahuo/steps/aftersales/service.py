"""The verbs of after-sales. Each runs inside the caller's transaction."""

from __future__ import annotations

import polars as pl
from django.db.models import Sum

from fahuo.records.copy import fetch
from fahuo.steps.aftersales.models import Case


def known(parcel_ids: list[int]) -> pl.DataFrame:
    """Cases that were ever opened about these parcels: parcel_id, kind."""
    return fetch(
        "SELECT parcel_id, kind FROM aftersales_case WHERE parcel_id = ANY(%s)", [parcel_ids], {"parcel_id": pl.Int64, "kind": pl.String}
    )


def open_cases(merchant_id: int, cases: list[dict[str, object]]) -> list[Case]:
    """Open cases (order_id, parcel_id, kind, values, opened_at, due_on); returns those that were not open yet."""
    before = set(Case.objects.filter(parcel__in=[c["parcel_id"] for c in cases]).values_list("parcel_id", "kind"))
    fresh = [Case(merchant_id=merchant_id, **c) for c in cases if (c["parcel_id"], c["kind"]) not in before]
    # another watch at the same moment may open the same ones: each parcel has a kind of case once
    Case.objects.bulk_create(fresh, ignore_conflicts=True)
    return fresh


def order_of(merchant_id: int, case_id: int) -> list[int]:
    """The order that a case is about, as a list of one or none."""
    return list(Case.objects.filter(merchant_id=merchant_id, pk=case_id).values_list("order_id", flat=True))


def refunded(parcel_id: int) -> int:
    """What was paid back already for a parcel, in minor units."""
    return Case.objects.filter(parcel_id=parcel_id, settlement="refund").aggregate(sum=Sum("amount_minor"))["sum"] or 0


def lock_open(merchant_id: int, case_id: int) -> Case | None:
    """Take a case that is open until the transaction ends; None where it is none of ours or settled."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("parcel__warehouse", "order")
    return rows.filter(merchant_id=merchant_id, pk=case_id, settled_at=None).first()
