"""Prices that carriers told when they were asked (实时报价): what was asked, who asked, and every answer. Rows are answered once and never changed after."""

from __future__ import annotations

from django.db import models

from fahuo.records.models import Merchant
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods.models.services import Service


class LiveAsk(models.Model):
    """One press of "ask carriers now". `shipment` is what was asked, `digest` its key: an answer to the same question stands until it runs out."""

    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False)
    parcel = models.ForeignKey(Parcel, models.SET_NULL, null=True, db_constraint=False, related_name="live_asks")
    digest = models.CharField(max_length=64)
    shipment = models.JSONField()
    asked_at = models.DateTimeField()
    by = models.CharField(max_length=150)
    wall_at = models.DateTimeField()  # on the clock on the wall: how long a call may take is a matter of real seconds
    taken = models.BooleanField(default=False)  # somebody makes the calls, or did

    class Meta:
        indexes = [models.Index(fields=["merchant", "digest", "-id"], name="live_ask")]


class LivePrice(models.Model):
    """What one service costs, as its carrier told it, or why it has told nothing; see core.methods.live.Answer. Not answered: under way, or lost."""

    ask = models.ForeignKey(LiveAsk, models.CASCADE, related_name="prices", db_index=False)
    service = models.ForeignKey(Service, models.CASCADE)
    answered_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=40, null=True)
    values = models.JSONField(default=dict)
    amount_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, null=True)
    home_minor = models.BigIntegerField(null=True)
    days_least = models.IntegerField(null=True)
    days_most = models.IntegerField(null=True)
    reference = models.CharField(max_length=60, blank=True)
    valid_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ask", "service"], name="live_price_once")]
