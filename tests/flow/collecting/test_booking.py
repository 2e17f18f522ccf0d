"""Collections booked once: by slot, by one press, by telephone; changed, cancelled, missed, collected; and why not, in sentences."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest

from fahuo.core.transport.collecting import Load
from fahuo.flow.collecting import booking, calls, changing
from fahuo.flow.said import NotPossible
from fahuo.ports.doubles import CarrierInMemory, CollectorInMemory
from fahuo.records.models import Merchant, Warehouse
from fahuo.steps.methods.models import ClosedDay
from fahuo.steps.transport.models import CarrierComes, Collection, CollectionAct
from tests.flow.collecting.yard import POST, SOME, TODAY, TOMORROW, book, clock, open_yard, shenzhen, slot
from tests.scene import NOON, stranger

pytestmark = pytest.mark.django_db


def refused(verb: Callable[[], Any]) -> str:
    with pytest.raises(NotPossible) as no:
        verb()
    assert no.value.zh and no.value.en
    return no.value.en


def test_a_slot_is_booked_once_and_says_who_when_and_under_which_number(merchant: Merchant, carrier: CollectorInMemory) -> None:
    row = book(merchant)
    assert (row.state, row.reference, row.parcels, row.weight_g, row.trip) == ("booked", "C1", 12, 9_000, 1)
    assert (row.begins_at.hour, row.on) == (7, TOMORROW)  # 15:00 in Shenzhen
    act = row.acts.get()
    assert (act.kind, act.by, act.at, act.answered_at, act.code) == ("book", "zhou", NOON, NOON, "")
    assert CarrierComes.objects.get().code == ""
    assert "booked already on 2026-11-24 at SZX: C1" in refused(lambda: book(merchant, hour=10))
    second = book(merchant, hour=10, another=True)
    assert (second.trip, second.state, len(carrier.bookings)) == (2, "booked", 2)


def test_what_the_carrier_refuses_stands_with_its_reason(merchant: Merchant, monkeypatch: pytest.MonkeyPatch) -> None:
    carrier = open_yard(monkeypatch)
    asked = calls.call

    def full(client: Any, act: Any) -> Any:
        carrier.takes = 0  # somebody else takes the last place between our look and our booking
        return asked(client, act)

    monkeypatch.setattr(calls, "call", full)
    row = book(merchant)
    assert row.state == "refused" and row.acts.get().code == "collection_full"
    assert "no room left on 2026-11-24 15:00–17:00" in refused(lambda: book(merchant))
    carrier.takes = 1
    monkeypatch.setattr(calls, "call", asked)
    assert book(merchant).state == "booked", "a refusal keeps nobody's place"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("no_collection", "does not collect: bring the parcels"),
        ("outside_area", "lies outside the area"),
        ("not_open", "does not take bookings for 2026-11-24 yet"),
        ("anything", "says: so the carrier says"),
    ],
)
def test_why_nobody_comes_is_a_sentence(merchant: Merchant, carrier: CollectorInMemory, code: str, said: str) -> None:
    carrier.refuses = code
    assert said in refused(lambda: book(merchant))
    assert not Collection.objects.exists()
    known = CarrierComes.objects.filter(code__gt="").values_list("code", flat=True)
    assert list(known) == (
        ["collection_not_offered"] if code == "no_collection" else ["collection_outside_area"] if code == "outside_area" else []
    )


def test_what_cannot_be_asked_for_is_said(merchant: Merchant, carrier: CollectorInMemory) -> None:
    house = shenzhen(merchant)
    supplier = Warehouse.objects.get(merchant=merchant, kind="supplier")
    ClosedDay.objects.create(merchant=merchant, on=date(2026, 11, 25), name="move")
    go = lambda **change: booking.book(  # noqa: E731
        *(change.get(k, v) for k, v in {
            "m": merchant, "w": house.pk, "c": POST, "on": TOMORROW, "slot": slot(TOMORROW), "load": SOME, "by": "zhou", "clock": clock
        }.items())
    )  # fmt: skip
    assert "closed day" in refused(lambda: go(on=date(2026, 11, 25), slot="2026-11-25T10"))
    assert "above zero" in refused(lambda: go(load=Load(0, 5)))
    assert "above zero" in refused(lambda: go(load=Load(1, 2_000_000_000)))
    assert "no carrier" in refused(lambda: go(c="Nobody"))
    assert "no carrier" in refused(lambda: go(w=supplier.pk))
    assert "no carrier" in refused(lambda: go(m=stranger()))
    assert "no slot that fits" in refused(lambda: go(slot="nothing"))
    assert "does not collect on 2026-11-29" in refused(lambda: go(on=date(2026, 11, 29), slot="2026-11-29T10"))
    assert "too late" in refused(lambda: go(on=TODAY, slot=slot(TODAY, 10)))


def test_without_a_plug_in_that_can_ask_it_is_noted_by_hand(merchant: Merchant, monkeypatch: pytest.MonkeyPatch) -> None:
    open_yard(monkeypatch, False)
    assert "no plug-in" in refused(lambda: book(merchant))
    house = shenzhen(merchant)
    by_hand = lambda begins, ends, on=TOMORROW: booking.note_by_hand(  # noqa: E731
        merchant, house.pk, POST, on, begins, ends, SOME, " 95543-7 ", "zhou", NOON
    )
    assert "must end after" in refused(lambda: by_hand(time(16), time(14)))
    assert "is over" in refused(lambda: by_hand(time(9), time(11), TODAY))
    row = by_hand(time(14), time(16))
    assert (row.state, row.reference, row.by_hand, row.begins_at.hour) == ("booked", "95543-7", True, 6)
    moved = changing.change_by_hand(merchant, row.pk, TOMORROW, time(18), time(19), Load(3, 4_000), "", "li", NOON)
    assert (moved.begins_at.hour, moved.weight_g, moved.reference) == (10, 4_000, "95543-7")
    assert changing.cancel(merchant, row.pk, "li", clock).state == "cancelled"
    assert [(a.kind, a.by) for a in row.acts.all()] == [("book", "zhou"), ("change", "li"), ("cancel", "li")]
    assert not CollectionAct.objects.exclude(key=None).exists(), "nobody is called"


def test_a_carrier_without_collections_is_one_that_cannot_be_asked(merchant: Merchant, monkeypatch: pytest.MonkeyPatch) -> None:
    class Old(CarrierInMemory):
        def __enter__(self) -> Old:
            return self

        def __exit__(self, *_: object) -> None: ...

    monkeypatch.setattr("fahuo.flow.collecting.asking.connect", lambda merchant: Old())
    assert "no plug-in" in refused(lambda: book(merchant))


def test_slot_and_weight_are_changed_and_a_refused_change_leaves_what_stood(merchant: Merchant, carrier: CollectorInMemory) -> None:
    row = book(merchant)
    row = changing.change(merchant, row.pk, None, "", Load(20, 18_000), "li", clock)
    assert (row.weight_g, row.slot, row.state) == (18_000, slot(TOMORROW), "booked")
    row = changing.change(merchant, row.pk, date(2026, 11, 26), "2026-11-26T10", Load(20, 18_000), "li", clock)
    assert (row.on, row.reference) == (date(2026, 11, 26), "C1")
    assert "no slot that fits" in refused(lambda: changing.change(merchant, row.pk, TOMORROW, "", SOME, "li", clock))
    carrier.refuses = "too_heavy"
    assert "more than the vehicle" in refused(lambda: changing.change(merchant, row.pk, None, "", Load(1, 900_000), "li", clock))
    row.refresh_from_db()
    assert (row.state, row.weight_g) == ("booked", 18_000)
    carrier.refuses = ""
    there = book(merchant, date(2026, 11, 27))
    moved = changing.change(merchant, row.pk, date(2026, 11, 27), "2026-11-27T10", SOME, "li", clock)
    assert (there.trip, moved.on, moved.trip) == (1, date(2026, 11, 27), 2), "the second vehicle of that day"


def test_cancelling_is_free_until_the_carriers_time(merchant: Merchant, carrier: CollectorInMemory) -> None:
    row = book(merchant)
    late = lambda: row.cancel_by_at + timedelta(minutes=1)  # noqa: E731
    assert "too late for" in refused(lambda: changing.cancel(merchant, row.pk, "li", late))
    assert changing.cancel(merchant, row.pk, "li", lambda: row.cancel_by_at).state == "cancelled"
    assert carrier.bookings[row.acts.get(kind="book").key].cancelled
    assert "is over already" in refused(lambda: changing.cancel(merchant, row.pk, "li", clock))
    assert book(merchant).state == "booked", "the day is free again"


def test_a_carrier_that_does_not_come_is_booked_again(merchant: Merchant, carrier: CollectorInMemory) -> None:
    row = book(merchant, TODAY)
    assert "has not begun" in refused(lambda: changing.missed(merchant, row.pk, "", "li", NOON))
    later = row.ends_at + timedelta(minutes=30)
    gone = changing.missed(merchant, row.pk, "nobody came", "li", later)
    assert gone.state == "missed" and row.acts.last().said == "nobody came"
    again = book(merchant)
    assert "has not begun" in refused(lambda: changing.collected(merchant, again.pk, "", "", "li", NOON))
    done = changing.collected(merchant, again.pk, "Chen", "粤b12345", "li", NOON + timedelta(days=1))
    assert done.state == "collected" and again.acts.last().said == "Chen 粤B12345"
    assert "is over" in refused(lambda: changing.missed(merchant, again.pk, "", "li", later + timedelta(days=2)))


def test_one_press_books_the_next_slot_for_what_waits(merchant: Merchant, carrier: CollectorInMemory) -> None:
    row = booking.book_next(merchant, shenzhen(merchant).pk, POST, "zhou", clock)
    assert (row.on, row.slot, row.parcels, row.weight_g) == (TODAY, slot(TODAY), 1, 1)
    carrier.takes = 0
    assert "no slot that fits" in refused(lambda: booking.book_next(merchant, shenzhen(merchant).pk, POST, "zhou", clock))


def test_an_answer_that_was_lost_is_no_second_booking(merchant: Merchant, carrier: CollectorInMemory) -> None:
    carrier.lost_answers = 1
    row = book(merchant)
    assert row.state == "asked" and len(carrier.bookings) == 1
    assert "waits for the carrier" in refused(lambda: changing.cancel(merchant, row.pk, "li", clock))
    assert "booked already" in refused(lambda: book(merchant))
    assert calls.work_off(merchant, clock) == 1 and len(carrier.bookings) == 1
    row.refresh_from_db()
    assert (row.state, row.reference) == ("booked", "C1")
    assert calls.work_off(merchant, clock) == 0
    act = row.acts.get()
    assert not calls.settle(act.pk, None, NOON), "the second answer changes nothing"
    carrier.unanswered = 2
    changing.cancel(merchant, row.pk, "li", clock)
    with pytest.raises(calls.TryLater):
        calls.work_off(merchant, clock)
    assert calls.work_off(merchant, clock) == 1
    row.refresh_from_db()
    assert row.state == "cancelled"


def test_what_was_never_answered_ends_by_a_persons_word(merchant: Merchant, carrier: CollectorInMemory) -> None:
    carrier.lost_answers = 1
    row = book(merchant, TODAY)
    changing.missed(merchant, row.pk, "", "li", row.ends_at)
    assert calls.owed(merchant.pk) == [] and row.acts.first().code == "collection_over"


def test_nobody_elses_collection_is_there(merchant: Merchant, carrier: CollectorInMemory) -> None:
    row, other = book(merchant), stranger()
    for verb in (
        lambda: changing.cancel(other, row.pk, "x", clock),
        lambda: changing.change(other, row.pk, None, "", SOME, "x", clock),
        lambda: changing.missed(other, row.pk, "", "x", NOON),
        lambda: changing.collected(other, row.pk, "", "", "x", NOON),
        lambda: changing.change_by_hand(other, row.pk, TOMORROW, time(1), time(2), SOME, "", "x", NOON),
    ):
        assert "there is no collection" in refused(verb)
