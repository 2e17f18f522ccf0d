"""Set-up of the floor: totes, one or many by a pattern."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fahuo.core.goods.bins import BadPattern, expand
from fahuo.core.reasons import mend, say
from fahuo.records.admin import OwnAdmin, call, merchant_of
from fahuo.steps.goods.models import Tote

HELP = {"code": _("As its barcode says it. T-{01..40} makes forty totes at once.")}
call(Tote, _("tote"), _("totes"))


class ToteForm(forms.ModelForm):
    """A new one may be a pattern that stands for many."""

    class Meta:
        model = Tote
        fields = ("warehouse", "code", "active")
        help_texts = HELP

    def clean_code(self) -> str:
        """The first code; the others wait for `ToteAdmin.save_model`."""
        try:
            self.codes = expand(self.cleaned_data["code"])
        except BadPattern as bad:
            language = get_language() or "zh-hans"
            raise ValidationError(f"{say(bad.code, bad.values, language)} {mend(bad.code, bad.values, language)}") from bad
        if self.instance.pk and len(self.codes) > 1:
            raise ValidationError(_("One tote has one code."))
        return self.codes[0]


@admin.register(Tote)
class ToteAdmin(OwnAdmin):
    """Containers that one parcel's pieces are carried in."""

    form = ToteForm
    list_display = ("code", "warehouse", "active")
    list_filter = ("active",)
    list_select_related = ("warehouse",)
    search_fields = ("code",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        own = ("warehouse", "code", "active")
        return own if merchant_of(request) else ("merchant", *own)

    def save_model(self, request: HttpRequest, obj: Tote, form: ToteForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        rest = (Tote(merchant=obj.merchant, warehouse=obj.warehouse, code=code, active=obj.active) for code in form.codes[1:])
        Tote.objects.bulk_create(rest, ignore_conflicts=True)  # those that are there already stay as they are
