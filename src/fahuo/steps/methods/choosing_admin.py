"""Set-up of the choice: rules, and the transit days that were learnt."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from fahuo.records.admin import OwnAdmin, call, merchant_of
from fahuo.steps.methods.models import ChoiceRule, Lane
from fahuo.steps.methods.rule_admin import ConditionsForm, RuleAdmin

call(ChoiceRule, _("rule of choice"), _("rules of choice"))
call(Lane, _("learnt transit days"), _("learnt transit days"))


class ChoiceRuleForm(ConditionsForm):
    """A rule names services: without any it would say nothing."""

    services = forms.CharField(
        label=_("services"),
        widget=UnfoldAdminTextInputWidget,
        help_text=_("codes of services, or the classes express, line, post; several with spaces"),
    )

    class Meta:
        model = ChoiceRule
        exclude: tuple[str, ...] = ()


@admin.register(ChoiceRule)
class ChoiceRuleAdmin(RuleAdmin):
    """Which services are preferred, forbidden or the only ones: the first rule that fits a parcel acts on it, alone."""

    form = ChoiceRuleForm
    list_display = ("position", "name", "effect", "services", "countries", "shop", "valid_from", "valid_to")
    list_display_links = ("position", "name")
    search_fields = ("name", "services")
    rows = ("position", "name", "effect", "services", "shop", "countries", "postcodes", "warehouse", "attributes")
    ranges = ("min_weight_g", "max_weight_g", "min_value_minor", "max_value_minor", "value_currency", "valid_from", "valid_to")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*(() if merchant_of(request) else ("merchant",)), *self.rows, *self.ranges)


@admin.register(Lane)
class LaneAdmin(OwnAdmin):
    """Transit days by lane, learnt from delivered parcels every night. They are computed, never typed."""

    list_display = ("service", "origin", "country", "days_p50", "days_p90", "delivered", "under_way", "learnt_on")
    list_filter = ("service", "origin")
    search_fields = ("country",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
