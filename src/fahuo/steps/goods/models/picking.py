"""The floor: what was released together, the walks, the lines of each walk, and the totes. Where a list is, is computed from its lines."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fahuo.core.words import PickForm
from fahuo.records.models import Bin, Lot, Merchant, Product, Warehouse
from fahuo.records.models.choices import choices
from fahuo.steps.goods.models.parcels import Parcel


class Wave(models.Model):
    """Parcels that were released to the floor of a warehouse at once (波次)."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    warehouse = models.ForeignKey(Warehouse, models.PROTECT)
    form = models.CharField(_("form"), max_length=8, choices=choices(PickForm))
    departs_at = models.DateTimeField(null=True)  # the earliest departure of its parcels
    released_at = models.DateTimeField()
    released_by = models.CharField(max_length=80)


class PickList(models.Model):
    """One walk (拣货单). Its number is made from its id."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    wave = models.ForeignKey(Wave, models.CASCADE, related_name="lists")
    group_no = models.IntegerField()  # lists of one group fill the same wall
    departs_at = models.DateTimeField(null=True)
    walked = models.IntegerField()  # bins from the begin of the walk to its last stop
    started_at = models.DateTimeField(null=True)
    started_by = models.CharField(max_length=80, default="")
    printed = models.IntegerField(default=0)


class Tote(models.Model):
    """A container that one parcel's pieces are carried in (周转箱)."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    warehouse = models.ForeignKey(Warehouse, models.CASCADE, verbose_name=_("warehouse"))
    code = models.CharField(_("code"), max_length=40)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "code"], name="tote_once")]
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class ListedParcel(models.Model):
    """A parcel on the floor: its place on the cart or on the wall. Taken off when it is taken off its lists, so that it is free again."""

    parcel = models.OneToOneField(Parcel, models.CASCADE, primary_key=True, related_name="listed")
    merchant = models.ForeignKey(Merchant, models.CASCADE)
    wave = models.ForeignKey(Wave, models.CASCADE, related_name="parcels")
    group_no = models.IntegerField()
    slot = models.IntegerField()
    tote = models.OneToOneField(Tote, models.PROTECT, null=True, related_name="listed")  # a tote carries one parcel

    class Meta:
        indexes = [models.Index(fields=["wave", "group_no", "slot"], name="listed_slot")]


class Pick(models.Model):
    """A line of a list: so many pieces of a product from a bin, for a parcel."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    list = models.ForeignKey(PickList, models.CASCADE, related_name="picks", db_index=False)
    seq = models.IntegerField()
    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="picks")
    product = models.ForeignKey(Product, models.PROTECT)
    bin = models.ForeignKey(Bin, models.PROTECT)
    lot = models.ForeignKey(Lot, models.PROTECT, null=True)
    quantity = models.IntegerField()
    found = models.IntegerField(null=True)  # null: not yet been there
    at = models.DateTimeField(null=True)
    by = models.CharField(max_length=80, default="")
    sorted = models.IntegerField(default=0)  # pieces of those found that were put into their slot of the wall
    dropped_at = models.DateTimeField(null=True)  # taken off the list before it was picked

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "seq"], name="pick_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="pick_above_zero"),
            models.CheckConstraint(condition=Q(found=None) | Q(found__gte=0) & Q(found__lte=F("quantity")), name="pick_found"),
            models.CheckConstraint(condition=Q(sorted__gte=0) & Q(sorted__lte=F("quantity")), name="pick_sorted"),
        ]
        indexes = [
            models.Index(fields=["merchant", "product"], name="pick_open", condition=Q(found=None) & Q(dropped_at=None)),
            models.Index(fields=["product", "bin"], name="pick_short", condition=Q(found__lt=F("quantity"))),
        ]
