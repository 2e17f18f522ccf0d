"""Set-up of the floor's times: until when a service's parcels must be ready, and the days on which nothing leaves."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminSelectWidget

from fahuo.records.admin import OwnAdmin, call
from fahuo.steps.methods.models import ClosedDay, CutOff

HELP = {
    "warehouse": _("Empty: for every warehouse that has no cut-off of its own for this service."),
    "at": _("Local time. What is not ready by then goes with the next departure."),
}
call(CutOff, _("cut-off"), _("cut-offs"))
call(ClosedDay, _("closed day"), _("closed days"))


class CutOffForm(forms.ModelForm):
    """One time for several weekdays: each of them becomes a row."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("weekdays"), coerce=int, choices=lambda: list(WEEKDAYS.items()), widget=UnfoldAdminCheckboxSelectMultipleWidget
    )
    zone = forms.ChoiceField(
        label=_("time zone"), choices=lambda: [(z, z) for z in sorted(available_timezones())], widget=UnfoldAdminSelectWidget
    )

    class Meta:
        model = CutOff
        fields = ("service", "warehouse", "at", "zone")
        help_texts = HELP

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        there = self.instance.pk is not None
        self.initial.setdefault("zone", settings.TIME_ZONE)
        self.initial["weekdays"] = [self.instance.weekday] if there else [0, 1, 2, 3, 4]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        same = CutOff.objects.filter(service=said.get("service"), warehouse=said.get("warehouse"), at=said.get("at"))
        again = same.filter(weekday__in=said.get("weekdays", [])).exclude(pk=self.instance.pk).values_list("weekday", flat=True)
        if said.get("service") and again:
            raise ValidationError(_("This cut-off is there already: %(days)s"), params={"days": ", ".join(str(WEEKDAYS[d]) for d in again)})
        return said

    def save(self, commit: bool = True) -> CutOff:
        self.instance.weekday = self.cleaned_data["weekdays"][0]
        return super().save(commit)


@admin.register(CutOff)
class CutOffAdmin(OwnAdmin):
    """Until when parcels must be ready, by service and weekday."""

    form = CutOffForm
    list_display = ("service", "house", "day", "at", "zone")
    list_filter = ("weekday",)
    list_select_related = ("service", "warehouse")

    @admin.display(description=_("warehouse"), ordering="warehouse")
    def house(self, row: CutOff) -> str:
        return row.warehouse.code if row.warehouse else str(_("every warehouse"))

    @admin.display(description=_("weekday"), ordering="weekday")
    def day(self, row: CutOff) -> str:
        return str(WEEKDAYS[row.weekday])

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        own = ("service", "warehouse", "weekdays", "at", "zone")
        return own if getattr(request.user, "merchant", None) else ("merchant", *own)

    def save_model(self, request: HttpRequest, obj: CutOff, form: CutOffForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        CutOff.objects.bulk_create(
            CutOff(merchant=obj.merchant, service=obj.service, warehouse=obj.warehouse, weekday=day, at=obj.at, zone=obj.zone)
            for day in form.cleaned_data["weekdays"][1:]
        )


@admin.register(ClosedDay)
class ClosedDayAdmin(OwnAdmin):
    """Days on which nothing leaves a warehouse; without one, none of them."""

    list_display = ("on", "house", "name")
    list_select_related = ("warehouse",)

    @admin.display(description=_("warehouse"), ordering="warehouse")
    def house(self, row: ClosedDay) -> str:
        return row.warehouse.code if row.warehouse else str(_("every warehouse"))
