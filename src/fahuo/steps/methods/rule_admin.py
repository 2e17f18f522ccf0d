"""What the set-up of rules of all kinds shares: conditions are read before a rule is kept, and what cannot be is said with its place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from fahuo.core.methods.codes import COUNTRIES, CURRENCIES
from fahuo.core.words import ServiceClass
from fahuo.records.admin import OwnAdmin, merchant_of
from fahuo.records.models import Merchant
from fahuo.steps.methods.models import Service

_CLASSES = {kind.value for kind in ServiceClass}
_RANGES = (("min_weight_g", "max_weight_g"), ("min_value_minor", "max_value_minor"), ("valid_from", "valid_to"))


class ConditionsForm(forms.ModelForm):
    """The conditions of a rule: services, countries and ranges that cannot be are said with their place."""

    services = forms.CharField(
        label=_("services"),
        widget=UnfoldAdminTextInputWidget,
        required=False,
        help_text=_("codes of services, or the classes express, line, post; several with spaces; empty: all"),
    )
    countries = forms.CharField(
        label=_("countries"),
        widget=UnfoldAdminTextInputWidget,
        required=False,
        help_text=_("two letters each, several with spaces; empty: all"),
    )
    postcodes = forms.CharField(label=_("postcodes begin with"), widget=UnfoldAdminTextInputWidget, required=False)

    owner: Merchant | None = None  # whose rule it is, where the user has a merchant

    def whose(self) -> Merchant | None:
        """The merchant whose rule it is, as far as it is known."""
        return self.owner or self.cleaned_data.get("merchant")

    def clean_services(self) -> str | None:
        words = (self.cleaned_data["services"] or "").replace(",", " ").replace("，", " ").split()
        known = set(Service.objects.filter(merchant=self.whose()).values_list("code", flat=True)) | _CLASSES
        if unknown := [word for word in words if word not in known]:
            raise ValidationError(
                gettext("%(words)s is no service of yours and no class (express, line, post).") % {"words": ", ".join(unknown)}
            )
        return " ".join(dict.fromkeys(words)) or None

    def clean_carrier(self) -> str | None:
        name = " ".join((self.cleaned_data["carrier"] or "").split())
        known = sorted(set(Service.objects.filter(merchant=self.whose()).values_list("carrier", flat=True)))
        if name and name not in known:
            said = gettext("No service of yours is carried by %(name)s. Carriers: %(known)s.")
            raise ValidationError(said % {"name": name, "known": ", ".join(known)})
        return name or None

    def clean_countries(self) -> str | None:
        words = (self.cleaned_data["countries"] or "").upper().replace(",", " ").replace("，", " ").split()
        if unknown := [word for word in words if word not in COUNTRIES]:
            raise ValidationError(gettext("%(words)s is no country: two letters each, such as DE FR.") % {"words": ", ".join(unknown)})
        return " ".join(dict.fromkeys(words)) or None

    def clean_postcodes(self) -> str | None:
        return " ".join((self.cleaned_data["postcodes"] or "").upper().replace(",", " ").split()) or None

    def clean_value_currency(self) -> str | None:
        return self.currency_of("value_currency")

    def currency_of(self, name: str) -> str | None:
        """A field that holds a currency, or nothing."""
        code = (self.cleaned_data[name] or "").strip().upper()
        if code and code not in CURRENCIES:
            raise ValidationError(gettext("%(words)s is no currency.") % {"words": code})
        return code or None

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        for least, most in _RANGES:
            low, high = self.cleaned_data.get(least), self.cleaned_data.get(most)
            if low is not None and high is not None and low >= high:
                self.add_error(
                    most, gettext("This range is empty: it ends at %(high)s and begins at %(low)s.") % {"high": high, "low": low}
                )
        return data


class RuleAdmin(OwnAdmin):
    """Rules, whose form knows whose they are."""

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        form = super().get_form(request, obj, change, **options)
        form.owner = merchant_of(request)
        return form
