"""Prices for each pound or ounce begun: a flat price for every pound, whose end is the last whole gram that is not heavier."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal
from typing import Any

from fahuo.core.methods.price_tables.weights import UNITS

POUND, OUNCE = 453, 28  # grams of a basis as headings name it
EXACT = {POUND: UNITS["lb"], OUNCE: UNITS["oz"]}
MOST_ROWS = 2000  # a band of more pounds than this is no list any more


def begun(basis_g: int, over_g: int, up_to_g: int, price: Decimal) -> list[dict[str, Any]]:
    """Flat brackets of a band that costs `price` for every pound (or ounce) begun.

    >>> [(row["over_g"], row["up_to_g"], str(row["flat"])) for row in begun(POUND, 0, 1000, Decimal("4.5"))]
    [(0, 453, '4.5'), (453, 907, '9.0'), (907, 1000, '13.5')]
    """
    unit = EXACT[basis_g]
    rows: list[dict[str, Any]] = []
    count = int(over_g / unit)
    while over_g < up_to_g:
        count += 1
        end = min(int((count * unit).to_integral_value(ROUND_FLOOR)), up_to_g)
        if end > over_g:
            rows.append({"over_g": over_g, "up_to_g": end, "flat": price * count})
            over_g = end
    return rows


def per_kg(basis_g: int, price: Decimal) -> Decimal:
    """A price in proportion, for a kilogram."""
    return price * 1000 / EXACT[basis_g]
