"""What the sample's shops ask, in the buyer's currency."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from fahuo.core.words import minor_units
from fahuo.sample.draw import Integers
from fahuo.sample.exchange import sample_exchange
from fahuo.sample.goods import sample_catalogue

CARRIAGE_CNY_MINOR = 3900  # invented: what a buyer pays for carriage where it is not free


def weights(products: pl.DataFrame) -> Integers:
    """Weight of one piece of every product in g; where it is not known 300."""
    if "weight_g" not in products.columns:
        return np.full(products.height, 300, np.int64)
    return products.get_column("weight_g").fill_null(300).clip(lower_bound=1).cast(pl.Int64).to_numpy()


def home_prices(products: pl.DataFrame) -> pl.Series:
    """The price of every product in CNY minor units: the catalogue's; of a product that the sample does not know one by its weight."""
    known = sample_catalogue().select("sku", "price_cny_minor")
    joined = products.join(known, on="sku", how="left", maintain_order="left")
    by_weight = 1900 + 12 * pl.Series(weights(products))
    return joined.select(pl.coalesce("price_cny_minor", by_weight)).to_series()


def asked_price(home_minor: pl.Expr, currency: pl.Expr, on: date) -> pl.Expr:
    """CNY minor units as a shop's price in `currency`, in its minor units: 12.99 of most, whole tens of yen, whole hundreds of won."""
    rates = sample_exchange(on)
    if rates.is_empty():
        raise ValueError(f"the sample's exchange rates do not reach back to {on}")
    codes = rates.get_column("currency")
    rate = currency.replace_strict(codes, rates.get_column("rate"), return_dtype=pl.Float64)
    units = currency.replace_strict(codes, codes.map_elements(minor_units, return_dtype=pl.Int64), return_dtype=pl.Int64)
    major = home_minor / 100 / rate
    ends_in_99 = pl.max_horizontal(major.ceil(), 1) * pl.lit(10).pow(units) - 1
    step = pl.when(rate < 0.02).then(100).otherwise(10)
    round_tens = pl.max_horizontal((major / step).ceil(), 1) * step
    return pl.when(units == 0).then(round_tens).otherwise(ends_in_99).cast(pl.Int64)
