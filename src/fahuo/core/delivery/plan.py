"""Attempts at the door, and what comes next after one that failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from fahuo.core import frames
from fahuo.core.delivery.rules import valid_on
from fahuo.core.words import Happening, Step

ACTIONS = ("retry", "ask_buyer", "return")


@dataclass(frozen=True)
class Deliveries:
    """Parcels whose last word is a failed attempt = parcels in `next` + parcels refused."""

    attempts: pl.DataFrame  # parcel_id, no, at, outcome (delivered, attempt_failed); no counts from 1
    next: pl.DataFrame  # parcel_id, attempts, action, due_on, reason (code), rule_id
    refusals: pl.DataFrame


def plan_delivery(standings: pl.DataFrame, events: pl.DataFrame, parcels: pl.DataFrame, rules: pl.DataFrame, on: date) -> Deliveries:
    """Compute the attempts from the events, and what is next for each parcel that stands at a failed one.

    standings: of progress.standings. events: parcel_id, kind, at, in any order, repeated or not. parcels: parcel_id, country,
    service_class. rules: as delivery.rules.shipped_rules; those valid `on` the day count. due_on: the day of the last failure (UTC)
    and the rule's wait.
    """
    failed = Happening.ATTEMPT_FAILED.value
    tried = events.filter(pl.col("parcel_id").is_not_null() & pl.col("kind").is_in([failed, Happening.DELIVERED.value]))
    attempts = tried.select("parcel_id", "at", pl.col("kind").alias("outcome")).unique().sort("parcel_id", "at", "outcome")
    attempts = attempts.select("parcel_id", (pl.int_range(pl.len(), dtype=pl.Int32) + 1).over("parcel_id").alias("no"), "at", "outcome")
    waiting = standings.filter(pl.col("state") == failed).select("parcel_id", "attempts", "state_at")
    waiting = waiting.join(parcels.select("parcel_id", "country", "service_class"), on="parcel_id", how="left")
    matched = _match(waiting, valid_on(rules, on))
    done = matched.filter(pl.col("action").is_not_null()).select(
        "parcel_id",
        "attempts",
        "action",
        due_on=pl.col("state_at").dt.date() + pl.duration(days="wait_days"),
        reason=pl.concat_str("action", pl.lit("_due")),
        rule_id="rule_id",
    )
    bare = matched.filter(pl.col("action").is_null())
    values = {name: pl.col(name) for name in ("country", "service_class", "attempts")}
    return Deliveries(
        attempts, done.sort("parcel_id"), frames.refuse(bare.sort("parcel_id"), Step.DELIVERY.value, "attempts_without_rule", values)
    )


def _match(waiting: pl.DataFrame, rules: pl.DataFrame) -> pl.DataFrame:
    """The first rule by position for each parcel; null columns where there is none."""
    ways = waiting.select("country", "service_class", "attempts").unique()
    fits = pl.col("attempts") >= pl.col("attempts_from")
    for name in ("country", "service_class"):
        fits = fits & (pl.col(f"{name}_rule").is_null() | (pl.col(f"{name}_rule") == pl.col(name)).fill_null(False))
    renamed = rules.select(
        "rule_id",
        "position",
        "attempts_from",
        "action",
        "wait_days",
        country_rule=pl.col("country"),
        service_class_rule=pl.col("service_class"),
    )
    first = ways.join(renamed, how="cross").filter(fits & pl.col("action").is_in(ACTIONS)).sort("position", "rule_id")
    keys = ["country", "service_class", "attempts"]
    first = first.unique(keys, keep="first", maintain_order=True).select(*keys, "rule_id", "action", "wait_days")
    return waiting.join(first, on=keys, how="left", nulls_equal=True)
