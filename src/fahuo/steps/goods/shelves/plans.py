"""Inbound plans and counts as their lists show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count as HowMany
from django.db.models import Q, QuerySet, Sum

from fahuo.core.goods import counting, inbound
from fahuo.core.words import Telling
from fahuo.steps.goods.models import Count, CountRound, CountTelling, Inbound, InboundLine, InboundTelling, Receipt

GONE = (Telling.CLOSED, Telling.CANCELLED)


@dataclass(frozen=True)
class InboundShown:
    """An inbound with where it stands."""

    row: Inbound
    state: inbound.InboundState
    planned: int
    received: int
    boxes: int
    late: int  # days


@dataclass(frozen=True)
class CountShown:
    """A count with where it stands."""

    row: Count
    state: counting.CountState
    bins: int
    done: int
    at: datetime | None


def inbounds(merchant_id: int, *, closed: bool, q: str = "") -> QuerySet[Inbound]:
    """Plans, the newest first; open ones, or those that are done with."""
    rows = Inbound.objects.filter(merchant_id=merchant_id).select_related("warehouse", "source")
    over = InboundTelling.objects.filter(kind__in=GONE, inbound__merchant_id=merchant_id).values("inbound_id")
    rows = rows.filter(pk__in=over) if closed else rows.exclude(pk__in=over)
    if q:
        mine = Q(number__icontains=q) | Q(supplier__icontains=q) | Q(waybill__icontains=q) | Q(vessel__icontains=q)
        rows = rows.filter(mine | Q(boxes__code=q)).distinct()
    return rows.order_by("-pk")


def with_state(rows: list[Inbound], on: date) -> list[InboundShown]:
    """The plans of a page, with five queries however many they are."""
    ids = [r.pk for r in rows]
    told: dict[int, list[str]] = {}
    for pk, kind in InboundTelling.objects.filter(inbound__in=ids).order_by("pk").values_list("inbound_id", "kind"):
        told.setdefault(pk, []).append(kind)
    planned = dict(InboundLine.objects.filter(inbound__in=ids).values_list("inbound_id").annotate(Sum("planned")))
    came = dict(Receipt.objects.filter(inbound__in=ids, undone_at=None).values_list("inbound_id").annotate(Sum("quantity")))
    boxes = dict(Inbound.objects.filter(pk__in=ids).annotate(n=HowMany("boxes")).values_list("pk", "n"))
    shown = []
    for row in rows:
        at = inbound.state(told.get(row.pk, []), received=row.pk in came)
        shown.append(
            InboundShown(
                row, at, planned.get(row.pk, 0), came.get(row.pk, 0), boxes.get(row.pk, 0), inbound.days_late(row.planned_on, at, on)
            )
        )
    return shown


def counts(merchant_id: int, *, closed: bool) -> QuerySet[Count]:
    """Counts, the newest first; open ones, or those that are done with."""
    rows = Count.objects.filter(merchant_id=merchant_id).select_related("warehouse")
    over = CountTelling.objects.filter(kind__in=GONE, count__merchant_id=merchant_id).values("count_id")
    return (rows.filter(pk__in=over) if closed else rows.exclude(pk__in=over)).order_by("-pk")


def counts_with_state(rows: list[Count]) -> list[CountShown]:
    """The counts of a page, with how many of their bins are done."""
    ids = [r.pk for r in rows]
    told: dict[int, list[str]] = {}
    for pk, kind in CountTelling.objects.filter(count__in=ids).order_by("pk").values_list("count_id", "kind"):
        told.setdefault(pk, []).append(kind)
    last = (
        CountRound.objects.filter(count__in=ids)
        .order_by("count_id", "bin_id", "product_id", "-no")
        .distinct("count_id", "bin_id", "product_id")
    )
    looks: dict[int, list[datetime | None]] = {}
    for look in last:
        looks.setdefault(look.count_id, []).append(look.done_at)
    shown = []
    for row in rows:
        found = looks.get(row.pk, [])
        finished = [at for at in found if at]
        shown.append(CountShown(row, counting.state(told.get(row.pk, [])), len(found), len(finished), max(finished, default=None)))
    return shown
