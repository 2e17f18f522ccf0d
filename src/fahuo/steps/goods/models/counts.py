"""Counts (盘点): which bins, what was expected and found there, and what was recorded as happened."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fahuo.core.words import CountBy, Telling
from fahuo.records.models import Bin, Lot, Merchant, Product, Warehouse
from fahuo.records.models.choices import choices


class Count(models.Model):
    """A count of some bins of a warehouse. Its state is computed from its Tellings and rounds."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, related_name="counts")
    chosen_by = models.CharField(_("chosen by"), max_length=10, choices=choices(CountBy))
    blind = models.BooleanField(_("blind"), default=True)  # who counts does not see what is expected
    note = models.CharField(_("note"), max_length=200, blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80, default="")

    class Meta:
        indexes = [models.Index(fields=["merchant", "-id"], name="count_merchant")]


class CountRound(models.Model):
    """One look into one bin: begun when its code was scanned, done when the counter said so. Of several looks into a bin the last counts."""

    count = models.ForeignKey(Count, models.CASCADE, related_name="rounds")
    bin = models.ForeignKey(Bin, models.PROTECT, related_name="count_rounds")
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="+")  # null: everything in the bin
    no = models.IntegerField(default=1)
    begun_at = models.DateTimeField(null=True)
    begun_by = models.CharField(max_length=80, default="")
    mark = models.BigIntegerField(null=True)  # the newest line of the ledger of moves when it was begun, under the lock
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=80, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["count", "bin", "product", "no"], name="count_round_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(done_at=None) | Q(begun_at__isnull=False), name="count_round_begun_before_done"),
        ]
        indexes = [models.Index(fields=["bin", "-done_at"], name="count_round_bin")]


class CountEntry(models.Model):
    """What was found of a product and lot in a bin, beside what was expected when the look began."""

    round = models.ForeignKey(CountRound, models.CASCADE, related_name="entries")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="+")
    expected = models.BigIntegerField()  # as the books had it when the look began
    counted = models.BigIntegerField(null=True)  # null: nobody has said yet
    low = models.BigIntegerField(null=True)  # the least and the most that lay there during the look, by the books
    high = models.BigIntegerField(null=True)
    at = models.DateTimeField(null=True)
    actor = models.CharField(max_length=80, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "product", "lot"], name="count_entry_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(counted=None) | Q(counted__gte=0), name="count_entry_not_negative"),
        ]


class CountTelling(models.Model):
    """Something happened to a count: it was finished, approved, sent back ... Never changed."""

    count = models.ForeignKey(Count, models.CASCADE, related_name="tellings")
    kind = models.CharField(max_length=12, choices=choices(Telling))
    at = models.DateTimeField()
    actor = models.CharField(max_length=80, default="")
    data = models.JSONField(default=dict)
