"""Signs that something may be wrong with a parcel: each measured, none judged yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import polars as pl

from fahuo.core.words import Happening, Step

UNDERWAY = [Step.TRANSPORT.value, Step.CLEARANCE.value, Step.DELIVERY.value, Step.AFTERSALES.value]
TO_HAND_OVER = [
    k.value for k in (Happening.LABEL_BOUGHT, Happening.DECLARED, Happening.EXPORT_RELEASED, Happening.PICKED, Happening.PACKED)
]
GONE_WRONG = [k.value for k in (Happening.LOST, Happening.RETURNED)]


def signs(parcels: pl.DataFrame, now: datetime) -> pl.DataFrame:
    """One row a parcel and kind of case that could be opened: the parcel's columns, kind, measure (hours, or a count), since.

    parcels: standings with service_class, country, eta_p90_at. Measures below zero (not late yet) are left out.
    """
    return pl.concat(
        [rows.with_columns(kind=pl.lit(kind), measure=measure, since=since) for kind, rows, measure, since in _each(parcels, now)]
    ).filter(pl.col("measure") >= 0)


def _each(parcels: pl.DataFrame, now: datetime) -> Iterator[tuple[str, pl.DataFrame, pl.Expr, pl.Expr]]:
    def hours(since: pl.Expr) -> pl.Expr:
        # whole hours, rounded down: an hour is over when it is over
        return (pl.lit(now).cast(pl.Datetime("us", "UTC")) - since).dt.total_microseconds().floordiv(3_600_000_000)

    # A damaged parcel has its own case, and may lie with the buyer already: no news of it are to be expected.
    underway = parcels.filter(~pl.col("ends") & pl.col("step").is_in(UNDERWAY) & (pl.col("state") != Happening.DAMAGED.value))
    news, since = pl.coalesce("said_at", "state_at"), pl.col("state_at")
    # A parcel on its way back keeps no promise any more.
    going = underway.filter(pl.col("state") != Happening.RETURNING.value)
    yield "late", going.filter(pl.col("eta_p90_at").is_not_null()), hours(pl.col("eta_p90_at")), pl.col("eta_p90_at")
    yield "silent", underway, hours(news), news
    yield "lost_presumed", underway, hours(news), news
    yield "not_handed_over", parcels.filter(pl.col("state").is_in(TO_HAND_OVER)), hours(since), since
    yield "customs_hold_long", parcels.filter(pl.col("state") == Happening.CUSTOMS_HELD.value), hours(since), since
    waiting = parcels.filter((pl.col("attempts") > 0) & ~pl.col("ends") & (pl.col("state") == Happening.ATTEMPT_FAILED.value))
    yield "attempts_failed", waiting, pl.col("attempts").cast(pl.Int64), since
    # News comes late and out of order: that it is on its way back, or back, makes no damaged parcel whole.
    yield Happening.DAMAGED.value, parcels.filter(pl.col("damaged_at").is_not_null()), pl.lit(0, pl.Int64), pl.col("damaged_at")
    for kind in GONE_WRONG:
        yield kind, parcels.filter(pl.col("state") == kind), pl.lit(0, pl.Int64), since
