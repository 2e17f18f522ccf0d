"""Where pieces are put away, and what is counted today."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from fahuo.core.goods.counting import to_count
from fahuo.core.goods.put_away import Shelves, Why, propose

CODES = st.sampled_from(["A-1", "A-2", "B-1", "B-2"])


def test_the_order_of_the_rules() -> None:
    full = Shelves(home="H-1", lies=[("A-1", "L2"), ("A-2", "L1")], near="B-1", empty=["C-1", "B-2"])
    found = propose(full, "L1", lots_apart=False)
    assert (found.code, found.why) == ("H-1", Why.HOME)
    full.home = None
    assert propose(full, "L1", lots_apart=False).why == Why.SAME_LOT
    assert propose(full, "L3", lots_apart=False).why == Why.SAME_PRODUCT
    assert propose(full, "L3", lots_apart=True).code == "B-2"  # empty, in the zone where it was
    assert propose(full, "L3", lots_apart=True, taken={"B-2"}).why == Why.EMPTY
    assert propose(full, "L3", lots_apart=True, taken={"B-2", "C-1"}) is None


def test_a_home_bin_with_another_lot_is_passed_over_where_lots_are_kept_apart() -> None:
    shelves = Shelves(home="H-1", lies=[("H-1", "L1")], empty=["C-1"])
    assert propose(shelves, "L2", lots_apart=True).code == "C-1" and propose(shelves, "L2", lots_apart=False).code == "H-1"
    assert propose(shelves, "L1", lots_apart=True).why == Why.HOME


@given(
    st.none() | CODES,
    st.lists(st.tuples(CODES, st.sampled_from(["", "L1", "L2"])), max_size=5),
    st.lists(CODES, unique=True),
    st.booleans(),
)
def test_lots_are_never_mixed_where_that_is_the_rule(home: str | None, lies: list[tuple[str, str]], empty: list[str], apart: bool) -> None:
    free = [code for code in empty if code not in {bin_ for bin_, _ in lies}]
    found = propose(Shelves(home=home, lies=lies, empty=free), "L1", lots_apart=apart)
    if found and apart:
        assert {lot for bin_, lot in lies if bin_ == found.code} <= {"L1"}
    if not found:
        assert (not free and not home) or apart


def test_half_of_a_days_count_is_where_hands_are_and_half_what_nobody_counted() -> None:
    day = datetime(2026, 1, 1, tzinfo=UTC)
    bins = pl.DataFrame(
        [(1, 1, "A", day, 9), (2, 2, "B", None, 0), (3, 3, "C", day, 0), (4, 4, "D", day, 50), (5, 5, "E", day, 1)],
        schema={"bin_id": pl.Int64, "walk": pl.Int64, "code": pl.String, "counted_at": pl.Datetime("us", "UTC"), "moved": pl.Int64},
        orient="row",
    )
    assert to_count(bins, 4).select("code", "why").rows() == [("A", "moved"), ("B", "oldest"), ("C", "oldest"), ("D", "moved")]
    assert to_count(bins, 1)["code"].to_list() == ["D"] and to_count(bins, 99).height == 5
    assert to_count(bins.clear(), 5).is_empty()
