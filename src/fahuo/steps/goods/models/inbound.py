"""Goods on their way to a warehouse (头程入库计划): what was planned, in which boxes, and what was recorded as happened."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fahuo.core.words import Telling
from fahuo.records.models import Bin, Lot, Merchant, Product, Warehouse
from fahuo.records.models.choices import choices


class Inbound(models.Model):
    """A plan of pieces to a warehouse: from a supplier, or from another of our own warehouses. Its state is computed from its Tellings and Receipts."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    number = models.CharField(_("number"), max_length=40)
    source = models.ForeignKey(Warehouse, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("from warehouse"))
    supplier = models.CharField(_("supplier"), max_length=200, blank=True, default="")
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, related_name="inbounds", verbose_name=_("to warehouse"))
    carrier = models.CharField(_("carrier"), max_length=80, blank=True, default="")
    vessel = models.CharField(_("vessel or flight"), max_length=80, blank=True, default="")
    waybill = models.CharField(_("bill of lading or air waybill"), max_length=80, blank=True, default="")
    planned_on = models.DateField(_("planned arrival"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True, default="")
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "number"], name="inbound_once"),
            models.CheckConstraint(condition=Q(source=None) | ~Q(source=models.F("warehouse")), name="inbound_not_to_itself"),
        ]
        indexes = [models.Index(fields=["warehouse"], name="inbound_warehouse")]

    def __str__(self) -> str:
        return self.number


class InboundLine(models.Model):
    """So many pieces of a product are planned."""

    inbound = models.ForeignKey(Inbound, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    planned = models.BigIntegerField(_("planned"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inbound", "product"], name="inbound_line_once"),
            models.CheckConstraint(condition=Q(planned__gt=0), name="inbound_line_above_zero"),
        ]


class InboundBox(models.Model):
    """A box of an inbound, n of N, with its mark (箱唛)."""

    inbound = models.ForeignKey(Inbound, models.CASCADE, related_name="boxes")
    no = models.IntegerField(_("box"))
    code = models.CharField(_("box mark"), max_length=60)
    sscc = models.CharField("SSCC", max_length=18, blank=True, default="")
    length_mm = models.IntegerField(_("length (mm)"), null=True, blank=True)
    width_mm = models.IntegerField(_("width (mm)"), null=True, blank=True)
    height_mm = models.IntegerField(_("height (mm)"), null=True, blank=True)
    weight_g = models.IntegerField(_("weight (g)"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inbound", "no"], name="inbound_box_once"),
            models.UniqueConstraint(fields=["inbound", "code"], name="inbound_box_mark_once"),
        ]
        indexes = [models.Index(fields=["code"], name="inbound_box_code")]

    def __str__(self) -> str:
        return self.code


class BoxContent(models.Model):
    """What lies in a box of an inbound."""

    box = models.ForeignKey(InboundBox, models.CASCADE, related_name="contents")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    lot = models.CharField(_("lot"), max_length=40, blank=True, default="")
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    quantity = models.BigIntegerField(_("pieces"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["box", "product", "lot"], name="box_content_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="box_content_above_zero"),
        ]


class Receipt(models.Model):
    """Pieces of an inbound were received: what the move of the same key brought into stock, and what is none of our products."""

    inbound = models.ForeignKey(Inbound, models.CASCADE, related_name="receipts")
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="+")  # null: unknown, `said` tells what was found
    said = models.CharField(max_length=200, blank=True, default="")
    box = models.ForeignKey(InboundBox, models.PROTECT, null=True, related_name="receipts")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="+")
    bin = models.ForeignKey(Bin, models.PROTECT, null=True, related_name="+")
    quantity = models.BigIntegerField()
    damaged = models.BooleanField(default=False)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80, default="")
    key = models.CharField(max_length=120)
    undone_at = models.DateTimeField(null=True)  # it was a mistake: the opposite move stands in the ledger
    undone_by = models.CharField(max_length=80, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inbound", "key"], name="receipt_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="receipt_above_zero"),
        ]


class InboundTelling(models.Model):
    """Something happened to an inbound: it departed, arrived, was asked to be closed ... Never changed; its state is computed from these."""

    inbound = models.ForeignKey(Inbound, models.CASCADE, related_name="tellings")
    kind = models.CharField(max_length=12, choices=choices(Telling))
    at = models.DateTimeField()
    actor = models.CharField(max_length=80, default="")
    data = models.JSONField(default=dict)
