"""What is known before any order comes: merchants, people, catalogue, places, stock; and the ledger of what happened."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fahuo.core.words import Aim, Happening, Step, Strategy


def choices(words: type) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


class Merchant(models.Model):
    """A seller: the owner of every row. Nothing is shared between merchants but exchange rates."""

    code = models.SlugField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_zh = models.CharField(_("Chinese name"), max_length=200, blank=True)
    street = models.CharField(_("street"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    region = models.CharField(_("state or province"), max_length=100, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=2, default="CN")
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    eori = models.CharField("EORI", max_length=17, blank=True)
    vat = models.CharField(_("VAT number"), max_length=20, blank=True)
    ioss = models.CharField("IOSS", max_length=12, blank=True)
    registrations = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, verbose_name=_("further registrations")
    )  # VOEC, AU_GST, NZ_GST, SG_OVR, CH_VAT, REMESSA_CONFORME
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    strategy = models.CharField(_("warehouse chosen by"), max_length=16, choices=choices(Strategy), default=Strategy.NEAREST)
    aim = models.CharField(_("service chosen by"), max_length=16, choices=choices(Aim), default=Aim.COST)
    day_worth_minor = models.BigIntegerField(_("worth of a day (minor units)"), default=0)
    buys_labels = models.BooleanField(_("labels are bought as soon as an order may go"), default=False)
    invented = models.BooleanField(_("invented sample"), default=False)

    def __str__(self) -> str:
        return self.name_zh or self.name


class User(AbstractUser):
    """A person who works for one merchant. Without a merchant one sees nothing."""

    merchant = models.ForeignKey(Merchant, models.CASCADE, null=True, blank=True, related_name="users")
    language = models.CharField(_("language"), max_length=8, default="zh-hans")


class ApiKey(models.Model):
    """A program's key to one merchant's data. Only its digest is kept."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    name = models.CharField(_("name"), max_length=100)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Account(models.Model):
    """An account with an outside system: which plug-in speaks to it, where, and the name of its secret (docs/operations.md). The secret itself is not here."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    plugin = models.CharField(_("plug-in"), max_length=40)  # a folder of fahuo.plugins, such as carriers/world
    url = models.URLField(_("address"))
    secret_name = models.CharField(_("name of the secret"), max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "plugin"], name="account_once")]

    def __str__(self) -> str:
        return self.plugin


class Clock(models.Model):
    """The clock of a sample world: since `real_at`, `speed` seconds pass in a second, from `world_at` on. No row: the clock on the wall."""

    real_at = models.DateTimeField()
    world_at = models.DateTimeField()
    speed = models.FloatField(default=1.0)


class Shop(models.Model):
    """Where orders come from."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "code"], name="shop_once")]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """What is sold. Attributes are the bits of core.words.Attribute."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    sku = models.CharField(_("product code"), max_length=200)
    name = models.TextField(_("name"))
    name_zh = models.TextField(_("Chinese name"), blank=True, default="")
    declared_name = models.TextField(_("name for customs"), blank=True, default="")
    length_mm = models.IntegerField(_("length (mm)"), null=True, blank=True)
    width_mm = models.IntegerField(_("width (mm)"), null=True, blank=True)
    height_mm = models.IntegerField(_("height (mm)"), null=True, blank=True)
    weight_g = models.IntegerField(_("weight (g)"), null=True, blank=True)
    hs_code = models.CharField(_("HS code"), max_length=13, null=True, blank=True)
    origin = models.CharField(_("origin"), max_length=2, null=True, blank=True)
    attributes = models.IntegerField(_("attributes"), default=0)
    price_minor = models.BigIntegerField(_("price (minor units)"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "sku"], name="product_once"),
            models.CheckConstraint(
                condition=Q(length_mm__gt=0) & Q(width_mm__gt=0) & Q(height_mm__gt=0)
                | Q(length_mm=None)
                | Q(width_mm=None)
                | Q(height_mm=None),
                name="product_size_above_zero",
            ),
            models.CheckConstraint(condition=Q(weight_g__gt=0) | Q(weight_g=None), name="product_weight_above_zero"),
        ]

    def __str__(self) -> str:
        return self.sku


class Warehouse(models.Model):
    """A place that goods leave from: own, or a supplier's."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=[("own", _("own")), ("supplier", _("supplier"))], default="own")
    street = models.CharField(_("street"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=100)
    region = models.CharField(_("state or province"), max_length=100, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=2)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    priority = models.IntegerField(_("priority"), default=1)
    handling_minor = models.BigIntegerField(_("handling cost of an order (minor units)"), default=0)
    serves = models.CharField(_("countries that it is meant for"), max_length=800, null=True, blank=True)  # "DE FR IT"; empty: all

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "code"], name="warehouse_once")]

    def __str__(self) -> str:
        return self.name


class Stock(models.Model):
    """Pieces of a product in a warehouse. Only records.stock writes here, under its lock."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    product = models.ForeignKey(Product, models.CASCADE)
    warehouse = models.ForeignKey(Warehouse, models.CASCADE)
    on_hand = models.BigIntegerField(_("on hand"), default=0)
    reserved = models.BigIntegerField(_("reserved"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "warehouse"], name="stock_once"),
            models.CheckConstraint(condition=Q(reserved__gte=0), name="stock_reserved_not_negative"),
            models.CheckConstraint(condition=Q(on_hand__gte=F("reserved")), name="stock_never_promised_twice"),
        ]


class ExchangeRate(models.Model):
    """One unit of a currency in another, from a day on. Rows without a merchant serve all."""

    merchant = models.ForeignKey(Merchant, models.CASCADE, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    into = models.CharField(_("into"), max_length=3)
    valid_from = models.DateField(_("valid from"))
    rate = models.DecimalField(_("rate"), max_digits=18, decimal_places=8)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "currency", "into", "valid_from"], name="rate_once_a_day", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.currency} → {self.into}, {self.valid_from}"


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

    class Meta:
        indexes = [
            models.Index(fields=["merchant", "step", "state"], name="order_standing_step"),
            models.Index(fields=["merchant", "needs"], name="order_standing_needs", condition=Q(needs__isnull=False)),
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
