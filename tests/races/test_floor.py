"""The floor's races on a real PostgreSQL: the same parcel released twice, the same stop picked twice, one manifest closed by two people."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import DatabaseError, connections

from fahuo.core.words import Happening, PickForm
from fahuo.flow.floor import handover, picks, walls
from fahuo.flow.floor.release import release
from fahuo.flow.floor.stops import next_stop, stops_of
from fahuo.flow.said import NotPossible
from fahuo.flow.stock_audit import audit_stock
from fahuo.records import ledger
from fahuo.records.models import Event, Merchant, Move, Stock
from fahuo.steps.goods.models import ListedParcel, Pick, PickList
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.methods.models import CutOff
from fahuo.steps.transport.models import Manifest, ScannedParcel
from tests.flow.floor.hall import LATER, hall, own_parcels
from tests.flow.floor.test_handover import begin

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 6


def _at_once(work: Callable[[int], Any]) -> list[Any]:
    """Everybody at the same time. What cannot be done is an answer; a database error is a fault."""
    barrier = Barrier(WORKERS)

    def one(n: int) -> Any:
        try:
            barrier.wait(30)
            return work(n)
        except NotPossible as reason:
            return reason
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(one, range(WORKERS)))


def _release_at_once() -> None:
    merchant = hall(16)
    ids = [p.pk for p in own_parcels(merchant)]
    done = _at_once(lambda n: release(merchant, ids, PickForm.CLUSTER, f"w{n}", LATER))
    assert sum(d.parcels for d in done) == len(ids) == ListedParcel.objects.count()
    assert sum(p.quantity for p in Pick.objects.all()) == sum(p.pieces for p in own_parcels(merchant))


def test_a_parcel_is_released_once() -> None:
    _release_at_once()


def test_control_without_the_ledgers_lock_a_release_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "lock", lambda order_ids: None)
    with pytest.raises((AssertionError, DatabaseError)):
        _release_at_once()


def _pick_at_once() -> None:
    merchant = hall(16)
    lists = release(merchant, None, PickForm.BATCH, "li", LATER).lists
    row = PickList.objects.select_related("wave__warehouse").get(pk=lists[0])
    while stop := next_stop(stops_of(row)):
        place, wanted = stop.key, stop.quantity
        done = _at_once(lambda n, place=place, wanted=wanted: picks.confirm(merchant, row.pk, place, wanted, f"w{n}", LATER))
        assert sum(not isinstance(d, NotPossible) for d in done) == 1
    assert sum(m.quantity for m in Move.objects.filter(kind="picked")) == sum(p.quantity for p in Pick.objects.filter(list=row))
    assert Event.objects.filter(kind=Happening.PICKED).count() == ListedParcel.objects.filter(wave=row.wave).count()
    assert audit_stock(merchant.pk).differences == []


def test_a_stop_is_picked_once() -> None:
    _pick_at_once()


def test_control_without_locks_a_stop_is_picked_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "lock", lambda order_ids: None)
    monkeypatch.setattr(picks, "lock_list", lambda merchant, pk: PickList.objects.select_related("wave__warehouse").get(pk=pk))
    with pytest.raises((AssertionError, DatabaseError)):
        _pick_at_once()


def _hand_over_at_once() -> None:
    merchant = hall(20)
    row, parcels = begin(merchant)
    numbers = [number_of(p.pk) for p in parcels]
    judged = _at_once(lambda n: handover.scan(merchant, row.pk, numbers, f"w{n}", LATER))
    assert sum(j.accepted.height for j in judged) == len(parcels)
    done = _at_once(lambda n: handover.close(merchant, row.pk, f"w{n}", LATER))
    assert [d for d in done if not isinstance(d, NotPossible)] == [len(parcels)]
    assert Event.objects.filter(kind=Happening.HANDED_OVER).count() == len(parcels)
    assert audit_stock(merchant.pk).differences == []


def _unlocked(merchant: Merchant, pk: int, *, closed: bool) -> Manifest:
    return Manifest.objects.select_related("service", "warehouse").get(pk=pk)


def test_a_manifest_is_closed_once() -> None:
    _hand_over_at_once()


def test_control_without_locks_a_hand_over_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "lock", lambda order_ids: None)
    monkeypatch.setattr(handover, "lock", _unlocked)
    with pytest.raises((AssertionError, DatabaseError)):
        _hand_over_at_once()


def _close_and_open_again_at_once() -> None:
    merchant = hall(20)
    row, parcels = begin(merchant)
    handover.scan(merchant, row.pk, [number_of(p.pk) for p in parcels], "zhou", LATER)
    here = sorted(Stock.objects.values_list("pk", "on_hand", "reserved"))

    def turn(n: int) -> None:
        for _ in range(4):
            try:
                if n % 2:
                    handover.reopen(merchant, row.pk, "no truck", f"w{n}", LATER)
                else:
                    handover.close(merchant, row.pk, f"w{n}", LATER)
            except NotPossible:
                continue  # it was closed, or open, already

    _at_once(turn)
    if Manifest.objects.get(pk=row.pk).closed_at is None:
        assert not Event.objects.filter(kind=Happening.HANDED_OVER).exists()
        assert sorted(Stock.objects.values_list("pk", "on_hand", "reserved")) == here
    else:
        assert Event.objects.filter(kind=Happening.HANDED_OVER).count() == len(parcels)
        assert sum(s.on_hand for s in Stock.objects.all()) == sum(n for _, n, _ in here) - sum(p.pieces for p in parcels) - _material()
    assert audit_stock(merchant.pk).differences == []


def _material() -> int:
    """Boxes and paddings that went with the parcels."""
    return sum(m.quantity for m in Move.objects.filter(kind="consumed"))


def test_one_closes_a_manifest_and_one_opens_it_again() -> None:
    _close_and_open_again_at_once()


def test_control_without_locks_closing_and_opening_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "lock", lambda order_ids: None)
    monkeypatch.setattr(handover, "lock", _unlocked)
    with pytest.raises((AssertionError, DatabaseError)):
        for _ in range(3):
            _close_and_open_again_at_once()


def _put_at_once() -> None:
    """Six hands at one wall with the same product: every piece has its slot, none more than its parcel wants."""
    merchant = hall(20)
    CutOff.objects.all().delete()
    row = PickList.objects.select_related("wave__warehouse").get(pk=release(merchant, None, PickForm.BATCH, "li", LATER).lists[0])
    while stop := next_stop(stops_of(row)):
        picks.confirm(merchant, row.pk, stop.key, stop.quantity, "wang", LATER)
    for stop in stops_of(row):
        done = [d for _ in range(2) for d in _at_once(lambda n, stop=stop: walls.put(merchant, row, stop.product))]
        wanted = sum(p.quantity for p in Pick.objects.filter(list=row, product=stop.product))
        placed = sum(p.sorted for p in Pick.objects.filter(list=row, product=stop.product))
        put = sum(not isinstance(d, NotPossible) for d in done)
        assert placed <= wanted and put <= placed, (stop.product, put, placed, wanted)
    for slot in walls.slots_of(row):
        assert slot.put <= slot.pieces


def test_of_many_hands_at_a_wall_each_piece_is_put_once() -> None:
    _put_at_once()


def test_control_without_the_lock_a_wall_takes_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walls, "lock_wall", lambda merchant, row: None)
    with pytest.raises((AssertionError, DatabaseError)):
        for _ in range(3):
            _put_at_once()


def test_a_parcel_scanned_into_two_manifests_is_on_one() -> None:
    merchant = hall(20)
    row, parcels = begin(merchant)
    from datetime import timedelta

    days = [
        handover.open_manifest(merchant, row.service_id, row.warehouse_id, (LATER + timedelta(days=n)).date(), "z", LATER)
        for n in range(WORKERS)
    ]
    for parcel in parcels[:4]:
        judged = _at_once(lambda n, parcel=parcel: handover.scan(merchant, days[n].pk, [number_of(parcel.pk)], f"w{n}", LATER))
        assert sum(j.accepted.height for j in judged) == 1
        assert {c for j in judged for c in j.refusals["code"]} == {"scan_elsewhere"}
    assert ScannedParcel.objects.count() == len(parcels[:4])


def test_two_who_begin_a_manifest_begin_the_same() -> None:
    merchant = hall(8)
    parcel = own_parcels(merchant)[0]
    found = _at_once(
        lambda n: handover.open_manifest(merchant, parcel.label.service_id, parcel.warehouse_id, LATER.date(), f"w{n}", LATER).pk
    )
    assert len(set(found)) == 1 == Manifest.objects.count()
