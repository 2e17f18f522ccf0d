"""What was chosen as frames: the offers with what they were weighed by, and one row a parcel that says why."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from fahuo.core import frames
from fahuo.core.methods.cards import Rows
from fahuo.core.methods.choose import NINE_IN_TEN, Choice, days_to_leave
from fahuo.core.methods.layout import ASKED_NONE, NO_PROMISE
from fahuo.core.methods.market import Market
from fahuo.core.words import Aim

_MOST_DAYS = 20_000  # a promise further off than any service's days is kept by all of them


def weigh_offers(offers: pl.DataFrame, choice: Choice) -> pl.DataFrame:
    """frames.Offers with the days, the probability and the duty that the choice went by. Rows are parcel by parcel, as the kernel's."""
    priced = pl.col("reason").is_null()
    figures = {"keep_ppm": (choice.keep_ppm, pl.Int32), "duty_minor": (choice.duty_minor, pl.Int64)}
    if choice.days.seen is not None:  # the kernel knows the card's days only
        figures |= {"days_p50": (choice.days.p50, pl.Int32), "days_p90": (choice.days.p90, pl.Int32)}
    columns = [
        pl.when(priced & (values >= 0)).then(values).alias(name)
        for name, (table, kind) in figures.items()
        for values in [pl.lit(pl.Series(table.reshape(-1)).cast(kind))]
    ]
    return offers.with_columns(columns)


def select(parcels: pl.DataFrame, loads: Rows, choice: Choice, world: Market, on: date) -> pl.DataFrame:
    """frames.Selections of the parcels."""
    rates, count = world.rates, len(parcels)
    table = choice.chosen.reshape(count, len(rates.services))
    rows = np.flatnonzero(table.any(axis=1)) if table.size else np.zeros(0, dtype=np.int64)
    columns = table[rows].argmax(axis=1) if len(rows) else rows
    promised = loads["promised_days"].astype(np.int64)
    least = world.keep_ppm if world.aim == Aim.PROMISE else NINE_IN_TEN
    of = rows[promised[rows] != NO_PROMISE]
    by = np.full(count, NO_PROMISE, dtype=np.int64)
    by[of] = np.minimum(promised[of], _MOST_DAYS) - days_to_leave(choice.days, of, columns[promised[rows] != NO_PROMISE], least)
    seen = np.zeros(count, dtype=np.int64)
    if choice.days.seen is not None:
        seen[rows] = choice.days.seen[rows, columns]
    service = np.full(count, -1, dtype=np.int64)
    service[rows] = columns
    ids = pl.lit(pl.Series(rates.service_ids))
    weighs = world.aim in (Aim.VALUE, Aim.LANDED)
    raw = pl.DataFrame(
        {
            "parcel_id": parcels["parcel_id"],
            "service": service,
            "asked": loads["asked"] != ASKED_NONE,
            "followed": choice.followed,
            "seen": seen,
            "promised": promised,
            "by": by,
            "own_services": parcels["own_services"]
            if "own_services" in parcels.columns
            else pl.Series([None], dtype=pl.String).new_from_index(0, count),
            **_rules(choice, count),
        }
    )
    at = pl.when(pl.col("service") >= 0).then(pl.col("service").cast(pl.UInt32, strict=False))
    found = raw.with_columns(
        service_id=ids.gather(at) if len(rates.services) else pl.lit(None, pl.Int64),
        aim=pl.lit(world.aim.value),
        least_ppm=pl.lit(world.keep_ppm if world.aim == Aim.PROMISE else None, pl.Int32),
        day_worth_minor=pl.lit(world.day_worth_minor if weighs else None, pl.Int64),
        seen=pl.when(pl.col("seen") > 0).then(pl.col("seen")),
        planned_on=pl.lit(on),
        promised_on=_day(on, "promised"),
        ship_by=_day(on, "by"),
    )
    return found.select(list(frames.Selections.columns()))


def _day(on: date, name: str) -> pl.Expr:
    """So many days after; null for no promise."""
    days = pl.when(pl.col(name) != NO_PROMISE).then(pl.col(name)).cast(pl.Int32)
    return (pl.lit((on - date(1970, 1, 1)).days).cast(pl.Int32) + days).cast(pl.Date)


def _rules(choice: Choice, count: int) -> dict[str, pl.Series]:
    """Of each parcel the rule that acts on it; null for none."""
    types = {"rule_id": pl.Int64, "rule": pl.String, "effect": pl.String, "services": pl.String}
    if choice.ruled is None:
        return {name: pl.Series([None], dtype=kind).new_from_index(0, count) for name, kind in types.items()}
    rules = choice.ruled.rules.select("rule_id", rule="name", effect="effect", services="services")
    at = pl.Series(choice.ruled.of)
    at = at.set(at < 0, None).cast(pl.UInt32)
    return {name: rules[name].gather(at).cast(kind) for name, kind in types.items()}
