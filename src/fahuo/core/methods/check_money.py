"""Days, rates and roundings of the judge, in exact fractions: a part of check.py."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Any

from fahuo.core.words import minor_units

if TYPE_CHECKING:
    from fahuo.core.journey import World

Row = Mapping[str, Any]


def value_in(parcel: Row, into: str, world: World) -> int | None:
    """The goods' value in minor units of a currency; None without a rate."""
    rate = rate_between(world, parcel["currency"], into) if parcel["value_minor"] else Fraction(0)  # nothing is nothing in any currency
    return None if rate is None else half_up(parcel["value_minor"] * rate)


def rate_between(world: World, currency: str | None, into: str) -> Fraction | None:
    """One minor unit of a currency in minor units of the other, to nine decimals; None where a rate is missing."""
    rates = {c: r for c, r in world.exchange.select("currency", "rate").iter_rows() if r and 0 < r < float("inf")}
    rates.setdefault(world.currency, 1.0)
    if currency is not None and currency == into:
        return Fraction(1)
    if currency is None or currency not in rates or into not in rates:
        return None
    rate = Decimal(repr(rates[currency])) / Decimal(repr(rates[into]))
    return Fraction(rate.scaleb(minor_units(into) - minor_units(currency)).quantize(Decimal("0.000000001"), ROUND_HALF_UP))


def within(row: Row, on: date) -> bool:
    """Whether a row with valid_from and valid_to holds on the day."""
    return (not row.get("valid_from") or day_of(row["valid_from"]) <= on) and (not row.get("valid_to") or on < day_of(row["valid_to"]))


def grams(value: object) -> Fraction:
    """A weight as the document writes it: whole grams, or a text such as "1 lb"."""
    if not isinstance(value, str):
        return Fraction(str(value))
    number, unit = re.fullmatch(r"\s*([\d.]+)\s*([a-z]+)\s*", value.lower()).groups()  # type: ignore[union-attr]
    pound = Fraction("453.59237")
    sizes = {"g": Fraction(1), "kg": Fraction(1000), "lb": pound, "oz": pound / 16}
    return Fraction(number) * sizes[unit]


def half_up(amount: Fraction) -> int:
    """To the whole, a half towards the greater."""
    return floor(amount + Fraction(1, 2))


def day_of(value: object) -> date:
    """A day, or its text."""
    return value if isinstance(value, date) else date.fromisoformat(str(value))
