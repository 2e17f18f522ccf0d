"""A carrier's own price (实时报价) beside the card's: judged before it is kept, and brought into the merchant's currency.

What comes from outside is not believed: an amount, a currency or a time that cannot be is a refusal with its reason, and spoils no other
service's answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from fahuo.core.methods.codes import CURRENCIES
from fahuo.core.methods.loads import factor
from fahuo.core.methods.price_rounding import NANO

MOST_MINOR = 10**12
MOST_DAYS = 365
LONGEST_REFERENCE = 60
STANDS = timedelta(minutes=15)  # how long a refusal holds before the carrier is asked again
AGAIN = ("live_unanswered", "live_late", "live_denied", "live_no_account", "live_unreadable")  # nothing that holds was said

# Where a card has no price of its own to say, its carrier may. Other refusals are about the parcel: to ask on would only cost a call.
WORTH_ASKING = (None, "no_card_on_day", "card_unreadable", "currency_without_rate", "beyond_bands")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is kept of one service's answer: a price, or a reason with its values. Amounts in minor units."""

    code: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    amount_minor: int | None = None
    currency: str | None = None
    home_minor: int | None = None  # in the merchant's currency; None without a rate
    days_least: int | None = None
    days_most: int | None = None
    reference: str = ""
    valid_until: datetime | None = None


def refused(reason: str, /, **values: object) -> Answer:
    """An answer without a price."""
    return Answer(reason, {name: str(value)[:200] for name, value in values.items()})


def judged(
    amount_minor: int,
    currency: str,
    days_least: int,
    days_most: int,
    reference: str,
    valid_until: str,
    exchange: Mapping[str, float],
    home: str,
) -> Answer:
    """A price as a carrier told it, if it can be one. `exchange`: what one unit of other currencies is worth in `home`.

    >>> told = judged(1000, "EUR", 3, 5, "Q1", "2026-11-24T00:00:00+08:00", {"EUR": 7.8}, "CNY")
    >>> told.home_minor, told.valid_until.isoformat()
    (7800, '2026-11-23T16:00:00+00:00')
    >>> judged(1000, "yuan", 3, 5, "Q1", "2026-11-24", {}, "CNY").values
    {'field': 'currency', 'value': 'yuan'}
    """
    until = _moment(valid_until)
    faults = {
        "amount_minor": (amount_minor, not 0 <= amount_minor <= MOST_MINOR),
        "currency": (currency, currency not in CURRENCIES),
        "days": (f"{days_least}-{days_most}", not 0 <= days_least <= days_most <= MOST_DAYS),
        "reference": (reference, len(reference) > LONGEST_REFERENCE),
        "valid_until": (valid_until, until is None),
    }
    for name, (value, wrong) in faults.items():
        if wrong:
            return refused("live_unreadable", field=name, value=value)
    whole, nano = factor({home: 1.0, **exchange}, currency, home)
    if whole < 0:
        return refused("live_currency_without_rate", currency=currency)
    return Answer(
        amount_minor=amount_minor,
        currency=currency,
        home_minor=(amount_minor * (whole * NANO + nano) * 2 + NANO) // (2 * NANO),
        days_least=days_least,
        days_most=days_most,
        reference=reference,
        valid_until=until,
    )


def stands(code: str | None, answered_at: datetime, valid_until: datetime | None, now: datetime) -> bool:
    """Whether an answer still holds, so that the carrier is not asked again: a price until the carrier's time, a refusal a quarter of an hour."""
    if valid_until is not None:
        return now < valid_until
    return code not in AGAIN and now < answered_at + STANDS


def dearer(live_minor: int | None, card_minor: int | None) -> int | None:
    """How much more the carrier asks than the card; below zero: less. None where one of the two is not there."""
    return None if live_minor is None or card_minor is None else live_minor - card_minor


def _moment(text: str) -> datetime | None:
    """ISO 8601 with its offset, in UTC; None for anything else."""
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None
