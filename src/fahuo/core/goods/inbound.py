"""An inbound plan: its state from what was recorded, and what differs between planned and received."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

import polars as pl

from fahuo.core.words import Telling

RECEIVED = {"product_id": pl.Int64, "quantity": pl.Int64, "damaged": pl.Boolean}
PLANNED = {"product_id": pl.Int64, "planned": pl.Int64}


class InboundState(StrEnum):
    """Where an inbound stands. Computed, never stored."""

    PLANNED = "planned"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    RECEIVING = "receiving"
    WAITS = "waits"  # closed with differences, not yet approved
    CLOSED = "closed"
    CANCELLED = "cancelled"


OPEN = (InboundState.PLANNED, InboundState.DEPARTED, InboundState.ARRIVED, InboundState.RECEIVING)


def state(tellings: Sequence[str], received: bool) -> InboundState:
    """The state by what was told of it, in the order in which it was told.

    >>> str(state(["departed"], received=False)), str(state(["departed", "asked", "rejected"], received=True))
    ('departed', 'receiving')
    """
    told = set(tellings)
    for last in (Telling.CANCELLED, Telling.CLOSED):
        if last in told:
            return InboundState(last.value)
    decided = [t for t in tellings if t in (Telling.ASKED, Telling.REJECTED)]
    if decided and decided[-1] == Telling.ASKED:
        return InboundState.WAITS
    if received:
        return InboundState.RECEIVING
    if Telling.ARRIVED in told:
        return InboundState.ARRIVED
    return InboundState.DEPARTED if Telling.DEPARTED in told else InboundState.PLANNED


def days_late(planned_on: date | None, at: InboundState, on: date) -> int:
    """Days since it should have arrived; 0 where it has, or is not late."""
    waits = at in (InboundState.PLANNED, InboundState.DEPARTED)
    return max(0, (on - planned_on).days) if planned_on and waits else 0


def compare(planned: pl.DataFrame, received: pl.DataFrame) -> pl.DataFrame:
    """PLANNED and RECEIVED -> a row a product: product_id, planned, good, damaged, short, over, differs.

    Damaged pieces have arrived: they are not short. A product that nobody planned is over.
    """
    came = received.group_by("product_id").agg(
        good=pl.col("quantity").filter(~pl.col("damaged")).sum(), damaged=pl.col("quantity").filter(pl.col("damaged")).sum()
    )
    both = planned.join(came, on="product_id", how="full", coalesce=True).with_columns(pl.col("planned", "good", "damaged").fill_null(0))
    here = pl.col("good") + pl.col("damaged")
    return both.with_columns(
        short=(pl.col("planned") - here).clip(lower_bound=0), over=(here - pl.col("planned")).clip(lower_bound=0)
    ).with_columns(differs=(pl.col("short") > 0) | (pl.col("over") > 0) | (pl.col("damaged") > 0)).sort("product_id")  # fmt: skip


def worth(differences: pl.DataFrame, prices: pl.DataFrame) -> int:
    """What differs, in money (minor units): short, over and damaged pieces at their product's price; without a price they count as 0."""
    rows = differences.join(prices.select("product_id", "price_minor"), on="product_id", how="left")
    pieces = pl.col("short") + pl.col("over") + pl.col("damaged")
    return int(rows.select((pieces * pl.col("price_minor").fill_null(0)).sum()).item())


def may_approve(asked_by: str, by: str, worth_minor: int, limit_minor: int | None) -> bool:
    """Whoever finished may approve differences up to the limit, or any where there is none; larger ones another person.

    >>> may_approve("li", "li", 900, 1000), may_approve("li", "li", 1001, 1000), may_approve("li", "wu", 1001, 1000)
    (True, False, True)
    """
    return by != asked_by or limit_minor is None or worth_minor <= limit_minor


def marks(number: str, count: int) -> Iterable[str]:
    """The marks of the boxes of an inbound (箱唛): number, box of boxes.

    >>> list(marks("IN-7", 2))
    ['IN-7-001', 'IN-7-002']
    """
    return (f"{number}-{no:03d}" for no in range(1, count + 1))
