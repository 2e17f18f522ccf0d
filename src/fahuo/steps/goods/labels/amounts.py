"""Integers as they are written on a paper: money, unit values, weights. No float is made on the way."""

from __future__ import annotations

from fahuo.core.words import minor_units

FINER = 2  # more places for a unit value that is no whole number of minor units


def money(minor: int, currency: str) -> str:
    """Minor units as text: money(123456, "EUR") is 1,234.56; money(1200, "JPY") is 1,200."""
    return _fixed(minor, minor_units(currency))


def unit_value(value_minor: int, quantity: int, currency: str) -> tuple[str, bool]:
    """The value of one piece and whether it is exact: (1000, 4, "EUR") gives 2.50; (1000, 3, "EUR") gives 3.3333, rounded half up."""
    if value_minor % quantity == 0:
        return money(value_minor // quantity, currency), True
    finer = 10**FINER
    return _fixed((2 * value_minor * finer + quantity) // (2 * quantity), minor_units(currency) + FINER), False


def kilograms(grams: int) -> str:
    """kilograms(1250) is 1.250."""
    return _fixed(grams, 3)


def _fixed(whole: int, places: int) -> str:
    sign, digits = "-" if whole < 0 else "", abs(whole)
    if not places:
        return f"{sign}{digits:,}"
    return f"{sign}{digits // 10**places:,}.{digits % 10**places:0{places}d}"
