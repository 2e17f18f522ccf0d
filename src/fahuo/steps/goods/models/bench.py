"""The pack bench: its stations, the parcels that were opened there, and every scan. What a parcel still wants is computed from its scans."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fahuo.core.words import Tracks
from fahuo.records.models import Lot, Merchant, Product, Warehouse
from fahuo.records.models.choices import choices
from fahuo.steps.goods.models.boxes import Box
from fahuo.steps.goods.models.parcels import Parcel


class BenchRules(models.Model):
    """What a merchant demands of a parcel at the bench; no row: as the defaults here."""

    merchant = models.OneToOneField(Merchant, models.CASCADE, primary_key=True, related_name="bench_rules")
    weighs = models.BooleanField(_("every parcel is weighed"), default=True)
    percent = models.DecimalField(
        _("weight may differ by (percent)"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(5),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    grams = models.PositiveIntegerField(_("and always by (g)"), default=30, validators=[MaxValueValidator(100_000)])

    def __str__(self) -> str:
        return str(self.merchant)


class Station(models.Model):
    """A place where parcels are packed (打包台), with what its scale said last."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    warehouse = models.ForeignKey(Warehouse, models.CASCADE, verbose_name=_("warehouse"))
    code = models.CharField(_("code"), max_length=40, validators=[RegexValidator(r"^[\w.-]+$")])  # it stands in the scale's address
    printer = models.CharField(
        _("label printer"), max_length=100, blank=True, default="", validators=[RegexValidator(r"^[\w.-]+:\d{2,5}$")],
        help_text=_("host:port of a printer that takes ZPL, such as 192.168.1.50:9100; empty: the browser prints"),
    )  # fmt: skip
    active = models.BooleanField(_("in use"), default=True)
    asked = models.BigIntegerField(
        null=True, editable=False
    )  # the parcel that was scanned here while it is packed elsewhere: it may be taken over
    scale_g = models.IntegerField(null=True, editable=False)
    scale_stable = models.BooleanField(default=False, editable=False)
    scale_at = models.DateTimeField(
        null=True, editable=False
    )  # of the wall's clock: how old a reading is has nothing to do with the world's

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "code"], name="station_once")]
        ordering = ["warehouse_id", "code"]

    def __str__(self) -> str:
        return self.code


class Packing(models.Model):
    """A parcel that was opened at a bench. Who has it stands in `station`; nobody where that is null."""

    parcel = models.OneToOneField(Parcel, models.CASCADE, primary_key=True, related_name="packing", db_constraint=False)
    merchant = models.ForeignKey(Merchant, models.CASCADE)
    station = models.ForeignKey(Station, models.SET_NULL, null=True, related_name="packings")
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    times = models.IntegerField(default=1)  # the next scan counts so often: "5*" was scanned
    expects = models.CharField(
        max_length=8, blank=True, default="", choices=[(w, w) for w in ("", "box", "aside")]
    )  # what the next scan is
    planned_box = models.ForeignKey(
        Box, models.PROTECT, null=True, db_index=False, related_name="+"
    )  # the parcel's box may be changed here
    aside_at = models.DateTimeField(null=True)
    packed_at = models.DateTimeField(null=True)
    packed_by = models.CharField(max_length=80, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["station"], name="one_parcel_at_a_station", condition=Q(station__isnull=False, packed_at=None, aside_at=None)
            )
        ]


class Scan(models.Model):
    """One scan at the bench, also one that did not count (`refused`, a reason). Never changed but to be undone, or to get the lot or
    serial number that it `waits` for."""

    ITEM, WEIGHT, BOX, OTHER = "item", "weight", "box", "other"

    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False)
    packing = models.ForeignKey(Packing, models.CASCADE, related_name="scans")
    station = models.ForeignKey(Station, models.SET_NULL, null=True, db_index=False, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    text = models.CharField(max_length=300)  # as it was scanned
    kind = models.CharField(max_length=8, choices=[(k, k) for k in (ITEM, WEIGHT, BOX, OTHER)])
    product = models.ForeignKey(Product, models.PROTECT, null=True, db_index=False)
    quantity = models.IntegerField(default=0)
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, db_index=False)
    serial = models.CharField(max_length=80, null=True)
    waits = models.CharField(max_length=8, blank=True, default="", choices=choices(Tracks))
    weight_g = models.IntegerField(null=True)
    box = models.ForeignKey(Box, models.PROTECT, null=True, db_index=False, related_name="+")
    box_before = models.ForeignKey(Box, models.PROTECT, null=True, db_index=False, related_name="+")
    refused = models.CharField(max_length=40, blank=True, default="")  # a code of core.goods.bench_reasons
    reason = models.CharField(max_length=200, blank=True, default="")  # why a supervisor let it go
    key = models.CharField(max_length=64, null=True)  # the sender's: the same one twice, after an answer was lost, is one scan
    undone_at = models.DateTimeField(null=True)
    back_at = models.DateTimeField(null=True)  # the piece came back: its serial number may be sold again

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "key"], name="scan_once", condition=Q(key__isnull=False)),
            models.UniqueConstraint(
                fields=["product", "serial"],
                name="serial_packed_once",
                condition=Q(serial__isnull=False, refused="", undone_at=None, back_at=None),
            ),
        ]
