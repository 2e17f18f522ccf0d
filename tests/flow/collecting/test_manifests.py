"""A manifest goes with the collection that comes next; what is announced is what waits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fahuo.core.transport.collecting import Load
from fahuo.core.words import Happening
from fahuo.flow.collecting import booking, changing, loads
from fahuo.flow.floor import handover
from fahuo.ports.doubles import CollectorInMemory
from fahuo.records.models import Event, Merchant
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.transport.models import Collection, Manifest
from tests.flow.collecting.yard import TOMORROW
from tests.flow.floor.hall import LATER, hall
from tests.flow.floor.test_handover import begin

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant(db: None) -> Merchant:
    return hall(20)


def scanned(merchant: Merchant) -> tuple[Manifest, int]:
    row, parcels = begin(merchant)
    handover.scan(merchant, row.pk, [number_of(p.pk) for p in parcels], "zhou", LATER)
    return row, len(parcels)


def next_for(merchant: Merchant, row: Manifest) -> Collection:
    return booking.book_next(merchant, row.warehouse_id, row.service.carrier, "zhou", lambda: LATER)


def of(row: Manifest) -> Collection | None:
    row.refresh_from_db()
    return row.collection


def test_a_closed_manifest_goes_with_the_next_collection(merchant: Merchant, carrier: CollectorInMemory) -> None:
    row, many = scanned(merchant)
    place = (row.warehouse_id, row.service.carrier)
    assert loads.waiting(merchant.pk, LATER.date())[place].on_manifests == many
    taken = next_for(merchant, row)
    assert taken.parcels == loads.waiting(merchant.pk, LATER.date())[place].parcels >= many
    handover.close(merchant, row.pk, "zhou", LATER)
    assert of(row) == taken
    handover.collected(merchant, row.pk, "Chen", "粤B1", LATER + timedelta(hours=5), "zhou")
    taken.refresh_from_db()
    assert taken.state == "collected" and taken.acts.last().by == "zhou"
    assert loads.waiting(merchant.pk, LATER.date()).get(place, loads.NONE).on_manifests == 0
    assert loads.usual(merchant.pk, LATER.date())[place].parcels == many


def test_what_was_closed_before_goes_with_what_is_booked_after(merchant: Merchant, carrier: CollectorInMemory) -> None:
    row, _many = scanned(merchant)
    handover.close(merchant, row.pk, "zhou", LATER)
    assert of(row) is None
    first = next_for(merchant, row)
    assert of(row) == first
    changing.missed(merchant, first.pk, "", "zhou", first.ends_at)
    assert of(row) is None, "nobody came, nobody is booked"
    second = next_for(merchant, row)
    assert of(row) == second
    changing.collected(merchant, second.pk, "Chen", "粤b2", "zhou", second.begins_at)
    row.refresh_from_db()
    assert (row.collected_at, row.driver, row.plate) == (second.begins_at, "Chen", "粤B2")
    assert Event.objects.filter(kind=Happening.HANDED_OVER).count() > 0


def test_a_refused_booking_lets_its_manifests_go(merchant: Merchant, carrier: CollectorInMemory, monkeypatch: pytest.MonkeyPatch) -> None:
    from fahuo.flow.collecting import calls
    from fahuo.ports.answers import Refused

    row, _many = scanned(merchant)
    handover.close(merchant, row.pk, "zhou", LATER)
    monkeypatch.setattr(calls, "call", lambda client, act: Refused("slot_full", "full"))
    assert next_for(merchant, row).state == "refused" and of(row) is None


def test_opened_again_it_goes_with_none_and_a_vehicle_that_nobody_booked_is_noted(merchant: Merchant, carrier: CollectorInMemory) -> None:
    row, _many = scanned(merchant)
    carrier.takes = 1
    today = next_for(merchant, row)
    handover.close(merchant, row.pk, "zhou", LATER)
    handover.reopen(merchant, row.pk, "a parcel more", "zhou", LATER)
    assert of(row) is None
    changing.cancel(merchant, today.pk, "zhou", lambda: LATER)
    late = booking.book(merchant, row.warehouse_id, row.service.carrier, TOMORROW, f"{TOMORROW}T15", Load(1, 1), "zhou", lambda: LATER)
    handover.close(merchant, row.pk, "zhou", LATER)
    assert of(row) == late
    handover.collected(merchant, row.pk, "Wu", "", LATER + timedelta(hours=1), "zhou")
    late.refresh_from_db()
    assert of(row) is None and row.collected_at and late.state == "booked", "tomorrow's is still to come"
