"""A day of a standing booking that the carrier refused is asked for again, for other slots too, and given up in the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from fahuo.flow.collecting import again, board, booking, calls, standing
from fahuo.ports.answers import Unanswered
from fahuo.ports.collection import Booking
from fahuo.ports.doubles import CollectorInMemory
from fahuo.records.models import Merchant
from fahuo.steps.methods.models import ClosedDay, CutOff
from fahuo.steps.transport.models import Collection, StandingCollection
from tests.flow.collecting.yard import POST, SOME, TOMORROW, book, open_yard, shenzhen, slot
from tests.scene import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def carrier(monkeypatch: pytest.MonkeyPatch) -> CollectorInMemory:
    return open_yard(monkeypatch, CollectorInMemory(takes=1))


def after(**wait: float) -> Callable[[], datetime]:
    return lambda: NOON + timedelta(**wait)


def fill(carrier: CollectorInMemory, *hours: int) -> None:
    """Others have these slots of tomorrow."""
    for hour in hours:
        one = carrier._slot(TOMORROW, hour)
        carrier.bookings[f"others-{hour}"] = Booking("OTHERS", one.id, one.begins_at, one.ends_at, 1, 1, one.begins_at)


def wanted(merchant: Merchant, **changes: Any) -> StandingCollection:
    """Tomorrow at 15:00, by a standing booking, whose cut-off is at noon."""
    CutOff.objects.filter(service__carrier=POST).delete()
    known = {
        "weekdays": [TOMORROW.weekday()],
        "hours": (time(15), time(17)),
        "dates": (TOMORROW, TOMORROW + timedelta(days=1)),
        "by": "zhou",
        "now": NOON,
    }
    return standing.set_up(merchant, shenzhen(merchant).pk, POST, **(known | changes))


def day() -> Collection:
    return Collection.objects.prefetch_related("acts").select_related("warehouse").get(standing__isnull=False)


def test_it_is_asked_again_with_longer_waits_until_a_place_is_given_back(merchant: Merchant, carrier: CollectorInMemory) -> None:
    fill(carrier, 10, 15)
    wanted(merchant)
    standing.run(merchant.pk, after())
    assert day().state == "refused" and again.next_try_at(day()) == NOON + timedelta(minutes=10)
    for minutes in (0, 5, 9.9):
        standing.run(merchant.pk, after(minutes=minutes))
    assert len(again.tries(day())) == 1, "not before its time"
    standing.run(merchant.pk, after(minutes=10))
    standing.run(merchant.pk, after(minutes=10))
    assert len(again.tries(day())) == 2 and again.next_try_at(day()) == NOON + timedelta(minutes=30)
    assert [row.pk for row in board.not_booked(merchant, NOON)] == [day().pk]
    del carrier.bookings["others-15"]
    standing.run(merchant.pk, after(minutes=30))
    assert (day().state, day().slot, day().given_up_at) == ("booked", slot(TOMORROW, 15), None)
    standing.run(merchant.pk, after(hours=5))
    assert Collection.objects.count() == 1 and board.not_booked(merchant, NOON) == []


def test_another_slot_of_the_day_is_taken_unless_it_ends_before_the_cut_off(merchant: Merchant, carrier: CollectorInMemory) -> None:
    fill(carrier, 15)
    row = wanted(merchant)
    standing.run(merchant.pk, after())
    standing.run(merchant.pk, after(minutes=10))
    assert day().state == "refused", "what is over before the wished hours begin comes too early"
    service = row.merchant.service_set.filter(carrier=POST).first()
    CutOff.objects.create(merchant=merchant, service=service, weekday=TOMORROW.weekday(), at=time(11), zone="Asia/Shanghai")
    standing.run(merchant.pk, after(minutes=30))
    assert (day().state, day().slot) == ("booked", slot(TOMORROW, 10))


def test_it_is_given_up_when_it_is_too_late_and_the_page_says_so(merchant: Merchant, carrier: CollectorInMemory) -> None:
    fill(carrier, 10, 15)
    wanted(merchant)
    standing.run(merchant.pk, after())
    late = datetime.combine(TOMORROW, time(14, 30), NOON.tzinfo) - timedelta(hours=8)
    standing.run(merchant.pk, lambda: late)
    row = day()
    assert row.given_up_at == late and row.acts.last().kind == "given_up"
    (shown,) = board.not_booked(merchant, late)
    assert shown.pk == row.pk and again.next_try_at(row) is None
    standing.run(merchant.pk, lambda: late + timedelta(minutes=30))
    assert day().acts.count() == row.acts.count()


@pytest.mark.parametrize("why", ["carrier", "ended", "closed", "not_wanted", "served"])
def test_no_use_to_ask_again(merchant: Merchant, carrier: CollectorInMemory, why: str) -> None:
    fill(carrier, 10, 15)
    row = wanted(merchant, other_slots=why != "not_wanted")
    if why == "carrier":
        carrier.refuses = "no_collection"
    standing.run(merchant.pk, after())
    if why == "ended":
        standing.end(merchant, row.pk, "zhou", NOON)
    if why == "closed":
        ClosedDay.objects.create(merchant=merchant, on=TOMORROW, name="stocktaking")
    if why == "served":
        carrier.bookings.clear()
        book(merchant)
    carrier.refuses = ""
    del carrier.bookings[next(iter(carrier.bookings))]
    standing.run(merchant.pk, after(minutes=15))
    assert day().state == "refused" and day().given_up_at == NOON + timedelta(minutes=15)
    assert (board.not_booked(merchant, NOON) == []) == (why == "served")


def test_a_process_that_ends_between_wish_and_answer_books_once(
    merchant: Merchant, carrier: CollectorInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(carrier, 10, 15)
    wanted(merchant)
    standing.run(merchant.pk, after())
    carrier.bookings.clear()
    settled = calls.settle

    def killed(*_: object) -> bool:
        raise KeyboardInterrupt  # the carrier has sold, and nobody writes it down

    monkeypatch.setattr(calls, "settle", killed)
    with pytest.raises(KeyboardInterrupt):
        standing.run(merchant.pk, after(minutes=10))
    assert day().state == "asked" and len(carrier.bookings) == 1
    monkeypatch.setattr(calls, "settle", settled)
    standing.run(merchant.pk, after(minutes=11))
    assert day().state == "booked" and len(carrier.bookings) == 1


def test_a_carrier_that_is_silent_costs_no_try(merchant: Merchant, carrier: CollectorInMemory, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(carrier, 10, 15)
    wanted(merchant)
    standing.run(merchant.pk, after())

    def silent(*_: object) -> list[Any]:
        raise Unanswered("")

    monkeypatch.setattr(carrier, "slots", silent)
    standing.run(merchant.pk, after(minutes=10))
    assert len(again.tries(day())) == 1 and day().given_up_at is None


def test_a_person_who_books_it_is_left_alone(merchant: Merchant, carrier: CollectorInMemory) -> None:
    fill(carrier, 10, 15)
    wanted(merchant)
    standing.run(merchant.pk, after())
    hours = (time(18), time(19))
    mine = booking.note_by_hand(merchant, shenzhen(merchant).pk, POST, TOMORROW, *hours, SOME, "TEL", "li", NOON)
    carrier.bookings.clear()
    standing.run(merchant.pk, after(minutes=10))
    assert carrier.bookings == {} and Collection.objects.get(pk=mine.pk).state == "booked" and day().given_up_at
