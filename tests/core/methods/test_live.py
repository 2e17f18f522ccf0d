"""What is believed of a carrier's price, how long it stands, and how it compares."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahuo.core.methods.live import AGAIN, LONGEST_REFERENCE, MOST_MINOR, STANDS, Answer, dearer, judged, refused, stands
from fahuo.core.methods.live_reasons import LIVE_REASONS

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
GOOD: dict[str, Any] = {
    "amount_minor": 5217, "currency": "EUR", "days_least": 3, "days_most": 5, "reference": "Q1", "valid_until": "2026-11-24T00:00:00+08:00",
}  # fmt: skip


def told(**changes: Any) -> Answer:
    return judged(**GOOD | changes, exchange={"EUR": 7.8, "JPY": 0.047}, home="CNY")


def test_a_price_comes_into_the_merchants_currency_half_up() -> None:
    assert told().home_minor == 40_693  # 52.17 EUR x 7.8 = 406.926
    assert told(currency="CNY").home_minor == 5_217
    assert told(currency="JPY", amount_minor=1_050).home_minor == 4_935  # a yen has no cents
    assert told().valid_until == datetime(2026, 11, 23, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount_minor": -1}, "amount_minor"),
        ({"amount_minor": MOST_MINOR + 1}, "amount_minor"),
        ({"currency": "yuan"}, "currency"),
        ({"currency": "eur"}, "currency"),
        ({"days_least": 6}, "days"),
        ({"days_least": -1}, "days"),
        ({"days_most": 366}, "days"),
        ({"reference": "Q" * (LONGEST_REFERENCE + 1)}, "reference"),
        ({"valid_until": "tomorrow"}, "valid_until"),
        ({"valid_until": "2026-11-24"}, "valid_until"),
        ({"valid_until": "2026-11-24T00:00:00"}, "valid_until"),
        ({"valid_until": "0001-01-01T00:00:00+14:00"}, "valid_until"),
    ],
)
def test_what_cannot_be_is_named(changes: dict[str, Any], field: str) -> None:
    answer = told(**changes)
    assert (answer.code, answer.values["field"], answer.home_minor, answer.amount_minor) == ("live_unreadable", field, None, None)


def test_a_currency_without_a_rate_is_no_price() -> None:
    assert (told(currency="MMK").code, told(currency="MMK").values) == ("live_currency_without_rate", {"currency": "MMK"})


@given(st.integers(), st.text(max_size=5), st.integers(), st.integers(), st.text(max_size=80), st.text(max_size=40))
def test_whatever_a_carrier_says_is_a_price_or_a_reason(
    amount: int, currency: str, least: int, most: int, reference: str, until: str
) -> None:
    answer = judged(amount, currency, least, most, reference, until, {"EUR": 7.8}, "CNY")
    assert (answer.code is None) == (answer.home_minor is not None) == (answer.valid_until is not None)
    assert all(len(str(value)) <= 200 for value in answer.values.values())


def test_how_long_an_answer_stands() -> None:
    until = NOON + timedelta(hours=1)
    assert stands(None, NOON, until, until - timedelta(seconds=1)) and not stands(None, NOON, until, until)
    assert stands("live_refused", NOON, None, NOON + STANDS - timedelta(seconds=1)) and not stands(
        "live_refused", NOON, None, NOON + STANDS
    )
    assert not any(stands(code, NOON, None, NOON) for code in AGAIN)
    assert set(AGAIN) < {reason.code for reason in LIVE_REASONS}


def test_the_difference_needs_both() -> None:
    assert (dearer(5_217, 4_992), dearer(4_000, 4_992)) == (225, -992)
    assert dearer(None, 1) is None and dearer(1, None) is None


def test_a_carriers_long_sentence_is_cut() -> None:
    assert len(str(refused("live_refused", said="x" * 5_000, code="c").values["said"])) == 200
