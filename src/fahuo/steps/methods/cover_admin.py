"""Set-up of cover: the rules that say which parcels are covered."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from fahuo.records.admin import call
from fahuo.steps.methods.models import CoverRule
from fahuo.steps.methods.rule_admin import ConditionsForm, RuleAdmin

call(CoverRule, _("rule of cover"), _("rules of cover"))


class CoverRuleForm(ConditionsForm):
    """Services and carrier are conditions, as all others are."""

    covers = forms.BooleanField(
        label=_("is covered"),
        required=False,
        initial=True,
        help_text=_("not ticked: an exception, placed before the rule that it is one of"),
    )

    class Meta:
        model = CoverRule
        exclude: tuple[str, ...] = ()


@admin.register(CoverRule)
class CoverRuleAdmin(RuleAdmin):
    """Which parcels are covered: the first rule that fits a parcel and a service acts, alone. No rule: nothing is covered."""

    form = CoverRuleForm
    list_display = ("position", "name", "covers", "min_value_minor", "value_currency", "countries", "services", "carrier", "shop")
    list_display_links = ("position", "name")
    search_fields = ("name", "services", "carrier")
