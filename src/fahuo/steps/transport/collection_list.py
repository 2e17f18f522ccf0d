"""The list of collections: by day, warehouse, carrier and what became of them. Every query takes the merchant's id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from fahuo.steps.transport.models import STANDS, Collection

# what each word of the filter means; Collection.state says the same of one row
_NOT_COLLECTED = Q(collected_at=None)
_NOR_MISSED = _NOT_COLLECTED & Q(missed_at=None)
STATES: dict[str, Q] = {
    "asked": STANDS & Q(booked_at=None),
    "booked": STANDS & Q(booked_at__isnull=False),
    "refused": _NOR_MISSED & Q(cancelled_at=None, refused_at__isnull=False),
    "cancelled": _NOR_MISSED & Q(cancelled_at__isnull=False),
    "missed": _NOT_COLLECTED & Q(missed_at__isnull=False),
    "collected": Q(collected_at__isnull=False),
}
UNSAID = "unsaid"  # the slot is over, and nobody said whether the carrier came


@dataclass(frozen=True)
class Wanted:
    """Which collections are asked for."""

    state: str = ""
    warehouse_id: int | None = None
    carrier: str = ""  # a part of its name
    since: date | None = None
    until: date | None = None  # the day after


def collections(merchant_id: int, wanted: Wanted, now: datetime) -> QuerySet[Collection]:
    """Collections by day; `now` decides which of them are unsaid."""
    rows = Collection.objects.filter(merchant_id=merchant_id)
    if wanted.state == UNSAID:
        rows = rows.filter(STANDS, ends_at__lte=now)
    elif wanted.state in STATES:
        rows = rows.filter(STATES[wanted.state])
    if wanted.warehouse_id is not None:
        rows = rows.filter(warehouse_id=wanted.warehouse_id)
    if wanted.carrier:
        rows = rows.filter(carrier__icontains=wanted.carrier)
    if wanted.since:
        rows = rows.filter(on__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(on__lt=wanted.until)
    return rows.select_related("warehouse").order_by("on", "begins_at", "pk")
