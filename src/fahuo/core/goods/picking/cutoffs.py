"""When a service leaves a warehouse next: cut-offs by weekday, without the days on which nobody works."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import dataframely as dy
import polars as pl

from fahuo.core import frames

AHEAD = 35  # days that are looked at: a weekly departure is found behind a fortnight's holidays


@dataclass(frozen=True)
class CutOff:
    """Parcels must be ready by this time of this weekday. Without a warehouse it holds for all that have no rows of their own."""

    service_id: int
    warehouse_id: int | None
    weekday: int  # 0 is Monday
    at: time
    zone: str  # IANA name: the time is local there


class Departures(dy.Schema):
    """The next departure of each service from each warehouse; null where none is set up, or none comes within five weeks."""

    service_id = dy.Int64(primary_key=True)
    warehouse_id = dy.Int64(primary_key=True)
    departs_at = dy.Datetime(time_unit="us", time_zone=frames.UTC, nullable=True)


def departures(
    pairs: Iterable[tuple[int, int]], cut_offs: Iterable[CutOff], closed: Iterable[tuple[int | None, date]], now: datetime
) -> pl.DataFrame:
    """Departures of these (service_id, warehouse_id). `closed`: (warehouse_id or None for all, day) on which nothing leaves.

    A parcel is too late at the very moment of the cut-off. A departure at an hour that the clock skips in spring is an hour later.
    """
    rows, shut = list(cut_offs), set(closed)
    found = {pair: _next(rows, shut, *pair, now) for pair in pairs}
    keys = sorted(found)
    return pl.DataFrame(
        [(*key, found[key]) for key in keys],
        schema={"service_id": pl.Int64, "warehouse_id": pl.Int64, "departs_at": pl.Datetime("us", "UTC")},
        orient="row",
    )


def _next(rows: list[CutOff], shut: set[tuple[int | None, date]], service_id: int, warehouse_id: int, now: datetime) -> datetime | None:
    of_service = [row for row in rows if row.service_id == service_id]
    own = [row for row in of_service if row.warehouse_id == warehouse_id]
    moments = (_next_of(row, shut, warehouse_id, now) for row in own or [row for row in of_service if row.warehouse_id is None])
    return min((moment for moment in moments if moment is not None), default=None)


def _next_of(row: CutOff, shut: set[tuple[int | None, date]], warehouse_id: int, now: datetime) -> datetime | None:
    zone = ZoneInfo(row.zone)
    today = now.astimezone(zone).date()
    for ahead in range(AHEAD):
        day = today + timedelta(days=ahead)
        if day.weekday() != row.weekday or (None, day) in shut or (warehouse_id, day) in shut:
            continue
        moment = datetime.combine(day, row.at, tzinfo=zone).astimezone(UTC)
        if moment > now:
            return moment
    return None
