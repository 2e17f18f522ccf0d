"""The judge of planned collections: looks at every day of the calendar by itself and shares no code with the planner."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from fahuo.core.transport.collecting import Day, Standing


def check_days(
    standings: Iterable[Standing], closed: Collection[tuple[int | None, date]], taken: Collection[tuple[int, str, int, date]],
    made: Collection[tuple[int, date]], now: datetime, days: list[Day],
) -> list[str]:  # fmt: skip
    """What is wrong with the days that days_of() gave, as sentences; empty when they are right."""
    said = {(day.standing_id, day.on): day.code for day in days}
    wrong = [] if len(said) == len(days) else ["a day is there twice"]
    for row in standings:
        wanted = {(row.standing_id, on): code for on, code in _calendar(row, closed, taken, made, now)}
        given = {key: code for key, code in said.items() if key[0] == row.standing_id}
        wrong += [
            f"{key} is {given.get(key)!r}, not {wanted.get(key)!r}"
            for key in wanted.keys() | given.keys()
            if given.get(key) != wanted.get(key)
        ]
    known = {row.standing_id for row in standings}
    return wrong + [f"{key} belongs to nothing" for key in said if key[0] not in known]


def _calendar(
    row: Standing, closed: Collection[tuple[int | None, date]], taken: Collection[tuple[int, str, int, date]],
    made: Collection[tuple[int, date]], now: datetime,
) -> Iterator[tuple[date, str]]:  # fmt: skip
    here = now.astimezone(ZoneInfo(row.zone))
    for number in range(here.toordinal(), here.toordinal() + row.days_ahead + 1):
        on = date.fromordinal(number)
        wanted = on.isoweekday() - 1 in row.weekdays and row.from_on <= on and not (row.until_on and row.until_on <= on)
        if not wanted:
            continue
        if any(day == on and house in (None, row.warehouse_id) for house, day in closed):
            yield on, "collection_closed_here"
        elif (row.standing_id, on) in made or any(spot == (row.warehouse_id, row.carrier, row.trip, on) for spot in taken):
            yield on, "collection_booked"
        else:
            yield on, "collection_past" if on == here.date() and _over(row, here) else ""


def _over(row: Standing, here: datetime) -> bool:
    """Today's hours are over, by the clock on the warehouse's wall."""
    end = datetime.combine(here.date(), row.ends, here.tzinfo)
    begin = datetime.combine(here.date(), row.begins, here.tzinfo)
    lasts = (
        max((end.timestamp() - begin.timestamp()), 0)
        or (row.ends.hour - row.begins.hour) * 3600 + (row.ends.minute - row.begins.minute) * 60
    )
    return here.timestamp() >= begin.timestamp() + lasts
