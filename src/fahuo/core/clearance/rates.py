"""The rate of a tariff (of one day) for an HS code: the row whose prefix is longest."""

from __future__ import annotations

import polars as pl


def look_up(codes: pl.LazyFrame, tariff: pl.DataFrame) -> pl.LazyFrame:
    """Rows with `tariff`, `listed` and `hs_code` -> the same with tariff_ppm and tariff_source, null where no row covers the code.

    One join for each length of prefix in the tariff, the longest first.
    """
    found = codes.with_columns(pl.lit(None, pl.Int64).alias("tariff_ppm"), pl.lit(None, pl.String).alias("tariff_source"))
    for length in sorted(tariff["hs_prefix"].str.len_bytes().unique().to_list(), reverse=True):
        of_length = (
            tariff.lazy()
            .filter(pl.col("hs_prefix").str.len_bytes() == length)
            .sort("valid_from", "rate_ppm")
            .unique(["country", "listed", "hs_prefix"], keep="last", maintain_order=True)
            .select("country", "listed", "hs_prefix", pl.col("rate_ppm").alias("_ppm"), pl.col("source").alias("_source"))
        )
        known = pl.col("tariff_ppm").is_not_null()
        found = (
            found.with_columns(pl.col("hs_code").str.slice(0, length).alias("_prefix"))
            .join(of_length, left_on=["tariff", "listed", "_prefix"], right_on=["country", "listed", "hs_prefix"], how="left")
            .with_columns(
                pl.when(known).then("tariff_source").otherwise("_source").alias("tariff_source"),
                pl.when(known).then("tariff_ppm").otherwise("_ppm").alias("tariff_ppm"),
            )
            .drop("_prefix", "_ppm", "_source")
        )
    return found
