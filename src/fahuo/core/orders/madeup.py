"""Address fields that a source lacks, filled in by country. Orders.made_up names them, so that nobody takes them for the buyer's."""

from __future__ import annotations

import polars as pl

# Each field, and the fields that must all be empty before it is filled: a made-up region never meets a real postcode.
FILLED = {
    "name": ("name",),
    "street": ("street",),
    "city": ("city",),
    "region": ("region", "postcode"),
    "postcode": ("region", "postcode"),
    "phone": ("phone",),
}


def fill(orders: pl.DataFrame, defaults: pl.DataFrame) -> pl.DataFrame:
    """frames.Orders -> the same, empty fields filled from `defaults` (country and any of FILLED; one row a country, strings or null)."""
    fields = [name for name in FILLED if name in defaults.columns]
    given = defaults.select("country", *(pl.col(name).alias(f"_{name}") for name in fields))
    lacks = {
        name: pl.all_horizontal(pl.col(needed).is_null() for needed in FILLED[name]) & pl.col(f"_{name}").is_not_null() for name in fields
    }
    said = pl.concat_str((pl.when(lacks[name]).then(pl.lit(name)) for name in fields), separator=" ", ignore_nulls=True)
    filled = orders.join(given, on="country", how="left", maintain_order="left").with_columns(
        *(pl.when(lacks[name]).then(pl.col(f"_{name}")).otherwise(pl.col(name)).alias(name) for name in fields),
        pl.when(pl.any_horizontal(lacks.values())).then(said).alias("made_up") if fields else pl.col("made_up"),
    )
    return filled.select(orders.columns)
