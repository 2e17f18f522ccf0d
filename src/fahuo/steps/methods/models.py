"""Services, what each of them offered for each parcel, and the labels that were bought."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fahuo.records.models import Merchant, Warehouse
from fahuo.records.models.choices import EFFECTS
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods.suggestion import Suggestion as Suggestion


class Service(models.Model):
    """A service with its rate cards: `card` is the text of a document in the open format of docs/rate-cards.md."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    name_zh = models.CharField(_("Chinese name"), max_length=200)
    kind = models.CharField(_("class"), max_length=10)  # core.words.ServiceClass
    carrier = models.CharField(_("carrier"), max_length=200)
    card = models.TextField(_("rate card"))
    lists = models.JSONField(default=dict, blank=True)  # the file of places that the card names -> id of the PlaceList
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "code"], name="service_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name_zh or self.name


class FormerCard(models.Model):
    """A card as it stood until it was changed, so that a past parcel is priced as it was. Never changed, never deleted."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="former")
    card = models.TextField()
    lists = models.JSONField(default=dict)
    until = models.DateTimeField()
    actor = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["service", "until"], name="former_card")]


class PlaceList(models.Model):
    """A file of places, such as a carrier's remote areas (偏远地区). One that a card has named is never changed: a newer file is another list."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    rows = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "digest"], name="place_list_once")]


class Place(models.Model):
    """A row of a list: a postcode or its beginning, a range of them, or a city, as written in the file."""

    place_list = models.ForeignKey(PlaceList, models.CASCADE, db_constraint=False)
    country = models.CharField(max_length=2)
    postcode_from = models.TextField()
    postcode_to = models.TextField()
    city = models.TextField()


class CutOff(models.Model):
    """Until when a service's parcels must be ready on a weekday (截单时间). Without a warehouse it holds for all that have no rows of their own."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    service = models.ForeignKey(Service, models.CASCADE, related_name="cut_offs", verbose_name=_("service"))
    warehouse = models.ForeignKey(Warehouse, models.CASCADE, null=True, blank=True, verbose_name=_("warehouse"))
    weekday = models.SmallIntegerField(_("weekday"))  # 0 is Monday
    at = models.TimeField(_("until"))
    zone = models.CharField(_("time zone"), max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "warehouse", "weekday", "at"], name="cut_off_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(weekday__gte=0) & Q(weekday__lte=6), name="cut_off_weekday"),
        ]
        ordering = ["service_id", "warehouse_id", "weekday", "at"]


class ClosedDay(models.Model):
    """A day on which nothing leaves a warehouse, or any of them (放假、停运)."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    warehouse = models.ForeignKey(Warehouse, models.CASCADE, null=True, blank=True, verbose_name=_("warehouse"))
    on = models.DateField(_("day"))
    name = models.CharField(_("why"), max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "warehouse", "on"], name="closed_day_once", nulls_distinct=False)]
        ordering = ["on", "warehouse_id"]


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


class Selection(models.Model):
    """Why a parcel's service was chosen; see core.frames.Selections."""

    parcel = models.OneToOneField(Parcel, models.CASCADE, primary_key=True, db_constraint=False)
    service = models.ForeignKey(Service, models.PROTECT, null=True, db_index=False, db_constraint=False)
    aim = models.CharField(max_length=16)
    asked = models.BooleanField()
    rule_id = models.BigIntegerField(null=True)  # the rule may be gone since: its name, effect and services then stand beside it
    rule = models.CharField(max_length=120, null=True)
    effect = models.CharField(max_length=8, null=True)
    services = models.TextField(null=True)
    followed = models.BooleanField()
    least_ppm = models.IntegerField(null=True)
    day_worth_minor = models.BigIntegerField(null=True)
    seen = models.BigIntegerField(null=True)
    planned_on = models.DateField()
    promised_on = models.DateField(null=True)
    ship_by = models.DateField(null=True)


class ChoiceRule(models.Model):
    """An operator's rule of choice; see core.frames.ChoiceRules. The first by position whose conditions all hold acts on a parcel, alone."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    position = models.IntegerField(_("position"))
    name = models.CharField(_("name"), max_length=120)
    effect = models.CharField(_("effect"), max_length=8, choices=[(code.value, name) for code, name in EFFECTS.items()])
    services = models.TextField(_("services"))
    shop = models.CharField(_("shop"), max_length=100, null=True, blank=True)
    countries = models.TextField(_("countries"), null=True, blank=True)
    postcodes = models.TextField(_("postcodes begin with"), null=True, blank=True)
    warehouse = models.ForeignKey(Warehouse, models.CASCADE, null=True, blank=True, verbose_name=_("warehouse"))
    attributes = models.IntegerField(_("goods attributes"), null=True, blank=True)
    min_weight_g = models.BigIntegerField(_("weight from (g)"), null=True, blank=True)
    max_weight_g = models.BigIntegerField(_("weight below (g)"), null=True, blank=True)
    min_value_minor = models.BigIntegerField(_("value from (minor units)"), null=True, blank=True)
    max_value_minor = models.BigIntegerField(_("value below (minor units)"), null=True, blank=True)
    value_currency = models.CharField(_("currency"), max_length=3, null=True, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid until the day before"), null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.CheckConstraint(condition=Q(effect__in=["prefer", "forbid", "force"]), name="choice_rule_effect")]

    def __str__(self) -> str:
        return f"{self.position}. {self.name}"


class Lane(models.Model):
    """Transit days learnt from delivered parcels on a day; the newest row of a lane counts, older ones say what was known then."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    service = models.ForeignKey(Service, models.CASCADE, verbose_name=_("service"))
    origin = models.CharField(_("from"), max_length=2)
    country = models.CharField(_("to"), max_length=2)
    learnt_on = models.DateField(_("learnt on"))
    log_mean = models.FloatField()
    log_deviation = models.FloatField()
    days_p50 = models.IntegerField(_("days, every other parcel"))
    days_p90 = models.IntegerField(_("days, nine in ten"))
    delivered = models.BigIntegerField(_("delivered parcels"))
    under_way = models.BigIntegerField(_("still on their way"))

    class Meta:
        ordering = ["service", "origin", "country", "-learnt_on"]
        constraints = [models.UniqueConstraint(fields=["merchant", "service", "origin", "country", "learnt_on"], name="lane_once_a_day")]

    def __str__(self) -> str:
        return f"{self.service} {self.origin} → {self.country}"


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


class PriceTable(models.Model):
    """A forwarder's price table (价格表) as it was sent, with the answers that were given to it, and what was taken in from it."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    into = models.CharField(max_length=40, blank=True)  # the code of the service that it is for, where a person said so
    answers = models.JSONField(default=dict)  # key of a question -> answer
    created_at = models.DateTimeField()
    by = models.CharField(max_length=150)
    taken = models.JSONField(default=list)  # of each service: code, the text before (null: there was none), the text since
    taken_at = models.DateTimeField(null=True)
    taken_by = models.CharField(max_length=150, blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["-id"]


class PriceAnswer(models.Model):
    """An answer about words (what a place is, what a column means) that holds for the next file of the same name as well."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    family = models.CharField(max_length=200)  # the files' name without its date
    digest = models.CharField(max_length=64)  # of the key, which may be a long sentence
    key = models.TextField()
    answer = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "family", "digest"], name="price_answer_once")]
