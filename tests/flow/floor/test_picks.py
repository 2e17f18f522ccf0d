"""A list is walked: every piece moves once; short, undone, cancelled, put back."""

from __future__ import annotations

import pytest

from fahuo.core.words import PickForm
from fahuo.flow import verbs
from fahuo.flow.floor import picks, walls
from fahuo.flow.floor.release import release
from fahuo.flow.floor.stops import next_stop, stops_of
from fahuo.flow.said import NotPossible
from fahuo.flow.stock_audit import audit_stock
from fahuo.records import stock
from fahuo.records.models import Event, Holding, Merchant, ParcelStanding, Refusal
from fahuo.steps.goods.models import Count, ListedParcel, Pick, PickList, Tote
from fahuo.steps.methods.models import Label
from tests.flow.floor.hall import LATER, hall, own_parcels
from tests.scene import stranger

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant() -> Merchant:
    return hall()


def books_agree(merchant: Merchant) -> None:
    assert audit_stock(merchant.pk).differences == []


def walk(merchant: Merchant, row: PickList, by: str = "wang") -> int:
    """Pick all that a list wants; returns the stops."""
    done = 0
    while stop := next_stop(stops_of(row)):
        assert picks.confirm(merchant, row.pk, stop.key, stop.quantity, by, LATER) == []
        done += 1
    return done


@pytest.mark.parametrize("form", list(PickForm))
def test_walking_all_lists_picks_all_parcels(merchant: Merchant, form: PickForm) -> None:
    release(merchant, None, form, "li", LATER)
    for row in PickList.objects.order_by("pk"):
        picks.start(merchant, row.pk, "wang", LATER)
        walk(merchant, row)
    parcels = own_parcels(merchant)
    assert set(ParcelStanding.objects.filter(parcel_id__in=[p.pk for p in parcels]).values_list("state", flat=True)) == {"picked"}
    assert Event.objects.filter(kind="picked").count() == len(parcels)
    waiting = stock.in_packing([p.pk for p in parcels])
    assert waiting["quantity"].sum() == sum(p.pieces for p in parcels)
    books_agree(merchant)
    row = PickList.objects.order_by("pk").first()
    with pytest.raises(NotPossible, match="done"):
        picks.cancel_list(merchant, row.pk, "li", LATER)


def test_a_stop_is_confirmed_once_and_with_its_number(merchant: Merchant) -> None:
    row = PickList.objects.get(pk=release(merchant, None, PickForm.BATCH, "li", LATER).lists[0])
    stop = next_stop(stops_of(row))
    with pytest.raises(NotPossible, match="wanted here"):
        picks.confirm(merchant, row.pk, stop.key, stop.quantity + 1, "wang", LATER)
    with pytest.raises(NotPossible, match="short"):
        picks.confirm(merchant, row.pk, stop.key, stop.quantity - 1, "wang", LATER)
    picks.confirm(merchant, row.pk, stop.key, stop.quantity, "wang", LATER)
    with pytest.raises(NotPossible, match="done already"):
        picks.confirm(merchant, row.pk, stop.key, stop.quantity, "zhao", LATER)
    with pytest.raises(NotPossible, match="no pick list"):
        picks.confirm(stranger(), row.pk, stop.key, 1, "x", LATER)
    books_agree(merchant)


def test_another_picker_takes_a_list_over_only_knowingly(merchant: Merchant) -> None:
    row = release(merchant, None, PickForm.BATCH, "li", LATER).lists[0]
    picks.start(merchant, row, "wang", LATER)
    picks.start(merchant, row, "wang", LATER)
    with pytest.raises(NotPossible, match="wang"):
        picks.start(merchant, row, "zhao", LATER)
    picks.start(merchant, row, "zhao", LATER, take=True)
    assert PickList.objects.get(pk=row).started_by == "zhao"


def test_short_but_another_bin_has_it(merchant: Merchant) -> None:
    parcel = own_parcels(merchant)[0]
    product = parcel.placements.first().product
    lying = Holding.objects.get(bin__warehouse=parcel.warehouse, product=product)
    import polars as pl

    from fahuo.records.models import Bin

    other = Bin.objects.exclude(pk=lying.bin_id).filter(warehouse=parcel.warehouse, code__startswith="C-").first()
    move = pl.DataFrame(
        [
            {
                "kind": "moved",
                "product_id": product.pk,
                "warehouse_id": parcel.warehouse_id,
                "quantity": 3,
                "from_bin_id": lying.bin_id,
                "to_bin_id": other.pk,
            }
        ]
    )
    stock.move(merchant.pk, move, LATER, "test")
    row = PickList.objects.get(pk=release(merchant, [parcel.pk], PickForm.SINGLE, "li", LATER).lists[0])
    stop = next(s for s in stops_of(row) if s.product == product)
    assert picks.confirm(merchant, row.pk, stop.key, stop.quantity - 1, "wang", LATER, short=True) == []
    added = [s for s in stops_of(row) if s.product == product and s.open]
    assert sum(s.quantity for s in added) == 1 and all(s.bin != stop.bin for s in added)
    count = Count.objects.get()
    assert [r.bin_id for r in count.rounds.all()] == [stop.bin.pk] and product.sku in count.note
    with pytest.raises(NotPossible, match="short"):
        picks.undo(merchant, row.pk, stop.key, "wang", LATER)
    walk(merchant, row)
    assert ParcelStanding.objects.get(parcel_id=parcel.pk).state == "picked"
    # until somebody has counted it, nobody is sent to that bin
    others = [p.pk for p in own_parcels(merchant) if p.placements.filter(product=product).exists() and p.pk != parcel.pk]
    release(merchant, others, PickForm.SINGLE, "li", LATER)
    assert not Pick.objects.filter(parcel__in=others, product=product, bin=stop.bin).exists()
    books_agree(merchant)


def test_short_everywhere_sets_the_parcel_aside_until_it_is_released_again(merchant: Merchant) -> None:
    parcel = own_parcels(merchant)[0]
    row = PickList.objects.get(pk=release(merchant, [parcel.pk], PickForm.SINGLE, "li", LATER).lists[0])
    stop = next_stop(stops_of(row))
    assert len(picks.confirm(merchant, row.pk, stop.key, 0, "wang", LATER, short=True)) == 1
    standing = ParcelStanding.objects.get(parcel_id=parcel.pk)
    assert (standing.needs, standing.state) == ("short_picked", "label_bought")
    assert not ListedParcel.objects.filter(parcel=parcel).exists()
    from fahuo.records import queries

    assert [n.step for n in queries.needs(merchant.pk) if n.code == "short_picked"] == ["goods"]
    # it cannot be released as long as nobody counted the bin
    assert release(merchant, [parcel.pk], PickForm.SINGLE, "li", LATER).refusals["code"].to_list() == ["pick_not_in_bins"]
    from datetime import timedelta

    from fahuo.steps.goods.models import CountRound

    CountRound.objects.update(begun_at=LATER, done_at=LATER + timedelta(hours=1))
    again = release(merchant, [parcel.pk], PickForm.SINGLE, "li", LATER + timedelta(hours=2))
    assert again.parcels == 1 and not Refusal.objects.filter(code="short_picked").exists()
    walk(merchant, PickList.objects.get(pk=again.lists[0]))
    assert ParcelStanding.objects.get(parcel_id=parcel.pk).state == "picked"
    books_agree(merchant)


def test_a_stop_is_undone_and_done_again(merchant: Merchant) -> None:
    parcel = own_parcels(merchant)[0]
    before = list(Holding.objects.order_by("pk").values_list("bin", "product", "quantity"))
    row = PickList.objects.get(pk=release(merchant, [parcel.pk], PickForm.SINGLE, "li", LATER).lists[0])
    walk(merchant, row)
    assert ParcelStanding.objects.get(parcel_id=parcel.pk).state == "picked"
    for stop in stops_of(row):
        assert picks.undo(merchant, row.pk, stop.key, "wang", LATER) == stop.quantity
    assert ParcelStanding.objects.get(parcel_id=parcel.pk).state == "label_bought"
    after = sorted(Holding.objects.values_list("bin", "product", "quantity"))
    assert after == sorted(before)
    walk(merchant, row)
    assert Event.objects.filter(kind="picked").count() == 1
    books_agree(merchant)


def test_a_cancelled_list_frees_what_is_not_picked_and_seeks_only_the_rest_again(merchant: Merchant) -> None:
    release(merchant, None, PickForm.SINGLE, "li", LATER)
    row = next(r for r in PickList.objects.all() if len(stops_of(r)) > 1)
    stop = next_stop(stops_of(row))
    picks.confirm(merchant, row.pk, stop.key, stop.quantity, "wang", LATER)
    assert picks.cancel_list(merchant, row.pk, "li", LATER) == 1
    parcel = stop.shares[0].pick.parcel_id
    again = release(merchant, [parcel], PickForm.SINGLE, "li", LATER)
    sought = Pick.objects.filter(list=again.lists[0])
    assert stop.product.pk not in sought.values_list("product_id", flat=True)
    walk(merchant, PickList.objects.get(pk=again.lists[0]))
    assert ParcelStanding.objects.get(parcel_id=parcel).state == "picked"
    books_agree(merchant)


def test_a_cancelled_order_in_the_middle_is_put_back(merchant: Merchant) -> None:
    parcel = own_parcels(merchant)[0]
    row = PickList.objects.get(pk=release(merchant, [parcel.pk], PickForm.SINGLE, "li", LATER).lists[0])
    stop = next_stop(stops_of(row))
    picks.confirm(merchant, row.pk, stop.key, stop.quantity, "wang", LATER)
    with pytest.raises(NotPossible, match="on the floor"):
        picks.put_back(merchant, [parcel.pk], "wang", LATER)
    Label.objects.filter(parcel__order=parcel.order_id).delete()
    verbs.cancel(merchant, [parcel.order_id], "li", LATER)
    assert picks.put_back(stranger(), [parcel.pk], "x", LATER) == 0
    assert picks.put_back(merchant, [parcel.pk], "wang", LATER) == 1
    assert picks.put_back(merchant, [parcel.pk], "wang", LATER) == 0
    assert stock.in_packing([parcel.pk]).is_empty()
    books_agree(merchant)


def test_the_wall_says_the_slot_and_takes_no_piece_too_many(merchant: Merchant) -> None:
    row = PickList.objects.get(pk=release(merchant, None, PickForm.BATCH, "li", LATER).lists[0])
    product = stops_of(row)[0].product
    with pytest.raises(NotPossible, match="no parcel on this wall"):
        walls.put(merchant, row, product)  # nothing is picked yet
    walk(merchant, row)
    for stop in stops_of(row):
        for _piece in range(stop.quantity):
            walls.put(merchant, row, stop.product)
    with pytest.raises(NotPossible, match="no parcel on this wall"):
        walls.put(merchant, row, product)
    slots = walls.slots_of(row)
    assert all(s.full and s.picked for s in slots) and [s.slot for s in slots] == list(range(1, len(slots) + 1))
    slot = next(s for s in slots if Pick.objects.filter(parcel=s.parcel_id, product=product).exists())
    walls.take_out(merchant, row, slot.slot, product)
    assert walls.put(merchant, row, product).slot == slot.slot
    with pytest.raises(NotPossible):
        walls.take_out(merchant, row, 99, product)


def test_a_tote_carries_one_parcel(merchant: Merchant) -> None:
    row = PickList.objects.select_related("wave").get(pk=release(merchant, None, PickForm.CLUSTER, "li", LATER).lists[0])
    Tote.objects.create(merchant=merchant, warehouse=row.wave.warehouse, code="T-1")
    walls.set_tote(merchant, row, 1, "T-1")
    walls.set_tote(merchant, row, 1, "T-1")
    if len(walls.slots_of(row)) > 1:
        with pytest.raises(NotPossible, match="still carries"):
            walls.set_tote(merchant, row, 2, "T-1")
    with pytest.raises(NotPossible, match="no tote"):
        walls.set_tote(merchant, row, 1, "T-9")
    ParcelStanding.objects.filter(parcel_id=walls.slots_of(row)[0].parcel_id).update(state="packed")
    walls.set_tote(merchant, row, len(walls.slots_of(row)), "T-1")
