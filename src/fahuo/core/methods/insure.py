"""Cover that a card offers for the value of goods (保价): the premium, and up to what value."""

from __future__ import annotations

from dataclasses import dataclass

from fahuo.core.methods.cards import Rates
from fahuo.core.methods.loads import factor
from fahuo.core.methods.price_rounding import NANO
from fahuo.core.methods.service import Card


@dataclass(frozen=True, slots=True)
class Cover:
    """Insurance offered: minor units of the card's currency."""

    premium_minor: int
    covered_minor: int  # the value that is covered: all of it, or the card's cap
    currency: str


def cover(card: Card, value_minor: int, currency: str, rates: Rates, home: str) -> Cover | None:
    """What covering goods of that value costs. None where the card offers none, or the value has no exchange rate.

    What is included costs nothing; above it, `percent` of the rest of the covered value, half up, and at least the card's least.
    """
    offered = card.insurance
    whole, nano = factor({home: 1.0, **rates.exchange}, currency, card.currency)
    if offered is None or whole < 0:
        return None
    value = (value_minor * (whole * NANO + nano) * 2 + NANO) // (2 * NANO)
    covered = value if offered.cap_minor is None else min(value, offered.cap_minor)
    above = covered - offered.included_minor
    if above <= 0:
        return Cover(0, covered, card.currency)
    premium = (above * offered.ppm * 2 + 10**6) // (2 * 10**6)
    return Cover(max(premium, offered.least_minor), covered, card.currency)
