"""Integers are written as they are: no place is lost, and an inexact unit value says so."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahuo.steps.goods.labels.amounts import kilograms, money, unit_value


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (123456, "EUR", "1,234.56"),
        (5, "GBP", "0.05"),
        (1200, "JPY", "1,200"),
        (1234, "KWD", "1.234"),
        (0, "EUR", "0.00"),
        (-150, "USD", "-1.50"),
    ],
)
def test_money(minor: int, currency: str, text: str) -> None:
    assert money(minor, currency) == text


@pytest.mark.parametrize(
    ("value", "quantity", "currency", "text", "exact"),
    [
        (1000, 4, "EUR", "2.50", True),
        (1000, 3, "EUR", "3.3333", False),
        (2000, 3, "EUR", "6.6667", False),
        (1, 8, "EUR", "0.0013", False),  # 0.00125, half up
        (100, 3, "JPY", "33.33", False),
        (7_718_361, 74_215, "GBP", "1.0400", False),
    ],
)
def test_unit_value(value: int, quantity: int, currency: str, text: str, exact: bool) -> None:
    assert unit_value(value, quantity, currency) == (text, exact)


@given(st.integers(0, 2**60), st.integers(1, 100_000))
def test_a_unit_value_is_the_nearest_at_its_places(value: int, quantity: int) -> None:
    text, exact = unit_value(value, quantity, "EUR")
    shown, true = Decimal(text.replace(",", "")), Decimal(value) / 100 / quantity
    assert exact == (shown * quantity * 100 == value) or not exact
    assert abs(shown - true) <= Decimal("0.00005")


@given(st.integers(0, 2**60))
def test_weights_and_sums_read_back(whole: int) -> None:
    assert Decimal(kilograms(whole).replace(",", "")) * 1000 == whole
    assert (Decimal(money(whole, "EUR").replace(",", "")) * 100).quantize(Decimal(1), ROUND_HALF_UP) == whole
