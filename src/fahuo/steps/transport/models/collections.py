"""Collections: a carrier comes to a warehouse for parcels. Here and not in methods, for what a collection takes are manifests."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fahuo.records.models import Merchant, Warehouse


class StandingCollection(models.Model):
    """A standing booking (固定揽收): on these weekdays, at these hours. A job makes each day's collection of it."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, verbose_name=_("warehouse"))
    carrier = models.CharField(_("carrier"), max_length=200)  # Service.carrier
    trip = models.SmallIntegerField(default=1)
    weekdays = ArrayField(models.SmallIntegerField(), verbose_name=_("weekdays"))  # 0 is Monday
    begins = models.TimeField(_("from"))  # of the warehouse's clock
    ends = models.TimeField(_("to"))
    from_on = models.DateField(_("valid from"))
    until_on = models.DateField(_("valid until the day before"), null=True, blank=True)
    days_ahead = models.SmallIntegerField(_("booked so many days ahead"), default=2)
    other_slots = models.BooleanField(_("another slot of the day where its hours are full"), default=True, db_default=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, default="")

    class Meta:
        ordering = ["warehouse_id", "carrier", "trip", "pk"]
        constraints = [models.CheckConstraint(condition=Q(ends__gt=models.F("begins")), name="standing_ends_after_it_begins")]


class Collection(models.Model):
    """One time that a carrier comes, or was asked to (上门揽收). What was asked and what happened are its acts; here is what stands now."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    warehouse = models.ForeignKey(Warehouse, models.PROTECT)
    carrier = models.CharField(max_length=200)
    on = models.DateField()  # at the warehouse
    trip = models.SmallIntegerField(default=1)  # which vehicle of the day
    standing = models.ForeignKey(StandingCollection, models.PROTECT, null=True, related_name="collections")
    standing_on = models.DateField(null=True)  # the day that it was booked for, wherever it was moved to since
    by_hand = models.BooleanField(default=False)  # agreed by telephone, noted here
    slot = models.CharField(max_length=120, default="")  # the carrier's id of it
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    parcels = models.IntegerField()
    weight_g = models.BigIntegerField()
    reference = models.CharField(max_length=60, default="")  # the carrier's confirmation number
    cancel_by_at = models.DateTimeField(null=True)
    booked_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)  # a refused day of a standing booking is not asked for again from then on
    cancelled_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)
    collected_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # one that stands for each vehicle of a day: of two who book at once, or of a person and the job, one does
            models.UniqueConstraint(
                fields=["warehouse", "carrier", "on", "trip"], name="collection_stands_once",
                condition=Q(refused_at=None, cancelled_at=None, missed_at=None, collected_at=None),
            ),
            models.UniqueConstraint(fields=["standing", "standing_on"], name="standing_collection_once_a_day", condition=Q(standing__isnull=False)),
        ]  # fmt: skip
        indexes = [models.Index(fields=["merchant", "on"], name="collection_day")]

    @property
    def over(self) -> bool:
        """Nothing more will become of it."""
        return any((self.refused_at, self.cancelled_at, self.missed_at, self.collected_at))

    @property
    def state(self) -> str:
        """Where it stands, computed from what happened."""
        happened = (
            ("collected", self.collected_at),
            ("missed", self.missed_at),
            ("cancelled", self.cancelled_at),
            ("refused", self.refused_at),
        )
        return next((name for name, at in happened if at), "booked" if self.booked_at else "asked")


STANDS = Q(refused_at=None, cancelled_at=None, missed_at=None, collected_at=None)


class CollectionAct(models.Model):
    """What was asked about a collection, or happened to it: who, when, and what the carrier answered. Never changed but by its answer.

    An act with a key and without an answer is owed: a job asks the carrier again under the same key.
    """

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="acts")
    kind = models.CharField(max_length=12)  # book, change, cancel, missed, collected, noted
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    key = models.CharField(max_length=80, null=True, unique=True)  # of the call outside; null: none is made
    answered_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=40, default="")  # the reason, where the carrier said no
    said = models.CharField(max_length=300, default="")  # in the carrier's words; or a person's note
    # what is asked for
    on = models.DateField(null=True)
    slot = models.CharField(max_length=120, default="")
    begins_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    parcels = models.IntegerField(null=True)
    weight_g = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            # one question at a time about a collection
            models.UniqueConstraint(fields=["collection"], name="collection_asked_once", condition=Q(key__isnull=False, answered_at=None)),
        ]


class CarrierComes(models.Model):
    """Whether a carrier comes to a warehouse at all, as it said when it was last asked. `code` is empty where it does."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    warehouse = models.ForeignKey(Warehouse, models.CASCADE)
    carrier = models.CharField(max_length=200)
    code = models.CharField(max_length=40, default="")
    said = models.CharField(max_length=300, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["warehouse", "carrier"], name="carrier_comes_once")]
