"""Which service a parcel was given, and why."""

from __future__ import annotations

from django.db import models

from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods.models.services import Service


class Selection(models.Model):
    """Why a parcel's service was chosen; see core.frames.Selections."""

    parcel = models.OneToOneField(Parcel, models.CASCADE, primary_key=True, db_constraint=False)
    service = models.ForeignKey(Service, models.PROTECT, null=True, db_index=False, db_constraint=False)
    aim = models.CharField(max_length=16)
    asked = models.BooleanField()
    rule_id = models.BigIntegerField(null=True)  # the rule may be gone since: its name, effect and services then stand beside it
    rule = models.CharField(max_length=120, null=True)
    effect = models.CharField(max_length=8, null=True)
    services = models.TextField(null=True)
    followed = models.BooleanField()
    own_services = models.TextField(null=True)
    least_ppm = models.IntegerField(null=True)
    day_worth_minor = models.BigIntegerField(null=True)
    seen = models.BigIntegerField(null=True)
    planned_on = models.DateField()
    promised_on = models.DateField(null=True)
    ship_by = models.DateField(null=True)
