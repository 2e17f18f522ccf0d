"""The ledger of orders and parcels, where they stand by it, and what the planners refused."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fahuo.core.words import Happening, Step
from fahuo.records.models.choices import choices
from fahuo.records.models.people import Merchant


class Event(models.Model):
    """A line of the ledger: something happened to an order or a parcel. Written by records.ledger alone, never changed."""

    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False, db_constraint=False)
    order_id = models.BigIntegerField()
    parcel_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=20, choices=choices(Happening))
    at = models.DateTimeField()  # when it happened
    recorded_at = models.DateTimeField(db_default=models.functions.Now())
    actor = models.CharField(max_length=80, default="")  # a user, a job, a carrier
    key = models.CharField(max_length=120, null=True)  # the same key is the same happening
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "key"], name="event_once", condition=Q(key__isnull=False))]
        indexes = [models.Index(fields=["order_id"], name="event_order")]


class OrderStanding(models.Model):
    """Where an order is, computed from the ledger (core.progress); a projection that can be made anew at any time."""

    order_id = models.BigIntegerField(primary_key=True)
    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False, db_constraint=False)
    step = models.CharField(max_length=12, choices=choices(Step))
    state = models.CharField(max_length=24)
    at = models.DateTimeField()
    needs = models.CharField(max_length=40, null=True)  # reason code: a person is needed
    carried_by = models.BigIntegerField(null=True)  # the order that its goods travel with: where that one stands, this one does

    class Meta:
        indexes = [
            models.Index(fields=["merchant", "step", "state"], name="order_standing_step"),
            models.Index(fields=["merchant", "needs"], name="order_standing_needs", condition=Q(needs__isnull=False)),
            models.Index(fields=["carried_by"], name="order_standing_carried", condition=Q(carried_by__isnull=False)),
        ]


class ParcelStanding(models.Model):
    """Where a parcel is, computed from the ledger (core.progress)."""

    parcel_id = models.BigIntegerField(primary_key=True)
    order_id = models.BigIntegerField()
    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False, db_constraint=False)
    step = models.CharField(max_length=12, choices=choices(Step))
    state = models.CharField(max_length=24)
    at = models.DateTimeField()
    needs = models.CharField(max_length=40, null=True)

    class Meta:
        indexes = [
            models.Index(fields=["merchant", "step", "state"], name="parcel_standing_step"),
            models.Index(fields=["order_id"], name="parcel_standing_order"),
            models.Index(fields=["merchant", "needs"], name="parcel_standing_needs", condition=Q(needs__isnull=False)),
        ]


class Refusal(models.Model):
    """A "why not" of a planner, at the narrowest place that has it. Planning again settles it or says it anew."""

    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False, db_constraint=False)
    order_id = models.BigIntegerField(null=True)
    line_no = models.IntegerField(null=True)
    parcel_id = models.BigIntegerField(null=True)
    import_id = models.BigIntegerField(null=True)  # where it is a row of a file
    source_row = models.BigIntegerField(null=True)
    step = models.CharField(max_length=12, choices=choices(Step))
    code = models.CharField(max_length=40)
    values = models.JSONField(default=dict)
    at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        indexes = [
            models.Index(fields=["order_id"], name="refusal_order", condition=Q(order_id__isnull=False)),
            models.Index(fields=["import_id"], name="refusal_import", condition=Q(import_id__isnull=False)),
            models.Index(fields=["merchant", "step", "code"], name="refusal_step"),
        ]
