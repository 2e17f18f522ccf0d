"""Standing bookings become each day's collection by the job: in time, on the right days, once; and what it cannot book stands with its reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from fahuo.core.transport.collecting import Load
from fahuo.flow import chain, jobs
from fahuo.flow.collecting import calls, changing, loads, standing
from fahuo.flow.said import NotPossible
from fahuo.ports.doubles import CollectorInMemory
from fahuo.records.models import Merchant
from fahuo.steps.methods.models import ClosedDay
from fahuo.steps.transport.models import Collection, StandingCollection
from tests.flow.collecting.yard import POST, SOME, TODAY, TOMORROW, book, clock, open_yard, shenzhen
from tests.scene import NOON

pytestmark = pytest.mark.django_db
WEEK = list(range(7))


def daily(merchant: Merchant, **changes: Any) -> StandingCollection:
    known = {"weekdays": WEEK, "hours": (time(14), time(17)), "dates": (TODAY, None), "by": "zhou", "now": NOON} | changes
    return standing.set_up(merchant, shenzhen(merchant).pk, POST, **known)


def refused(verb: Callable[[], Any]) -> str:
    with pytest.raises(NotPossible) as no:
        verb()
    return no.value.en


def days(state: str = "booked") -> list[int]:
    return [row.on.day for row in Collection.objects.order_by("on") if row.state == state]


def test_the_job_books_each_day_in_time_and_once(merchant: Merchant, carrier: CollectorInMemory) -> None:
    row = daily(merchant)
    standing.run(merchant.pk, clock)
    assert days() == [23, 24, 25], "two days ahead"
    assert {c.acts.get().by for c in Collection.objects.all()} == {standing.ACTOR}
    assert {c.slot[-2:] for c in Collection.objects.all()} == {"15"}, "the slot that shares most of the wish"
    standing.run(merchant.pk, clock)
    assert len(carrier.bookings) == 3
    tomorrow = lambda: NOON + timedelta(days=1)  # noqa: E731
    standing.run(merchant.pk, tomorrow)
    assert days() == [23, 24, 25, 26]
    standing.end(merchant, row.pk, "zhou", NOON)
    standing.run(merchant.pk, lambda: NOON + timedelta(days=5))
    assert days() == [23, 24, 25, 26]
    assert "no such standing" in refused(lambda: standing.end(merchant, row.pk, "zhou", NOON))


def test_weekdays_dates_and_closed_days_hold(merchant: Merchant, carrier: CollectorInMemory) -> None:
    ClosedDay.objects.create(merchant=merchant, warehouse=shenzhen(merchant), on=date(2026, 11, 25), name="count")
    daily(merchant, weekdays=[1, 2, 3, 4], dates=(TODAY, date(2026, 11, 27)), days_ahead=14)
    standing.run(merchant.pk, clock)
    assert days() == [24, 26]


def test_what_a_person_booked_or_cancelled_is_not_booked_again(merchant: Merchant, carrier: CollectorInMemory) -> None:
    own = book(merchant, TOMORROW, hour=10)
    daily(merchant)
    standing.run(merchant.pk, clock)
    assert days() == [23, 24, 25] and Collection.objects.filter(on=TOMORROW).get() == own
    cancelled = Collection.objects.get(on=date(2026, 11, 25))
    changing.cancel(merchant, cancelled.pk, "zhou", clock)
    moved = Collection.objects.get(on=TODAY)
    changing.change(merchant, moved.pk, date(2026, 11, 26), "2026-11-26T10", SOME, "zhou", clock)
    standing.run(merchant.pk, clock)
    assert days() == [24, 26] and days("cancelled") == [25], "neither the cancelled nor the moved day comes back"


def test_a_day_that_is_full_stands_with_its_reason_and_one_that_is_not_open_waits(merchant: Merchant, carrier: CollectorInMemory) -> None:
    daily(merchant)
    carrier.takes = 0
    standing.run(merchant.pk, clock)
    vain = Collection.objects.filter(on=TOMORROW).get()
    assert (vain.state, vain.acts.get().code, days("refused")) == ("refused", "collection_full", [23, 24, 25])
    carrier.takes, carrier.refuses = 1, "not_open"
    standing.run(merchant.pk, lambda: NOON + timedelta(days=1))
    assert not Collection.objects.filter(on=date(2026, 11, 26)).exists()
    carrier.refuses = ""
    standing.run(merchant.pk, lambda: NOON + timedelta(days=1))
    assert days() == [24, 25, 26], "what was full is asked for again"


def test_a_silent_carrier_is_asked_again_and_books_one(merchant: Merchant, carrier: CollectorInMemory) -> None:
    daily(merchant, days_ahead=0)
    carrier.unanswered = 1
    standing.run(merchant.pk, clock)
    assert not Collection.objects.exists(), "it did not say which slots it has"
    carrier.lost_answers = 1
    standing.run(merchant.pk, clock)
    assert days() == [23] and len(carrier.bookings) == 1


def test_without_a_plug_in_nothing_is_booked_and_nothing_breaks(merchant: Merchant, monkeypatch: pytest.MonkeyPatch) -> None:
    open_yard(monkeypatch, False)
    daily(merchant)
    standing.run(merchant.pk, clock)
    assert not Collection.objects.exists()


def test_what_waits_is_announced_and_told_again_when_it_grew(
    merchant: Merchant, carrier: CollectorInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = {(shenzhen(merchant).pk, POST): loads.Waiting(0, 30, 10, 50_000)}
    monkeypatch.setattr(loads, "waiting", lambda merchant_id, today: waits)
    monkeypatch.setattr(loads, "usual", lambda merchant_id, today: {(shenzhen(merchant).pk, POST): Load(7, 5_000)})
    daily(merchant)
    standing.run(merchant.pk, clock)
    told = {c.on.day: (c.parcels, c.weight_g) for c in Collection.objects.all()}
    assert told == {23: (40, 50_000), 24: (7, 5_000), 25: (7, 5_000)}
    waits[(shenzhen(merchant).pk, POST)] = loads.Waiting(0, 60, 0, 90_000)
    standing.run(merchant.pk, clock)
    today = Collection.objects.get(on=TODAY)
    assert (today.parcels, today.weight_g, carrier.bookings[today.acts.first().key].weight_g) == (60, 90_000, 90_000)
    assert Collection.objects.get(on=TOMORROW).weight_g == 5_000, "it is not near yet"
    waits[(shenzhen(merchant).pk, POST)] = loads.Waiting(0, 600, 0, 900_000)
    standing.run(merchant.pk, clock)
    today.refresh_from_db()
    assert today.weight_g == 90_000, "once is enough"


def test_what_is_set_up_wrongly_is_said(merchant: Merchant, carrier: CollectorInMemory) -> None:
    assert "needs a weekday" in refused(lambda: daily(merchant, weekdays=[]))
    assert "needs a weekday" in refused(lambda: daily(merchant, weekdays=[7]))
    assert "must end after it begins" in refused(lambda: daily(merchant, hours=(time(14), time(14))))
    assert "must end after it begins" in refused(lambda: daily(merchant, dates=(TODAY, TODAY)))
    daily(merchant, weekdays=[0, 1])
    assert "has a standing booking at SZX already (14:00–17:00)" in refused(lambda: daily(merchant, weekdays=[1, 2]))
    assert daily(merchant, weekdays=[3]).trip == 1
    assert daily(merchant, weekdays=[1], another=True).trip == 2
    standing.run(merchant.pk, clock)
    assert list(Collection.objects.filter(on=TOMORROW).order_by("trip").values_list("trip", flat=True)) == [1, 2]


def test_the_sweep_wakes_the_job(merchant: Merchant, carrier: CollectorInMemory, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[tuple[str, int]] = []
    monkeypatch.setattr(jobs, "defer", lambda task, **arguments: woken.append((task, next(iter(arguments.values()), 0))))
    chain.sweep(datetime.now(NOON.tzinfo))
    assert ("collect", merchant.pk) in woken
    monkeypatch.setattr(jobs, "now", clock)
    daily(merchant)
    jobs.collect(merchant.pk)
    assert days() == [23, 24, 25] and calls.owed(merchant.pk) == []
