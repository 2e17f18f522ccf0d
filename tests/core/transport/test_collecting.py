"""Collections decided: which days a standing booking falls on, which slot serves it, how much is announced; also where the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahuo.core.transport.check_collecting import check_days
from fahuo.core.transport.collecting import (
    Day,
    Load,
    Offered,
    Standing,
    choose_slot,
    days_of,
    differs,
    expect,
    first_free,
    span,
    why_not,
)

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # a Monday, noon in China
DAILY = Standing(1, 10, "Jade", 1, frozenset(range(5)), time(14), time(16), date(2026, 11, 1), None, "Asia/Shanghai", 7)

ZONES = ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "UTC"]
DAYS = st.dates(date(2026, 3, 1), date(2026, 11, 30))


@st.composite
def standings(draw: st.DrawFn) -> list[Standing]:
    rows = []
    for number in range(draw(st.integers(0, 4))):
        begins, ends = sorted(
            draw(st.lists(st.times().map(lambda t: t.replace(second=0, microsecond=0)), min_size=2, max_size=2, unique=True))
        )
        from_on = draw(DAYS)
        until = draw(st.none() | st.integers(1, 20).map(lambda n, day=from_on: day + timedelta(days=n)))
        rows.append(
            Standing(
                number, draw(st.integers(1, 2)), draw(st.sampled_from("AB")), draw(st.integers(1, 2)), frozenset(draw(st.sets(st.integers(0, 6)))),
                begins, ends, from_on, until, draw(st.sampled_from(ZONES)), draw(st.integers(0, 14)),
            )
        )  # fmt: skip
    return rows


@given(
    standings(),
    st.sets(st.tuples(st.none() | st.integers(1, 2), DAYS), max_size=6),
    st.sets(st.tuples(st.integers(1, 2), st.sampled_from("AB"), st.integers(1, 2), DAYS), max_size=6),
    st.sets(st.tuples(st.integers(0, 3), DAYS), max_size=6),
    st.integers(0, 274 * 24 * 60).map(lambda minutes: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
    st.randoms(),
)
def test_the_judge_agrees_and_neither_order_nor_the_others_matter(rows, closed, taken, made, now, rng) -> None:  # type: ignore[no-untyped-def]
    days = days_of(rows, closed, taken, made, now)
    assert check_days(rows, closed, taken, made, now, days) == []
    shuffled = rows[:]
    rng.shuffle(shuffled)
    assert days_of(shuffled, closed, taken, made, now) == days
    for row in rows:
        assert days_of([row], closed, taken, made, now) == [day for day in days if day.standing_id == row.standing_id]


def test_the_judge_finds_what_is_broken() -> None:
    days = days_of([DAILY], [(None, date(2026, 11, 25))], [], [], NOON)
    assert check_days([DAILY], [(None, date(2026, 11, 25))], [], [], NOON, days) == []
    for broken in (days[1:], [*days, days[0]], [Day(1, days[0].on, "collection_booked"), *days[1:]], [*days, Day(9, days[0].on)]):
        assert check_days([DAILY], [(None, date(2026, 11, 25))], [], [], NOON, broken)


def test_a_standing_booking_leaves_closed_days_and_what_stands_already() -> None:
    closed, taken, made = [(10, date(2026, 11, 24))], [(10, "Jade", 1, date(2026, 11, 25))], [(1, date(2026, 11, 26))]
    days = days_of([DAILY], closed, taken, made, NOON)
    assert [(day.on.day, day.code) for day in days] == [
        (23, ""), (24, "collection_closed_here"), (25, "collection_booked"), (26, "collection_booked"), (27, ""), (30, ""),
    ]  # fmt: skip
    evening = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # 16:00: the slot has just ended
    assert days_of([DAILY], [], [], [], evening)[0] == Day(1, date(2026, 11, 23), "collection_past")


def test_the_day_is_that_of_the_warehouse() -> None:
    night = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)  # Sunday in Leipzig, Monday in Shenzhen
    leipzig = Standing(2, 11, "Rhein", 1, frozenset({6}), time(20), time(21), date(2026, 1, 1), None, "Europe/Berlin", 0)
    assert [day.on.day for day in days_of([DAILY, leipzig], [], [], [], night) if not day.code][:2] == [22, 23]


@pytest.mark.parametrize(
    ("on", "begins", "ends", "hours", "begins_utc"),
    [
        (date(2026, 3, 29), time(14), time(16), 2, "12:00"),  # already summer time
        (date(2026, 3, 29), time(1), time(4), 2, "00:00"),  # an hour is missing within it
        (date(2026, 3, 29), time(2, 30), time(3), 0.5, "01:30"),  # does not exist: an hour later, as long as it says
        (date(2026, 10, 25), time(14), time(16), 2, "13:00"),
        (date(2026, 10, 25), time(1), time(4), 4, "23:00"),  # an hour comes twice within it
        (date(2026, 10, 25), time(2), time(2, 30), 0.5, "00:00"),  # comes twice: the first is meant
    ],
)
def test_where_the_clocks_change(on: date, begins: time, ends: time, hours: float, begins_utc: str) -> None:
    begin, end = span(on, begins, ends, "Europe/Berlin")
    assert end - begin == timedelta(hours=hours) and f"{begin:%H:%M}" == begins_utc
    assert begin.astimezone(ZoneInfo("Europe/Berlin")).date() == on


def slot(name: str, hour: int, *, left: int | None = 1, lead: int = 2, most_g: int | None = None) -> Offered:
    begins = NOON.replace(hour=hour)
    return Offered(name, begins, begins + timedelta(hours=2), begins - timedelta(hours=lead), left, most_g)


def test_why_a_slot_cannot_be_booked() -> None:
    assert why_not(slot("a", 8), 1, NOON) is None
    assert why_not(slot("a", 6), 1, NOON) is None, "at the very moment of its deadline it still can"
    assert why_not(slot("a", 5), 1, NOON) == "collection_too_late"
    assert why_not(slot("a", 4, lead=-1), 1, NOON) == "collection_too_late", "it has begun"
    assert why_not(slot("a", 8, left=0), 1, NOON) == "collection_full"
    assert why_not(slot("a", 8, left=None), 1, NOON) is None, "a carrier that does not tell may be asked"
    assert why_not(slot("a", 8, most_g=999), 1_000, NOON) == "collection_too_heavy"


def test_the_slot_that_shares_most_of_the_wish_is_chosen_and_none_that_shares_nothing() -> None:
    wish = NOON.replace(hour=8), NOON.replace(hour=10)
    slots = [slot("early", 7), slot("same", 8), slot("late", 9), slot("far", 12)]
    assert choose_slot(slots, *wish, 1, NOON) == slots[1]
    assert choose_slot([*slots[:1], slot("same", 8, left=0), *slots[2:]], *wish, 1, NOON) == slots[0], "of equal ones the first"
    assert choose_slot([slot("same", 8, left=0), slots[3]], *wish, 1, NOON) == "collection_full"
    assert choose_slot([slot("same", 8, lead=9)], *wish, 1, NOON) == "collection_too_late"
    assert choose_slot([slots[3]], *wish, 1, NOON) == choose_slot([], *wish, 1, NOON) == "collection_no_slot"
    assert first_free(slots, 1, NOON) == slots[0] and first_free([], 1, NOON) is None


@given(
    st.lists(
        st.tuples(st.integers(0, 20), st.none() | st.integers(0, 2), st.integers(0, 6), st.none() | st.integers(500, 1_500)), max_size=8
    ),
    st.integers(0, 20),
)
def test_what_is_chosen_can_be_booked_and_nothing_better_could(rows: list[tuple[int, int | None, int, int | None]], hour: int) -> None:
    day = NOON.replace(hour=0)
    slots = [
        Offered(str(n), day + timedelta(hours=h), day + timedelta(hours=h + 2), day + timedelta(hours=h - lead), left, most)
        for n, (h, left, lead, most) in enumerate(rows)
    ]
    begins, ends = day + timedelta(hours=hour), day + timedelta(hours=hour + 3)

    def shared(one: Offered) -> int:
        minutes = range(24 * 60)
        return sum(
            begins <= day + timedelta(minutes=m) < ends and one.begins_at <= day + timedelta(minutes=m) < one.ends_at for m in minutes
        )

    chosen = choose_slot(slots, begins, ends, 1_000, NOON)
    good = [s for s in slots if why_not(s, 1_000, NOON) is None and shared(s)]
    if isinstance(chosen, str):
        assert not good
    else:
        assert shared(chosen) == max(shared(s) for s in good)


def test_how_much_is_announced() -> None:
    waits, usual = Load(10, 5_000), Load(40, 30_000)
    assert expect(waits, usual, first=True, today=True) == waits
    assert expect(waits, usual, first=True, today=False) == usual
    assert expect(Load(90, 1), usual, first=True, today=False) == Load(90, 30_000)
    assert expect(waits, usual, first=False, today=False) == usual
    assert expect(Load(0, 0), Load(0, 0), first=True, today=True) == Load(1, 1), "a carrier takes no announcement of nothing"
    assert (
        differs(Load(1, 20_000), Load(1, 25_000))
        and not differs(Load(1, 20_000), Load(1, 24_000))
        and not differs(Load(1, 2), Load(1, 4_000))
    )
    assert differs(Load(1, 1), Load(2, 900)) and not differs(Load(1, 1), Load(1, 1)), "where nothing was known, anything is told"
