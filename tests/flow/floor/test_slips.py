"""A pick slip says the bins of the pick list; before the release it guesses the first one."""

from __future__ import annotations

import polars as pl
import pytest

from fahuo.core.words import PickForm
from fahuo.flow.floor import picks
from fahuo.flow.floor.release import release
from fahuo.flow.floor.stops import next_stop, stops_of
from fahuo.flow.slips import goods_of, in_walk, packing_lists, slips
from fahuo.records import stock
from fahuo.records.models import Bin, Holding
from fahuo.steps.goods.models import Parcel, Pick, PickList
from tests.flow.floor.hall import LATER, hall, own_parcels

pytestmark = pytest.mark.django_db


def shown(parcel_id: int) -> list[tuple[str, str, int]]:
    return [(row["bin"], row["sku"], row["pieces"]) for row in goods_of([parcel_id])[parcel_id]]


def test_a_slip_follows_the_list() -> None:
    merchant = hall(16)
    parcel = max(own_parcels(merchant), key=lambda p: p.pieces)
    guessed = shown(parcel.pk)
    assert sum(n for *_, n in guessed) == parcel.pieces
    # the first product lies in two bins, one piece in that which the walk meets first
    product = parcel.placements.first().product
    lying = Holding.objects.filter(bin__warehouse=parcel.warehouse, product=product, quantity__gt=1).first()
    early = Bin.objects.create(merchant=merchant, warehouse=parcel.warehouse, code="A-00", walk=0)
    row = (product.pk, parcel.warehouse_id, 1, lying.bin_id, early.pk, lying.lot_id)
    columns = ("product_id", "warehouse_id", "quantity", "from_bin_id", "to_bin_id", "lot_id")
    moved = pl.DataFrame([row], schema=dict.fromkeys(columns, pl.Int64), orient="row")
    stock.move(merchant.pk, moved.with_columns(kind=pl.lit("moved")), LATER, "test")
    assert ("A-00", product.sku) in {(code, sku) for code, sku, _ in shown(parcel.pk)}

    lists = release(merchant, [parcel.pk], PickForm.SINGLE, "li", LATER).lists
    picked = {(p.bin.code, p.product.sku, p.quantity) for p in Pick.objects.filter(parcel=parcel).select_related("bin", "product")}
    assert set(shown(parcel.pk)) == picked
    walk = list(Pick.objects.filter(parcel=parcel).order_by("seq").values_list("bin__code", flat=True))
    assert [code for code, *_ in shown(parcel.pk)] == walk

    # picked, it still says where from; taken off and released anew, only the new list counts
    sheet = PickList.objects.get(pk=lists[0])
    stop = next_stop(stops_of(sheet))
    picks.confirm(merchant, sheet.pk, stop.key, stop.quantity, "wang", LATER)
    assert set(shown(parcel.pk)) == picked
    if next_stop(stops_of(sheet)):
        picks.cancel_list(merchant, sheet.pk, "li", LATER)
        release(merchant, [parcel.pk], PickForm.SINGLE, "li", LATER)
    assert sum(n for *_, n in shown(parcel.pk)) == parcel.pieces


def test_the_packing_list_has_one_row_a_product() -> None:
    merchant = hall(6)
    parcel = Parcel.objects.select_related("order", "merchant", "warehouse", "box").get(pk=own_parcels(merchant)[0].pk)
    (first, *rest) = goods_of([parcel.pk])[parcel.pk]
    twice = [first | {"bin": "A", "pieces": 1}, first | {"bin": "B", "pieces": 2}, *rest]
    assert packing_lists({parcel.pk: parcel}, {parcel.pk: twice})[parcel.pk].rows[0][2] == "3"
    lot = slips({parcel.pk: parcel}, {parcel.pk: [first | {"lot": "L-7"}]})[parcel.pk].rows[0]
    assert "[L-7]" in lot[2]


def test_parcels_are_printed_in_the_order_of_the_walk() -> None:
    merchant = hall(16)
    ids = [p.pk for p in own_parcels(merchant)]
    release(merchant, None, PickForm.SINGLE, "li", LATER)
    goods = goods_of(ids)
    firsts = [(goods[pk][0]["walk"], goods[pk][0]["bin"]) for pk in in_walk(ids, goods)]
    assert firsts == sorted(firsts)
