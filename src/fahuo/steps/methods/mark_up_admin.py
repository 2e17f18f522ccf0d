"""Set-up of selling prices: the rules of mark-up."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from fahuo.records.admin import call, merchant_of
from fahuo.steps.methods.mark_up_form import COLUMNS, TermsForm, written
from fahuo.steps.methods.models import MarkUpRule
from fahuo.steps.methods.rule_admin import ConditionsForm, RuleAdmin

call(MarkUpRule, _("rule of mark-up"), _("rules of mark-up"))


class MarkUpRuleForm(TermsForm, ConditionsForm):
    """A rule is read before it is kept: what cannot be is said with its place."""

    class Meta:
        model = MarkUpRule
        exclude = COLUMNS

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        if self.instance.pk:
            self.initial |= written(self.instance, self.instance.currency or self.instance.merchant.currency)

    def money(self) -> str:
        merchant = self.whose()
        return self.cleaned_data.get("currency") or (merchant.currency if merchant else "")

    def clean_currency(self) -> str | None:
        return self.currency_of("currency")

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        for column, minor in self.minor.items():
            setattr(self.instance, column, minor)
        return data


@admin.register(MarkUpRule)
class MarkUpRuleAdmin(RuleAdmin):
    """What is asked for a parcel above its cost: the first rule that fits an offer acts on it, alone."""

    form = MarkUpRuleForm
    list_display = ("position", "name", "base", "percent", "currency", "services", "carrier", "countries", "shop", "valid_from", "valid_to")
    list_display_links = ("position", "name")
    search_fields = ("name", "services", "carrier")
    terms = ("base", "percent", "currency", ("fixed", "per_kg"), "least_margin", ("step", "ending"))
    conditions = (
        *("shop", "services", "carrier", "countries", "postcodes", "warehouse", "attributes"),
        *(("min_weight_g", "max_weight_g"), ("min_value_minor", "max_value_minor", "value_currency"), ("valid_from", "valid_to")),
    )

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        own = (*(() if merchant_of(request) else ("merchant",)), "position", "name")
        return ((None, {"fields": own}), (_("Selling price"), {"fields": self.terms}), (_("When it acts"), {"fields": self.conditions}))
