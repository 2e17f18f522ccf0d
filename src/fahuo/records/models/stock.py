"""Where pieces are: bins, lots, what lies in each, what is promised, and the ledger of moves behind all of it. Only records.stock writes here."""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fahuo.core.words import BinKind, MoveKind
from fahuo.records.models.catalogue import Product, Warehouse
from fahuo.records.models.choices import choices
from fahuo.records.models.people import Merchant


class Stock(models.Model):
    """Pieces of a product in a warehouse. Only records.stock writes here, under its lock."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    product = models.ForeignKey(Product, models.CASCADE)
    warehouse = models.ForeignKey(Warehouse, models.CASCADE)
    on_hand = models.BigIntegerField(_("on hand"), default=0)
    reserved = models.BigIntegerField(_("reserved"), default=0)
    reorder_at = models.BigIntegerField(_("reorder at"), null=True)  # free pieces at or below it: time to buy
    reorder_to = models.BigIntegerField(_("fill up to"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "warehouse"], name="stock_once"),
            models.CheckConstraint(condition=Q(reserved__gte=0), name="stock_reserved_not_negative"),
            models.CheckConstraint(condition=Q(on_hand__gte=F("reserved")), name="stock_never_promised_twice"),
        ]


class Bin(models.Model):
    """A place in a warehouse where pieces lie (库位). Stock that nobody put anywhere lies in the warehouse's first bin, made with its first piece."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    warehouse = models.ForeignKey(Warehouse, models.CASCADE, related_name="bins")
    code = models.CharField(_("code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=12, choices=choices(BinKind), default=BinKind.STORAGE)
    walk = models.IntegerField(_("place in the walk"), default=0)  # pick lists go by it, then by the code
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["warehouse", "code"], name="bin_once")]
        ordering = ["warehouse_id", "walk", "code"]

    def __str__(self) -> str:
        return self.code


class Lot(models.Model):
    """Pieces of a product that were made together (批次)."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    product = models.ForeignKey(Product, models.CASCADE, related_name="lots")
    code = models.CharField(_("lot"), max_length=40)
    made_on = models.DateField(_("made on"), null=True, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)  # from this day on its pieces are not promised

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "code"], name="lot_once")]

    def __str__(self) -> str:
        return self.code


class Holding(models.Model):
    """Pieces of a product in a bin, by lot. The sum over a warehouse's bins is Stock.on_hand."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    bin = models.ForeignKey(Bin, models.PROTECT, related_name="holdings")
    product = models.ForeignKey(Product, models.CASCADE, related_name="holdings")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True)
    quantity = models.BigIntegerField()
    since = models.DateTimeField()  # the oldest piece that was put here since it was last empty came to the warehouse then

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bin", "product", "lot"], name="holding_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="holding_not_negative"),
        ]
        indexes = [models.Index(fields=["product"], name="holding_product")]


class Move(models.Model):
    """A line of the ledger of stock: pieces came, went, or changed their bin. Never changed; every balance can be computed again from these."""

    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False, db_constraint=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=choices(MoveKind))
    product = models.ForeignKey(Product, models.CASCADE, db_index=False, db_constraint=False)
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, db_index=False, db_constraint=False)
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, db_index=False, db_constraint=False)
    quantity = models.BigIntegerField()  # above zero
    since = models.DateTimeField()  # the oldest of these pieces came to the warehouse then; from outside: when they came
    from_bin = models.ForeignKey(
        Bin, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )  # null: from outside
    to_bin = models.ForeignKey(Bin, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False)  # null: to outside
    parcel_id = models.BigIntegerField(null=True)
    reference = models.CharField(max_length=80, default="")  # "inbound:12", "count:3", "file:<digest>"
    reason = models.CharField(max_length=200, default="")
    actor = models.CharField(max_length=80, default="")
    key = models.CharField(max_length=120, null=True)  # the same key is the same move

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "key"], name="move_once", condition=Q(key__isnull=False)),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="move_above_zero"),
            models.CheckConstraint(condition=Q(from_bin__isnull=False) | Q(to_bin__isnull=False), name="move_from_or_to"),
        ]
        indexes = [
            models.Index(fields=["merchant", "product", "-id"], name="move_product"),
            models.Index(fields=["parcel_id"], name="move_parcel", condition=Q(parcel_id__isnull=False)),
            BrinIndex(fields=["at"], name="move_at"),  # the ledger only grows: what happened lately lies together
        ]
