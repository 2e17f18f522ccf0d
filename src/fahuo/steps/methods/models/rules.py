"""Operators' rules of choice, and the conditions that rules of all kinds have."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fahuo.records.models import Merchant, Warehouse
from fahuo.records.models.choices import EFFECTS


class Rule(models.Model):
    """What operators' rules of all kinds have. Of those whose conditions all hold (a null one always does) the first by position acts, alone.

    See core/methods/conditions.py.
    """

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    position = models.IntegerField(_("position"))
    name = models.CharField(_("name"), max_length=120)
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
        abstract = True
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.position}. {self.name}"


class ChoiceRule(Rule):
    """An operator's rule of choice; see core.frames.ChoiceRules."""

    effect = models.CharField(_("effect"), max_length=8, choices=[(code.value, name) for code, name in EFFECTS.items()])
    services = models.TextField(_("services"))

    class Meta(Rule.Meta):
        constraints = [models.CheckConstraint(condition=Q(effect__in=["prefer", "forbid", "force"]), name="choice_rule_effect")]
