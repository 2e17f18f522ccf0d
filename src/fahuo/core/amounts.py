"""Amounts of money as people type them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from fahuo.core.words import minor_units

MOST = 10**15  # minor units


def amount_of(text: str, currency: str) -> int | None:
    """What a person typed as an amount, in minor units: "1,250.50", "EUR" -> 125050. None where it is none, or has more decimals than the currency."""
    try:
        value = Decimal(text.replace(",", "").replace("，", "").strip()).scaleb(minor_units(currency))
    except InvalidOperation:
        return None
    return int(value) if value.is_finite() and value == value.to_integral_value() and abs(value) < MOST else None
