"""Postcodes as numbers: "begins with" is a range."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahuo.core.methods.postcodes import numbers, plain, plain_postcode, span

CODES = st.text(alphabet="0123456789ABCXYZabz -éß", max_size=14)


def number(postcode: str | None) -> int:
    return int(numbers(pl.DataFrame({"p": [postcode]}, schema={"p": pl.String}).select(plain_postcode(pl.col("p"))).to_series())[0])


@pytest.mark.parametrize(
    ("postcode", "start", "inside"),
    [
        ("BT1 5GS", "BT", True),
        ("bt15gs", "BT1 5", True),
        ("BT1 5GS", "BT2", False),
        ("B1", "BT", False),
        ("20137", "20", True),
        ("2", "20", False),
        ("20", "20", True),
        ("200-1234", "2001", True),
        ("", "2", False),
        (None, "2", False),
    ],
)
def test_begins_with(postcode, start, inside):
    low, high = span(start)
    assert (low <= number(postcode) <= high) is inside


@given(CODES, CODES.filter(lambda t: 0 < len(plain(t)) <= 12))
def test_a_span_is_what_begins_with_it(postcode, start):
    low, high = span(start)
    assert (low <= number(postcode) <= high) == plain(postcode)[:12].startswith(plain(start))
