"""Cut-offs and closed days between rows and core.goods.picking.cutoffs, and their verbs."""

from __future__ import annotations

from datetime import date, time, timedelta

from fahuo.core.goods.picking.cutoffs import CutOff
from fahuo.steps.methods import models


def cut_offs(merchant_id: int) -> list[CutOff]:
    """The merchant's cut-offs."""
    rows = models.CutOff.objects.filter(merchant_id=merchant_id).order_by("pk")
    return [CutOff(*row) for row in rows.values_list("service_id", "warehouse_id", "weekday", "at", "zone")]


def closed_days(merchant_id: int) -> list[tuple[int | None, date]]:
    """The days on which nothing leaves."""
    return list(models.ClosedDay.objects.filter(merchant_id=merchant_id).values_list("warehouse_id", "on"))


def closed_soon(merchant_id: int, on: date, days: int) -> list[models.ClosedDay]:
    """The closed days from this day on."""
    rows = models.ClosedDay.objects.filter(merchant_id=merchant_id, on__gte=on, on__lt=on + timedelta(days=days))
    return list(rows.select_related("warehouse"))


def of_service(service_id: int) -> list[models.CutOff]:
    """A service's cut-offs by warehouse, weekday and time."""
    rows = models.CutOff.objects.filter(service_id=service_id).select_related("warehouse")
    return list(rows.order_by("warehouse__code", "weekday", "at"))


def set_cut_offs(merchant_id: int, service_id: int, warehouse_id: int | None, weekdays: list[int], at: time, zone: str) -> None:
    """The cut-off of these weekdays is this; others that the service has there on those days go."""
    days = models.CutOff.objects.filter(merchant_id=merchant_id, service_id=service_id, warehouse_id=warehouse_id)
    days.filter(weekday__in=weekdays).delete()
    models.CutOff.objects.bulk_create(
        models.CutOff(merchant_id=merchant_id, service_id=service_id, warehouse_id=warehouse_id, weekday=day, at=at, zone=zone)
        for day in sorted(set(weekdays))
    )
