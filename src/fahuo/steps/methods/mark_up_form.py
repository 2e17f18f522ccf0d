"""What a rule of mark-up adds, as people write it: amounts such as 3.50, read into minor units, each fault with its place."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from fahuo.core.methods.fields import MOST_MONEY
from fahuo.core.words import minor_units
from fahuo.steps.methods.models import MarkUpRule

MOST_PERCENT = 1_000
# field of the form -> column; whether an empty one means that there is none, and whether it may be below zero
_AMOUNTS = {
    "fixed": ("fixed_minor", False, True),
    "per_kg": ("per_kg_minor", False, True),
    "least_margin": ("least_margin_minor", True, True),
    "step": ("step_minor", True, False),
    "ending": ("ending_minor", False, False),
}
COLUMNS = tuple(column for column, _none, _below in _AMOUNTS.values())


def _amount(label: Any, help_text: Any = "") -> forms.CharField:
    widget = UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"})
    return forms.CharField(label=label, required=False, max_length=20, help_text=help_text, widget=widget)


class TermsForm(forms.Form):
    """Percentage and amounts; read amounts are in `minor`, by column."""

    percent = forms.DecimalField(
        label=_("mark-up (%)"), max_digits=9, decimal_places=4, widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"})
    )
    fixed = _amount(_("for the parcel"))
    per_kg = _amount(_("per kg"), _("of chargeable weight"))
    least_margin = _amount(_("least margin"), _("the selling price is at least the cost and this; empty: none"))
    step = _amount(_("rounded up to"), _("0.10, 0.50, 1.00; empty: not rounded"))
    ending = _amount(_("and more"), _("0.09 with a step of 0.10 gives prices that end in 9"))

    def money(self) -> str:
        """The currency of the amounts."""
        raise NotImplementedError

    def clean_percent(self) -> Decimal:
        percent = Decimal(self.cleaned_data["percent"])
        if not -100 <= percent <= MOST_PERCENT:
            raise ValidationError(gettext("%(p)s %% is not from -100 to %(most)s.") % {"p": percent, "most": MOST_PERCENT})
        return percent

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        self.minor: dict[str, int | None] = {}
        for name, (column, empty_is_none, below_zero) in _AMOUNTS.items():
            try:
                found = _minor(self.cleaned_data.get(name) or "", self.money(), below_zero)
                self.minor[column] = found if found is not None or empty_is_none else 0
            except ValidationError as problem:
                self.add_error(name, problem)
        self.minor["step_minor"] = self.minor.get("step_minor") or None
        if (self.minor.get("ending_minor") or 0) >= (self.minor["step_minor"] or 1):
            self.add_error("ending", gettext("It must be below the step: with a step of 0.10 write 0.01 to 0.09."))
        return data


def written(rule: MarkUpRule, currency: str) -> dict[str, str]:
    """A rule's terms as the form has them."""
    places = minor_units(currency)
    amounts = {name: getattr(rule, column) for name, (column, _none, _below) in _AMOUNTS.items()}
    return {"percent": f"{Decimal(rule.percent).normalize():f}"} | {
        name: f"{Decimal(minor).scaleb(-places):.{places}f}" if minor else "" for name, minor in amounts.items()
    }


def _minor(text: str, currency: str, below_zero: bool) -> int | None:
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
        said = gettext("“%(text)s”: %(currency)s has %(places)s decimals.")
        raise ValidationError(said % {"text": text, "currency": currency, "places": places})
    if amount < 0 and not below_zero:
        raise ValidationError(gettext("“%(text)s” is below zero.") % {"text": text})
    return int(amount)
