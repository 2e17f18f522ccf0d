"""Transit days by lane, as learnt from delivered parcels."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fahuo.records.models import Merchant
from fahuo.steps.methods.models.services import Service


class Lane(models.Model):
    """Transit days learnt from delivered parcels on a day; the newest row of a lane counts, older ones say what was known then."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    service = models.ForeignKey(Service, models.CASCADE, verbose_name=_("service"))
    origin = models.CharField(_("from"), max_length=2)
    country = models.CharField(_("to"), max_length=2)
    learnt_on = models.DateField(_("learnt on"))
    log_mean = models.FloatField()
    log_deviation = models.FloatField()
    days_p50 = models.IntegerField(_("days, every other parcel"))
    days_p90 = models.IntegerField(_("days, nine in ten"))
    delivered = models.BigIntegerField(_("delivered parcels"))
    under_way = models.BigIntegerField(_("still on their way"))

    class Meta:
        ordering = ["service", "origin", "country", "-learnt_on"]
        constraints = [models.UniqueConstraint(fields=["merchant", "service", "origin", "country", "learnt_on"], name="lane_once_a_day")]

    def __str__(self) -> str:
        return f"{self.service} {self.origin} → {self.country}"
