"""What the sample's shops ask, in the buyer's currency."""

from __future__ import annotations

from datetime import date

import polars as pl

from fahuo.core.words import minor_units
from fahuo.sample.exchange import sample_exchange
from fahuo.sample.goods import sample_catalogue

CARRIAGE_CNY_MINOR = 3900  # invented: what a buyer pays for carriage where it is not free


def home_prices(products: pl.DataFrame) -> pl.Series:
    """The price of every product in CNY minor units: the catalogue's; of a product that the sample does not know one by its weight."""
    known = sample_catalogue().select("sku", "price_cny_minor")
    weight = pl.col("weight_g").fill_null(300) if "weight_g" in products.columns else pl.lit(300)
    joined = products.join(known, on="sku", how="left", maintain_order="left")
    return joined.select(pl.coalesce("price_cny_minor", 1900 + 12 * weight.cast(pl.Int64))).to_series()


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
