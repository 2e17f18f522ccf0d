"""The planned legs of each parcel, and the checkpoints that came from outside."""

from __future__ import annotations

from django.db import models

from fahuo.records.models import Merchant
from fahuo.steps.goods.models import Parcel


class Leg(models.Model):
    """One leg of a parcel's way; see core.transport."""

    pk = models.CompositePrimaryKey("parcel", "no")
    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="legs", db_index=False)
    no = models.IntegerField()
    kind = models.CharField(max_length=16)  # first_mile, line_haul, clearance, last_mile
    mode = models.CharField(max_length=8)  # road, air, sea, rail
    place_from = models.CharField(max_length=80)
    place_to = models.CharField(max_length=80)
    planned_depart_at = models.DateTimeField()
    planned_arrive_at = models.DateTimeField()
    latest_arrive_at = models.DateTimeField()  # nine times in ten by then


class Checkpoint(models.Model):
    """A tracking event as a carrier said it. Kept raw beside what we understood; the same one twice is one."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="checkpoints")
    carrier = models.CharField(max_length=40)
    number = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    text = models.CharField(max_length=300)
    place = models.CharField(max_length=120)
    at = models.DateTimeField()
    kind = models.CharField(max_length=20)  # core.words.Happening; "noted" where the code is unknown
    key = models.CharField(max_length=120)
    received_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "key"], name="checkpoint_once")]
