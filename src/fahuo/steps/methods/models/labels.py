"""Labels that were bought, and the numbers that parcels were given beside them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fahuo.records.models import Merchant
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods.models.services import Service


class Label(models.Model):
    """A label asked of a carrier. The intent is stored first, with its key; a job makes the call and settles the answer."""

    parcel = models.OneToOneField(Parcel, models.CASCADE, primary_key=True)
    merchant = models.ForeignKey(Merchant, models.CASCADE)
    service = models.ForeignKey(Service, models.PROTECT)
    key = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    tracking_number = models.CharField(max_length=40, null=True)
    failure = models.CharField(max_length=300, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "tracking_number"], name="tracking_number_once")]
        indexes = [models.Index(fields=["tracking_number"], name="label_number")]


class LinkedNumber(models.Model):
    """A number that a parcel was given beside its label's own (换单): mostly the last mile's. The newest that stands is the one printed.

    Rows are never deleted; what was undone keeps the day and the person.
    """

    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False)
    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="linked_numbers")
    number = models.CharField(max_length=40)
    carrier = models.CharField(max_length=200)
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "number"], name="linked_number_once", condition=Q(undone_at=None))]
        indexes = [models.Index(fields=["number"], name="linked_number")]
