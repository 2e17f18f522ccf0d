"""Cover that a card offers for the value of goods (保价): the premium, and up to what value. One parcel or an array of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from fahuo.core.methods.cards import Rates
from fahuo.core.methods.loads import factor
from fahuo.core.methods.price_rounding import NANO, PPM
from fahuo.core.methods.service import Card

UNCAPPED = np.iinfo(np.int64).max


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
    if offered is None:
        return None
    whole, nano = factor({home: 1.0, **rates.exchange}, currency, card.currency)
    if whole < 0:
        return None
    covered = np.minimum(changed(value_minor, whole, nano), UNCAPPED if offered.cap_minor is None else offered.cap_minor)
    premium = premiums(covered, offered.included_minor, offered.ppm, offered.least_minor)
    return Cover(int(premium), int(covered), card.currency)


def changed(amount: Any, whole: Any, nano: Any) -> Any:
    """Amounts in another currency, half up: amount x (whole + nano / 10^9); split so that no product leaves 64 bits."""
    return amount * whole + amount // NANO * nano + (amount % NANO * nano + NANO // 2) // NANO


def premiums(covered: Any, included: Any, ppm: Any, least: Any) -> Any:
    """What covering costs: nothing up to what is included; above it its part of the rest, half up, and at least so much."""
    above = covered - included
    part = above // PPM * ppm + (above % PPM * ppm + PPM // 2) // PPM
    return np.where(above > 0, np.maximum(part, least), 0)
