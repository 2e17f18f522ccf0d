"""The kernel's arithmetic against exact fractions."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from hypothesis import given
from hypothesis import strategies as st

from fahuo.core.methods.price_rounding import convert, share

AMOUNT = st.integers(0, 10**14)


def half_up(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


@given(AMOUNT, st.integers(0, 10**7))
def test_share_is_exact(amount, ppm):
    assert share(amount, ppm) == half_up(Fraction(amount * ppm, 10**6))


@given(AMOUNT, st.integers(0, 10**4), st.integers(0, 10**9 - 1))
def test_convert_is_exact(amount, whole, nano):
    assert convert(amount, whole, nano) == half_up(amount * (whole + Fraction(nano, 10**9)))


def test_halves_go_up():
    assert [share(1, 500_000), share(3, 500_000), share(1, 499_999)] == [1, 2, 0]
    assert convert(150, 7, 150_000_000) == 1073  # 1072.5
