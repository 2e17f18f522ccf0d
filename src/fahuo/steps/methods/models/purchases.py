"""One press of "choose and buy": which order it was about. The same key again is the same press."""

from __future__ import annotations

from django.db import models

from fahuo.records.models import Merchant
from fahuo.steps.orders.models import Order


class Purchase(models.Model):
    """Stored in the transaction that asks for the labels, so that a press has asked or has not. What became of it, the labels say."""

    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False)
    key = models.CharField(max_length=64)  # the caller's
    digest = models.CharField(max_length=64)  # of what was asked with it
    order = models.ForeignKey(Order, models.CASCADE, related_name="purchases")
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    wall_at = models.DateTimeField(null=True)  # when somebody began to make the calls, on the clock on the wall

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "key"], name="purchase_once")]
