"""Weights as cards write them: whole grams, or text with a unit ("1 lb", "8 oz", "1.5 kg"). Exact, as billionths of a gram.

A pound is 453.59237 g (the international yard and pound agreement of 1959), an ounce a sixteenth of it. Parcels are weighed in whole grams.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

NANO = 1_000_000_000
POUND = 453_592_370_000
OUNCE = 28_349_523_125
UNITS = {"g": NANO, "kg": 1000 * NANO, "lb": POUND, "oz": OUNCE}
_WRITTEN = re.compile(r"(\d+(?:\.\d+)?)\s*(g|kg|lb|oz)", re.IGNORECASE)


def weight_of(text: str) -> int:
    """The weight that a text says: weight_of("1 lb") == 453_592_370_000. ValueError where it says none. "15.999 oz" is cut to the billionth."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return int(Fraction(found[1]) * UNITS[found[2].lower()])


def weight_said(nano: int) -> str:
    """In the unit in which it is round: "1,500 g", "1 lb", "7 oz"."""
    for unit, size, parts in (("g", NANO, 1), ("lb", POUND, 4), ("oz", OUNCE, 4)):
        if nano * parts % size == 0:
            return f"{(Decimal(nano) / size).normalize():,f} {unit}"
    return f"{Decimal(nano) / NANO:,f} g"


def kilograms(nano: int) -> Decimal:
    """1.5 for 1,500 g, with no more digits than it needs."""
    return Decimal(nano) / (1000 * NANO)
