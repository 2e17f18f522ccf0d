"""A carrier's live price beside the card's, service by service, with the difference."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from fahuo.core.methods.live import dearer
from fahuo.core.methods.quote import Quoted
from fahuo.flow.live.asking import LOST
from fahuo.records.models import Merchant
from fahuo.steps.methods import live
from fahuo.steps.methods.models import LivePrice, Offer


@dataclass(frozen=True)
class CardPrice:
    """What a service's card says; without a price where it refuses."""

    service: str
    home_minor: int | None
    total_minor: int | None
    currency: str | None
    days_p50: int | None
    days_p90: int | None


@dataclass(frozen=True)
class Beside:
    """One service, by its card and by its carrier."""

    card: CardPrice
    live: LivePrice  # with its service and its question
    state: str  # asking, price, past (its time is over), none (refused, or not told)
    dearer_minor: int | None  # the carrier above the card, in the merchant's currency


def of_quoted(found: Iterable[Quoted]) -> list[CardPrice]:
    """The cards' side of a quick quote."""
    names = ("home_minor", "total_minor", "currency", "days_p50", "days_p90")
    return [CardPrice(q.service, *(q.row[name] for name in names)) for q in found]


def of_offers(rows: Iterable[Offer]) -> list[CardPrice]:
    """The cards' side of a parcel's stored offers (with their services)."""
    return [CardPrice(o.service.code, o.home_minor, o.total_minor, o.currency, o.days_p50, o.days_p90) for o in rows]


def beside(merchant: Merchant, digest: str, cards: list[CardPrice], now: datetime) -> list[Beside]:
    """The services that carriers were asked about, in the order of the cards."""
    told = {row.service.code: row for row in live.newest(merchant.pk, digest).values()}
    wall = datetime.now(UTC)
    rows = [(card, told[card.service]) for card in cards if card.service in told]
    return [_beside(card, row, _state(row, now, wall)) for card, row in rows]


def _beside(card: CardPrice, row: LivePrice, state: str) -> Beside:
    return Beside(card, row, state, dearer(row.home_minor, card.home_minor) if state == "price" else None)


def _state(row: LivePrice, now: datetime, wall: datetime) -> str:
    if row.answered_at is None:
        return "asking" if row.ask.wall_at >= wall - LOST else "none"
    if row.home_minor is None:
        return "none"
    return "price" if row.valid_until is not None and now < row.valid_until else "past"
