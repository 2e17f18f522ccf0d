"""What the pages read of cases. Every query takes the merchant's id and sees no other row."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from fahuo.steps.aftersales.models import Case
from fahuo.steps.goods.queries import parcels_of_order


def cases(merchant_id: int, *, settled: bool = False, kind: str = "") -> QuerySet[Case]:
    """Cases: the open ones by the day when they are due, the settled ones newest first."""
    rows = Case.objects.filter(merchant_id=merchant_id, settled_at__isnull=not settled).select_related("order", "parcel")
    if kind:
        rows = rows.filter(kind=kind)
    return rows.order_by("-settled_at", "-id") if settled else rows.order_by("due_on", "id")


def kinds(merchant_id: int, *, settled: bool = False) -> dict[str, int]:
    """How many cases of each kind there are."""
    rows = (
        Case.objects.filter(merchant_id=merchant_id, settled_at__isnull=not settled)
        .values("kind")
        .annotate(n=Count("id"))
        .order_by("-n", "kind")
    )
    return {r["kind"]: r["n"] for r in rows}


def case(merchant_id: int, case_id: int) -> Case | None:
    """One case of the merchant's."""
    return Case.objects.filter(merchant_id=merchant_id, pk=case_id).select_related("order", "parcel__warehouse", "reship_order").first()


def of_order(merchant_id: int, order_id: int) -> list[Case]:
    """The cases of an order, and of one that travels with another those of the parcels in which its goods are."""
    mine = Q(order_id=order_id) | Q(parcel_id__in=parcels_of_order(order_id))
    return list(Case.objects.filter(mine, merchant_id=merchant_id).select_related("reship_order").order_by("opened_at"))
