"""Declared values add up to what the buyer paid, to the cent, whatever was refused, split or mistyped."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fahuo.core import frames
from fahuo.core.export.check_value import check_values
from fahuo.core.export.value import LARGEST_MINOR, share_paid, value_contents
from tests.core.export.batch import lines_of, orders_of, parcels_of, placements_of


def values(contents: pl.DataFrame) -> dict[tuple[int, int], int]:
    return {(row["parcel_id"], row["line_no"]): row["value_minor"] for row in contents.iter_rows(named=True)}


def test_freight_and_discount_are_shared_by_goods_value() -> None:
    # 2 x 10.00 + 1 x 30.00 + freight 5.00 - discount 1.01 = 53.99
    contents = value_contents(
        orders_of((0, 500, 101)), lines_of((0, 1, 2, 1000), (0, 2, 1, 3000)), parcels_of((0, 0)), placements_of((0, 1, 7, 2), (0, 2, 8, 1))
    )
    assert values(contents) == {(0, 1): 2160, (0, 2): 3239}  # 21.596 and 32.394: the cent left over goes to the larger remainder
    frames.Contents.validate(contents)


def test_a_refused_line_keeps_its_share() -> None:
    lines = lines_of((0, 1, 1, 1000), (0, 2, 1, 3000))  # line 2 is in no parcel
    contents = value_contents(orders_of((0, 400, 0)), lines, parcels_of((0, 0)), placements_of((0, 1, 7, 1)))
    assert values(contents) == {(0, 1): 1100}
    assert share_paid(orders_of((0, 400, 0)), lines)["share"].to_list() == [1100, 3300]


def test_orders_that_travel_together_keep_what_was_paid_for_each() -> None:
    lines = lines_of((0, 1, 1, 1000), (0, 2, 2, 1000), (0, 3, 1, 3000), (1, 1, 1, 500))
    own = lines.with_columns(purchase=pl.Series([0, 7, 7, 1]), around_minor=pl.Series([200, -1500, -1500, None], dtype=pl.Int64))
    assert share_paid(orders_of((0, 300, 1600), (1, 0, 100)), own)["share"].to_list() == [1200, 1400, 2100, 400]
    assert share_paid(orders_of((0, 300, 1600)), lines.head(3))["share"].sum() == 1200 + 3500, "the sum is the same as of one order"


def test_a_line_over_many_parcels_is_split_by_pieces() -> None:
    pieces = [250] * 296 + [215]  # 74,215 pieces
    contents = value_contents(
        orders_of((0, 1, 0)),
        lines_of((0, 1, 74_215, 104)),
        parcels_of(*[(n, 0) for n in range(297)]),
        placements_of(*[(n, 1, 7, p) for n, p in enumerate(pieces)]),
    )
    assert contents["value_minor"].sum() == 74_215 * 104 + 1
    assert set(contents["value_minor"].head(296).to_list()) <= {26_000, 26_001}


def test_pieces_in_no_parcel_leave_with_their_part() -> None:
    contents = value_contents(orders_of((0, 0, 0)), lines_of((0, 1, 3, 100)), parcels_of((0, 0)), placements_of((0, 1, 7, 2)))
    assert values(contents) == {(0, 1): 200}


def test_a_discount_above_all_that_is_to_pay_leaves_nothing() -> None:
    contents = value_contents(orders_of((0, 50, 5000)), lines_of((0, 1, 1, 1000)), parcels_of((0, 0)), placements_of((0, 1, 7, 1)))
    assert values(contents) == {(0, 1): 0}


def test_returns_and_negative_prices_count_nothing() -> None:
    lines = lines_of((0, 1, 1, 1000), (0, 2, -5, 1000), (0, 3, 1, -700))
    contents = value_contents(orders_of((0, 0, 0)), lines, parcels_of((0, 0)), placements_of((0, 1, 7, 1)))
    assert values(contents) == {(0, 1): 1000}


def test_a_mistyped_sum_does_not_reach_the_other_orders() -> None:
    orders = orders_of((0, 2**62, 0), (1, 0, 0))
    lines = lines_of((0, 1, 2**62, 2**62), (0, 2, 1, 1), (1, 1, 1, 999))
    contents = value_contents(orders, lines, parcels_of((0, 0), (1, 1)), placements_of((0, 1, 7, 1), (0, 2, 7, 1), (1, 1, 7, 1)))
    assert values(contents)[1, 1] == 999
    assert all(0 <= value <= 2 * LARGEST_MINOR for value in values(contents).values())


def test_nothing_in_nothing_out() -> None:
    contents = value_contents(orders_of(), lines_of(), parcels_of(), placements_of())
    frames.Contents.validate(contents)
    assert contents.is_empty()


MONEY = st.integers(0, 5000) | st.integers(0, 10**9)


@st.composite
def batches(draw: st.DrawFn) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Orders of up to four lines; a line is in no parcel, in one, or in several, whole or in part."""
    orders, lines, parcels, blocks = [], [], [], []
    for order_id in range(draw(st.integers(1, 4))):
        orders.append((order_id, draw(MONEY), draw(MONEY)))
        parcel_ids = [order_id * 10 + n for n in range(draw(st.integers(1, 3)))]
        parcels += [(parcel_id, order_id) for parcel_id in parcel_ids]
        for line_no in range(1, draw(st.integers(1, 4)) + 1):
            quantity = draw(st.integers(-2, 12) | st.just(74_215))
            lines.append((order_id, line_no, quantity, draw(st.integers(-1, 300) | MONEY)))
            left = quantity if draw(st.booleans()) else draw(st.integers(0, max(0, quantity)))
            for place, parcel_id in enumerate(parcel_ids, start=1):
                pieces = left if place == len(parcel_ids) else draw(st.integers(0, max(0, left)))
                if pieces > 0:
                    blocks.append((parcel_id, line_no, 7, pieces))
                    left -= pieces
    return orders_of(*orders), lines_of(*lines), parcels_of(*parcels), placements_of(*blocks)


@settings(deadline=None, max_examples=60)
@given(batches())
def test_the_judge_finds_nothing(batch: tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]) -> None:
    contents = value_contents(*batch)
    frames.Contents.validate(contents)
    assert check_values(*batch, contents) == []


@settings(deadline=None, max_examples=60)
@given(batches(), st.integers(0, 2**32))
def test_the_order_of_rows_never_matters(batch: tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame], seed: int) -> None:
    turned = [frame.sample(fraction=1, shuffle=True, seed=seed) for frame in batch]
    assert_frame_equal(value_contents(*turned), value_contents(*batch))


@settings(deadline=None, max_examples=60)
@given(batches())
def test_a_plan_for_one_order_is_its_part_of_the_plan_for_all(batch: tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]) -> None:
    orders, lines, parcels, placements = batch
    one = pl.col("order_id") == 0
    mine = parcels.filter(one)
    alone = value_contents(
        orders.filter(one), lines.filter(one), mine, placements.filter(pl.col("parcel_id").is_in(mine["parcel_id"].implode()))
    )
    assert_frame_equal(alone, value_contents(*batch).filter(one))


@pytest.mark.parametrize(
    ("tampered", "fault"),
    [
        (pl.col("value_minor") + 1, "declared 5401, paid 5400"),
        (
            pl.when(pl.col("line_no") == 1).then(pl.col("value_minor") + 900).otherwise(pl.col("value_minor") - 900).alias("value_minor"),
            "for a claim of",
        ),
        (pl.col("quantity") + 1, "pieces of the contents"),
        (pl.lit(9, pl.Int64).alias("order_id"), "another order"),
    ],
)
def test_the_judge_finds_what_is_wrong(tampered: pl.Expr, fault: str) -> None:
    batch = (
        orders_of((0, 400, 0)),
        lines_of((0, 1, 2, 1000), (0, 2, 1, 3000)),
        parcels_of((0, 0)),
        placements_of((0, 1, 7, 2), (0, 2, 8, 1)),
    )
    contents = value_contents(*batch)
    assert check_values(*batch, contents) == []
    first = pl.col("line_no") == 1 if "paid" in fault else pl.lit(True)
    name = tampered.meta.output_name()
    wrong = contents.with_columns(pl.when(first).then(tampered).otherwise(pl.col(name)).alias(name))
    assert any(fault in said for said in check_values(*batch, wrong))
