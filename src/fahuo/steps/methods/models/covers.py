"""Cover (保价): who is covered, what it was planned to cost, and the policies that were bought."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fahuo.records.models import Merchant
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods.models.rules import Rule
from fahuo.steps.methods.models.services import Service
from fahuo.steps.orders.models import Order


class CoverRule(Rule):
    """An operator's rule of cover; see core.frames.CoverRules."""

    covers = models.BooleanField(_("is covered"), default=True)
    services = models.TextField(_("services"), null=True, blank=True)
    carrier = models.CharField(_("carrier"), max_length=200, null=True, blank=True)


class OwnCover(models.Model):
    """What a person said of the `part`-th parcel of an order, counted from 1: it is kept when the order is planned again."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="own_covers")
    part = models.IntegerField()
    covers = models.BooleanField()
    value_minor = models.BigIntegerField(null=True)  # in the order's currency; null: the value of the goods
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "part"], name="own_cover_once")]


class Cover(models.Model):
    """What covering a parcel costs with a service, or why it cannot; see core.frames.Covers."""

    pk = models.CompositePrimaryKey("parcel", "service")
    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="covers", db_index=False, db_constraint=False)
    service = models.ForeignKey(Service, models.PROTECT, db_index=False, db_constraint=False)
    reason = models.CharField(max_length=40, null=True)
    rule_id = models.BigIntegerField(null=True)  # the rule may be gone since: its name then stands beside it
    rule = models.CharField(max_length=120, null=True)
    value_minor = models.BigIntegerField()
    value_currency = models.CharField(max_length=3, null=True)
    rate_nano = models.BigIntegerField(null=True)
    card = models.CharField(max_length=60, null=True)
    currency = models.CharField(max_length=3, null=True)
    worth_minor = models.BigIntegerField(null=True)
    cap_minor = models.BigIntegerField(null=True)
    included_minor = models.BigIntegerField(null=True)
    ppm = models.BigIntegerField(null=True)
    least_minor = models.BigIntegerField(null=True)
    covered_minor = models.BigIntegerField(null=True)
    premium_minor = models.BigIntegerField(null=True)
    home_rate_nano = models.BigIntegerField(null=True)
    home_minor = models.BigIntegerField(null=True)
    chosen = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["parcel"], name="cover_chosen_once", condition=Q(chosen=True))]


class Policy(models.Model):
    """Cover asked of a carrier. The intent is stored with the label's answer, with its key; a job makes the call and settles the answer.

    So is the wish to have the premium back. Amounts are in `currency`, what was charged and paid back in `charged_currency`.
    """

    parcel = models.OneToOneField(Parcel, models.CASCADE, primary_key=True, related_name="policy")
    merchant = models.ForeignKey(Merchant, models.CASCADE)
    service = models.ForeignKey(Service, models.PROTECT)
    key = models.CharField(max_length=64, unique=True)
    value_minor = models.BigIntegerField()  # that the carrier was asked to cover
    premium_minor = models.BigIntegerField()  # as planned
    currency = models.CharField(max_length=3)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, null=True)
    number = models.CharField(max_length=60, null=True)
    covered_minor = models.BigIntegerField(null=True)
    charged_minor = models.BigIntegerField(null=True)
    charged_currency = models.CharField(max_length=3, null=True)
    return_key = models.CharField(max_length=64, unique=True, null=True)
    return_asked_at = models.DateTimeField(null=True)
    return_by = models.CharField(max_length=150, blank=True)
    return_answered_at = models.DateTimeField(null=True)
    return_failure = models.CharField(max_length=300, null=True)
    refunded_minor = models.BigIntegerField(null=True)

    class Meta:
        verbose_name_plural = "policies"
        indexes = [models.Index(fields=["merchant", "-asked_at"], name="policy_asked")]
        constraints = [models.UniqueConstraint(fields=["service", "number"], name="policy_number_once")]
