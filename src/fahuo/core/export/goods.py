"""The goods of a parcel as customs wants them: by HS code and country of origin, with pieces, net weight and value."""

from __future__ import annotations

import numpy as np
import polars as pl

LONGEST_NAME = 270


def classified(contents: pl.DataFrame, products: pl.DataFrame) -> pl.DataFrame:
    """Contents with what the catalogue says: sku, name, net_g, hs_code and origin (null unless well formed), written_hs (as given).

    A code is 6 to 13 digits (13 is the longest in use, China's with its inspection suffix); an origin is two capital letters.
    """
    known = products.select("product_id", "sku", "name", "weight_g", pl.col("hs_code").alias("written_hs"), "origin")
    return contents.join(known, on="product_id", how="left").with_columns(
        pl.when(pl.col("written_hs").str.contains(r"^\d{6,13}$")).then("written_hs").alias("hs_code"),
        pl.when(pl.col("origin").str.contains(r"^[A-Z]{2}$")).then("origin").alias("origin"),
        (pl.col("quantity") * pl.col("weight_g").fill_null(0)).alias("net_g"),
    )


def declared_lines(goods: pl.DataFrame) -> pl.DataFrame:
    """frames.DeclaredLines: goods of one code and one origin make one line, named after the most valuable of them; goods without a code
    stay by product. "+ 2 more" counts the other products of the line. Lines are numbered by code, then origin; those without come last."""
    alone = pl.when(pl.col("hs_code").is_null()).then("product_id").otherwise(-1).alias("alone")
    name = pl.col("name").fill_null(pl.col("sku")).fill_null("").str.head(LONGEST_NAME)
    others = pl.col("kinds") - 1
    lines = (
        goods.with_columns(alone, name)
        .sort("value_minor", "product_id", "line_no", descending=[True, False, False])
        .group_by("parcel_id", "hs_code", "origin", "alone")
        .agg(
            pl.col("name").first(),
            pl.col("product_id").n_unique().cast(pl.Int64).alias("kinds"),
            pl.col("quantity", "net_g", "value_minor").sum(),
        )
        .with_columns(pl.when(others > 0).then(pl.format("{} + {} more", "name", others)).otherwise("name").alias("name"))
        .sort("parcel_id", "hs_code", "origin", "alone", nulls_last=True)
    )
    parcel = lines["parcel_id"].to_numpy()
    no = pl.Series("no", np.arange(len(parcel)) - np.searchsorted(parcel, parcel) + 1, dtype=pl.Int32)
    return lines.select("parcel_id", no, "hs_code", "origin", "name", "quantity", "net_g", "value_minor")
