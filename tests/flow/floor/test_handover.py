"""Hand-over: what may go is taken, the rest is refused with its reason; closing hands over and ships once; opening again takes it back."""

from __future__ import annotations

import json
from datetime import timedelta

import polars as pl
import pytest

from fahuo.core.words import Happening, PickForm
from fahuo.flow.floor import handover
from fahuo.flow.floor.release import release
from fahuo.flow.said import NotPossible
from fahuo.flow.stock_audit import audit_stock
from fahuo.flow.tracking import take_checkpoints
from fahuo.records import ledger
from fahuo.records.models import Event, Merchant, ParcelStanding, Stock
from fahuo.steps.goods.models import Parcel, PickList
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.methods.models import Label, LinkedNumber, Service
from fahuo.steps.transport.models import Manifest, ScannedParcel
from tests.flow.floor.hall import LATER, hall, own_parcels
from tests.flow.floor.test_picks import walk
from tests.scene import stranger

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant() -> Merchant:
    return hall(20)


def begin(merchant: Merchant) -> tuple[Manifest, list[Parcel]]:
    """A manifest with the parcels that may go with it: of the commonest service and warehouse."""
    groups: dict[tuple[int, int], list[Parcel]] = {}
    for parcel in own_parcels(merchant):
        groups.setdefault((parcel.label.service_id, parcel.warehouse_id), []).append(parcel)
    (service, house), parcels = max(groups.items(), key=lambda g: len(g[1]))
    return handover.open_manifest(merchant, service, house, LATER.date(), "zhou", LATER), parcels


def refused(merchant: Merchant, row: Manifest, number: str) -> str:
    judged = handover.scan(merchant, row.pk, [number], "zhou", LATER)
    assert judged.accepted.is_empty()
    return judged.refusals["code"][0]


def test_our_number_the_carriers_and_the_last_miles_all_scan(merchant: Merchant) -> None:
    row, parcels = begin(merchant)
    assert len(parcels) >= 3
    LinkedNumber.objects.create(merchant=merchant, parcel=parcels[2], number="1Z999", carrier="x", at=LATER, actor="x")
    scans = [f" {number_of(parcels[0].pk).lower()} ", parcels[1].label.tracking_number, "1z999"]
    judged = handover.scan(merchant, row.pk, scans, "zhou", LATER)
    assert judged.accepted["parcel_id"].to_list() == [p.pk for p in parcels[:3]] and judged.refusals.is_empty()
    assert ScannedParcel.objects.filter(manifest=row).count() == 3
    assert handover.take_out(merchant, row.pk, "1Z999") == parcels[2].pk
    with pytest.raises(NotPossible, match="not on manifest"):
        handover.take_out(merchant, row.pk, "1Z999")


def test_what_may_not_go_is_refused_with_its_reason(merchant: Merchant) -> None:
    row, parcels = begin(merchant)
    first = parcels[0]
    assert refused(merchant, row, "NO-SUCH") == "scan_unknown"
    other = next(p for p in own_parcels(merchant) if p.warehouse_id != row.warehouse_id)
    assert refused(merchant, row, number_of(other.pk)) == "scan_other_warehouse"
    service = Service.objects.filter(merchant=merchant).exclude(pk=row.service_id).first()
    Label.objects.filter(parcel=first).update(service=service)
    assert refused(merchant, row, number_of(first.pk)) == "scan_other_service"
    Label.objects.filter(parcel=first).update(service=row.service_id, tracking_number=None)
    assert refused(merchant, row, number_of(first.pk)) == "scan_unlabelled"
    Label.objects.filter(parcel=first).update(tracking_number="TT")
    held = Parcel.objects.filter(merchant=merchant, order__hold_note__isnull=False, warehouse=row.warehouse).first()
    assert held is None or refused(merchant, row, number_of(held.pk)) == "scan_held"
    for state, needs, code in (
        ("cancelled", None, "scan_cancelled"),
        ("held", None, "scan_held"),
        ("export_refused", "export_refused", "scan_refused"),
        ("label_bought", "short_picked", "scan_refused"),
        ("in_transit", None, "scan_gone"),
    ):
        ParcelStanding.objects.filter(parcel_id=first.pk).update(state=state, needs=needs)
        assert refused(merchant, row, number_of(first.pk)) == code
    ParcelStanding.objects.filter(parcel_id=first.pk).update(state="label_bought", needs="hs_missing")
    merchant.packed_first = True
    assert refused(merchant, row, number_of(first.pk)) == "scan_unpacked"
    merchant.packed_first = False
    assert handover.scan(merchant, row.pk, [number_of(first.pk)] * 2, "zhou", LATER).refusals["code"].to_list() == ["scan_twice"]
    assert refused(merchant, row, "TT") == "scan_twice"
    tomorrow = handover.open_manifest(merchant, row.service_id, row.warehouse_id, (LATER + timedelta(days=1)).date(), "zhou", LATER)
    assert refused(merchant, tomorrow, "TT") == "scan_elsewhere"
    other_merchant = stranger()
    with pytest.raises(NotPossible, match="no manifest"):
        handover.scan(other_merchant, row.pk, ["TT"], "x", LATER)


def test_closing_hands_over_and_ships_once(merchant: Merchant) -> None:
    row, parcels = begin(merchant)
    wave = release(merchant, [p.pk for p in parcels], PickForm.CLUSTER, "li", LATER)
    for pk in wave.lists:
        walk(merchant, PickList.objects.get(pk=pk))
    with pytest.raises(NotPossible, match="no parcels"):
        handover.close(merchant, row.pk, "zhou", LATER)
    handover.scan(merchant, row.pk, [number_of(p.pk) for p in parcels], "zhou", LATER)
    before = {s.pk: s.on_hand - s.reserved for s in Stock.objects.all()}
    assert handover.close(merchant, row.pk, "zhou", LATER, bags=2, weight_g=12_000) == len(parcels)
    with pytest.raises(NotPossible, match="is closed"):
        handover.close(merchant, row.pk, "zhou", LATER)
    with pytest.raises(NotPossible, match="is closed"):
        handover.scan(merchant, row.pk, [number_of(parcels[0].pk)], "zhou", LATER)
    assert Event.objects.filter(kind=Happening.HANDED_OVER).count() == len(parcels)
    assert set(ParcelStanding.objects.filter(parcel_id__in=[p.pk for p in parcels]).values_list("state", flat=True)) == {"handed_over"}
    assert {s.pk: s.on_hand - s.reserved for s in Stock.objects.all()} == before
    handover.collected(merchant, row.pk, "Chen", "粤b12345", LATER)
    assert Manifest.objects.get(pk=row.pk).plate == "粤B12345"
    # the carrier's first scan ships nothing a second time
    moves = {s.pk: s.on_hand for s in Stock.objects.all()}
    told = {
        "number": parcels[0].label.tracking_number,
        "carrier": "c",
        "code": "InTransit_PickedUp",
        "text": "",
        "at": LATER.isoformat(),
        "place": "Shenzhen, CN",
    }
    take_checkpoints(merchant, pl.DataFrame([told]), LATER + timedelta(hours=2))
    assert {s.pk: s.on_hand for s in Stock.objects.all()} == moves
    assert audit_stock(merchant.pk).differences == []
    with pytest.raises(NotPossible, match="has scanned"):
        handover.reopen(merchant, row.pk, "a pallet was forgotten", "zhou", LATER)


def test_opened_again_and_closed_again_the_books_agree(merchant: Merchant) -> None:
    row, parcels = begin(merchant)
    handover.scan(merchant, row.pk, [number_of(p.pk) for p in parcels], "zhou", LATER)
    stock = sorted(Stock.objects.values_list("pk", "on_hand", "reserved"))
    handover.close(merchant, row.pk, "zhou", LATER)
    shipped = sorted(Stock.objects.values_list("pk", "on_hand", "reserved"))
    with pytest.raises(NotPossible, match="say why"):
        handover.reopen(merchant, row.pk, " ", "zhou", LATER)
    handover.reopen(merchant, row.pk, "the truck did not come", "zhou", LATER)
    assert sorted(Stock.objects.values_list("pk", "on_hand", "reserved")) == stock
    assert audit_stock(merchant.pk).differences == []
    assert not Event.objects.filter(kind=Happening.HANDED_OVER).exists()
    handover.take_out(merchant, row.pk, number_of(parcels[0].pk))
    handover.scan(merchant, row.pk, [number_of(parcels[0].pk)], "zhou", LATER)
    handover.close(merchant, row.pk, "zhou", LATER)
    assert sorted(Stock.objects.values_list("pk", "on_hand", "reserved")) == shipped
    assert audit_stock(merchant.pk).differences == []
    assert Manifest.objects.get(pk=row.pk).reopened == 1


def test_what_was_cancelled_after_its_scan_stops_the_close_out(merchant: Merchant) -> None:
    row, parcels = begin(merchant)
    handover.scan(merchant, row.pk, [number_of(p.pk) for p in parcels], "zhou", LATER)
    subject = pl.DataFrame({"order_id": [parcels[0].order_id], "parcel_id": [parcels[0].pk]})
    ledger.record(ledger.events(merchant.pk, subject, Happening.CANCELLED, LATER, "x"))
    with pytest.raises(NotPossible, match="cancelled"):
        handover.close(merchant, row.pk, "zhou", LATER)
    handover.take_out(merchant, row.pk, number_of(parcels[0].pk))
    assert handover.close(merchant, row.pk, "zhou", LATER) == len(parcels) - 1


def test_what_the_carrier_scanned_first_is_handed_over_and_not_shipped_again(merchant: Merchant) -> None:
    row, parcels = begin(merchant)
    handover.scan(merchant, row.pk, [number_of(p.pk) for p in parcels], "zhou", LATER)
    told = {
        "number": parcels[0].label.tracking_number,
        "carrier": "c",
        "code": "InTransit_PickedUp",
        "text": "",
        "at": LATER.isoformat(),
        "place": "Shenzhen, CN",
    }
    take_checkpoints(merchant, pl.DataFrame([told]), LATER)
    assert handover.close(merchant, row.pk, "zhou", LATER + timedelta(minutes=5)) == len(parcels)
    assert audit_stock(merchant.pk).differences == []


def test_the_reason_carries_its_values(merchant: Merchant) -> None:
    row, _ = begin(merchant)
    judged = handover.scan(merchant, row.pk, ["NOPE"], "zhou", LATER)
    assert json.loads(judged.refusals["values"][0])["number"] == "NOPE"
