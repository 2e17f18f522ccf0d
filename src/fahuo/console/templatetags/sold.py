"""How selling prices are shown, beside what shown.py knows."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.translation import get_language

from fahuo.core.methods.reasons import SHORT

register = template.Library()


@register.filter
def percent(value: Decimal | None) -> str:
    """A percentage without the zeros behind it."""
    return "" if value is None else f"{value.normalize():f} %"


@register.filter
def in_short(code: str | None) -> str:
    """An offer's reason in a few words."""
    return SHORT[code or ""][0 if (get_language() or "").startswith("zh") else 1] if code in SHORT else ""
