"""A refused day: when it is asked for again, and which slot of the day will do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fahuo.core.transport.again import PASSING, hopeless, next_try_at, other_slot
from fahuo.core.transport.collecting import Offered

DAY = datetime(2026, 11, 24, tzinfo=UTC)


def at(hour: float) -> datetime:
    return DAY + timedelta(hours=hour)


def slot(begins: float, left: int = 1, lead: float = 1, most_g: int | None = None) -> Offered:
    return Offered(f"s{begins}", at(begins), at(begins + 2), at(begins - lead), left, most_g)


def chosen(slots: list[Offered], *, wish: tuple[float, float] = (14, 16), ready: float = 14, now: float = 6, weight_g: int = 1000) -> str:
    found = other_slot(slots, at(wish[0]), at(wish[1]), at(ready), weight_g, at(now))
    return found if isinstance(found, str) else found.id


def test_it_waits_longer_each_time_but_three_hours_at_most() -> None:
    waits = [(next_try_at(n, DAY) - DAY) / timedelta(minutes=1) for n in range(1, 9)]
    assert waits == [10, 20, 40, 80, 160, 180, 180, 180] and next_try_at(10_000, DAY) == DAY + timedelta(hours=3)


@pytest.mark.parametrize(
    ("slots", "said"),
    [
        ([slot(9), slot(14), slot(18)], "s14"),  # its own hours, where there is room now
        ([slot(9), slot(14, left=0), slot(18)], "s18"),  # the morning's is over before the parcels are ready
        ([slot(12.5), slot(14, left=0), slot(15.5)], "s15.5"),
        ([slot(12.5), slot(14, left=0)], "s12.5"),  # ends after the cut-off
        ([slot(14, left=0), slot(18, left=0)], "collection_full"),
        ([slot(14, most_g=10), slot(18, most_g=20)], "collection_too_heavy"),
        ([slot(9)], "collection_no_slot"),
        ([], "collection_no_slot"),
    ],
)
def test_the_nearest_slot_after_the_cut_off_will_do(slots: list[Offered], said: str) -> None:
    assert chosen(slots) == chosen(slots[::-1]) == said


def test_too_late_is_said_only_when_nobody_could_give_a_place_back_any_more() -> None:
    slots = [slot(14, left=0, lead=3), slot(18, left=0, lead=3)]
    assert chosen(slots, now=12) == "collection_full"
    assert chosen(slots, now=15.5) == "collection_too_late"
    assert not hopeless("collection_full", at(24), at(12)) and hopeless("collection_full", at(24), at(24))
    assert hopeless("collection_too_late", at(24), at(12)) and hopeless("collection_not_offered", at(24), at(12))
    assert [hopeless(code, at(24), at(1)) for code in PASSING].count(True) == 1
