"""Hand-over to a carrier: one manifest for a service, a warehouse and a day, and the parcels scanned into it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fahuo.records.models import Merchant, Warehouse
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods.models import Service
from fahuo.steps.transport.models.collections import Collection


class Manifest(models.Model):
    """What goes to a carrier together (交接单). Open until it is closed; its number is made from its id."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    service = models.ForeignKey(Service, models.PROTECT)
    warehouse = models.ForeignKey(Warehouse, models.PROTECT)
    on = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, default="")
    bags = models.IntegerField(_("bags"), null=True)
    pallets = models.IntegerField(_("pallets"), null=True)
    weight_g = models.BigIntegerField(_("weight on the scale (g)"), null=True)
    collection = models.ForeignKey(Collection, models.SET_NULL, null=True, related_name="manifests")  # that takes it, once it is closed
    collected_at = models.DateTimeField(null=True)
    driver = models.CharField(_("driver"), max_length=80, default="")
    plate = models.CharField(_("number plate"), max_length=20, default="")
    note = models.CharField(_("note"), max_length=300, default="")
    reopened = models.IntegerField(default=0)  # how often it was opened again after a close-out

    class Meta:
        constraints = [
            # one open manifest at a time: two people who begin one begin the same
            models.UniqueConstraint(fields=["service", "warehouse", "on"], name="manifest_open_once", condition=Q(closed_at=None)),
        ]
        indexes = [models.Index(fields=["merchant", "-on"], name="manifest_day")]


class ScannedParcel(models.Model):
    """A parcel that was scanned into a manifest. It is in one manifest or in none."""

    parcel = models.OneToOneField(Parcel, models.PROTECT, primary_key=True, related_name="scanned")
    manifest = models.ForeignKey(Manifest, models.PROTECT, related_name="scanned")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
