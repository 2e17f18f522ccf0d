"""What comes after a failed attempt, as rows that match; the first by position wins."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files

import polars as pl


@cache
def shipped_rules() -> pl.DataFrame:
    """The rules that fahuo ships.

    rule_id, position, country, service_class, attempts_from, action (retry, ask_buyer, return), wait_days, valid_from, valid_to, source.
    """
    data = files("fahuo.core.delivery").joinpath("data", "attempts.csv").read_bytes()
    rows = pl.read_csv(data, comment_prefix="#", null_values=[""], schema_overrides={"country": pl.String, "service_class": pl.String})
    return rows.with_columns(pl.col("valid_from", "valid_to").cast(pl.String).str.to_date())


def valid_on(rules: pl.DataFrame, on: date) -> pl.DataFrame:
    """The rules that hold on a day; valid_to is the first day on which one no longer does."""
    return rules.filter((pl.col("valid_from") <= on) & (pl.col("valid_to").is_null() | (pl.col("valid_to") > on)))
