"""Transit days: the card's percentiles come out as they went in; a lane is learnt from what was delivered and from what was not yet."""

from __future__ import annotations

from math import ceil, exp, inf, log

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fahuo.core.methods.learn import LEAST, Seen, learn
from fahuo.core.methods.transit import Z90, days_for, days_of, of_card, share_by


@given(st.integers(1, 120), st.integers(0, 120))
def test_the_cards_percentiles_come_out(p50, more):
    mean, deviation = of_card(p50, p50 + more)
    if more:
        assert share_by(p50, mean, deviation) == 500_000 and share_by(p50 + more, mean, deviation) == 900_000
    else:
        assert share_by(p50, mean, deviation) == 1_000_000 and share_by(p50 - 1, mean, deviation) == 0
    assert days_for(500_000, mean, deviation) == p50 and days_for(900_000, mean, deviation) == p50 + more
    assert days_of(0.5, np.array([mean]), np.array([deviation]))[0] == p50
    assert days_of(0.9, np.array([mean]), np.array([deviation]))[0] == p50 + more


@given(st.integers(0, 60), st.integers(0, 60), st.integers(-3, 400))
def test_a_later_day_is_never_less_likely_kept(p50, more, day):
    mean, deviation = of_card(p50, p50 + more)
    assert 0 <= share_by(day, mean, deviation) <= share_by(day + 1, mean, deviation) <= 1_000_000


@given(st.integers(1, 999_999), st.integers(1, 40), st.integers(0, 40))
def test_the_day_for_a_share_is_the_first(share, p50, more):
    mean, deviation = of_card(p50, p50 + more)
    day = days_for(share, mean, deviation)
    if 1 < day < 1000:
        assert share_by(day, mean, deviation) >= share > share_by(day - 1, mean, deviation)


def drawn(mean, deviation, count, seed):
    """Days in which the parcels come: 2.3 days end in the third."""
    return [max(1, ceil(d)) for d in np.exp(np.random.default_rng(seed).normal(mean, deviation, count)).tolist()]


def seen_of(days):
    return [Seen(day, days.count(day), True) for day in sorted(set(days))]


def test_few_parcels_leave_the_card():
    assert learn([Seen(5, LEAST - 1, True), Seen(20, 400, False)], *of_card(10, 15)) is None
    assert learn([], *of_card(10, 15)) is None


def test_some_parcels_move_the_card_and_many_replace_it():
    truth, card = (log(6), 0.25), of_card(12, 20)
    some, many = (learn(seen_of(drawn(*truth, n, 7)), *card) for n in (40, 4000))
    assert log(6) < some.mean < card[0]
    assert many.mean == pytest.approx(log(6), abs=0.02) and many.deviation == pytest.approx(0.25, abs=0.02)
    assert (some.delivered, many.delivered, many.under_way) == (40, 4000, 0)


def test_parcels_on_their_way_are_not_left_out():
    """Of parcels that all left 8 days ago half are there. Looking at those alone makes the lane look faster than it is."""
    truth = log(8), 0.3
    days = drawn(*truth, 3000, 3)
    there = [day for day in days if day <= 8]
    waiting = len(days) - len(there)
    honest = learn([*seen_of(there), Seen(8, waiting, False)], *of_card(12, 20))
    blind = learn(seen_of(there), *of_card(12, 20))
    assert exp(honest.mean) == pytest.approx(8, rel=0.03) and honest.deviation == pytest.approx(0.3, abs=0.04)
    assert exp(blind.mean) < 7.2
    assert honest.under_way == waiting


@given(
    st.lists(st.tuples(st.integers(1, 60), st.integers(1, 40), st.booleans()), min_size=1, max_size=12),
    st.integers(1, 40),
    st.integers(0, 30),
)
@example([(1, 37, True), (1, 40, True), (43, 40, False)], 21, 0)  # most came at once, a third not for weeks: a very wide distribution
def test_it_always_settles(found, p50, more):
    learnt = learn([Seen(*row) for row in found], *of_card(p50, p50 + more))
    if learnt is not None:
        lowest = min(1, p50) / 2
        assert log(lowest) <= _late(learnt) < inf and learnt.mean <= log(400) and learnt.deviation >= 0.02
        # five parcels more that are under way for long never make the day that nine in ten keep look earlier
        later = learn([Seen(*row) for row in found] + [Seen(120, 5, False)], *of_card(p50, p50 + more))
        assert _late(later) >= _late(learnt) - 1e-6


def _late(learnt):
    return learnt.mean + Z90 * learnt.deviation


def test_the_interval_is_the_day_not_its_end():
    """A parcel of the n-th day came between the ends of two days: the median of many days of 5 and 6 lies at 5, not above."""
    learnt = learn([Seen(5, 5000, True), Seen(6, 5000, True)], *of_card(5, 6))
    assert exp(learnt.mean) == pytest.approx(5, abs=0.1)
    assert exp(learnt.mean + Z90 * learnt.deviation) < 6.2
