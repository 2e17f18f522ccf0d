"""What is sold and from where: products, kits, warehouses, exchange rates."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fahuo.core.words import Removal, Tracks
from fahuo.records.models.choices import choices
from fahuo.records.models.people import Merchant


class Product(models.Model):
    """What is sold. Attributes are the bits of core.words.Attribute."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    sku = models.CharField(_("product code"), max_length=200)
    name = models.TextField(_("name"))
    name_zh = models.TextField(_("Chinese name"), blank=True, default="")
    declared_name = models.TextField(_("name for customs"), blank=True, default="")
    length_mm = models.IntegerField(_("length (mm)"), null=True, blank=True)
    width_mm = models.IntegerField(_("width (mm)"), null=True, blank=True)
    height_mm = models.IntegerField(_("height (mm)"), null=True, blank=True)
    weight_g = models.IntegerField(_("weight (g)"), null=True, blank=True)
    hs_code = models.CharField(_("HS code"), max_length=13, null=True, blank=True)
    origin = models.CharField(_("origin"), max_length=2, null=True, blank=True)
    attributes = models.IntegerField(_("attributes"), default=0)
    gtin = models.CharField(_("GTIN (EAN, UPC)"), max_length=14, blank=True, default="", db_default="")
    tracks = models.CharField(_("tracked by"), max_length=8, blank=True, choices=choices(Tracks), default=Tracks.NONE, db_default="")
    removal = models.CharField(
        _("pieces taken by"), max_length=8, choices=choices(Removal), blank=True, default="", db_default=""
    )  # empty: as the merchant says
    material = models.BooleanField(
        _("packing material"), default=False, db_default=False
    )  # boxes, padding: stock that parcels consume and nobody orders
    price_minor = models.BigIntegerField(_("price (minor units)"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "sku"], name="product_once"),
            models.CheckConstraint(
                condition=Q(length_mm__gt=0) & Q(width_mm__gt=0) & Q(height_mm__gt=0)
                | Q(length_mm=None)
                | Q(width_mm=None)
                | Q(height_mm=None),
                name="product_size_above_zero",
            ),
            models.CheckConstraint(condition=Q(weight_g__gt=0) | Q(weight_g=None), name="product_weight_above_zero"),
        ]
        indexes = [models.Index(fields=["merchant", "gtin"], name="product_gtin", condition=~Q(gtin=""))]

    def __str__(self) -> str:
        return self.sku


class Component(models.Model):
    """So many pieces of a product in one kit (组合商品). A kit has no stock of its own: its parts are promised, picked and packed."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    kit = models.ForeignKey(Product, models.CASCADE, related_name="parts")
    part = models.ForeignKey(Product, models.PROTECT, related_name="kits")
    quantity = models.IntegerField(_("pieces"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kit", "part"], name="part_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="part_above_zero"),
            models.CheckConstraint(condition=~Q(kit=F("part")), name="part_not_itself"),
        ]


class Warehouse(models.Model):
    """A place that goods leave from: own, or a supplier's."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=[("own", _("own")), ("supplier", _("supplier"))], default="own")
    street = models.CharField(_("street"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=100)
    region = models.CharField(_("state or province"), max_length=100, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=2)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    zone = models.CharField(_("time zone"), max_length=40, blank=True, default="", db_default="")  # IANA name; empty: the country's
    priority = models.IntegerField(_("priority"), default=1)
    handling_minor = models.BigIntegerField(_("handling cost of an order (minor units)"), default=0)
    serves = models.CharField(_("countries that it is meant for"), max_length=800, null=True, blank=True)  # "DE FR IT"; empty: all

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "code"], name="warehouse_once")]

    def __str__(self) -> str:
        return self.name


class ExchangeRate(models.Model):
    """One unit of a currency in another, from a day on. Rows without a merchant serve all."""

    merchant = models.ForeignKey(Merchant, models.CASCADE, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    into = models.CharField(_("into"), max_length=3)
    valid_from = models.DateField(_("valid from"))
    rate = models.DecimalField(_("rate"), max_digits=18, decimal_places=8)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "currency", "into", "valid_from"], name="rate_once_a_day", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.currency} → {self.into}, {self.valid_from}"
