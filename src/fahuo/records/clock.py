"""What time it is: the wall's, or a sample world's that runs faster. Every verb takes `now` from here once, at its edge."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from fahuo.records.models import Clock


def now() -> datetime:
    """The time of the world that we serve."""
    row = Clock.objects.first()
    wall = datetime.now(UTC)
    return wall if row is None else row.world_at + timedelta(seconds=(wall - row.real_at).total_seconds() * row.speed)


def today(at: datetime | None = None) -> date:
    """The day at the operator's place."""
    return (at or now()).astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def midnight(day: date) -> datetime:
    """When a day begins at the operator's place."""
    return datetime.combine(day, time.min, ZoneInfo(settings.TIME_ZONE))


LEASH_S = 5.0  # a running clock is renewed more often than this; longer than this it stood still, whatever the wall says


def resume(speed: float) -> None:
    """Let time go on from where it was when whoever kept it stopped, however long ago that is on the wall."""
    row = Clock.objects.first()
    if row is None:
        return set_speed(speed)
    ran = min((datetime.now(UTC) - row.real_at).total_seconds(), LEASH_S)
    return set_speed(speed, row.world_at + timedelta(seconds=ran * row.speed))


def set_speed(speed: float, world_at: datetime | None = None) -> None:
    """From now on `speed` seconds pass in a second; the time goes on from where it is, or from `world_at`."""
    if not 0 <= speed <= 1_000_000:
        raise ValueError(f"a clock runs between 0 and 1,000,000 times as fast as the wall's, not {speed}")
    with transaction.atomic():
        at = world_at or now()
        Clock.objects.all().delete()
        Clock.objects.create(real_at=datetime.now(UTC), world_at=at, speed=speed)
