"""What was weighed when a parcel was packed, what a person wished, and the packing material that planned parcels will consume."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fahuo.core.words import PackAim
from fahuo.records.models import Merchant, Product, Warehouse
from fahuo.records.models.choices import choices
from fahuo.steps.goods.models.parcels import Parcel
from fahuo.steps.orders.models import Order


class Choice(models.Model):
    """Why a parcel is packed as it is; see core.frames.Choices. Parcels packed for the fewest boxes have no row: there was nothing to weigh."""

    parcel = models.OneToOneField(Parcel, models.CASCADE, primary_key=True, related_name="choice", db_constraint=False)
    together = models.BigIntegerField()
    aim = models.CharField(max_length=8, choices=choices(PackAim))
    tried = models.IntegerField()
    materials_minor = models.BigIntegerField()
    freight_minor = models.BigIntegerField(null=True)
    duty_minor = models.BigIntegerField(null=True)
    other_boxes = models.TextField(null=True)
    other_minor = models.BigIntegerField(null=True)
    fewest_boxes = models.TextField(null=True)
    fewest_minor = models.BigIntegerField(null=True)


class OwnAim(models.Model):
    """An order that a person had packed for an aim of its own; it keeps it when it is planned again."""

    order = models.OneToOneField(Order, models.CASCADE, primary_key=True, related_name="own_aim")
    aim = models.CharField(_("packed for"), max_length=8, choices=choices(PackAim))


class Need(models.Model):
    """Packing material that a planned parcel will consume; gone when it was consumed, or the parcel is cancelled or planned again."""

    pk = models.CompositePrimaryKey("parcel", "product")
    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="needs", db_index=False, db_constraint=False)
    product = models.ForeignKey(Product, models.PROTECT, db_index=False, db_constraint=False)
    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False, db_constraint=False)
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, db_index=False, db_constraint=False)
    quantity = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["merchant", "product", "warehouse"], name="need_product")]
