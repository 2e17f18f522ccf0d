"""The list of policies: which there are, and what was paid and paid back, by currency. Every query takes the merchant's id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet, Sum

from fahuo.steps.methods.models import Policy

_BACK = Q(return_asked_at__isnull=False)
# what each word of the filter means; console.covers.state_of says the same of one row
STATES: dict[str, Q] = {
    "owed": Q(answered_at=None) & ~_BACK,
    "bought": Q(number__isnull=False) & ~_BACK,
    "refused": Q(failure__isnull=False),
    "returning": _BACK & Q(failure=None, refunded_minor=None, return_failure=None),
    "returned": Q(refunded_minor__isnull=False),
    "return_refused": Q(return_failure__isnull=False),
    "dearer": Q(charged_minor__gt=F("premium_minor"), charged_currency=F("currency")),
}


# what the list shows: of a service all but its card, of an order its number
_OF_SERVICE = ("code", "name", "name_zh", "carrier")
_READ = (*(f.name for f in Policy._meta.fields), *(f"service__{name}" for name in _OF_SERVICE), "parcel__order__number")


@dataclass(frozen=True)
class Wanted:
    """Which policies are asked for."""

    state: str = ""
    service_id: int | None = None
    since: datetime | None = None  # asked for at or after
    until: datetime | None = None  # and before
    parcel_ids: tuple[int, ...] | None = None  # None: any


@dataclass(frozen=True)
class Total:
    """What came together in one currency. Premiums in the currency that was charged."""

    currency: str
    policies: int
    covered_minor: int
    planned_minor: int
    charged_minor: int
    refunded_minor: int

    @property
    def paid_minor(self) -> int:
        """What was paid and not paid back."""
        return self.charged_minor - self.refunded_minor


def policies(merchant_id: int, wanted: Wanted) -> QuerySet[Policy]:
    """The policies, the newest parcel first."""
    rows = Policy.objects.filter(merchant_id=merchant_id)
    if wanted.state in STATES:
        rows = rows.filter(STATES[wanted.state])
    if wanted.service_id is not None:
        rows = rows.filter(service_id=wanted.service_id)
    if wanted.since:
        rows = rows.filter(asked_at__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(asked_at__lt=wanted.until)
    if wanted.parcel_ids is not None:
        rows = rows.filter(parcel_id__in=wanted.parcel_ids)
    return rows.select_related("service", "parcel__order").only(*_READ).order_by("-parcel_id")


def page(rows: QuerySet[Policy], limit: int, after: int | None, *, back: bool = False) -> list[Policy]:
    """A page of the list: those after a parcel, or the ones before it."""
    if after is None:
        return list(rows[:limit])
    if back:
        return list(rows.filter(parcel_id__gt=after).order_by("parcel_id")[:limit])[::-1]
    return list(rows.filter(parcel_id__lt=after)[:limit])


def totals(rows: QuerySet[Policy]) -> list[Total]:
    """What was bought, by currency."""
    bought = rows.filter(number__isnull=False).order_by().values("charged_currency")
    sums = bought.annotate(
        n=Count("parcel_id"),
        covered=Sum("covered_minor"),
        planned=Sum("premium_minor"),
        charged=Sum("charged_minor"),
        refunded=Sum("refunded_minor"),
    )
    return [
        Total(r["charged_currency"], r["n"], r["covered"], r["planned"], r["charged"], r["refunded"] or 0)
        for r in sums.order_by("charged_currency")
    ]
