"""Until when parcels must be ready, and the days on which nothing leaves."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fahuo.records.models import Merchant, Warehouse
from fahuo.steps.methods.models.services import Service


class CutOff(models.Model):
    """Until when a service's parcels must be ready on a weekday (截单时间). Without a warehouse it holds for all that have no rows of their own."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    service = models.ForeignKey(Service, models.CASCADE, related_name="cut_offs", verbose_name=_("service"))
    warehouse = models.ForeignKey(Warehouse, models.CASCADE, null=True, blank=True, verbose_name=_("warehouse"))
    weekday = models.SmallIntegerField(_("weekday"))  # 0 is Monday
    at = models.TimeField(_("until"))
    zone = models.CharField(_("time zone"), max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "warehouse", "weekday", "at"], name="cut_off_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(weekday__gte=0) & Q(weekday__lte=6), name="cut_off_weekday"),
        ]
        ordering = ["service_id", "warehouse_id", "weekday", "at"]


class ClosedDay(models.Model):
    """A day on which nothing leaves a warehouse, or any of them (放假、停运)."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    warehouse = models.ForeignKey(Warehouse, models.CASCADE, null=True, blank=True, verbose_name=_("warehouse"))
    on = models.DateField(_("day"))
    name = models.CharField(_("why"), max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "warehouse", "on"], name="closed_day_once", nulls_distinct=False)]
        ordering = ["on", "warehouse_id"]
