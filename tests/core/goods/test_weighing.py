"""Lines as scales send them, and the tolerance of a parcel's weight."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahuo.core.goods.weighing import Reading, Unreadable, allowed_g, is_within, read_line


@pytest.mark.parametrize(
    ("line", "weight_g", "stable"),
    [
        ("ST,GS,+  1.234kg", 1234, True),
        ("US,GS,+00001.20kg\r\n", 1200, False),
        ("ST,NT,-  0.005kg", -5, True),
        ("ST,+00123.45  g", 123, True),
        ("S S     1.234 kg", 1234, True),
        ("S D      99.5 g", 100, False),
        ("S+  1.2340kg", 1234, True),
        ("N     +    250.5 g  ", 251, True),
        ("    1.234 kg ?", 1234, False),
        ("\x020001234\x03", 1234, True),
        ("GS   2.50 lb", 1134, True),
        ("G 0,850 kg", 850, True),
        ("1.2公斤", 1200, True),
        ("1234", 1234, True),
        ("1.234", 1234, True),
        ("1234 g", 1234, True),
        ("wt: 3.5kg", 3500, True),
        ("12.5oz", 354, True),
    ],
)
def test_common_lines_are_read(line: str, weight_g: int, stable: bool) -> None:
    assert read_line(line) == Reading(weight_g, stable)


@pytest.mark.parametrize(
    "line", ["OL,GS,+9999.99kg", "S +", "S I", "", "HZ-BT01", "1.2.3kg", "ST,GS,kg", "9999999999 kg", "ERROR 5", "x" * 500, "+++++"]
)
def test_what_says_no_weight_is_refused(line: str) -> None:
    with pytest.raises(Unreadable):
        read_line(line)


@given(st.text(max_size=40))
def test_no_line_breaks_the_reader(line: str) -> None:
    with suppress(Unreadable):
        read_line(line)


def test_the_tolerance_is_a_part_of_the_weight_and_at_least_so_many_grams() -> None:
    assert allowed_g(10_000, 5, 30) == 500 and allowed_g(100, 5, 30) == 30
    assert is_within(1_050, 1_000, 5, 30) and not is_within(1_051, 1_000, 5, 30)
    assert is_within(70, 100, 5, 30) and not is_within(69, 100, 5, 30)
    assert not is_within(0, 10, 5, 30) and not is_within(-5, 10, 5, 30)  # nothing on the plate is no parcel
