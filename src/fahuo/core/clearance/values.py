"""What is in the parcels, in the parcel's own currency and in another: goods, carriage, the dearest piece, bases to the cent."""

from __future__ import annotations

import numpy as np
import polars as pl

from fahuo.core.export.shares import share
from fahuo.core.words import minor_units

_OPTIONAL = {"region": pl.String, "from_country": pl.String, "freight_included_minor": pl.Int64}


def asked_of(parcels: pl.DataFrame) -> pl.DataFrame:
    """The columns that the plan reads, the optional ones filled with null, under names that no rule's column has."""
    have = parcels.columns
    optional = [(pl.col(c) if c in have else pl.lit(None)).cast(t).alias(c) for c, t in _OPTIONAL.items()]
    return parcels.select("parcel_id", "country", "service_class", pl.col("currency").alias("paid_in"), *optional).rename(
        {"region": "to_region", "from_country": "left_from"}
    )


def measure(asked: pl.DataFrame, lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Parcels with goods_minor, cif_minor, piece_minor (dearest single piece) and origins; lines with their part of the goods alone.

    `lines.value_minor` holds the carriage that `freight_included_minor` names: it is taken off in proportion, to the cent.
    HS codes are read as their digits alone; fewer than six are no code.
    """
    digits = pl.col("hs_code").str.replace_all(r"[^0-9]", "")
    goods = pl.col("value_minor").sum() - pl.col("freight_included_minor").fill_null(0)
    read = (
        lines.lazy()
        .join(asked.lazy().select("parcel_id", "freight_included_minor"), on="parcel_id", how="inner")
        .select(
            "parcel_id",
            "no",
            pl.when(digits.str.len_bytes() >= 6).then(digits).alias("hs_code"),
            pl.col("origin").alias("made_in"),
            "quantity",
            "value_minor",
            goods.clip(lower_bound=0).over("parcel_id").alias("goods_total"),
        )
        .sort("parcel_id", "no")
        .collect()
    )
    read = spread(read, "goods_total", "value_minor", "goods_minor")
    totals = (
        read.lazy()
        .group_by("parcel_id")
        .agg(
            pl.col("goods_minor").sum(),
            pl.col("value_minor").sum().alias("cif_minor"),
            (-(-pl.col("goods_minor") // pl.col("quantity"))).max().alias("piece_minor"),
            pl.col("made_in").drop_nulls().unique().sort().alias("origins"),
        )
    )
    return asked.lazy().join(totals, on="parcel_id", how="left").collect(), read.drop("goods_total")


def spread(rows: pl.DataFrame, total: str, weight: str, name: str) -> pl.DataFrame:
    """Each row's part of its parcel's `total` in proportion to `weight`, to the cent. Rows must stand parcel by parcel."""
    parts = share(*(rows[column].to_numpy().astype(np.int64) for column in ("parcel_id", total, weight)))
    return rows.with_columns(pl.Series(name, parts))


def rates_of(exchange: pl.DataFrame) -> dict[str, float]:
    """What one minor unit of each currency is worth, in the merchant's currency."""
    return {code: rate / 10 ** minor_units(code) for code, rate in exchange.select("currency", "rate").iter_rows() if rate > 0}


def worth(currency: str, rates: dict[str, float]) -> pl.Expr:
    """What one minor unit of the column's currency is worth; null without a rate."""
    return pl.col(currency).replace_strict(rates or {"": 1.0}, default=None, return_dtype=pl.Float64)


def into(amount: pl.Expr, of: str, target: str) -> pl.Expr:
    """An amount in another currency, to the nearest minor unit; the same where the currencies are one; null without a rate.

    `of` and `target` name columns of currencies; beside each stands its `worth` as <name>_worth.
    """
    other = (amount * pl.col(f"{of}_worth") / pl.col(f"{target}_worth")).round().cast(pl.Int64, strict=False)
    return pl.when(pl.col(of) == pl.col(target)).then(amount).otherwise(other)


def times_ppm(base: pl.Expr, ppm: pl.Expr) -> pl.Expr:
    """base x ppm / 1,000,000 to the nearest whole, half up, without overflow."""
    return ((base.cast(pl.Int128) * ppm + 500_000) // 1_000_000).cast(pl.Int64)


def stepped(amount: pl.Expr, step: pl.Expr) -> pl.Expr:
    """Cut down to a multiple of `step`."""
    return amount // step * step


def taken(base: pl.Expr, ppm: pl.Expr, step: pl.Expr) -> pl.Expr:
    """What a rate takes of a base: to the nearest minor unit where `step` is 1, else cut down to a multiple of it."""
    whole = (base.cast(pl.Int128) * ppm // 1_000_000).cast(pl.Int64)
    return pl.when(step > 1).then(stepped(whole, step)).otherwise(times_ppm(base, ppm))
