"""What the joint choice found for some open orders: the best ways to send them, until one is accepted or the orders change."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from fahuo.records.models import Merchant


class Suggestion(models.Model):
    """Ways to send these orders that cost less than today's plan; see core.joint. Money in the merchant's currency."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    orders = ArrayField(models.BigIntegerField())  # ascending
    digest = models.CharField(max_length=64)  # of the allocations that it was found for: other ones make it old
    found_at = models.DateTimeField()
    saves_minor = models.BigIntegerField()
    exact = models.BooleanField()
    duty_known = models.BooleanField()
    priced = models.IntegerField()  # sendings that were packed and priced
    today = models.JSONField()
    ways = models.JSONField()  # the best first: sendings with items, boxes, services and figures
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.CharField(max_length=150, blank=True)
    accepted_way = models.IntegerField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            GinIndex(fields=["orders"], name="suggestion_orders"),
            models.Index(fields=["merchant", "-saves_minor"], name="suggestion_open", condition=Q(accepted_at=None)),
        )
