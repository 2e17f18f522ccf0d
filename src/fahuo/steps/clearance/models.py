"""Duty and tax at the destination, and what its customs answered."""

from __future__ import annotations

from django.db import models

from fahuo.steps.goods.models import Parcel


class Entry(models.Model):
    """The import entry of a parcel: each figure on its own, as of a day; see core.clearance. Amounts in the destination's currency."""

    parcel = models.OneToOneField(Parcel, models.CASCADE, primary_key=True)
    on = models.DateField()
    rule_id = models.CharField(max_length=60)
    country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    value_minor = models.BigIntegerField()
    duty_minor = models.BigIntegerField(null=True)
    tax_minor = models.BigIntegerField(null=True)
    fees_minor = models.BigIntegerField(null=True)
    total_minor = models.BigIntegerField(null=True)
    duty_collector = models.CharField(max_length=20, null=True)
    tax_collector = models.CharField(max_length=20, null=True)
    source = models.TextField()
    confidence = models.CharField(max_length=10)
    note = models.TextField(null=True)
    items = models.JSONField(default=list)  # every figure: layer, base, rate, amount, source
    missing = models.JSONField(default=list)  # reason codes: what the entry lacks
    key = models.CharField(max_length=64, unique=True)  # however often it is lodged, customs takes it once
    lodged_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=60, null=True)  # customs' own number
    failure = models.CharField(max_length=300, null=True)
