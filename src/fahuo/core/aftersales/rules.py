"""When a parcel needs somebody, and how a case may be settled: rows with their days of validity."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files

import polars as pl

TEXTS = dict.fromkeys(("kind", "step", "service_class", "country", "action", "source"), pl.String)


@cache
def shipped_rules() -> pl.DataFrame:
    """The rules that fahuo ships.

    rule_id, position, kind, step, service_class, country (null matches all), limit, due_days, action, valid_from, valid_to, source.
    """
    data = files("fahuo.core.aftersales").joinpath("data", "watch.csv").read_bytes()
    rows = pl.read_csv(data, comment_prefix="#", null_values=[""], schema_overrides=TEXTS)
    return rows.with_columns(pl.col("valid_from", "valid_to").cast(pl.String).str.to_date())


@cache
def settlements() -> pl.DataFrame:
    """kind, settlement, states (list; null: any), demands (list)."""
    data = files("fahuo.core.aftersales").joinpath("data", "settlements.csv").read_bytes()
    rows = pl.read_csv(data, comment_prefix="#", null_values=[""], schema_overrides={"states": pl.String, "demands": pl.String})
    return rows.with_columns(
        pl.col("states").str.split(" "), pl.col("demands").fill_null("").str.split(" ").list.filter(pl.element() != "")
    )


def valid_on(rules: pl.DataFrame, on: date) -> pl.DataFrame:
    """The rules that hold on a day; valid_to is the first day on which one no longer does."""
    return rules.filter((pl.col("valid_from") <= on) & (pl.col("valid_to").is_null() | (pl.col("valid_to") > on)))
