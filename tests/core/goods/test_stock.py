"""Stock files: what may be promised, and why a row does not count."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fahuo.core import frames
from fahuo.core.goods.stock import LOTS, read_pieces, read_stock
from fahuo.core.reasons import say

PRODUCTS = pl.DataFrame({"product_id": [11, 12, 13], "sku": ["A", "B", "C"]})
WAREHOUSES = pl.DataFrame(
    {"warehouse_id": [7, 8, 9], "code": ["SUP", "SZX", "LEJ"], "kind": ["supplier", "own", "own"], "priority": [1, 2, 3]}
)


def stock(
    *rows: tuple[str | None, ...], header: tuple[str, ...] = ("sku", "warehouse", "quantity")
) -> tuple[list[tuple[int, ...]], list[str]]:
    found, refusals = read_stock(pl.DataFrame(list(rows), schema=dict.fromkeys(header, pl.String), orient="row"), PRODUCTS, WAREHOUSES)
    frames.Stock.validate(found)
    frames.Refusals.validate(refusals)
    return found.rows(), [say(code, values) for code, values in refusals.select("code", "values").iter_rows()]


def test_rows_are_read_by_sku_and_code() -> None:
    assert stock(("A", "SZX", "5"), ("A", "lej", "0"), ("B", "SZX", "3.0")) == ([(11, 8, 5), (11, 9, 0), (12, 8, 3)], [])


def test_without_a_warehouse_it_is_the_first_own_one_by_priority() -> None:
    assert stock(("A", "5"), header=("sku", "quantity")) == ([(11, 8, 5)], [])
    assert stock(("A", None, "5")) == ([(11, 8, 5)], [])


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ((None, "SZX", "5"), "row 2 of the stock file has no product code"),
        (("Z", "SZX", "5"), "row 2: product Z is not in the catalogue"),
        (("A", "FRA", "5"), "row 2: there is no warehouse 'FRA'"),
        (("A", "SZX", "2.5"), "row 2: the quantity '2.5' of A is not a whole number"),
        (("A", "SZX", "many"), "row 2: the quantity 'many' of A is not a whole number"),
        (("A", "SZX", "9" * 30), f"row 2: the quantity '{'9' * 30}' of A is not a whole number"),
        (("A", "SZX", None), "row 2: the quantity '—' of A is not a whole number"),
        (("A", "SZX", "-1"), "row 2: the quantity -1 of A is below zero"),
    ],
)
def test_a_bad_row_is_refused_with_a_sentence_and_the_others_stay(row: tuple[str | None, ...], sentence: str) -> None:
    assert stock(row, ("B", "SZX", "4")) == ([(12, 8, 4)], [sentence])


def test_the_same_row_twice_counts_once_and_both_rows_are_named() -> None:
    found, said = stock(("A", "SZX", "5"), ("A", None, "7"), ("B", "SZX", "1"), ("A", "szx", "5"))
    assert found == [(11, 8, 5), (12, 8, 1)]
    assert said == [
        "rows 2 and 3 both give A in SZX (5 and 7 pieces): row 2 counts",
        "rows 2 and 5 both give A in szx (5 and 5 pieces): row 2 counts",
    ]


def test_a_missing_column_is_said() -> None:
    assert stock(("A",), header=("sku",)) == ([], ["the stock file has no column quantity"])


LETTERS = "AbC 1290.,;-+eE易，½１\u00a0\u3000\x00é'\"\\{}"
cells = st.one_of(st.none(), st.text(LETTERS, max_size=4), st.sampled_from(["A", "B", "SZX", "LEJ", "5", "0", "-2", "1.5"]))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(cells, cells, cells), max_size=12))
def test_every_row_counts_or_is_refused_whatever_the_order(rows: list[tuple[str | None, ...]]) -> None:
    header = dict.fromkeys(("sku", "warehouse", "quantity"), pl.String)
    raw = pl.DataFrame(rows, schema=header, orient="row").with_row_index("source_row", offset=2)
    found, refusals = read_stock(raw, PRODUCTS, WAREHOUSES)
    frames.Stock.validate(found)
    filled = raw.filter(pl.any_horizontal(pl.col(pl.String).str.strip_chars().fill_null("") != "")).height
    assert found.height + refusals.height == filled
    mixed = read_stock(raw.sample(fraction=1, shuffle=True, seed=1), PRODUCTS, WAREHOUSES)
    assert_frame_equal(mixed[0].sort(pl.all()), found.sort(pl.all()))
    assert_frame_equal(mixed[1].sort(pl.all()), refusals.sort(pl.all()))


def test_a_row_whose_cells_do_not_stand_under_their_headers_is_refused() -> None:
    header = ("sku", "warehouse", "quantity", "source_fault")
    found, said = stock(("A", "SZX", "5", "cells 4 3"), ("A", "SZX", "6", None), ('"B,SZX,7', None, None, "quote"), header=header)
    assert found == [(11, 8, 6)]
    assert [sentence.split(" has ")[0] for sentence in said] == ["row 2", "row 4"]
    assert "4 cells, the header has 3" in said[0]


def pieces(*rows: tuple[str | None, ...]) -> tuple[list[tuple[object, ...]], list[str]]:
    header = dict.fromkeys(("sku", "quantity", "bin", "lot", "expires"), pl.String)
    lots = pl.DataFrame([(11, "L1", date(2027, 1, 31))], schema=LOTS, orient="row")
    found, refusals = read_pieces(pl.DataFrame(list(rows), schema=header, orient="row"), PRODUCTS, WAREHOUSES, lots)
    return found.drop("source_row", "warehouse_id").rows(), [
        say(code, values) for code, values in refusals.select("code", "values").iter_rows()
    ]


def test_pieces_by_bin_and_lot() -> None:
    rows = (
        ("A", "5", "A-01", "L1", None),
        ("A", "2", "A-02", "L1", "2027/1/31"),
        ("B", "3", None, None, "20270228"),
        ("B", "4", None, "L9", None),
    )
    assert pieces(*rows) == (
        [
            (11, "A-01", "L1", date(2027, 1, 31), 5),
            (11, "A-02", "L1", date(2027, 1, 31), 2),
            (12, None, "2027-02-28", date(2027, 2, 28), 3),
            (12, None, "L9", None, 4),
        ],
        [],
    )


def test_bad_bins_and_lots_are_refused_with_a_sentence() -> None:
    found, said = pieces(
        ("A", "1", "A-01", "L1", "2027-02-01"),
        ("A", "1", "B" * 41, None, None),
        ("B", "1", None, "L2", "2027-13-01"),
        ("B", "1", None, "L3", "2027-03-01"),
        ("B", "1", "A-01", "L3", "2027-04-01"),
        ("C", "1", "A-01", "L4", None),
        ("C", "9", "A-01", "L4", None),
    )
    assert [row[:3] for row in found] == [(12, None, "L3"), (13, "A-01", "L4")]
    assert sorted(said) == [
        "row 2: lot L1 of A expires on 2027-01-31, not on 2027-02-01",
        f"row 3: the bin '{'B' * 41}' has 41 characters, 40 at most",
        "row 4: '2027-13-01' is no day on which B could expire",
        "row 6: lot L3 of B expires on 2027-03-01, not on 2027-04-01",
        "rows 7 and 8 both give C in SZX A-01 L4 (1 and 9 pieces): row 7 counts",
    ]
