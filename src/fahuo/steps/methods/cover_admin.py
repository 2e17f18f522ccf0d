"""Set-up of cover: the rules that say which parcels are covered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from fahuo.records.admin import OwnAdmin, call, merchant_of
from fahuo.steps.methods.choosing_admin import ChoiceRuleForm
from fahuo.steps.methods.models import CoverRule, Service

call(CoverRule, _("rule of cover"), _("rules of cover"))


class CoverRuleForm(ChoiceRuleForm):
    """The conditions of the rules of choice; services and carrier are conditions too, so both may be left empty."""

    services = forms.CharField(
        label=_("services"),
        widget=UnfoldAdminTextInputWidget,
        required=False,
        help_text=_("codes of services, or the classes express, line, post; several with spaces; empty: all"),
    )
    covers = forms.BooleanField(
        label=_("is covered"),
        required=False,
        initial=True,
        help_text=_("not ticked: an exception, placed before the rule that it is one of"),
    )

    class Meta(ChoiceRuleForm.Meta):
        model = CoverRule

    def clean_services(self) -> str | None:  # type: ignore[override]
        return super().clean_services() if self.cleaned_data["services"].strip() else None

    def clean_carrier(self) -> str | None:
        name = " ".join((self.cleaned_data["carrier"] or "").split())
        merchant = self.owner or self.cleaned_data.get("merchant")
        known = sorted(set(Service.objects.filter(merchant=merchant).values_list("carrier", flat=True)))
        if name and name not in known:
            raise ValidationError(
                say("No service of yours is carried by %(name)s. Carriers: %(known)s.") % {"name": name, "known": ", ".join(known)}
            )
        return name or None


@admin.register(CoverRule)
class CoverRuleAdmin(OwnAdmin):
    """Which parcels are covered: the first rule that fits a parcel and a service acts, alone. No rule: nothing is covered."""

    form = CoverRuleForm
    list_display = ("position", "name", "covers", "min_value_minor", "value_currency", "countries", "services", "carrier", "shop")
    list_display_links = ("position", "name")
    search_fields = ("name", "services", "carrier")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        form = super().get_form(request, obj, change, **options)
        form.owner = merchant_of(request)
        return form
