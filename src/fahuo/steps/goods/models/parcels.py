"""The packed parcels."""

from __future__ import annotations

from django.db import models

from fahuo.records.models import Merchant, Product, Warehouse
from fahuo.steps.goods.models.boxes import Box
from fahuo.steps.orders.models import Order


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
