"""Whose promise is given up when pieces are gone: enough, the newest first, and never more orders than it takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from fahuo.core.goods.shortfall import PLACE, give_up, lacking, split

DAY = datetime(2026, 11, 1, tzinfo=UTC)
LOSS = {"product_id": pl.Int64, "warehouse_id": pl.Int64, "quantity": pl.Int64}
PROMISE = {"order_id": pl.Int64, **LOSS, "firm": pl.Boolean, "placed_at": pl.Datetime("us", "UTC")}


def promises(*rows: tuple[int, int, int, bool, int]) -> pl.DataFrame:
    """(order, product, pieces, firm, day placed)"""
    return pl.DataFrame([(o, p, 1, n, f, DAY + timedelta(days=d)) for o, p, n, f, d in rows], schema=PROMISE, orient="row")


def lack(**pieces: int) -> pl.DataFrame:
    return pl.DataFrame([(int(name[1:]), 1, n) for name, n in pieces.items()], schema=LOSS, orient="row")


def chosen(rows: pl.DataFrame, wanted: pl.DataFrame) -> list[tuple[int, int, int, bool]]:
    return give_up(rows, wanted).select("order_id", "product_id", "quantity", "firm").rows()


def test_what_nobody_was_promised_hits_nobody() -> None:
    available = pl.DataFrame({"product_id": [7], "warehouse_id": [1], "available": [5]})
    assert lacking(lack(p7=5), available).is_empty()
    assert lacking(lack(p7=8), available)["quantity"].to_list() == [3]
    assert lacking(lack(p9=2), available)["quantity"].to_list() == [2]  # no row of stock: nothing is free


def test_who_ordered_last_loses_first() -> None:
    rows = promises((1, 7, 3, False, 1), (2, 7, 3, False, 3), (3, 7, 3, False, 2))
    assert chosen(rows, lack(p7=4)) == [(2, 7, 3, False), (3, 7, 3, False)]


def test_an_order_with_a_label_keeps_its_pieces_as_long_as_others_have_some() -> None:
    rows = promises((1, 7, 3, False, 1), (2, 7, 3, True, 3))
    assert chosen(rows, lack(p7=3)) == [(1, 7, 3, False)]
    assert chosen(rows, lack(p7=4)) == [(1, 7, 3, False), (2, 7, 1, True)]  # of a firm one only what is lacking


def test_an_order_gives_up_all_it_has_and_helps_where_another_product_lacks() -> None:
    rows = promises((1, 7, 2, False, 5), (1, 8, 2, False, 5), (2, 8, 2, False, 9))
    assert chosen(rows.filter(pl.col("order_id") == 1), lack(p7=1, p8=2)) == [(1, 7, 2, False), (1, 8, 2, False)]


@given(
    st.lists(st.tuples(st.integers(1, 6), st.integers(1, 3), st.integers(1, 9), st.booleans(), st.integers(0, 9)), max_size=12),
    st.dictionaries(st.integers(1, 3), st.integers(1, 30), max_size=3),
)
def test_enough_is_given_where_there_is_enough_and_no_order_in_vain(
    rows: list[tuple[int, int, int, bool, int]], need: dict[int, int]
) -> None:
    unique = list({(o, p): (o, p, n, o % 2 == 0, d) for o, p, n, _, d in rows}.values())  # an order is firm or it is not
    table, wanted = promises(*unique), lack(**{f"p{p}": n for p, n in need.items()})
    found = give_up(table, wanted)
    assert found.sort(*found.columns).equals(give_up(table.reverse(), wanted).sort(*found.columns)) or len({r[4] for r in unique}) < len(
        unique
    )
    given_, there = (frame.group_by("product_id").agg(pl.col("quantity").sum()) for frame in (found, table))
    gives, has = dict(given_.rows()), dict(there.rows())
    for product, pieces in need.items():
        assert gives.get(product, 0) >= min(pieces, has.get(product, 0))
    for order in found.filter(~pl.col("firm"))["order_id"].unique():
        without = dict(found.filter(pl.col("order_id") != order).group_by("product_id").agg(pl.col("quantity").sum()).rows())
        last = found.filter(~pl.col("firm"))["order_id"][-1]
        if order == last:  # without the last one that was asked something lacks
            firm = dict(found.filter("firm").group_by("product_id").agg(pl.col("quantity").sum()).rows())
            assert any(without.get(p, 0) - firm.get(p, 0) < min(n, has.get(p, 0)) for p, n in need.items())
    for product, pieces in found.filter("firm").group_by("product_id").agg(pl.col("quantity").sum()).rows():
        assert pieces <= need[product]


@given(st.lists(st.tuples(st.integers(1, 2), st.integers(1, 9)), max_size=8), st.integers(0, 40))
def test_what_goes_and_what_stays_is_what_there_was(rows: list[tuple[int, int]], kept: int) -> None:
    moves = pl.DataFrame([(p, 1, n, str(i)) for i, (p, n) in enumerate(rows)], schema={**LOSS, "key": pl.String}, orient="row")
    go, stay = split(moves, lack(p1=kept))
    both = pl.concat([go, stay]).group_by("key").agg(pl.col("quantity").sum()).sort("key")
    assert both.equals(moves.select("key", "quantity").sort("key"))
    of_one = sum(n for p, n in rows if p == 1)
    assert stay.filter(pl.col("product_id") == 1)["quantity"].sum() == min(kept, of_one) and (stay["product_id"] == 1).all()
    assert set(PLACE) <= set(go.columns)
