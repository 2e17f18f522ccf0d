"""The sample's exchange rates: invented, near the market's level, dated."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import polars as pl

from fahuo.core import frames
from fahuo.sample.tables import table


@lru_cache
def sample_rates() -> pl.DataFrame:
    """Dated exchange rates: currency, into, valid_from, rate (units of `into` for one of `currency`), source."""
    return table("exchange").select("currency", "into", pl.col("valid_from").str.to_date(), pl.col("rate").cast(pl.Float64), "source")


def sample_exchange(on: date) -> pl.DataFrame:
    """Exchange of the day `on`: of each currency the latest row that is valid by then. None are valid before 2010: the frame is empty."""
    valid = sample_rates().filter(pl.col("valid_from") <= on).sort("currency", "valid_from")
    return valid.unique("currency", keep="last", maintain_order=True).select(list(frames.Exchange.columns()))
