"""Stock age (库龄): how long the pieces that are here have been here, if those that came first always left first."""

from __future__ import annotations

from datetime import date

import polars as pl

PLACE = ["product_id", "warehouse_id"]
BUCKETS = ((0, 30), (31, 60), (61, 90), (91, 180), (181, 365), (366, None))  # days, both ends count
NAMES = tuple(f"{begin}-{end}" if end is not None else f">{begin - 1}" for begin, end in BUCKETS)


def layers(daily: pl.DataFrame, on: date) -> pl.DataFrame:
    """What is on hand at the end of the day `on`, by the day on which it came: product_id, warehouse_id, day, quantity; the oldest first.

    `daily` has product_id, warehouse_id, day, came, went (pieces; from and to outside the warehouse); later days are not looked at.
    What has left is taken off the days that came first.
    """
    rows = daily.filter(pl.col("day") <= on).group_by(*PLACE, "day").agg(pl.col("came", "went").sum()).sort(*PLACE, "day")
    before = (pl.col("came").cum_sum() - pl.col("came")).over(PLACE)
    left = (pl.col("went").sum().over(PLACE) - before).clip(lower_bound=0)  # what has left beyond all earlier days
    return rows.select(*PLACE, "day", quantity=(pl.col("came") - left).clip(lower_bound=0)).filter(pl.col("quantity") > 0)


def stock_age(daily: pl.DataFrame, on: date, prices: pl.DataFrame | None = None) -> pl.DataFrame:
    """One row a product and warehouse that has pieces: product_id, warehouse_id, quantity, the buckets of NAMES, oldest_on, mean_days, value_minor.

    `prices` (product_id, price_minor) gives the value of what lies there; null where a product has none. mean_days is rounded down.
    """
    days = (pl.lit(on) - pl.col("day")).dt.total_days()
    aged = layers(daily, on).with_columns(days=days)
    within = [
        pl.col("quantity").filter((pl.col("days") >= begin) & (pl.col("days") <= (10**6 if end is None else end))).sum().alias(name)
        for name, (begin, end) in zip(NAMES, BUCKETS, strict=True)
    ]
    rows = aged.group_by(PLACE).agg(
        pl.col("quantity").sum(),
        *within,
        oldest_on=pl.col("day").min(),
        mean_days=(pl.col("quantity") * pl.col("days")).sum() // pl.col("quantity").sum(),
    )
    known = pl.DataFrame(schema={"product_id": pl.Int64, "price_minor": pl.Int64}) if prices is None else prices
    rows = rows.join(known.select("product_id", pl.col("price_minor").cast(pl.Int64)), on="product_id", how="left")
    return rows.with_columns(value_minor=pl.col("quantity") * pl.col("price_minor")).drop("price_minor").sort(PLACE)


def by_bucket(sums: pl.DataFrame) -> pl.DataFrame:
    """The buckets alone, from sums: rows with on_hand and, under each of NAMES, the pieces that came within it. Rows come back without on_hand, with
    quantity and with what is left of each bucket: what came last is here. In the order of age: the oldest bucket that has pieces first, many before few, then by product.

    The same figures as `stock_age`, without the days.
    """
    left, kept = pl.col("on_hand"), []
    for name in NAMES:
        part = pl.min_horizontal(pl.col(name), left).clip(lower_bound=0)
        kept.append(part.alias(name))
        left = left - part
    rows = sums.with_columns(quantity="on_hand").with_columns(kept).drop("on_hand")
    return rows.sort(
        [*(pl.col(name) for name in reversed(NAMES)), "product_id", "warehouse"], descending=[True] * len(NAMES) + [False, False]
    )
