"""Rules of mark-up, and the selling prices that were made by them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fahuo.core.words import MarkUpBase
from fahuo.records.models.choices import MARK_UP_BASES
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods.models.rules import Rule
from fahuo.steps.methods.models.services import Service


class MarkUpRule(Rule):
    """An operator's rule of mark-up (加价规则); see core.frames.MarkUpRules."""

    services = models.TextField(_("services"), null=True, blank=True)
    carrier = models.CharField(_("carrier"), max_length=200, null=True, blank=True)
    base = models.CharField(_("starts from"), max_length=12, choices=[(code.value, name) for code, name in MARK_UP_BASES.items()])
    percent = models.DecimalField(_("mark-up (%)"), max_digits=9, decimal_places=4, default=0)
    currency = models.CharField(_("currency of the selling price"), max_length=3, null=True, blank=True)
    fixed_minor = models.BigIntegerField(default=0)
    per_kg_minor = models.BigIntegerField(default=0)
    least_margin_minor = models.BigIntegerField(null=True, blank=True)
    step_minor = models.BigIntegerField(null=True, blank=True)
    ending_minor = models.BigIntegerField(default=0)

    class Meta(Rule.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(base__in=[base.value for base in MarkUpBase]), name="mark_up_base"),
            models.CheckConstraint(
                condition=Q(ending_minor=0) | Q(step_minor__gt=F("ending_minor"), ending_minor__gt=0), name="mark_up_ending_below_step"
            ),
            models.CheckConstraint(condition=Q(step_minor=None) | Q(step_minor__gt=0), name="mark_up_step"),
        ]


class SellingPrice(models.Model):
    """What we ask for a parcel by a service, with all that it was worked out from; see core.frames.SellingPrices.

    The rule may be changed or gone since: its name and terms stand here as they were.
    """

    pk = models.CompositePrimaryKey("parcel", "service")
    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="selling_prices", db_index=False, db_constraint=False)
    service = models.ForeignKey(Service, models.PROTECT, db_index=False, db_constraint=False)
    sell_minor = models.BigIntegerField(null=True)
    sell_currency = models.CharField(max_length=3, null=True)
    sell_home_minor = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=40, null=True)
    rule_id = models.BigIntegerField(null=True)
    rule = models.CharField(max_length=120, null=True)
    base = models.CharField(max_length=12)
    percent_ppm = models.BigIntegerField()
    fixed_minor = models.BigIntegerField()
    per_kg_minor = models.BigIntegerField()
    least_margin_minor = models.BigIntegerField(null=True)
    step_minor = models.BigIntegerField(null=True)
    ending_minor = models.BigIntegerField()
    rate_nano = models.BigIntegerField(null=True)
    cost_rate_nano = models.BigIntegerField(null=True)
    card = models.CharField(max_length=60, null=True)
    card_zone = models.CharField(max_length=40, null=True)
    card_minor = models.BigIntegerField(null=True)
    card_currency = models.CharField(max_length=3, null=True)
    card_chargeable_g = models.BigIntegerField(null=True)
