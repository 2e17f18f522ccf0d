"""Collections (上门揽收): on which days a standing booking is due, which slot serves it, how much is announced.

Days and hours are those of the warehouse. Nothing here knows what time it is: `now` is given, in UTC.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MOST_AHEAD = 14  # days: further ahead no carrier that we know takes a booking


@dataclass(frozen=True)
class Standing:
    """A standing booking (固定揽收): these weekdays, from a day until the day before another, at these hours of the warehouse's clock."""

    standing_id: int
    warehouse_id: int
    carrier: str
    trip: int  # which vehicle of the day: 1 is the first
    weekdays: frozenset[int]  # 0 is Monday
    begins: time
    ends: time
    from_on: date
    until_on: date | None
    zone: str
    days_ahead: int


@dataclass(frozen=True)
class Day:
    """A day on which a standing booking falls. `code`: empty, it is due; else why it is not booked."""

    standing_id: int
    on: date
    code: str = ""


@dataclass(frozen=True)
class Offered:
    """A slot as a carrier offers it. What it does not tell is None."""

    id: str
    begins_at: datetime
    ends_at: datetime
    book_by_at: datetime | None = None
    left: int | None = None
    most_g: int | None = None


@dataclass(frozen=True)
class Load:
    """How much is announced."""

    parcels: int
    weight_g: int


LEAST = Load(1, 1)  # a carrier takes no announcement of nothing


def span(on: date, begins: time, ends: time, zone: str) -> tuple[datetime, datetime]:
    """From when until when that is, in UTC. An hour that the clock skips is the hour after it; of one that comes twice the first is meant.

    What would then end before it begins lasts as long as its hours say.
    """
    here = ZoneInfo(zone)
    begin, end = (datetime.combine(on, at, here).astimezone(UTC) for at in (begins, ends))
    return begin, end if end > begin else begin + (datetime.combine(on, ends) - datetime.combine(on, begins))


def days_of(
    standings: Iterable[Standing], closed: Collection[tuple[int | None, date]], taken: Collection[tuple[int, str, int, date]],
    made: Collection[tuple[int, date]], now: datetime,
) -> list[Day]:  # fmt: skip
    """Every day within each standing booking's reach, with why it is not booked; by day and id.

    `closed`: (warehouse_id or None for all, day). `taken`: (warehouse_id, carrier, trip, day) for which a collection stands, whoever booked it.
    `made`: (standing_id, day) that were booked before, whatever became of them: what a person cancelled is not booked again.
    """
    shut, there, done = set(closed), set(taken), set(made)
    found = [day for row in standings for day in _days(row, shut, there, done, now)]
    return sorted(found, key=lambda day: (day.on, day.standing_id))


def _days(
    row: Standing, shut: set[tuple[int | None, date]], there: set[tuple[int, str, int, date]], done: set[tuple[int, date]], now: datetime
) -> Iterable[Day]:
    today = now.astimezone(ZoneInfo(row.zone)).date()
    for ahead in range(row.days_ahead + 1):
        on = today + timedelta(days=ahead)
        if on.weekday() not in row.weekdays or on < row.from_on or (row.until_on is not None and on >= row.until_on):
            continue
        if (None, on) in shut or (row.warehouse_id, on) in shut:
            yield Day(row.standing_id, on, "collection_closed_here")
        elif (row.standing_id, on) in done or (row.warehouse_id, row.carrier, row.trip, on) in there:
            yield Day(row.standing_id, on, "collection_booked")
        elif span(on, row.begins, row.ends, row.zone)[1] <= now:
            yield Day(row.standing_id, on, "collection_past")
        else:
            yield Day(row.standing_id, on)


def why_not(slot: Offered, weight_g: int, now: datetime) -> str | None:
    """The code of the reason why a slot cannot be booked; None where it can. At the very moment of its deadline it still can."""
    if slot.left is not None and slot.left <= 0:
        return "collection_full"
    if slot.begins_at <= now or (slot.book_by_at is not None and now > slot.book_by_at):
        return "collection_too_late"
    if slot.most_g is not None and weight_g > slot.most_g:
        return "collection_too_heavy"
    return None


def choose_slot(slots: Iterable[Offered], begins_at: datetime, ends_at: datetime, weight_g: int, now: datetime) -> Offered | str:
    """Of the slots that can be booked the one that shares most of the wished time, of equal ones the first; or the code of the reason.

    A slot that shares nothing with the wish is not taken: nobody would be there to hand over.
    """
    near = [(slot, min(slot.ends_at, ends_at) - max(slot.begins_at, begins_at)) for slot in slots]
    near = [(slot, shared) for slot, shared in near if shared > timedelta(0)]
    free = [(slot, shared) for slot, shared in near if why_not(slot, weight_g, now) is None]
    if free:
        return min(free, key=lambda pair: (-pair[1], pair[0].begins_at, pair[0].id))[0]
    codes = {why_not(slot, weight_g, now) for slot, _shared in near}
    return next(
        (code for code in ("collection_full", "collection_too_heavy", "collection_too_late") if code in codes), "collection_no_slot"
    )


def first_free(slots: Iterable[Offered], weight_g: int, now: datetime) -> Offered | None:
    """The first slot that can be booked."""
    free = [slot for slot in slots if why_not(slot, weight_g, now) is None]
    return min(free, key=lambda slot: (slot.begins_at, slot.id), default=None)


def expect(waiting: Load, usual: Load, *, first: bool, today: bool) -> Load:
    """What to announce: the first collection to come takes what waits, and on a later day at least what usually goes; those after it what usually goes."""
    if not first:
        told = usual
    elif today:
        told = waiting
    else:
        told = Load(max(waiting.parcels, usual.parcels), max(waiting.weight_g, usual.weight_g))
    return Load(max(told.parcels, LEAST.parcels), max(told.weight_g, LEAST.weight_g))


def differs(told: Load, expected: Load) -> bool:
    """Is it worth telling the carrier again: a quarter more or less, and five kilograms; or anything, where nothing was known before."""
    if told == LEAST:
        return expected != LEAST
    apart = abs(expected.weight_g - told.weight_g)
    return apart >= 5_000 and 4 * apart >= told.weight_g
