"""Something to put right, and how it was settled."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fahuo.records.models import Merchant
from fahuo.steps.goods.models import Parcel
from fahuo.steps.orders.models import Order


class Case(models.Model):
    """A case about a parcel. Each kind is opened once for a parcel."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    order = models.ForeignKey(Order, models.CASCADE, related_name="cases")
    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="cases")
    kind = models.CharField(_("kind"), max_length=40)  # reason code of core.aftersales
    values = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    due_on = models.DateField(_("due"))
    settlement = models.CharField(_("settlement"), max_length=12, null=True)  # refund, reship, restock, closed
    amount_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, null=True)
    reship_order = models.ForeignKey(Order, models.SET_NULL, null=True, related_name="reship_of")
    note = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["parcel", "kind"], name="case_once")]
        indexes = [models.Index(fields=["merchant", "settled_at"], name="case_open")]
