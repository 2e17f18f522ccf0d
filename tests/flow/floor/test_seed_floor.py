"""The sample's floor: set up, with a first wave that somebody has begun; and what has left is on no list any more."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest

from fahuo.core.words import PickForm
from fahuo.flow import seed_floor
from fahuo.flow.collecting import standing
from fahuo.flow.floor.release import release
from fahuo.flow.stock_audit import audit_stock
from fahuo.flow.tracking import take_checkpoints
from fahuo.ports.doubles import CollectorInMemory
from fahuo.sample.floor import sample_collections
from fahuo.steps.goods.models import ListedParcel, Pick, PickList, Tote
from fahuo.steps.methods.models import ClosedDay, CutOff, Service
from fahuo.steps.transport.models import Collection, StandingCollection
from tests.flow.collecting.yard import open_yard
from tests.flow.floor.hall import LATER, hall, own_parcels
from tests.scene import NOON, sample_merchant

pytestmark = pytest.mark.django_db


def test_the_sample_has_cut_offs_closed_days_and_totes() -> None:
    merchant = hall(1)
    assert {c.service_id for c in CutOff.objects.all()} == set(Service.objects.filter(merchant=merchant).values_list("pk", flat=True))
    assert ClosedDay.objects.exists() and Tote.objects.filter(code="S-01").exists()


def test_a_first_wave_is_released_and_begun_once() -> None:
    merchant = hall(40)
    assert seed_floor.a_wave(merchant, LATER)
    first = PickList.objects.order_by("pk").first()
    assert first.started_by == "sample" and Pick.objects.exclude(found=None).exists() and Pick.objects.filter(found=None).exists()
    assert ListedParcel.objects.filter(tote__isnull=False).exists()
    assert 0 < ListedParcel.objects.count() <= seed_floor.MOST < len(own_parcels(merchant))
    assert not seed_floor.a_wave(merchant, LATER), "a list waits already"
    assert audit_stock(merchant.pk).differences == []


def test_what_has_left_is_on_no_list() -> None:
    merchant = hall(12)
    parcels = own_parcels(merchant)
    release(merchant, None, PickForm.CLUSTER, "li", LATER)
    gone = parcels[0]
    told = {
        "number": gone.label.tracking_number,
        "carrier": "c",
        "code": "InTransit_PickedUp",
        "text": "",
        "at": LATER.isoformat(),
        "place": "Shenzhen, CN",
    }
    take_checkpoints(merchant, pl.DataFrame([told]), LATER + timedelta(hours=1))
    assert not ListedParcel.objects.filter(parcel=gone).exists()
    assert not Pick.objects.filter(parcel=gone, found=None, dropped_at=None).exists()
    assert ListedParcel.objects.count() == len(parcels) - 1
    assert audit_stock(merchant.pk).differences == []


def test_the_sample_has_standing_collections_once_and_says_who_came(monkeypatch: pytest.MonkeyPatch) -> None:
    merchant = sample_merchant()
    carrier = open_yard(monkeypatch, CollectorInMemory(takes=99))
    for _ in range(2):
        seed_floor.standing_collections(merchant, NOON)
    assert StandingCollection.objects.count() == len(sample_collections())
    standing.run(merchant.pk, lambda: NOON)
    rows = Collection.objects.filter(booked_at__isnull=False)
    assert rows.count() == len(carrier.bookings) > len(sample_collections())
    seed_floor.say_who_came(merchant, NOON + timedelta(days=30))
    assert not rows.filter(collected_at=None, missed_at=None).exists()
