"""Cut-offs by weekday, zone and holiday; and the queue that they sort."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import polars as pl
import pytest

from fahuo.core.goods.picking.cutoffs import CutOff, departures
from fahuo.core.goods.picking.queue import Rules, sort_queue

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # Monday noon in China
EVERY_DAY = [CutOff(1, None, d, time(18), "Asia/Shanghai") for d in range(6)]


def _at(
    cut_offs: list[CutOff], closed: list[tuple[int | None, date]] = (), now: datetime = NOW, pair: tuple[int, int] = (1, 9)
) -> datetime | None:
    return departures([pair], cut_offs, closed, now)["departs_at"][0]


def test_the_next_cut_off_is_found() -> None:
    assert _at(EVERY_DAY) == datetime(2026, 11, 23, 10, tzinfo=UTC)
    # at the very moment one is too late; on Saturday after six the next is Monday's
    assert _at(EVERY_DAY, now=datetime(2026, 11, 23, 10, tzinfo=UTC)) == datetime(2026, 11, 24, 10, tzinfo=UTC)
    assert _at(EVERY_DAY, now=datetime(2026, 11, 28, 11, tzinfo=UTC)) == datetime(2026, 11, 30, 10, tzinfo=UTC)


def test_a_warehouse_with_rows_of_its_own_has_only_those() -> None:
    own = [*EVERY_DAY, CutOff(1, 9, 2, time(12), "Europe/Berlin")]
    assert _at(own) == datetime(2026, 11, 25, 11, tzinfo=UTC)
    assert _at(own, pair=(1, 8)) == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert _at(own, pair=(2, 9)) is None


def test_closed_days_are_passed_over() -> None:
    assert _at(EVERY_DAY, [(None, date(2026, 11, 23)), (9, date(2026, 11, 24)), (8, date(2026, 11, 25))]) == datetime(
        2026, 11, 25, 10, tzinfo=UTC
    )
    long = [(None, date(2026, 11, 23) + timedelta(days=n)) for n in range(60)]
    assert _at(EVERY_DAY, long) is None


@pytest.mark.parametrize(("day", "hour"), [(date(2026, 10, 24), 10), (date(2026, 10, 26), 11)])
def test_summer_time_is_kept(day: date, hour: int) -> None:
    """Noon in Berlin is ten o'clock UTC in summer, eleven in winter; the change is in the night to 25 October 2026."""
    cut = [CutOff(1, None, day.weekday(), time(12), "Europe/Berlin")]
    assert _at(cut, now=datetime(day.year, day.month, day.day, 1, tzinfo=UTC)) == datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def test_an_hour_that_the_clock_skips_is_an_hour_later() -> None:
    cut = [CutOff(1, None, 6, time(2, 30), "Europe/Berlin")]  # on 28 March 2027 there is no half past two
    assert _at(cut, now=datetime(2027, 3, 27, 12, tzinfo=UTC)) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


ROW = {
    "parcel_id": 1, "order_id": 1, "warehouse_id": 9, "service_id": 1, "country": "DE", "weight_g": 500, "volume_cm3": 900, "products": 1,
    "state": "label_bought", "needs": None, "held": False, "labelled": True, "listed": False, "ship_by": None,
}  # fmt: skip
TYPES = {"parcel_id": pl.Int64, "order_id": pl.Int64, "service_id": pl.Int64, "needs": pl.String, "ship_by": pl.Date}


def _queue(*rows: dict[str, object], rules: Rules | None = None) -> tuple[list[int], dict[int, str]]:
    frame = pl.DataFrame([ROW | {"parcel_id": n} | row for n, row in enumerate(rows, 1)], schema_overrides=TYPES)
    leaving = departures([(1, 9), (2, 9)], [*EVERY_DAY, CutOff(2, None, 0, time(14), "Asia/Shanghai")], [], NOW)
    found = sort_queue(frame, leaving, rules or Rules(), NOW)
    assert sorted(found.refusals["parcel_id"]) == sorted(found.parcels.filter(~pl.col("code").is_null())["parcel_id"])
    return found.parcels.filter("fits")["parcel_id"].to_list(), dict(found.refusals.select("parcel_id", "code").iter_rows())


def test_the_most_urgent_is_first_then_single_lines_then_the_day() -> None:
    day = date(2026, 11, 24)
    rows = ({"products": 2}, {}, {"service_id": 2, "products": 3}, {"service_id": 3}, {"ship_by": day}, {"products": 2, "ship_by": day})
    assert _queue(*rows)[0] == [3, 5, 2, 6, 1, 4]
    assert _queue(*rows, rules=Rules(single_first=False))[0] == [3, 5, 6, 1, 2, 4]


BLOCKED = {
    "pick_cancelled": {"state": "cancelled", "listed": True},
    "pick_listed": {"listed": True},
    "pick_held": {"held": True},
    "pick_refused": {"needs": "export_refused", "state": "export_refused"},
    "pick_gone": {"state": "picked"},
    "pick_no_service": {"service_id": None},
    "pick_unlabelled": {"labelled": False, "state": "label_refused", "needs": "label_refused"},
}


@pytest.mark.parametrize("code", BLOCKED)
def test_what_is_blocked_says_why(code: str) -> None:
    assert _queue(BLOCKED[code], {}) == ([2], {1: code})


def test_a_label_is_demanded_only_where_the_merchant_does() -> None:
    assert _queue({"labelled": False, "state": "planned"}, rules=Rules(labels_first=False))[0] == [1]
    # what waits for something later, such as an HS code, may be picked
    assert _queue({"needs": "hs_missing"})[0] == [1]


@pytest.mark.parametrize(
    ("rules", "kept"),
    [
        (Rules(within_h=3), [2]),
        (Rules(services=(1,)), [1, 3, 4]),
        (Rules(countries=("FR",)), [3]),
        (Rules(max_weight_g=400), [4]),
        (Rules(min_weight_g=500), [2, 1, 3]),
        (Rules(max_volume_cm3=899), [1]),
        (Rules(one_product=True), [1, 3, 4]),
        (Rules(warehouse=8), []),
        (Rules(ship_by=date(2026, 11, 23)), []),
        (Rules(ship_by=date(2026, 11, 24)), [2]),
    ],
)
def test_rules_choose(rules: Rules, kept: list[int]) -> None:
    rows = ({"volume_cm3": 800}, {"service_id": 2, "products": 2, "ship_by": date(2026, 11, 24)}, {"country": "FR"}, {"weight_g": 400})
    assert sorted(_queue(*rows, rules=rules)[0]) == sorted(kept)


def test_what_leaves_after_its_day_is_late() -> None:
    """The next departure is today, the day in the promise yesterday, today, none."""
    days = [date(2026, 11, 22), date(2026, 11, 23), None]
    rows = pl.DataFrame(
        [ROW | {"parcel_id": n, "ship_by": day} for n, day in enumerate(days)], schema_overrides={"ship_by": pl.Date, "needs": pl.String}
    )
    found = sort_queue(rows, departures([(1, 9)], EVERY_DAY, [], NOW), Rules(), NOW).parcels.sort("parcel_id")
    assert found["late"].to_list() == [True, False, False]
