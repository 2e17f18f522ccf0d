"""Duty and tax at the destination, and what its customs answered."""

from __future__ import annotations

from django.db import models

from fahuo.steps.goods.models import Parcel


class Entry(models.Model):
    """The import entry of a parcel: each figure on its own, as of a day; see core.clearance."""

    parcel = models.OneToOneField(Parcel, models.CASCADE, primary_key=True)
    on = models.DateField()
    currency = models.CharField(max_length=3)
    duty_minor = models.BigIntegerField(null=True)
    tax_minor = models.BigIntegerField(null=True)
    fees_minor = models.BigIntegerField(null=True)
    total_minor = models.BigIntegerField(null=True)
    collector = models.CharField(max_length=20)
    items = models.JSONField(default=list)  # rule, base, rate, amount, source of every figure
    missing = models.JSONField(default=list)
    reference = models.CharField(max_length=60, null=True)  # customs' own number, once lodged
    key = models.CharField(max_length=64, unique=True, null=True)
