"""Carriers tell the same parcel's story through several doors at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import polars as pl
import pytest
from django.db import DatabaseError, connections

from fahuo.flow.stock_audit import audit_stock
from fahuo.flow.tracking import take_checkpoints
from fahuo.records import ledger
from fahuo.records.models import Event, ParcelStanding, Stock
from fahuo.records.stock import locks
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods.models import Label, Offer
from fahuo.steps.transport.models import Checkpoint
from tests.scene import NOON, bring, sample_merchant, sample_orders

pytestmark = pytest.mark.django_db(transaction=True)
TELLERS = 6


def test_control_without_the_locks_the_books_go_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "lock", lambda order_ids: None)
    monkeypatch.setattr(locks, "LOCK", "")  # stock would make them take turns as well
    with pytest.raises((AssertionError, DatabaseError)):
        _tell_from_many_at_once()


def test_reports_from_many_at_once_move_stock_and_state_once() -> None:
    _tell_from_many_at_once()


def _tell_from_many_at_once() -> None:
    merchant = sample_merchant()
    bring(merchant, *sample_orders(30))
    parcels = list(Parcel.objects.filter(offers__chosen=True).values_list("pk", flat=True))
    for pk in parcels:
        service = Offer.objects.get(parcel_id=pk, chosen=True).service
        Label.objects.create(
            parcel_id=pk, merchant=merchant, service=service, key=f"k{pk}", asked_at=NOON, answered_at=NOON, tracking_number=f"T{pk}"
        )
    reserved = {s.pk: (s.on_hand, s.reserved) for s in Stock.objects.filter(reserved__gt=0)}
    barrier = Barrier(TELLERS)

    def tell(teller: int) -> int:
        # every teller knows of another stage, so nothing but the ledger's lock makes them take turns
        codes = [
            "InTransit_PickedUp",
            "InTransit_Departure",
            "InTransit_Arrival",
            "OutForDelivery_Other",
            "DeliveryFailure_NoBody",
            "Delivered_Other",
        ]
        rows = [
            {
                "number": f"T{pk}",
                "carrier": "c",
                "code": code,
                "text": code,
                "at": (NOON + timedelta(hours=hour)).isoformat(),
                "place": "Shenzhen, CN",
            }
            for pk in parcels
            for code, hour in ((codes[teller], 12 * teller),)
        ]
        try:
            barrier.wait(30)
            fresh, _ = take_checkpoints(merchant, pl.DataFrame(rows), NOON + timedelta(days=9))
            return fresh
        finally:
            connections.close_all()

    with ThreadPoolExecutor(TELLERS) as pool:
        fresh = list(pool.map(tell, range(TELLERS)))
    assert sum(fresh) == Checkpoint.objects.count() == Event.objects.filter(key__startswith="checkpoint:").count()
    assert set(ParcelStanding.objects.filter(parcel_id__in=parcels).values_list("state", flat=True)) == {"delivered"}
    assert audit_stock().differences == []
    after = Stock.objects.in_bulk(reserved)
    assert all(before[0] - after[pk].on_hand == before[1] - after[pk].reserved for pk, before in reserved.items())
    assert any(after[pk].on_hand < before[0] for pk, before in reserved.items())
