"""Dates and times as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahuo.core.orders.moments import read_days, read_moment, read_moments


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-31 14:05:09", (2026, 1, 31, 14, 5, 9)),
        ("2026-01-31 14:05", (2026, 1, 31, 14, 5)),
        ("2026-01-31T14:05:09.123Z", (2026, 1, 31, 14, 5, 9)),
        ("2026-01-31T14:05:00+08:00", (2026, 1, 31, 6, 5)),
        ("2026-01-31 14:05:00 +0800", (2026, 1, 31, 6, 5)),
        ("2026-01-01 00:30:00 -05:30", (2026, 1, 1, 6, 0)),
        ("2026/1/31 9:05", (2026, 1, 31, 9, 5)),
        ("2026.1.31", (2026, 1, 31)),
        ("2026年1月31日 14:05", (2026, 1, 31, 14, 5)),
        ("20260131", (2026, 1, 31)),
        ("20260131140509", (2026, 1, 31, 14, 5, 9)),
        ("２０２６-01-31", (2026, 1, 31)),
    ],
)
def test_a_moment_is_read(text: str, moment: tuple[int, ...]) -> None:
    assert read_moment(text) == datetime(*moment, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31/01/2026",
        "01-31-2026",
        "2026-02-30",
        "2026-13-01",
        "2026-1",
        "yesterday",
        "2026-01-31 25:00",
        "44592",
        "2026-01/31",
        "9999-12-31",
        "0026-01-31 14:05:09",
    ],
)
def test_what_is_ambiguous_or_no_date_is_not_guessed(text: str) -> None:
    assert read_moment(text) is None


@given(
    st.lists(
        st.sampled_from(
            [
                None,
                "2026-01-31 14:05:09",
                "2026-02-30 00:00:00",
                "9999-12-31 23:59:59",
                "0001-01-01 00:00:00",
                "2026/1/31",
                "x",
                "2026-01-31T14:05:00+08:00",
            ]
        ),
        max_size=120,
    )
)
def test_many_are_read_as_one_is(texts: list[str | None]) -> None:
    read = read_moments(pl.Series("t", texts, dtype=pl.String))
    assert read.to_list() == [read_moment(text) if text else None for text in texts]
    assert read.dtype == pl.Datetime("us", "UTC")


def test_a_day_is_the_day_as_written() -> None:
    texts = ["2026-01-31", "2026-01-31 23:59", "2026-01-31T23:59:00-08:00", "2026/2/1", "31.1.2026", None]
    day = date(2026, 1, 31)
    assert read_days(pl.Series(texts)).to_list() == [day, day, day, date(2026, 2, 1), None, None]
