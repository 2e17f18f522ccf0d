"""Which regime a parcel falls under: of the destination's schemes in force, the first by position whose conditions it meets."""

from __future__ import annotations

from datetime import date

import polars as pl

from fahuo.core import frames
from fahuo.core.clearance.rules import Rules
from fahuo.core.clearance.values import into, times_ppm, worth


def choose(
    parcels: pl.DataFrame, rules: Rules, rates: dict[str, float], on: date, registrations: frozenset[str]
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Measured parcels -> each with its scheme's columns and goods_base, cif_base in the scheme's currency; and those that have none."""
    schemes, _, _ = rules.on(on)
    offered = schemes.filter(
        pl.col("country").is_in(parcels["country"].unique().implode()),
        pl.col("registration").is_null() | pl.col("registration").is_in(list(registrations)),
    ).with_columns(worth(name, rates).alias(f"{name}_worth") for name in ("currency", "limit_currency"))
    by = pl.col("limit_basis")
    value = pl.when(by == "piece").then("piece_minor").when(by == "cif").then("cif_minor").otherwise("goods_minor")
    limited = pl.when(pl.col("limit_currency").is_null()).then(value).otherwise(into(value, "paid_in", "limit_currency"))
    above = pl.col("above_minor").is_null() | (pl.col("measured") > pl.col("above_minor"))
    up_to = pl.col("up_to_minor").is_null() | (pl.col("measured") <= pl.col("up_to_minor"))
    no_rate = pl.col("measured").is_null() | pl.col("goods_base").is_null()
    both = (
        parcels.lazy()
        .with_columns(worth("paid_in", rates).alias("paid_in_worth"))
        .join(offered.lazy(), on="country", how="inner")
        .filter(
            _fits("region", "to_region") & _fits("channel", "service_class") & _fits("from_country", "left_from"),
            pl.col("origin").is_null() | pl.col("origins").list.contains(pl.col("origin")),
        )
        .with_columns(
            times_ppm(limited, pl.col("value_ppm")).alias("measured"),
            *(
                times_ppm(into(pl.col(f"{kind}_minor"), "paid_in", "currency"), pl.col("value_ppm")).alias(f"{kind}_base")
                for kind in ("goods", "cif")
            ),
        )
        .with_columns(no_rate.any().over("parcel_id").alias("unpriced"), (above & up_to).fill_null(False).alias("within"))
        .filter(pl.col("within") | pl.col("unpriced"))
        .sort("parcel_id", no_rate.not_(), "position")
        .unique("parcel_id", keep="first", maintain_order=True)
        .collect()
    )
    chosen = both.filter(~pl.col("unpriced")) if both["unpriced"].any() else both
    if both.height == parcels.height == chosen.height:
        return chosen, []
    without = parcels.join(both, on="parcel_id", how="anti")
    limit = pl.when(pl.col("measured").is_null()).then("limit_currency").otherwise("currency")
    lacking = pl.when(pl.col("paid_in_worth").is_null()).then("paid_in").otherwise(limit)
    return chosen, [
        frames.refuse(both.filter("unpriced"), "clearance", "exchange_missing", {"currency": lacking}),
        frames.refuse(without, "clearance", "no_duty_rules", {"country": pl.col("country"), "on": pl.lit(on.isoformat())}),
    ]


def _fits(condition: str, of_parcel: str) -> pl.Expr:
    return pl.col(condition).is_null() | (pl.col(condition) == pl.col(of_parcel)).fill_null(False)
