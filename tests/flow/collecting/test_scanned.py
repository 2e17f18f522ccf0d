"""The carrier's scan of a parcel says that its vehicle came; without one a person is asked."""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl
import pytest
from django.test import Client

from fahuo.flow.collecting import booking, changing, scanned, standing
from fahuo.flow.floor import handover
from fahuo.flow.tracking import take_checkpoints
from fahuo.ports.doubles import CollectorInMemory
from fahuo.records import clock as clocks
from fahuo.records.models import Merchant, User
from fahuo.steps.methods.models import Label
from fahuo.steps.transport.models import Collection, CollectionAct, Manifest
from tests.console.text import read
from tests.flow.collecting.test_manifests import next_for, of
from tests.flow.collecting.test_manifests import scanned as on_a_manifest
from tests.flow.collecting.yard import TOMORROW
from tests.flow.floor.hall import LATER, hall

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant(db: None) -> Merchant:
    return hall(20)


def closed(merchant: Merchant) -> tuple[Manifest, Collection]:
    """A closed manifest and the collection that it goes with."""
    row, _many = on_a_manifest(merchant)
    taken = next_for(merchant, row)
    handover.close(merchant, row.pk, "zhou", LATER)
    assert of(row) == taken
    return row, taken


def scan(merchant: Merchant, row: Manifest, at: datetime, code: str = "InTransit_PickedUp") -> str:
    number = str(Label.objects.filter(parcel__scanned__manifest=row).order_by("parcel_id").values_list("tracking_number", flat=True)[0])
    told = {"number": number, "carrier": "post", "code": code, "text": "picked up", "at": at.isoformat(), "place": "Shenzhen, CN"}
    take_checkpoints(merchant, pl.DataFrame([told]), at)
    return number


def test_a_scan_in_the_slot_notes_the_collection_with_its_time_and_source_once(merchant: Merchant, carrier: CollectorInMemory) -> None:
    row, taken = closed(merchant)
    at = taken.begins_at + timedelta(minutes=40)
    scan(merchant, row, at, "InfoReceived")
    assert scanned.note_scans(merchant, at) == 0, "that a parcel was announced says nothing"
    scan(merchant, row, at)
    later = at + timedelta(hours=3)
    assert scanned.note_scans(merchant, later) == 1 and scanned.note_scans(merchant, later) == 0
    taken.refresh_from_db()
    row.refresh_from_db()
    act = CollectionAct.objects.get(collection=taken, kind="scanned")
    assert (taken.state, taken.collected_at, row.collected_at, act.by, act.at) == ("collected", at, at, "carrier:post", later)
    assert "picked up" in act.said and "Shenzhen" in act.said


def test_what_was_closed_after_the_scan_goes_with_the_next_one(merchant: Merchant, carrier: CollectorInMemory) -> None:
    row, taken = closed(merchant)
    at = taken.begins_at + timedelta(minutes=5)
    late = Manifest.objects.create(
        merchant=merchant, service=row.service, warehouse=row.warehouse, on=row.on, opened_at=at, closed_at=at + timedelta(hours=1), collection=taken
    )  # fmt: skip
    scan(merchant, row, at)
    standing.run(merchant.pk, lambda: at + timedelta(hours=2))
    late.refresh_from_db()
    assert of(row) == taken and row.collected_at == at and (late.collected_at, late.collection) == (None, None)


def test_a_scan_that_fits_two_vehicles_or_none_is_left_to_a_person(merchant: Merchant, carrier: CollectorInMemory) -> None:
    row, taken = closed(merchant)
    load = scanned_load(taken)
    second = booking.book(merchant, row.warehouse_id, row.service.carrier, TOMORROW, f"{TOMORROW}T10", load, "li", lambda: LATER)
    at = second.begins_at + timedelta(minutes=10)
    scan(merchant, row, at)
    assert scanned.note_scans(merchant, at) == 0
    user = User.objects.get(merchant=merchant, username="operator")
    clocks.set_speed(0, at)
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(user)
    browser.cookies["django_language"] = "en"
    page = read(browser.get(f"/floor/collections/{taken.pk}/"))
    assert "missed?" in page and "too late to say by which vehicle" in page
    assert "too late to say by which vehicle" in read(browser.get("/floor/collections/"))
    changing.collected(merchant, taken.pk, "Chen", "", "zhou", at)
    assert "missed?" not in read(browser.get(f"/floor/collections/{taken.pk}/"))


def scanned_load(row: Collection):  # type: ignore[no-untyped-def]
    from fahuo.core.transport.collecting import Load

    return Load(row.parcels, row.weight_g)


def test_a_persons_word_stands(merchant: Merchant, carrier: CollectorInMemory) -> None:
    row, taken = closed(merchant)
    at = taken.begins_at + timedelta(minutes=40)
    changing.missed(merchant, taken.pk, "", "zhou", taken.ends_at)
    scan(merchant, row, at)
    assert scanned.note_scans(merchant, taken.ends_at) == 0
    taken.refresh_from_db()
    assert taken.state == "missed"
