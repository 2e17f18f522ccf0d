"""Set-up of selling prices: the rules of mark-up. Amounts are written as people write them, 3.50, and read before a rule is kept."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fahuo.core.methods.fields import MOST_MONEY
from fahuo.core.words import minor_units
from fahuo.records.admin import call, merchant_of
from fahuo.steps.methods.models import MarkUpRule
from fahuo.steps.methods.rule_admin import ConditionsForm, RuleAdmin

call(MarkUpRule, _("rule of mark-up"), _("rules of mark-up"))

MOST_PERCENT = 1_000
# field of the form -> column; whether an empty one means that there is none, and whether it may be below zero
_AMOUNTS = {
    "fixed": ("fixed_minor", False, True),
    "per_kg": ("per_kg_minor", False, True),
    "least_margin": ("least_margin_minor", True, True),
    "step": ("step_minor", True, False),
    "ending": ("ending_minor", False, False),
}


def _amount(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=20, help_text=help_text, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )


class MarkUpRuleForm(ConditionsForm):
    """A rule is read before it is kept: what cannot be is said with its place."""

    fixed = _amount(_("for the parcel"))
    per_kg = _amount(_("per kg"), _("of chargeable weight"))
    least_margin = _amount(_("least margin"), _("the selling price is at least the cost and this; empty: none"))
    step = _amount(_("rounded up to"), _("0.10, 0.50, 1.00; empty: not rounded"))
    ending = _amount(_("and more"), _("0.09 with a step of 0.10 gives prices that end in 9"))

    class Meta:
        model = MarkUpRule
        exclude = ("fixed_minor", "per_kg_minor", "least_margin_minor", "step_minor", "ending_minor")

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        rule = self.instance
        places = minor_units(rule.currency or self._home())
        for name, (column, _none, _below) in _AMOUNTS.items():
            minor = getattr(rule, column)
            self.initial.setdefault(name, f"{Decimal(minor).scaleb(-places):.{places}f}" if minor else "")

    def _home(self) -> str:
        """The currency of a rule that names none."""
        given = self.cleaned_data.get("merchant") if hasattr(self, "cleaned_data") else None
        merchant = self.owner or given or (self.instance.merchant if self.instance.merchant_id else None)
        return str(merchant.currency) if merchant else ""

    def clean_percent(self) -> Decimal:
        percent = Decimal(self.cleaned_data["percent"])
        if not -100 <= percent <= MOST_PERCENT:
            raise ValidationError(gettext("%(p)s %% is not from -100 to %(most)s.") % {"p": percent, "most": MOST_PERCENT})
        return percent

    def clean_currency(self) -> str | None:
        return self.currency_of("currency")

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        currency = self.cleaned_data.get("currency") or self._home()
        for name, (column, empty_is_none, below_zero) in _AMOUNTS.items():
            try:
                minor = self._minor(self.cleaned_data.get(name) or "", currency, below_zero)
            except ValidationError as problem:
                self.add_error(name, problem)
                continue
            setattr(self.instance, column, minor if minor is not None or empty_is_none else 0)
        rule = self.instance
        if rule.step_minor == 0:
            rule.step_minor = None
        if rule.ending_minor and rule.ending_minor >= (rule.step_minor or 0):
            self.add_error("ending", gettext("It must be below the step: with a step of 0.10 write 0.01 to 0.09."))
        return data

    def _minor(self, text: str, currency: str, below_zero: bool) -> int | None:
        text = text.strip().replace(",", "")
        if not text:
            return None
        places = minor_units(currency)
        try:
            amount = Decimal(text).scaleb(places)
            whole = amount == amount.to_integral_value() and abs(amount) <= MOST_MONEY
        except InvalidOperation:
            raise ValidationError(gettext("“%(text)s” is no amount: write it as 3.50.") % {"text": text}) from None
        if not whole:
            raise ValidationError(
                gettext("“%(text)s”: %(currency)s has %(places)s decimals.") % {"text": text, "currency": currency, "places": places}
            )
        if amount < 0 and not below_zero:
            raise ValidationError(gettext("“%(text)s” is below zero.") % {"text": text})
        return int(amount)


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
