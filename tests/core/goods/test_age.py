"""Stock age, judged by a queue of single pieces."""

from __future__ import annotations

from collections import deque
from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from fahuo.core.goods.age import NAMES, layers, stock_age

ON = date(2026, 11, 25)
SCHEMA = {"product_id": pl.Int64, "warehouse_id": pl.Int64, "day": pl.Date, "came": pl.Int64, "went": pl.Int64}


def days(*rows: tuple[int, int, int], product: int = 1) -> pl.DataFrame:
    """(days ago, came, went)."""
    return pl.DataFrame([(product, 1, ON - timedelta(days=ago), came, went) for ago, came, went in rows], schema=SCHEMA, orient="row")


def test_the_oldest_leave_first() -> None:
    row = stock_age(
        days((400, 10, 0), (100, 5, 0), (50, 0, 12), (3, 2, 0)), ON, pl.DataFrame({"product_id": [1], "price_minor": [250]})
    ).to_dicts()[0]
    assert {name: row[name] for name in NAMES} == {"0-30": 2, "31-60": 0, "61-90": 0, "91-180": 3, "181-365": 0, ">365": 0}
    assert (row["quantity"], row["oldest_on"], row["mean_days"], row["value_minor"]) == (5, ON - timedelta(days=100), 61, 1250)


def test_the_edges_of_the_buckets() -> None:
    edges = (0, 30, 31, 60, 61, 90, 91, 180, 181, 365, 366)
    row = stock_age(days(*((ago, 1, 0) for ago in edges)), ON).to_dicts()[0]
    assert [row[name] for name in NAMES] == [2, 2, 2, 2, 2, 1] and row["value_minor"] is None


def test_a_day_in_the_past_does_not_know_what_came_later() -> None:
    then = ON - timedelta(days=60)
    assert stock_age(days((100, 5, 0), (50, 5, 2)), then)["quantity"].to_list() == [5]
    assert stock_age(days((10, 5, 5)), ON).is_empty()


@given(st.lists(st.tuples(st.integers(1, 2), st.integers(0, 500), st.integers(0, 6), st.integers(0, 6)), max_size=12))
def test_any_history(rows: list[tuple[int, int, int, int]]) -> None:
    daily = pl.DataFrame([(p, 1, ON - timedelta(days=ago), came, went) for p, ago, came, went in rows], schema=SCHEMA, orient="row")
    lying: dict[int, deque[int]] = {1: deque(), 2: deque()}
    for product, ago, came, _ in sorted(rows, key=lambda row: -row[1]):
        lying[product].extend([ago] * came)
    for product, _, _, went in rows:
        for _ in range(min(went, len(lying[product]))):
            lying[product].popleft()
    found: dict[int, list[Any]] = {1: [], 2: []}
    for row in layers(daily, ON).iter_rows(named=True):
        found[row["product_id"]] += [(ON - row["day"]).days] * row["quantity"]
    assert found == {product: list(left) for product, left in lying.items()}
    aged = stock_age(daily, ON)
    assert aged.select(pl.sum_horizontal(NAMES) == pl.col("quantity")).to_series().all()
