"""Something to put right, and how it was settled."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fahuo.core.words import Condition
from fahuo.records.models import Bin, Lot, Merchant, Product
from fahuo.records.models.choices import choices
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


class Inspected(models.Model):
    """Pieces of a parcel that came back were looked at (验货). What went to stock is in the ledger of moves, with the parcel."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    case = models.ForeignKey(Case, models.CASCADE, related_name="inspected")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    quantity = models.IntegerField(_("pieces"))
    condition = models.CharField(_("condition"), max_length=8, choices=choices(Condition))
    reason = models.CharField(_("reason"), max_length=150, blank=True, default="")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="+")
    bin = models.ForeignKey(Bin, models.PROTECT, null=True, related_name="+")  # where the pieces were put
    serials = models.TextField(blank=True, default="")  # one a line
    at = models.DateTimeField()
    actor = models.CharField(max_length=150, default="")
    key = models.CharField(max_length=100, null=True)  # the same key is the same finding

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="inspected_above_zero"),
            models.UniqueConstraint(fields=["case", "key"], name="inspected_once", condition=models.Q(key__isnull=False)),
        ]
