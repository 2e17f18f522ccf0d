from __future__ import annotations

from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fahuo.core.delivery.check import check_delivery
from fahuo.core.delivery.plan import plan_delivery
from fahuo.core.delivery.rules import shipped_rules, valid_on
from fahuo.core.progress import standings
from tests.core.progress.stories import HAPPENED, events, frame

ON = date(2026, 11, 20)
PARCELS = pl.DataFrame({"parcel_id": [1, 2, 3], "country": ["DE", "US", None], "service_class": ["line", "express", None]})


def plan(told: pl.DataFrame, rules: pl.DataFrame | None = None):
    return plan_delivery(standings(told), told, PARCELS, shipped_rules() if rules is None else rules, ON)


def test_after_one_failure_again_after_two_the_buyer_after_three_back() -> None:
    failures = [("attempt_failed", 24 * day) for day in (1, 2, 3)]
    found = [plan(events(*failures[:n])).next.select("attempts", "action", "due_on", "reason").row(0) for n in (1, 2, 3)]
    assert found == [
        (1, "retry", date(2026, 11, 4), "retry_due"),
        (2, "ask_buyer", date(2026, 11, 5), "ask_buyer_due"),
        (3, "return", date(2026, 11, 4), "return_due"),
    ]


def test_an_express_service_tries_once_more() -> None:
    told = events(*[("attempt_failed", 24 * day) for day in (1, 2, 3)], parcel_id=2)
    assert plan(told).next["action"].to_list() == ["ask_buyer"]


def test_nothing_is_next_once_it_is_out_again_or_delivered() -> None:
    assert plan(events(("attempt_failed", 5), ("out_for_delivery", 9))).next.height == 0
    done = plan(events(("attempt_failed", 5), ("delivered", 9)))
    assert done.next.height == 0
    assert done.attempts["outcome"].to_list() == ["attempt_failed", "delivered"]


def test_without_a_rule_that_matches_it_says_so() -> None:
    rules = shipped_rules().filter(pl.col("service_class") == "express")
    refusals = plan(events(("attempt_failed", 5)), rules).refusals
    assert refusals.select("parcel_id", "code").rows() == [(1, "attempts_without_rule")]


def test_rules_hold_on_their_days() -> None:
    rules = shipped_rules().with_columns(valid_to=pl.lit(date(2026, 11, 20)))
    assert valid_on(rules, date(2026, 11, 20)).height == 0
    assert valid_on(rules, date(2026, 11, 19)).height == rules.height
    assert valid_on(rules, date(2019, 12, 31)).height == 0


@given(HAPPENED)
def test_every_plan_stands_before_the_judge(rows: list) -> None:
    told = frame(rows)
    made = plan(told)
    assert check_delivery(told, PARCELS, shipped_rules(), ON, made.attempts, made.next, made.refusals) == []


@given(HAPPENED, st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(rows: list, random) -> None:
    again = rows * 2
    random.shuffle(again)
    one, other = plan(frame(rows)), plan(frame(again))
    assert_frame_equal(one.next, other.next)
    assert_frame_equal(one.attempts, other.attempts)
