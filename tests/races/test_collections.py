"""Races about collections on a real PostgreSQL: several people and the job book one day, a manifest is closed while its collection is missed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import time as clock_time
from datetime import timedelta
from threading import Barrier, BrokenBarrierError, RLock
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, connections

from fahuo.flow.collecting import again, asking, booking, calls, changing, linking, scanned, standing
from fahuo.flow.floor import handover
from fahuo.flow.said import NotPossible
from fahuo.ports.collection import Booking, CollectionRequest
from fahuo.ports.doubles import CollectorInMemory
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.transport.models import STANDS, Collection, CollectionAct, Manifest
from tests.flow.collecting.test_again import fill, wanted
from tests.flow.collecting.test_scanned import closed, scan
from tests.flow.collecting.yard import POST, TODAY, book, clock, open_yard, shenzhen
from tests.flow.floor.hall import LATER, hall
from tests.flow.floor.test_handover import begin
from tests.scene import sample_merchant

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 6


class Counting(CollectorInMemory):
    """One call at a time, as a carrier's own database would see to it."""

    def __init__(self, **known: Any) -> None:
        super().__init__(**known)
        self.lock, self.calls = RLock(), 0

    def book_collection(self, request: CollectionRequest) -> Booking:
        with self.lock:
            self.calls += 1
            return super().book_collection(request)


class Careless(Counting):
    """A carrier without a lock: two look whether there is room before either writes it down."""

    def __init__(self, **known: Any) -> None:
        super().__init__(**known)
        self.meet = Barrier(2)

    def book_collection(self, request: CollectionRequest) -> Booking:
        slot = self._free(request.on, request.slot)
        together(self.meet, 5)
        booking = Booking(f"C{request.key}", slot.id, slot.begins_at, slot.ends_at, request.parcels, request.weight_g, slot.begins_at)
        return self.bookings.setdefault(request.key, booking)


def _at_once(*works: Callable[[], Any]) -> list[Any]:
    """Everybody at the same time. What cannot be done is an answer; a database error is a fault."""
    barrier = Barrier(len(works))

    def one(work: Callable[[], Any]) -> Any:
        try:
            barrier.wait(30)
            return work()
        except NotPossible as reason:
            return reason
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def together(meet: Barrier, seconds: float = 1.0) -> None:
    """Wait for the others at this place; where a lock keeps them away, not for long."""
    with suppress(BrokenBarrierError):
        meet.wait(seconds)


@contextmanager
def _without(name: str) -> Iterator[None]:
    """The control: as if the constraint had never been there."""
    constraint = next(c for c in Collection._meta.constraints if c.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Collection, constraint)
    try:
        yield
    finally:
        CollectionAct.objects.all().delete()
        Collection.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Collection, constraint)


def _people_book_one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    merchant, carrier = sample_merchant(), Counting(takes=WORKERS)
    open_yard(monkeypatch, carrier)
    done = _at_once(*(lambda n=n: book(merchant, by=f"w{n}", hour=(10, 15)[n % 2]) for n in range(WORKERS)))
    booked = [row for row in done if not isinstance(row, NotPossible)]
    assert len(booked) == len(carrier.bookings) == Collection.objects.filter(STANDS).count() == 1
    assert all("booked already" in row.en for row in done if isinstance(row, NotPossible))


def test_of_those_who_book_one_day_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    _people_book_one_day(monkeypatch)


def test_control_without_the_constraint_several_vehicles_come(monkeypatch: pytest.MonkeyPatch) -> None:
    with _without("collection_stands_once"), pytest.raises(AssertionError):
        _people_book_one_day(monkeypatch)


def _the_last_place(monkeypatch: pytest.MonkeyPatch, carrier: Counting) -> None:
    """Two vehicles are wanted, the slot takes one: the carrier says no to one of them, which stands so and keeps no place."""
    merchant = sample_merchant()
    open_yard(monkeypatch, carrier)

    def another() -> Collection:
        until = time.monotonic() + 20
        while not Collection.objects.exists() and time.monotonic() < until:
            time.sleep(0.01)  # until the first is on its way: else it is the first vehicle of the day
        return book(merchant, by="li", another=True)

    done = _at_once(lambda: book(merchant, by="zhou"), another)
    standing_ones = list(Collection.objects.filter(STANDS))
    assert len(carrier.bookings) == len(standing_ones) == 1 and standing_ones[0].state == "booked"
    assert len(done) == 2 and calls.owed(merchant.pk) == []


def test_two_people_and_the_last_place_of_a_slot(monkeypatch: pytest.MonkeyPatch) -> None:
    _the_last_place(monkeypatch, Counting(takes=1))


def test_control_without_the_carriers_lock_both_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AssertionError):
        _the_last_place(monkeypatch, Careless(takes=1))


def _job_and_person(monkeypatch: pytest.MonkeyPatch) -> None:
    merchant, carrier = sample_merchant(), Counting(takes=WORKERS)
    open_yard(monkeypatch, carrier)
    hours = (clock_time(14), clock_time(17))
    standing.set_up(merchant, shenzhen(merchant).pk, POST, [0], hours, (TODAY, None), "zhou", clock(), days_ahead=0)
    job = lambda: standing.run(merchant.pk, clock)  # noqa: E731
    person = lambda: booking.book_next(merchant, shenzhen(merchant).pk, POST, "li", clock)  # noqa: E731
    _at_once(job, person, job, person, job, person)
    rows = Collection.objects.filter(on=TODAY)
    assert rows.filter(STANDS).count() == rows.count() == len({key.rpartition("-book-")[0] for key in carrier.bookings}) == 1
    assert rows.get().state == "booked" and calls.owed(merchant.pk) == []


def test_job_and_person_book_a_day_once(monkeypatch: pytest.MonkeyPatch) -> None:
    _job_and_person(monkeypatch)


def test_control_without_the_constraint_job_and_person_both_book(monkeypatch: pytest.MonkeyPatch) -> None:
    with _without("collection_stands_once"), pytest.raises((AssertionError, IntegrityError)):
        _job_and_person(monkeypatch)


def _press_and_job_settle(monkeypatch: pytest.MonkeyPatch) -> None:
    merchant, carrier = sample_merchant(), Counting(lost_answers=1)
    open_yard(monkeypatch, carrier)
    row = book(merchant)
    _at_once(*(lambda: calls.work_off(merchant, clock) for _ in range(WORKERS)))
    row.refresh_from_db()
    assert (row.state, row.reference, len(carrier.bookings)) == ("booked", "C1", 1) and carrier.calls > 2


def test_many_who_ask_for_one_answer_book_once(monkeypatch: pytest.MonkeyPatch) -> None:
    _press_and_job_settle(monkeypatch)


def test_control_without_the_stored_key_the_carrier_is_booked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = calls.call

    def anew(client: Any, act: CollectionAct) -> Any:
        act.key = uuid4().hex
        return asked(client, act)

    monkeypatch.setattr(calls, "call", anew)
    with pytest.raises(AssertionError):
        _press_and_job_settle(monkeypatch)


def _close_while_it_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    merchant = hall(20)
    open_yard(monkeypatch)
    row, parcels = begin(merchant)
    handover.scan(merchant, row.pk, [number_of(p.pk) for p in parcels], "zhou", LATER)
    taken = booking.book_next(merchant, row.warehouse_id, row.service.carrier, "zhou", lambda: LATER)
    late = taken.ends_at
    found = linking.lock_next

    def slow(*asked: Any) -> Collection | None:
        chosen = found(*asked)
        time.sleep(0.5)  # between looking and writing
        return chosen

    def later() -> Any:
        time.sleep(0.2)
        return changing.missed(merchant, taken.pk, "", "li", late)

    monkeypatch.setattr(linking, "lock_next", slow)
    _at_once(lambda: handover.close(merchant, row.pk, "zhou", late), later)
    row.refresh_from_db()
    assert row.closed_at is not None and Collection.objects.get(pk=taken.pk).state == "missed"
    assert row.collection is None, "it does not go with a vehicle that never came"


def test_no_manifest_goes_with_a_collection_that_was_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    _close_while_it_is_missed(monkeypatch)


def test_control_without_the_lock_a_manifest_does(monkeypatch: pytest.MonkeyPatch) -> None:
    def looked(merchant_id: int, manifest_id: int, now: Any) -> Collection | None:
        place = Manifest.objects.values_list("warehouse_id", "service__carrier").get(pk=manifest_id)
        return linking.next_of(merchant_id, *place, now)

    monkeypatch.setattr(linking, "lock_next", looked)
    with pytest.raises(AssertionError, match="never came"):
        _close_while_it_is_missed(monkeypatch)


def _scanned_while_a_person_says_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    merchant = hall(20)
    open_yard(monkeypatch)
    row, taken = closed(merchant)
    scan(merchant, row, taken.begins_at)
    written = scanned.act

    meet = Barrier(2)

    def slow(*told: Any, **more: Any) -> CollectionAct:
        together(meet)  # between looking and writing
        return written(*told, **more)

    def person() -> Any:
        time.sleep(0.1)
        return changing.missed(merchant, taken.pk, "", "li", taken.ends_at)

    monkeypatch.setattr(scanned, "act", slow)
    _at_once(*(lambda: scanned.note_scans(merchant, taken.ends_at) for _ in range(3)), person)
    taken.refresh_from_db()
    assert (taken.missed_at is None) != (taken.collected_at is None)
    assert sorted(taken.acts.values_list("kind", flat=True)) in (["book", "scanned"], ["book", "missed"])


def test_a_scan_is_noted_once_and_not_beside_a_persons_word(monkeypatch: pytest.MonkeyPatch) -> None:
    _scanned_while_a_person_says_missed(monkeypatch)


def test_control_without_the_collections_lock_it_is_noted_more_than_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linking, "lock", lambda merchant, pk: Collection.objects.select_related("warehouse").get(pk=pk))
    with pytest.raises(AssertionError):
        _scanned_while_a_person_says_missed(monkeypatch)


def _asked_again_by_many(monkeypatch: pytest.MonkeyPatch) -> None:
    merchant, carrier = sample_merchant(), Counting(takes=1)
    open_yard(monkeypatch, carrier)
    fill(carrier, 10, 15)
    wanted(merchant)
    standing.run(merchant.pk, clock)
    carrier.bookings.clear()
    later = lambda: clock() + timedelta(minutes=10)  # noqa: E731
    asked, meet = asking.ask, Barrier(WORKERS)

    def slow(*told: Any) -> Any:
        found = asked(*told)
        together(meet)  # between looking and writing
        return found

    monkeypatch.setattr(again.asking, "ask", slow)
    done = _at_once(*(lambda: again.try_again(merchant, later) for _ in range(WORKERS)))
    row = Collection.objects.get()
    assert sum(done) == len(carrier.bookings) == 1 and row.state == "booked"
    assert sorted(act.kind for act in row.acts.all()) == ["book", "book"]


def test_a_refused_day_is_asked_again_once(monkeypatch: pytest.MonkeyPatch) -> None:
    _asked_again_by_many(monkeypatch)


def test_control_without_the_look_under_the_lock_it_is_asked_more_than_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(again, "_still", lambda row, made: Collection.objects.select_related("warehouse", "merchant").get(pk=row.pk))
    with pytest.raises((AssertionError, IntegrityError)):
        _asked_again_by_many(monkeypatch)


def _set_up_at_once() -> None:
    merchant = sample_merchant()
    hours = (clock_time(14), clock_time(17))

    def set_up() -> Any:
        return standing.set_up(merchant, shenzhen(merchant).pk, POST, [0, 1], hours, (TODAY, None), "zhou", clock())

    done = _at_once(*(set_up for _ in range(WORKERS)))
    assert sum(not isinstance(row, NotPossible) for row in done) == 1


def test_a_standing_booking_is_set_up_once() -> None:
    _set_up_at_once()


def test_control_without_the_warehouses_lock_it_is_set_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    made = standing.StandingCollection.objects.create

    def slow(**fields: Any) -> Any:
        time.sleep(0.3)
        return made(**fields)

    monkeypatch.setattr(standing.StandingCollection.objects, "create", slow)
    monkeypatch.setattr(standing.Warehouse.objects, "select_for_update", standing.Warehouse.objects.all)
    with pytest.raises(AssertionError):
        _set_up_at_once()
