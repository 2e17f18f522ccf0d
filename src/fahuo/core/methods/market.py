"""What pricing asks of a world, and the smallest world that there is: one service on a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import polars as pl

from fahuo.core import frames
from fahuo.core.methods.cards import Rates
from fahuo.core.methods.service import Service
from fahuo.core.words import Aim


class Market(Protocol):
    """The part of journey.World that prices depend on."""

    @property
    def currency(self) -> str:
        """The merchant's own."""
        ...

    @property
    def warehouses(self) -> pl.DataFrame:
        """warehouse_id, country and priority of frames.Warehouses."""
        ...

    @property
    def exchange(self) -> pl.DataFrame:
        """frames.Exchange."""
        ...

    @property
    def rates(self) -> Rates:
        """The rate cards of the day."""
        ...

    @property
    def aim(self) -> Aim:
        """How one of the offers is chosen."""
        ...

    @property
    def day_worth_minor(self) -> int:
        """What a day is worth under Aim.VALUE and Aim.LANDED."""
        ...

    @property
    def keep_ppm(self) -> int:
        """How surely a promised day is to be kept under Aim.PROMISE, in millionths."""
        ...

    @property
    def choice_rules(self) -> pl.DataFrame:
        """frames.ChoiceRules."""
        ...

    @property
    def lanes(self) -> pl.DataFrame:
        """frames.Lanes."""
        ...

    @property
    def mark_ups(self) -> pl.DataFrame:
        """frames.MarkUpRules."""
        ...

    @property
    def cover_rules(self) -> pl.DataFrame:
        """frames.CoverRules."""
        ...

    @property
    def own_covers(self) -> pl.DataFrame | None:
        """frames.OwnCovers; None: nobody said anything of a parcel."""
        ...


@dataclass(frozen=True)
class OneService:
    """A service by itself, picked up in the first of its countries; amounts stay in its card's currency."""

    currency: str
    warehouses: pl.DataFrame
    exchange: pl.DataFrame
    rates: Rates
    aim: Aim = Aim.COST
    day_worth_minor: int = 0
    keep_ppm: int = 900_000
    choice_rules: pl.DataFrame = field(default_factory=lambda: frames.empty(frames.ChoiceRules))
    lanes: pl.DataFrame = field(default_factory=lambda: frames.empty(frames.Lanes))
    mark_ups: pl.DataFrame = field(default_factory=lambda: frames.empty(frames.MarkUpRules))
    cover_rules: pl.DataFrame = field(default_factory=lambda: frames.empty(frames.CoverRules))
    own_covers: pl.DataFrame | None = None


def alone(service: Service, on: date, exchange: dict[str, float]) -> OneService:
    """The service on a day; `exchange` is what one unit of other currencies is worth in the card's (for limits on the value of goods)."""
    card = service.card(on) or service.cards[-1]
    rows = {card.currency: 1.0, **exchange}
    frame = pl.DataFrame(
        {"currency": list(rows), "rate": list(rows.values()), "source": ["given"] * len(rows)}, schema=frames.empty(frames.Exchange).schema
    )
    warehouses = pl.DataFrame({"warehouse_id": [1], "country": [service.origins[0]], "priority": [1]})
    return OneService(card.currency, warehouses, frame, Rates.build([service], on, frame))
