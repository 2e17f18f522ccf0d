from __future__ import annotations

import json
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fahuo.core.aftersales.check import check_watch
from fahuo.core.aftersales.plan import KINDS, watch
from fahuo.core.aftersales.rules import shipped_rules
from fahuo.core.progress import standings
from fahuo.core.reasons import say
from tests.core.progress.stories import HAPPENED, events, frame, hour

PARCELS = pl.DataFrame(
    {
        "parcel_id": [1, 2, 3],
        "country": ["DE", "US", None],
        "service_class": ["line", "post", None],
        "eta_p90_at": [hour(240), hour(480), None],
    }
)
NONE = pl.DataFrame(schema={"parcel_id": pl.Int64, "kind": pl.String})
SENT = [("label_bought", 0), ("handed_over", 10)]


def look(told: pl.DataFrame, at: float, known: pl.DataFrame = NONE):
    return watch(standings(told), PARCELS, shipped_rules(), known, hour(at)).cases


@pytest.mark.parametrize(
    ("told", "at", "kinds"),
    [
        ([*SENT, ("departed", 200)], 239, []),
        ([*SENT, ("departed", 200)], 240, ["late"]),
        ([*SENT, ("delivered", 230)], 9999, []),
        ([*SENT], 177, []),
        ([*SENT], 178, ["silent"]),
        ([*SENT, ("noted", 100)], 178, []),
        ([*SENT], 10 + 1080, ["late", "lost_presumed"]),
        ([("entry_lodged", 0)], 9999, []),  # mostly lodged ahead of the goods: it does not say that they move
        ([("label_bought", 0)], 71, []),
        ([("label_bought", 0), ("declared", 1)], 73, ["not_handed_over"]),
        ([*SENT, ("customs_held", 20)], 91, []),
        ([*SENT, ("customs_held", 20)], 92, ["customs_hold_long"]),
        ([*SENT, ("customs_held", 20), ("entry_released", 60)], 92, []),
        ([*SENT, ("attempt_failed", 20)], 30, []),
        ([*SENT, ("attempt_failed", 20), ("attempt_failed", 25)], 30, ["attempts_failed"]),
        ([*SENT, ("delivered", 20), ("damaged", 25)], 9999, ["damaged"]),
        ([*SENT, ("lost", 20)], 9999, ["lost"]),
        ([*SENT, ("returning", 20), ("returned", 25)], 9999, ["returned"]),
        ([*SENT, ("damaged", 20), ("case_settled", 30, "damaged")], 40, []),
        ([*SENT, ("damaged", 20), ("returning", 25)], 40, ["damaged"]),  # both told between two looks
        ([*SENT, ("damaged", 20), ("returned", 25)], 40, ["damaged", "returned"]),
        ([*SENT, ("damaged", 20), ("case_settled", 22, "damaged"), ("returning", 25)], 40, []),
    ],
)
def test_what_goes_wrong_is_found_in_time(told: list, at: float, kinds: list[str]) -> None:
    assert look(events(*told), at)["kind"].to_list() == kinds


def test_a_packet_by_post_may_be_silent_for_longer() -> None:
    assert look(events(*SENT, parcel_id=2), 300).height == 0
    assert look(events(*SENT, parcel_id=2), 370)["kind"].to_list() == ["silent"]


def test_a_case_of_a_kind_is_opened_once_for_a_parcel() -> None:
    told = events(*SENT, ("departed", 200))
    first = look(told, 250)
    assert look(told, 300, first.select("parcel_id", "kind")).height == 0


def test_a_case_says_why_by_when_and_what_first() -> None:
    row = look(events(*SENT, ("departed", 200)), 240 + 50).row(0, named=True)
    assert (row["key"], row["due_on"], row["action"], row["since"]) == ("1:late", date(2026, 11, 14), "tell_buyer", hour(240))
    assert json.loads(row["values"])["days"] == 2
    assert say("late", row["values"]) == "it was to arrive by 2026-11-11 and is 2 days late"
    assert say("late", row["values"], "zh") == "应在 2026-11-11 前送达，已晚 2 天"


def test_a_kind_without_a_rule_is_said() -> None:
    rules = shipped_rules().filter(pl.col("kind") != "silent")
    found = watch(standings(events(*SENT)), PARCELS, rules, NONE, hour(9999))
    assert found.refusals["values"].to_list() == ['{"kind":"silent"}']
    assert set(shipped_rules()["kind"]) == set(KINDS)


@given(HAPPENED, st.integers(0, 2000), st.lists(st.tuples(st.integers(1, 3), st.sampled_from(KINDS)), max_size=3))
def test_every_watch_stands_before_the_judge(rows: list, at: int, had: list) -> None:
    stands, known = standings(frame(rows)), pl.DataFrame(had, schema=NONE.schema, orient="row")
    cases = watch(stands, PARCELS, shipped_rules(), known, hour(at)).cases
    assert check_watch(stands, PARCELS, shipped_rules(), known, hour(at), cases) == []


@given(HAPPENED, st.integers(0, 2000))
def test_order_does_not_matter_and_a_parcel_is_watched_for_itself(rows: list, at: int) -> None:
    stands = standings(frame(rows))
    cases = watch(stands, PARCELS, shipped_rules(), NONE, hour(at)).cases
    assert_frame_equal(cases, watch(stands.reverse(), PARCELS.reverse(), shipped_rules().reverse(), NONE, hour(at)).cases)
    alone = watch(stands.filter(pl.col("parcel_id") == 2), PARCELS, shipped_rules(), NONE, hour(at)).cases
    assert_frame_equal(cases.filter(pl.col("parcel_id") == 2), alone)
