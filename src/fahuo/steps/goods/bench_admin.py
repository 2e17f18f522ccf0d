"""Set-up of the pack bench: its stations, and what is demanded of a parcel."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from fahuo.records.admin import OwnAdmin, call, merchant_of
from fahuo.steps.goods.models import BenchRules, Station

call(Station, _("station"), _("stations"))
call(BenchRules, _("rules of the bench"), _("rules of the bench"))


@admin.register(Station)
class StationAdmin(OwnAdmin):
    """Places where parcels are packed."""

    list_display = ("code", "warehouse", "printer", "active")


@admin.register(BenchRules)
class BenchRulesAdmin(OwnAdmin):
    """One row a merchant: by how much a parcel's weight may differ."""

    list_display = ("weighs", "percent", "grams")
    list_display_links = ("weighs",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        there = BenchRules.objects.filter(merchant=merchant_of(request)).exists()
        return bool(super().has_add_permission(request)) and not there
