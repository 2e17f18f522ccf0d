"""Merchants, the people and programs that work for them, and the clock."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from fahuo.core.words import Aim, PackAim, Removal, Strategy
from fahuo.records.models.choices import choices


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
    removal = models.CharField(_("pieces taken by"), max_length=8, choices=choices(Removal), default=Removal.FIFO)
    aim = models.CharField(_("service chosen by"), max_length=16, choices=choices(Aim), default=Aim.COST)
    pack_aim = models.CharField(_("packed for"), max_length=8, choices=choices(PackAim), default=PackAim.BOXES, db_default="boxes")
    day_worth_minor = models.BigIntegerField(_("worth of a day (minor units)"), default=0)
    keep_percent = models.DecimalField(
        _("how surely a promised day is to be kept (%)"),
        max_digits=4,
        decimal_places=1,
        default=90,
        db_default=90,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )  # for the aim of the promise
    approval_minor = models.BigIntegerField(
        _("differences above this value are approved by another person (minor units)"), null=True, blank=True
    )  # of counts and inbounds; empty: who finished may approve
    lots_apart = models.BooleanField(_("two lots of a product never lie in one bin"), default=False, db_default=False)
    buys_labels = models.BooleanField(_("labels are bought as soon as an order may go"), default=False)
    joint_wait_h = models.PositiveSmallIntegerField(
        _("hours that labels wait for a person where orders had better travel together"), default=0, db_default=0
    )  # where they are bought by themselves
    labels_first = models.BooleanField(_("only parcels with a label are picked"), default=True, db_default=True)
    packed_first = models.BooleanField(_("only packed parcels are handed over"), default=False, db_default=False)
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
    sells_only = models.BooleanField(
        _("sees selling prices only"),
        default=False,
        db_default=False,
        help_text=_("for a shop front: it quotes and buys, and never sees a cost"),
    )
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
