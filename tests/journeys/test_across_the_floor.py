"""A morning in the warehouse, in prose: what waits is released, picked, packed at the bench, handed over; and what goes wrong on the way."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from fahuo.core.words import PickForm
from fahuo.flow import verbs
from fahuo.flow.floor import handover, picks, walls
from fahuo.flow.floor.queue import read_queue
from fahuo.flow.floor.release import Rules, release
from fahuo.flow.floor.stops import next_stop, stops_of
from fahuo.flow.said import NotPossible
from fahuo.flow.stock_audit import audit_stock
from fahuo.records import stock
from fahuo.records.models import Event, Merchant, ParcelStanding, Product, Stock
from fahuo.steps.goods.models import ListedParcel, Parcel, PickList, Station, Tote
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.methods import cutoffs
from fahuo.steps.methods.models import ClosedDay, CutOff, Label
from tests.flow.floor.hall import LATER, hall, own_parcels
from tests.packing_scene import Bench

pytestmark = pytest.mark.django_db


def where(*parcels: Parcel) -> set[str]:
    return set(ParcelStanding.objects.filter(parcel_id__in=[p.pk for p in parcels]).values_list("state", flat=True))


def walk(merchant: Merchant, list_id: int, by: str) -> None:
    row = PickList.objects.select_related("wave__warehouse").get(pk=list_id)
    picks.start(merchant, row.pk, by, LATER)
    while stop := next_stop(stops_of(row)):
        picks.confirm(merchant, row.pk, stop.key, stop.quantity, by, LATER)


def busiest(merchant: Merchant) -> list[Parcel]:
    """The parcels of the service and warehouse that have the most of them."""
    groups: dict[tuple[int, int], list[Parcel]] = {}
    for parcel in own_parcels(merchant):
        groups.setdefault((parcel.label.service_id, parcel.warehouse_id), []).append(parcel)
    return max(groups.values(), key=len)


def test_from_the_release_to_the_truck() -> None:
    merchant = hall(40)
    Product.objects.filter(merchant=merchant).update(tracks="")  # what the bench asks of lots and serials is told elsewhere
    parcels = busiest(merchant)
    assert len(parcels) >= 4
    service, house = parcels[0].label.service, parcels[0].warehouse
    CutOff.objects.all().delete()
    # The carrier's truck leaves at six in the evening; it is one o'clock in Shenzhen, so five hours are left.
    cutoffs.set_cut_offs(merchant.pk, service.pk, house.pk, list(range(7)), time(18, 0), "Asia/Shanghai")
    urgent = read_queue(merchant, Rules(within_h=6), LATER).parcels.filter("fits")
    assert set(urgent["parcel_id"]) == {p.pk for p in parcels} and urgent["hours_left"].max() == 5.0
    # On a day on which nothing leaves nobody need hurry.
    closed = ClosedDay.objects.create(merchant=merchant, on=date(2026, 11, 23), name="盘点")
    assert read_queue(merchant, Rules(within_h=6), LATER).parcels.filter("fits").is_empty()
    closed.delete()

    # They are released as carts with a tote for each parcel. Who presses twice releases nothing twice.
    released = release(merchant, None, PickForm.CLUSTER, "li", LATER, Rules(within_h=6))
    assert released.parcels == len(parcels) and release(merchant, None, PickForm.CLUSTER, "li", LATER, Rules(within_h=6)).parcels == 0
    cart = PickList.objects.select_related("wave__warehouse").get(pk=released.lists[0])
    for slot in walls.slots_of(cart):
        tote = Tote.objects.create(merchant=merchant, warehouse=house, code=f"CART-{slot.slot}")
        walls.set_tote(merchant, cart, slot.slot, tote.code)
    # Wang walks the bins; with the last piece of a parcel it is picked, and its pieces lie in packing.
    for list_id in released.lists:
        walk(merchant, list_id, "wang")
    assert where(*parcels) == {"picked"}
    assert stock.in_packing([p.pk for p in parcels])["quantity"].sum() == sum(p.pieces for p in parcels)

    # Mei scans a tote at the bench: it names its parcel. Every piece, the weight, and the label prints.
    desk = Bench(merchant, Station.objects.create(merchant=merchant, warehouse=house, code="B1"), "mei")
    for parcel in parcels:
        listed = ListedParcel.objects.select_related("tote").get(parcel=parcel)
        assert desk.scan(listed.tote.code if listed.tote else number_of(parcel.pk)).tone == "ok"
        assert desk.scan("NO-SUCH-THING").tone == "wrong"
        for placement in parcel.placements.select_related("product"):
            for _ in range(placement.nx * placement.ny * placement.nz):
                assert desk.scan(placement.product.sku).tone in ("ok", "ask")
        assert desk.scan(str(desk.state.expected_g)).code == "packed"
    assert where(*parcels) == {"packed"}

    # Zhou scans them out to the carrier. One of another service does not get onto the manifest.
    manifest = handover.open_manifest(merchant, service.pk, house.pk, LATER.date(), "zhou", LATER)
    stray = next(p for p in own_parcels(merchant) if p.warehouse_id == house.pk and p.label.service_id != service.pk)
    judged = handover.scan(merchant, manifest.pk, [p.label.tracking_number for p in [*parcels, stray]], "zhou", LATER)
    assert judged.accepted.height == len(parcels) and judged.refusals["code"].to_list() == ["scan_other_service"]
    # The close-out hands them over and takes their pieces from stock, once.
    before = sum(s.on_hand for s in Stock.objects.filter(product__material=False))
    assert handover.close(merchant, manifest.pk, "zhou", LATER + timedelta(hours=4), bags=1) == len(parcels)
    assert where(*parcels) == {"handed_over"}
    assert before - sum(s.on_hand for s in Stock.objects.filter(product__material=False)) == sum(p.pieces for p in parcels)
    kinds = list(Event.objects.filter(parcel_id=parcels[0].pk).order_by("pk").values_list("kind", flat=True))
    assert [kind for kind in kinds if kind in ("picked", "packed", "handed_over")] == ["picked", "packed", "handed_over"]
    # The truck does not come: with a reason they are here again, and the next one takes them.
    handover.reopen(merchant, manifest.pk, "the truck broke down", "zhou", LATER + timedelta(hours=5))
    assert where(*parcels) == {"packed"} and sum(s.on_hand for s in Stock.objects.filter(product__material=False)) == before
    handover.close(merchant, manifest.pk, "zhou", LATER + timedelta(hours=6))
    handover.collected(merchant, manifest.pk, "Chen", "粤B12345", LATER + timedelta(hours=6), "zhou")
    assert where(*parcels) == {"handed_over"} and audit_stock(merchant.pk).differences == []


def test_a_shelf_that_is_empty_and_an_order_that_is_cancelled_in_the_middle() -> None:
    merchant = hall(30)
    parcels = busiest(merchant)
    released = release(merchant, [p.pk for p in parcels], PickForm.SINGLE, "li", LATER)
    first, second = (PickList.objects.select_related("wave__warehouse").get(pk=pk) for pk in released.lists[:2])
    # Wang stands before an empty bin, and no other bin has the product: the parcel leaves the floor, and Today's work says why.
    stop = next_stop(stops_of(first))
    aside = picks.confirm(merchant, first.pk, stop.key, 0, "wang", LATER, short=True)
    empty = stop.shares[0].pick.parcel
    assert aside == [number_of(empty.pk)] and ParcelStanding.objects.get(parcel_id=empty.pk).needs == "short_picked"
    # Somebody scans it at hand-over all the same: it is refused.
    manifest = handover.open_manifest(merchant, parcels[0].label.service_id, parcels[0].warehouse_id, LATER.date(), "zhou", LATER)
    assert handover.scan(merchant, manifest.pk, [number_of(empty.pk)], "zhou", LATER).refusals["code"].to_list() == ["scan_refused"]
    # The buyer of another cancels when half of it is picked. Nobody is sent for the rest; what was picked is put back.
    stop = next_stop(stops_of(second))
    picks.confirm(merchant, second.pk, stop.key, stop.quantity, "wang", LATER)
    gone = stop.shares[0].pick.parcel
    Label.objects.filter(parcel__order=gone.order_id).delete()  # the label is voided first
    verbs.cancel(merchant, [gone.order_id], "li", LATER)
    assert next_stop(stops_of(second)) is None
    with pytest.raises(NotPossible, match="done already"):
        picks.confirm(merchant, second.pk, stop.key, 1, "wang", LATER)
    assert picks.put_back(merchant, [gone.pk], "wang", LATER) == 1 and stock.in_packing([gone.pk]).is_empty()
    assert audit_stock(merchant.pk).differences == []
