"""When to buy again, judged by counting days."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahuo.core.goods.reorder import suggest

SCHEMA = dict.fromkeys(("product_id", "warehouse_id", "free", "on_way", "reorder_at", "reorder_to"), pl.Int64)
SOLD = {"product_id": pl.Int64, "warehouse_id": pl.Int64, "quantity": pl.Int64}


def one(free: int, on_way: int, at: int | None, to: int | None, sold: int, days: int = 30, lead: int = 14) -> dict[str, Any]:
    stock = pl.DataFrame([(1, 1, free, on_way, at, to)], schema=SCHEMA, orient="row")
    shipped = pl.DataFrame([(1, 1, sold)] if sold else [], schema=SOLD, orient="row")
    return suggest(stock, shipped, days, lead).to_dicts()[0]


def test_at_the_point_it_is_time_and_what_is_on_its_way_counts() -> None:
    assert (one(11, 0, 10, 50, 0)["due"], one(10, 0, 10, 50, 0)["buy"], one(6, 5, 10, 50, 0)["buy"]) == (False, 40, 0)


def test_without_a_point_the_sales_say_when() -> None:
    row = one(10, 0, None, None, 30)  # one a day: ten days of cover, a delivery takes 14
    assert (row["days_of_cover"], row["due"], row["point"], row["buy"]) == (10, True, 14, 34)
    assert one(10, 5, None, None, 30)["due"] is False
    assert one(0, 0, None, None, 0)["due"] is False, "nothing is sold: nothing is bought"


def test_days_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="1 day or more"):
        one(1, 1, 1, 1, 1, days=0)


N = st.integers(0, 60)


@given(free=N, on_way=N, at=st.none() | N, to=st.none() | N, sold=N, days=st.integers(1, 40), lead=st.integers(0, 40))
def test_any_row(free: int, on_way: int, at: int | None, to: int | None, sold: int, days: int, lead: int) -> None:
    row, have = one(free, on_way, at, to, sold, days, lead), free + on_way
    assert row["sold"] == sold
    if sold:
        lasts = 0
        while sold * (lasts + 1) <= have * days:  # day after day, while there is enough for one more
            lasts += 1
        assert row["days_of_cover"] == lasts
    else:
        assert row["days_of_cover"] is None
    assert row["due"] == (have <= at if at is not None else have * days < sold * lead)
    assert 0 <= row["point"] - sold * lead / days < 1
    if not row["due"]:
        assert row["buy"] == 0
    elif to is not None:
        assert row["buy"] == max(0, to - have)
    else:
        assert have + row["buy"] > max(at or 0, row["point"] - 1), "afterwards there is more than the point"
