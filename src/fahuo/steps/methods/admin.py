"""Set-up of methods: services with their rate cards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fahuo.core.methods.faults import BadCard
from fahuo.core.methods.read import read_service, read_text
from fahuo.records.admin import OwnAdmin, call, call_app
from fahuo.records.clock import now
from fahuo.steps.methods import choosing_admin, cover_admin, cutoff_admin, mark_up_admin
from fahuo.steps.methods.frames import places_of
from fahuo.steps.methods.keep import keep_former
from fahuo.steps.methods.models import Service

__all__ = ["choosing_admin", "cover_admin", "cutoff_admin", "mark_up_admin"]

call_app("methods", _("Shipping method"))
call(Service, _("service"), _("services"))


class ServiceForm(forms.ModelForm):
    """A service is its card: code, names, class and carrier are read from it."""

    class Meta:
        model = Service
        fields = ("card", "active")

    def clean_card(self) -> str:
        text = str(self.cleaned_data["card"])
        kept = {name: places_of(found, name) for name, found in self.instance.lists.items()}
        try:
            self.read = read_service(read_text(text), kept)
        except BadCard as problem:
            raise ValidationError(problem.say(get_language() or "zh-hans").split("\n")) from problem
        return text


@admin.register(Service)
class ServiceAdmin(OwnAdmin):
    """Services with their rate cards, in the format of docs/rate-cards.md."""

    form = ServiceForm
    list_display = ("code", "name", "name_zh", "kind", "carrier", "active")
    search_fields = ("code", "name", "name_zh")

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """The text that stood until now is kept for past parcels."""
        if change and "card" in form.changed_data:
            keep_former(obj.pk, now(), request.user.get_username())
        read = form.read
        obj.code, obj.name, obj.name_zh, obj.kind, obj.carrier = (
            read.code,
            read.name_en,
            read.name_zh,
            read.service_class.value,
            read.carrier,
        )
        super().save_model(request, obj, form, change)

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        return ("active", "card") if getattr(request.user, "merchant", None) else ("merchant", "active", "card")
