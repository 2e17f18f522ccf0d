from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fahuo.core.progress import standings
from fahuo.core.progress.check import AFTER, check_growth, check_standings
from fahuo.core.progress.meanings import BLOCKED_UNTIL, MEANINGS, TROUBLES
from fahuo.core.reasons import REASONS
from fahuo.core.words import Happening, Step
from tests.core.progress.stories import HAPPENED, events, frame, hour

ON_ITS_WAY = [("planned", 0), ("label_bought", 1), ("declared", 2), ("handed_over", 10), ("departed", 20), ("arrived", 40)]

STORIES = [
    ([], ("methods", "planned", None)),
    ([("label_refused", 1)], ("methods", "label_refused", "label_refused")),
    ([("label_refused", 1), ("label_bought", 2)], ("export", "label_bought", None)),
    ([("label_bought", 1), ("declared", 2), ("export_refused", 3)], ("export", "export_refused", "export_refused")),
    ([("label_bought", 1), ("declared", 2), ("export_refused", 3), ("declared", 4)], ("export", "export_refused", None)),
    ([("label_bought", 1), ("declared", 2), ("export_refused", 3), ("export_released", 5)], ("export", "export_released", None)),
    (ON_ITS_WAY, ("transport", "arrived", None)),
    ([*ON_ITS_WAY, ("departed", 41)], ("transport", "departed", None)),
    ([*ON_ITS_WAY, ("entry_lodged", 41)], ("transport", "arrived", None)),  # the paper is at customs; the parcel may still travel
    ([*ON_ITS_WAY, ("entry_lodged", 15)], ("transport", "arrived", None)),
    ([*ON_ITS_WAY, ("customs_held", 42)], ("clearance", "customs_held", "customs_held")),
    ([*ON_ITS_WAY, ("customs_held", 42), ("arrived", 50)], ("clearance", "customs_held", "customs_held")),
    ([*ON_ITS_WAY, ("customs_held", 42), ("entry_released", 60)], ("clearance", "entry_released", None)),
    ([*ON_ITS_WAY, ("customs_held", 42), ("entry_released", 60), ("customs_held", 70)], ("clearance", "customs_held", "customs_held")),
    ([*ON_ITS_WAY, ("customs_held", 42), ("entry_released", 42)], ("clearance", "entry_released", None)),
    ([*ON_ITS_WAY, ("customs_held", 42), ("out_for_delivery", 60)], ("delivery", "out_for_delivery", None)),
    ([*ON_ITS_WAY, ("out_for_delivery", 60), ("attempt_failed", 65)], ("delivery", "attempt_failed", None)),
    ([*ON_ITS_WAY, ("out_for_delivery", 60), ("attempt_failed", 65), ("out_for_delivery", 80)], ("delivery", "out_for_delivery", None)),
    ([*ON_ITS_WAY, ("delivered", 90)], ("delivery", "delivered", None)),
    ([*ON_ITS_WAY, ("lost", 90)], ("aftersales", "lost", "lost")),
    ([*ON_ITS_WAY, ("lost", 90), ("delivered", 100)], ("aftersales", "delivered", None)),
    ([*ON_ITS_WAY, ("delivered", 90), ("damaged", 91)], ("aftersales", "damaged", "damaged")),
    ([*ON_ITS_WAY, ("delivered", 90), ("damaged", 91), ("case_settled", 99, "damaged")], ("aftersales", "settled", None)),
    ([*ON_ITS_WAY, ("damaged", 91), ("case_settled", 99, "late")], ("aftersales", "damaged", "damaged")),
    ([*ON_ITS_WAY, ("returning", 70), ("delivered", 90)], ("aftersales", "returning", None)),
    ([*ON_ITS_WAY, ("damaged", 60), ("returning", 70), ("returned", 90)], ("aftersales", "returned", "returned")),
    ([*ON_ITS_WAY, ("case_opened", 70, "late")], ("transport", "arrived", "late")),
    ([*ON_ITS_WAY, ("case_opened", 70, "late"), ("case_settled", 80, "late")], ("transport", "arrived", None)),
    (
        [*ON_ITS_WAY, ("case_opened", 70, "silent"), ("case_opened", 60, "late"), ("case_settled", 80, "late")],
        ("transport", "arrived", "silent"),
    ),
    ([*ON_ITS_WAY, ("case_opened", 70)], ("transport", "arrived", "case_open")),
    ([("cancelled", 1)], ("methods", "cancelled", None)),
    ([("cancelled", 1), ("handed_over", 5)], ("transport", "handed_over", "moving_though_cancelled")),
    ([*ON_ITS_WAY, ("noted", 99), ("something new", 98)], ("transport", "arrived", None)),
]


@pytest.mark.parametrize(("told", "expected"), STORIES, ids=lambda v: v[-1][0] if isinstance(v, list) and v else "")
def test_a_story_ends_where_the_table_says(told: list[tuple[str, float]], expected: tuple[str, str, str | None]) -> None:
    row = standings(events(("planned", 0), *told)).row(0, named=True)
    assert (row["step"], row["state"], row["needs"]) == expected


def test_since_when_attempts_and_the_latest_news() -> None:
    told = events(
        *ON_ITS_WAY, ("attempt_failed", 50), ("attempt_failed", 50), ("attempt_failed", 70), ("out_for_delivery", 69), ("noted", 75)
    )
    row = standings(told).row(0, named=True)
    assert (row["state_at"], row["attempts"]) == (hour(70), 2)
    assert (row["said"], row["said_at"]) == ("noted", hour(75))
    assert row["ends"] is False


def test_our_own_deeds_are_no_news() -> None:
    row = standings(events(("planned", 0), ("label_bought", 1), ("case_opened", 90, "late"))).row(0, named=True)
    assert row["said"] is None and row["said_at"] is None


@given(HAPPENED)
def test_every_standing_stands_before_the_judge(rows: list) -> None:
    told = frame(rows)
    assert check_standings(told, standings(told)) == []


@given(HAPPENED, st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_matters(rows: list, random) -> None:
    again = rows + rows[: len(rows) // 2]
    random.shuffle(again)
    assert_frame_equal(standings(frame(rows)), standings(frame(again)))


@given(HAPPENED, HAPPENED)
def test_nothing_goes_back_however_late_an_event_comes(first: list, later: list) -> None:
    before, after = standings(frame(first)), standings(frame(first + later))
    assert check_growth(before, after) == []
    both = before.join(after, on="parcel_id", suffix="_after")
    assert (both["mark_after"] >= both["mark"]).all()


@given(HAPPENED, HAPPENED)
def test_the_mark_of_all_is_the_greatest_mark(first: list, later: list) -> None:
    parts = pl.concat([standings(frame(first)), standings(frame(later))]).group_by("parcel_id").agg(pl.col("mark").max()).sort("parcel_id")
    assert_frame_equal(standings(frame(first + later)).select("parcel_id", "mark"), parts)


@given(HAPPENED)
def test_a_parcel_alone_stands_where_it_stands_among_others(rows: list) -> None:
    told = frame(rows)
    alone = told.filter(pl.col("parcel_id") == 2)
    assert_frame_equal(standings(told).filter(pl.col("parcel_id") == 2), standings(alone))


BLOCKS = {"parcel_id": pl.Int64, "step": pl.String, "code": pl.String}


@pytest.mark.parametrize(
    ("told", "blocks", "expected"),
    [
        ([], [("methods", "no_service")], ("methods", "refused", "no_service")),
        ([], [("export", "freight_line")], ("methods", "planned", None)),
        ([("label_bought", 1)], [("methods", "no_service")], ("export", "label_bought", None)),
        ([], [("goods", "a code of tomorrow")], ("goods", "refused", "a code of tomorrow")),
        ([("label_refused", 1)], [("methods", "no_service")], ("methods", "label_refused", "label_refused")),
    ],
)
def test_what_a_planner_has_against_a_parcel(told: list, blocks: list, expected: tuple) -> None:
    against = pl.DataFrame([(1, *b) for b in blocks], schema=BLOCKS, orient="row")
    row = standings(events(("planned", 0), *told), against).row(0, named=True)
    assert (row["step"], row["state"], row["needs"]) == expected


def test_what_is_still_owed_is_named_but_stops_nothing() -> None:
    waits = next(code for code, row in REASONS.items() if row.weight == "waits" and code.startswith(("hs", "origin", "code")))
    against = pl.DataFrame([(1, "export", waits), (9, "export", waits)], schema=BLOCKS, orient="row")
    planned, declared = events(("planned", 0)), events(("planned", 0), ("declared", 3))
    assert standings(planned, against).select("state", "needs").row(0) == ("planned", waits)
    assert standings(declared, against).select("state", "needs").row(0) == ("declared", None)


def test_no_events_no_parcels() -> None:
    assert standings(frame([])).height == 0
    assert standings(events(("imported", 0), parcel_id=None)).height == 0


def test_the_table_knows_every_happening_and_every_reason() -> None:
    assert {row.kind for row in MEANINGS} == set(Happening)
    assert set(AFTER) <= {kind.value for kind in Happening}
    assert {row.reason for row in TROUBLES} <= set(REASONS)
    assert set(BLOCKED_UNTIL) == set(Step)
    levels = [row.level for row in MEANINGS]
    assert levels == sorted(levels) and max(levels) < 32 and max(levels.count(v) for v in levels) <= 16


def test_the_judge_sees_what_is_wrong() -> None:
    told = events(*ON_ITS_WAY, ("customs_held", 42), ("attempt_failed", 44))
    right = standings(told)
    for change in (
        {"state": "arrived"},
        {"state": "delivered"},
        {"step": "transport"},
        {"attempts": 2},
        {"state_at": hour(1)},
        {"parcel_id": 2},
        {"state": "settled"},
    ):
        wrong = right.with_columns(**{name: pl.lit(value).cast(right.schema[name]) for name, value in change.items()})
        assert check_standings(told, wrong), change
    assert check_growth(right, standings(events(*ON_ITS_WAY)))
