"""Numbers as people write them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahuo.core.orders.amounts import read_decimal, read_minor, read_whole


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("6", "6"),
        ("6.0", "6"),
        ("1,200", "1200"),
        ("1,234,567.89", "1234567.89"),
        ("1 200.5", "1200.5"),
        ("1'200", "1200"),
        ("-3", "-3"),
        ("−3", "-3"),
        ("(5.00)", "-5"),
        ("６", "6"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1E+05", "100000"),
        ("+7", "7"),
        ("007", "7"),
    ],
)
def test_a_number_is_read(text: str, number: str) -> None:
    assert read_decimal(text) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["", "six", "2,55", "1,2", "1,20,000", "1,200 300", "1.2.3", "£2.55", "--5", "5-", "nan", "inf", "1e999", "0x10", "1_000", "."]
)
def test_what_is_no_number_is_not_guessed(text: str) -> None:
    assert read_decimal(text) is None
    assert not read_whole(pl.Series([text]))[1][0]


def test_a_quantity_is_whole() -> None:
    values, read = read_whole(pl.Series(["6", "6.0", "1,200", "2.5", None, "-3", "74215", "6.00000000000000000001"]))
    assert values[read].tolist() == [6, 6, 1200, -3, 74215]
    assert read.tolist() == [True, True, True, False, False, True, True, False]


def test_a_price_becomes_minor_units_half_up() -> None:
    texts = ["2.55", "1.005", "1.004999", "0.005", "0.0049", "-1.005", "999.995", "1,000.50", "2.675"]
    values, read = read_minor(pl.Series(texts), np.full(len(texts), 100))
    assert read.all()
    assert values.tolist() == [255, 101, 100, 1, 0, -101, 100000, 100050, 268]


def test_a_price_has_the_places_of_its_currency() -> None:
    values, _ = read_minor(pl.Series(["1500", "1500.5", "1.2345"]), np.array([1, 1, 1000]))
    assert values.tolist() == [1500, 1501, 1235]


@given(st.lists(st.tuples(st.decimals(-(10**12), 10**12, allow_nan=False), st.sampled_from([1, 100, 1000])), min_size=1, max_size=20))
def test_every_decimal_is_read_exactly(rows: list[tuple[Decimal, int]]) -> None:
    texts, factors = [f"{number:f}" for number, _ in rows], np.array([factor for _, factor in rows])
    values, read = read_minor(pl.Series(texts), factors)
    for (number, factor), text, value, known in zip(rows, texts, values.tolist(), read.tolist(), strict=True):
        if len(text) <= 60:
            assert known
            assert value == int((number * factor).to_integral_value(ROUND_HALF_UP))


@given(st.lists(st.one_of(st.none(), st.text("0123456789.,-+eE () x", max_size=12)), min_size=1, max_size=20))
def test_the_fast_way_reads_no_other_numbers_than_the_careful_one(texts: list[str | None]) -> None:
    values, read = read_whole(pl.Series(texts, dtype=pl.String))
    for text, value, known in zip(texts, values.tolist(), read.tolist(), strict=True):
        number = read_decimal(text) if text else None
        far = number is not None and abs(number) > 10**15
        whole = number is not None and (far or number == number.to_integral_value())
        assert known == whole, text
        if whole and number is not None:
            assert value == (max(-(10**15), min(number, 10**15)) if far else number)
