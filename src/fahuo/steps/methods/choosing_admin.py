"""Set-up of the choice: rules, and the transit days that were learnt."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from fahuo.core.methods.codes import COUNTRIES, CURRENCIES
from fahuo.core.words import ServiceClass
from fahuo.records.admin import OwnAdmin, call, merchant_of
from fahuo.records.models import Merchant
from fahuo.steps.methods.models import ChoiceRule, Lane, Service

call(ChoiceRule, _("rule of choice"), _("rules of choice"))
call(Lane, _("learnt transit days"), _("learnt transit days"))

_CLASSES = {kind.value for kind in ServiceClass}
_RANGES = (("min_weight_g", "max_weight_g"), ("min_value_minor", "max_value_minor"), ("valid_from", "valid_to"))


class ChoiceRuleForm(forms.ModelForm):
    """A rule is read before it is kept: services, countries and ranges that cannot be are said with their place."""

    services = forms.CharField(
        label=_("services"),
        widget=UnfoldAdminTextInputWidget,
        help_text=_("codes of services, or the classes express, line, post; several with spaces"),
    )
    countries = forms.CharField(
        label=_("countries"),
        widget=UnfoldAdminTextInputWidget,
        required=False,
        help_text=_("two letters each, several with spaces; empty: all"),
    )
    postcodes = forms.CharField(label=_("postcodes begin with"), widget=UnfoldAdminTextInputWidget, required=False)

    owner: Merchant | None = None  # whose rule it is, where the user has a merchant

    class Meta:
        model = ChoiceRule
        exclude: tuple[str, ...] = ()

    def clean_services(self) -> str:
        words = self.cleaned_data["services"].replace(",", " ").replace("，", " ").split()
        merchant = self.owner or self.cleaned_data.get("merchant")
        known = set(Service.objects.filter(merchant=merchant).values_list("code", flat=True)) | _CLASSES
        if unknown := [word for word in words if word not in known]:
            raise ValidationError(
                say("%(words)s is no service of yours and no class (express, line, post).") % {"words": ", ".join(unknown)}
            )
        return " ".join(dict.fromkeys(words))

    def clean_countries(self) -> str | None:
        words = (self.cleaned_data["countries"] or "").upper().replace(",", " ").replace("，", " ").split()
        if unknown := [word for word in words if word not in COUNTRIES]:
            raise ValidationError(say("%(words)s is no country: two letters each, such as DE FR.") % {"words": ", ".join(unknown)})
        return " ".join(dict.fromkeys(words)) or None

    def clean_postcodes(self) -> str | None:
        return " ".join((self.cleaned_data["postcodes"] or "").upper().replace(",", " ").split()) or None

    def clean_value_currency(self) -> str | None:
        code = (self.cleaned_data["value_currency"] or "").strip().upper()
        if code and code not in CURRENCIES:
            raise ValidationError(say("%(words)s is no currency.") % {"words": code})
        return code or None

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        for least, most in _RANGES:
            low, high = self.cleaned_data.get(least), self.cleaned_data.get(most)
            if low is not None and high is not None and low >= high:
                self.add_error(most, say("This range is empty: it ends at %(high)s and begins at %(low)s.") % {"high": high, "low": low})
        return data


@admin.register(ChoiceRule)
class ChoiceRuleAdmin(OwnAdmin):
    """Which services are preferred, forbidden or the only ones: the first rule that fits a parcel acts on it, alone."""

    form = ChoiceRuleForm
    list_display = ("position", "name", "effect", "services", "countries", "shop", "valid_from", "valid_to")
    list_display_links = ("position", "name")
    search_fields = ("name", "services")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        form = super().get_form(request, obj, change, **options)
        form.owner = merchant_of(request)
        return form


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
