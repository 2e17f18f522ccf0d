"""Boxes, what goes around the goods, and the packed parcels."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fahuo.records.models import Merchant, Product, Warehouse
from fahuo.steps.orders.models import Order


class Box(models.Model):
    """An empty box or mailer."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    code = models.CharField(_("code"), max_length=40)
    inner_length_mm = models.IntegerField(_("inner length (mm)"))
    inner_width_mm = models.IntegerField(_("inner width (mm)"))
    inner_height_mm = models.IntegerField(_("inner height (mm)"))
    outer_length_mm = models.IntegerField(_("outer length (mm)"))
    outer_width_mm = models.IntegerField(_("outer width (mm)"))
    outer_height_mm = models.IntegerField(_("outer height (mm)"))
    weight_g = models.IntegerField(_("weight (g)"))
    limit_g = models.IntegerField(_("limit with goods (g)"))
    price_minor = models.BigIntegerField(_("price (minor units)"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "code"], name="box_once")]

    def __str__(self) -> str:
        return self.code


class Padding(models.Model):
    """What goes around one piece that has an attribute."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    attribute = models.IntegerField(_("goods attribute"))
    code = models.CharField(_("code"), max_length=40)
    thickness_mm = models.IntegerField(_("thickness (mm)"))
    weight_g = models.IntegerField(_("weight (g)"))
    price_minor = models.BigIntegerField(_("price (minor units)"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "attribute"], name="padding_once")]

    def __str__(self) -> str:
        return self.code


class Parcel(models.Model):
    """A packed box. Its number is made from its id (steps.goods.numbers)."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    order = models.ForeignKey(Order, models.CASCADE, related_name="parcels")
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, db_index=False, db_constraint=False)
    box = models.ForeignKey(Box, models.PROTECT, null=True, db_index=False, db_constraint=False)
    length_mm = models.IntegerField()
    width_mm = models.IntegerField()
    height_mm = models.IntegerField()
    weight_g = models.BigIntegerField()
    pieces = models.BigIntegerField()
    attributes = models.IntegerField()
    created_at = models.DateTimeField()


class Placement(models.Model):
    """A block of equal pieces in a parcel; see core.frames.Placements."""

    pk = models.CompositePrimaryKey("parcel", "seq")
    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="placements", db_index=False, db_constraint=False)
    seq = models.IntegerField()
    line_no = models.IntegerField()
    product = models.ForeignKey(Product, models.PROTECT, db_index=False, db_constraint=False)
    x_mm = models.IntegerField()
    y_mm = models.IntegerField()
    z_mm = models.IntegerField()
    dx_mm = models.IntegerField()
    dy_mm = models.IntegerField()
    dz_mm = models.IntegerField()
    nx = models.IntegerField()
    ny = models.IntegerField()
    nz = models.IntegerField()
