"""The import tax (VAT, GST, consumption tax) on a parcel as a whole: on its value and the duty."""

from __future__ import annotations

import polars as pl

from fahuo.core.clearance.charges import known_sum
from fahuo.core.clearance.values import stepped, taken


def tax(chosen: pl.DataFrame, duties: pl.DataFrame) -> pl.DataFrame:
    """Parcels with their scheme and the rows of `charge` -> one row of FIGURES a parcel whose scheme has a tax.

    base = value (goods, or goods and carriage) + duty. A tax inside its own base: base = (value + duty) / (1 - rate). Fees are not
    in the base. Unknown where the rate is ("rate") or a duty is ("duty").
    """
    taxed = chosen.lazy().filter(pl.col("tax_name").is_not_null())
    duty = (
        duties.lazy()
        .filter(pl.col("figure") == "duty")
        .group_by("parcel_id")
        .agg(known_sum(pl.col("amount_minor")).alias("duty"), pl.lit(True).alias("has_duty"))
    )
    value = pl.when(pl.col("tax_basis") == "goods").then("goods_base").otherwise("cif_base")
    rate, step = pl.col("tax_ppm"), pl.col("amount_step_minor")
    outside = stepped(value + pl.when(pl.col("has_duty").is_null()).then(0).otherwise("duty"), pl.col("base_step_minor"))
    left = 1_000_000 - rate
    inside = ((outside.cast(pl.Int128) * 1_000_000 + left // 2) // left).cast(pl.Int64)
    amount = pl.when(pl.col("tax_inside")).then(inside - outside).otherwise(taken(outside, rate, step))
    waived = amount < pl.col("tax_waived_below_minor")
    joined = taxed.join(duty, on="parcel_id", how="left")
    return joined.select(
        "parcel_id",
        pl.lit(None, pl.Int32).alias("no"),
        pl.lit("tax").alias("figure"),
        pl.col("tax_name").alias("layer"),
        "rule_id",
        pl.lit(None, pl.String).alias("hs_code"),
        pl.lit(None, pl.String).alias("origin"),
        pl.when(pl.col("tax_inside")).then(inside).otherwise(outside).alias("base_minor"),
        rate.alias("rate_ppm"),
        pl.lit(None, pl.Int64).alias("each_minor"),
        pl.when(waived).then(0).otherwise(amount).alias("amount_minor"),
        pl.when(rate.is_null()).then(pl.lit("rate")).when(outside.is_null()).then(pl.lit("duty")).alias("unknown"),
        "currency",
        "source",
        "confidence",
        "note",
    ).collect()
