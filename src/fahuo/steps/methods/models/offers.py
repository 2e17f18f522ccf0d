"""What each service offered for a parcel, and what that was worked out from."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods.models.services import Service


class Offer(models.Model):
    """A service's price for a parcel with its derivation, or the reason why it is none; see core.frames.Offers."""

    pk = models.CompositePrimaryKey("parcel", "service")
    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="offers", db_index=False, db_constraint=False)
    service = models.ForeignKey(Service, models.PROTECT, db_index=False, db_constraint=False)
    reason = models.CharField(max_length=40, null=True)
    limit = models.BigIntegerField(null=True)
    actual = models.BigIntegerField(null=True)
    card = models.CharField(max_length=60, null=True)
    zone = models.CharField(max_length=40, null=True)
    band_up_to_g = models.BigIntegerField(null=True)
    volumetric_g = models.BigIntegerField(null=True)
    chargeable_g = models.BigIntegerField(null=True)
    freight_minor = models.BigIntegerField(null=True)
    fuel_minor = models.BigIntegerField(null=True)
    surcharge_minor = models.BigIntegerField(null=True)
    total_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, null=True)
    home_minor = models.BigIntegerField(null=True)
    rate_nano = models.BigIntegerField(null=True)
    days_p50 = models.IntegerField(null=True)
    days_p90 = models.IntegerField(null=True)
    chosen = models.BooleanField()
    keep_ppm = models.IntegerField(null=True)
    duty_minor = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["parcel"], name="offer_chosen_once", condition=Q(chosen=True))]


class Pricing(models.Model):
    """What a parcel's offers were worked out from, and when: they can be worked out again though the order, the cards or the box change later."""

    parcel = models.OneToOneField(Parcel, models.CASCADE, primary_key=True, db_constraint=False, related_name="pricing")
    on = models.DateField()  # of the cards and of the exchange rates
    at = models.DateTimeField()  # which of the card's texts
    country = models.CharField(max_length=2, null=True)
    postcode = models.TextField(null=True)
    city = models.TextField(null=True)
    company = models.TextField(null=True)
    currency = models.CharField(max_length=3)
    value_minor = models.BigIntegerField()
    length_mm = models.IntegerField()
    width_mm = models.IntegerField()
    height_mm = models.IntegerField()
    weight_g = models.BigIntegerField()
    pieces = models.BigIntegerField()
    attributes = models.BigIntegerField()
