"""Set-up of column mappings; and the texts of the set-up pages that their package leaves untranslated."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext_lazy as _

from fahuo.plugins.marketplaces.files.mapping import Mapping
from fahuo.plugins.reading.faults import Told
from fahuo.records.admin import OwnAdmin, call
from fahuo.steps.orders.models import ColumnMapping

call(ColumnMapping, _("column mapping"), _("column mappings"))

# Texts of unfold's own pages. gettext looks into our catalogue first.
UNFOLD = (
    gettext_noop("Add row"),
    gettext_noop("After you've created a user, you’ll be able to edit more user options."),
    gettext_noop("All applications"),
    gettext_noop("Apply Filters"),
    gettext_noop("Cancel"),
    gettext_noop("Choose file to upload"),
    gettext_noop("Click to cancel"),
    gettext_noop("Click to download"),
    gettext_noop("Dark"),
    gettext_noop("Expand row"),
    gettext_noop("False"),
    gettext_noop("Filters"),
    gettext_noop("General"),
    gettext_noop("Go back"),
    gettext_noop("Image preview"),
    gettext_noop("Light"),
    gettext_noop("Loading more results..."),
    gettext_noop("More actions"),
    gettext_noop("Next"),
    gettext_noop("No data"),
    gettext_noop("No recent searches"),
    gettext_noop("No results found"),
    gettext_noop("No results matching your query"),
    gettext_noop("Previous"),
    gettext_noop("Recent searches"),
    gettext_noop("Record picture"),
    gettext_noop("Reset filters"),
    gettext_noop("Return to site"),
    gettext_noop("Run"),
    gettext_noop("Search apps and models..."),
    gettext_noop("Select all rows"),
    gettext_noop("Submit"),
    gettext_noop("System"),
    gettext_noop("This item will be deleted."),
    gettext_noop("This page yielded into no results. Create a new item or reset your filters."),
    gettext_noop("Toggle password visibility"),
    gettext_noop("True"),
    gettext_noop("Type to search"),
    gettext_noop("You have been successfully logged out from the administration"),
)


class ColumnMappingForm(forms.ModelForm):
    """A mapping as JSON, judged before it is kept."""

    class Meta:
        model = ColumnMapping
        fields = ("name", "spec")

    def clean_spec(self) -> Any:
        spec = self.cleaned_data["spec"]
        try:
            return Mapping.from_dict({**spec, "name": self.cleaned_data.get("name") or "-"}).to_dict()
        except (Told, TypeError) as problem:
            text = problem.say(get_language() or "zh-hans") if isinstance(problem, Told) else json.dumps(spec, ensure_ascii=False)
            raise ValidationError(text) from problem


@admin.register(ColumnMapping)
class ColumnMappingAdmin(OwnAdmin):
    """How files of orders are read."""

    form = ColumnMappingForm
    list_display = ("name",)

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        return ("name", "spec") if getattr(request.user, "merchant", None) else ("merchant", "name", "spec")
