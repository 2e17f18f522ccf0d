"""The buckets from sums are those of the ledger day by day."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from fahuo.core.goods.age import BUCKETS, NAMES, by_bucket, stock_age

ON = date(2026, 11, 25)


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 500), st.integers(0, 20), st.integers(0, 20)), max_size=30))
def test_both_ways_give_the_same_buckets(rows: list[tuple[int, int, int, int]]) -> None:
    here: dict[int, int] = {}
    moves = []
    for product, ago, came, went in sorted(rows, key=lambda r: -r[1]):  # nothing leaves that is not there
        left = min(went, here.get(product, 0) + came)
        here[product] = here.get(product, 0) + came - left
        moves.append((product, 1, ON - timedelta(days=ago), came, left))
    schema = {"product_id": pl.Int64, "warehouse_id": pl.Int64, "day": pl.Date, "came": pl.Int64, "went": pl.Int64}
    daily = pl.DataFrame(moves, schema=schema, orient="row")
    exact = stock_age(daily, ON).select("product_id", "quantity", *NAMES).sort("product_id")
    days = (pl.lit(ON) - pl.col("day")).dt.total_days()
    sums = daily.group_by("product_id", "warehouse_id").agg(
        on_hand=pl.col("came").sum() - pl.col("went").sum(),
        **{
            name: pl.col("came").filter((days >= begin) & (days <= (10**6 if end is None else end))).sum()
            for name, (begin, end) in zip(NAMES, BUCKETS, strict=True)
        },
    )
    found = by_bucket(sums.filter(pl.col("on_hand") > 0).with_columns(sku=pl.col("product_id").cast(pl.String), warehouse=pl.lit("W")))
    assert found.select("product_id", "quantity", *NAMES).sort("product_id").equals(exact)


def test_the_oldest_stand_first() -> None:
    sums = pl.DataFrame(
        {"product_id": [1, 2, 3], "warehouse_id": [1, 1, 1], "sku": ["A", "B", "C"], "warehouse": ["W"] * 3, "on_hand": [5, 5, 5]}
    )
    sums = sums.with_columns(**{name: pl.Series([0, 0, 0]) for name in NAMES}).with_columns(
        **{"0-30": pl.Series([9, 1, 0]), "91-180": pl.Series([0, 4, 0]), ">365": pl.Series([9, 0, 5])}
    )
    assert by_bucket(sums)["sku"].to_list() == ["C", "B", "A"]
