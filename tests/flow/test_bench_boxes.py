"""Another box at the pack bench: whether it takes the parcel, what it changes, and what is used up."""

from __future__ import annotations

import polars as pl
import pytest

from fahuo.core.words import Happening
from fahuo.flow import bench as benches
from fahuo.flow.stock_audit import audit_stock
from fahuo.records import stock
from fahuo.records.models import Event, ParcelStanding, Product, Stock
from fahuo.steps.goods.models import Box, Need, Packing, Parcel, Scan
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.methods.models import Offer
from tests import packing_scene, scene
from tests.packing_scene import Bench, fill

pytestmark = pytest.mark.django_db


def _roomy(desk: Bench, parcel: Parcel) -> Box:
    """Another box than the parcel's, into which anything goes."""
    box = Box.objects.filter(merchant=desk.merchant, kind="box").exclude(pk=parcel.box_id).order_by("-outer_length_mm").first()
    assert box is not None
    for side in ("length", "width", "height"):
        setattr(box, f"inner_{side}_mm", 380)
        setattr(box, f"outer_{side}_mm", 390)
    box.limit_g = 60_000
    box.double_wall = True
    box.save()
    return box


def _stock(desk: Bench, product: Product, quantity: int, lot_id: int | None = None) -> None:
    rows = pl.DataFrame(
        {"product_id": [product.pk], "warehouse_id": [desk.station.warehouse_id], "quantity": [quantity], "lot_id": [lot_id]},
        schema_overrides={"lot_id": pl.Int64},
    )
    stock.receive(desk.merchant.pk, rows, scene.NOON, "test")


def _volumetric(parcel: Parcel) -> list[int]:
    return [
        row or 0 for row in Offer.objects.filter(parcel=parcel, reason=None).order_by("service_id").values_list("volumetric_g", flat=True)
    ]


def test_a_box_that_does_not_take_the_goods_is_refused_until_a_supervisor_says_why(
    desk: Bench, parcel: Parcel, goods: list[Product]
) -> None:
    fill(parcel, (goods[0], 2))
    small = _roomy(desk, parcel)
    Box.objects.filter(pk=small.pk).update(inner_height_mm=4)
    answer = (desk.scan(number_of(parcel.pk)), desk.scan(small.code))[1]
    assert (answer.tone, answer.code) == ("wrong", "box_piece_too_large") and goods[0].sku in answer.en and small.code in answer.zh
    parcel.refresh_from_db()
    assert parcel.box_id != small.pk and Scan.objects.get(kind="box").refused == "box_piece_too_large"
    assert desk.scans(f"2*{goods[0].gtin}") == ["ask weight"]  # the planned box may go on; the prompt for a box is not kept
    let = benches.override(desk.merchant, desk.station, "boss", "it is soft, it goes in", scene.NOON)
    assert let.code == "box_flagged"
    parcel.refresh_from_db()
    assert parcel.box_id == small.pk
    kept = Scan.objects.get(kind="box", refused="")
    assert (kept.by, kept.reason, kept.box_id) == ("boss", "it is soft, it goes in", small.pk)
    assert benches.override(desk.merchant, desk.station, "boss", "again", scene.NOON).code == "nothing_to_override"
    assert desk.scan(f"{parcel.weight_g}g").code == "packed"
    event = Event.objects.get(parcel_id=parcel.pk, kind=Happening.PACKED)
    assert (event.data["override"], event.data["box"]) == ("it is soft, it goes in", small.code)


def test_a_box_that_does_not_bear_the_goods_is_refused(desk: Bench, parcel: Parcel, goods: list[Product]) -> None:
    fill(parcel, (goods[0], 1))
    weak = _roomy(desk, parcel)
    Box.objects.filter(pk=weak.pk).update(limit_g=weak.weight_g + 1)
    assert desk.scans(number_of(parcel.pk), weak.code) == ["ok opened", "wrong box_over_limit"]
    planned = parcel.box
    assert planned is not None
    Box.objects.filter(pk=planned.pk).update(inner_height_mm=1)
    assert desk.scans(planned.code) == ["ok box_taken"]  # it was planned so: nobody asks again


def test_a_box_of_which_none_is_left_is_refused(desk: Bench, goods: list[Product]) -> None:
    parcel, other = packing_scene.parcels(desk.merchant, desk.station.warehouse, 2)
    material = goods[3]
    scene.forget(material)
    Product.objects.filter(pk=material.pk).update(material=True)
    fill(parcel, (goods[0], 1))
    box = _roomy(desk, parcel)
    Box.objects.filter(pk=box.pk).update(material=material)
    _stock(desk, material, 1)
    Need.objects.create(product=material, quantity=1, merchant=desk.merchant, warehouse=desk.station.warehouse, parcel=other)
    said = (desk.scan(number_of(parcel.pk)), desk.scan(box.code))[1]
    assert said.code == "box_none_left" and (said.values["there"], said.values["promised"]) == (1, 1)
    Need.objects.filter(parcel=other).delete()
    assert desk.scans(box.code) == ["ok box_flagged"]
    assert Need.objects.get(parcel=parcel, product=material).quantity == 1  # its own need does not speak against it
    assert desk.scans(box.code) == ["ok box_taken"]


def test_another_box_changes_weight_and_price(desk: Bench, goods: list[Product]) -> None:
    parcel = packing_scene.parcels(desk.merchant, desk.station.warehouse, labelled=False)[0]
    fill(parcel, (goods[0], 1))
    assert parcel.box is not None
    bigger = _roomy(desk, parcel)
    before = _volumetric(parcel)
    assert desk.scans(number_of(parcel.pk), "FH.BOX", "NO-BOX", "FH.BOX", bigger.code) == [
        "ok opened",
        "ask box",
        "wrong box_unknown",
        "ask box",
        "ok box_priced",
    ]
    parcel.refresh_from_db()
    assert parcel.box == bigger and parcel.length_mm == bigger.outer_length_mm and parcel.weight_g != 1_000
    assert max(_volumetric(parcel)) > max(before)
    assert desk.scans("FH.UNDO") == ["ok undone"]
    parcel.refresh_from_db()
    assert parcel.weight_g == 1_000 and _volumetric(parcel) == before


def test_after_the_label_another_box_is_flagged(desk: Bench, parcel: Parcel, goods: list[Product]) -> None:
    fill(parcel, (goods[0], 1))
    assert parcel.box is not None
    other = _roomy(desk, parcel)
    assert desk.scans(number_of(parcel.pk), other.code) == ["ok opened", "ok box_flagged"]
    assert ParcelStanding.objects.get(parcel_id=parcel.pk).needs == "box_changed"
    assert desk.scans(Box.objects.get(pk=parcel.box_id).code) == ["ok box_flagged"]
    assert ParcelStanding.objects.get(parcel_id=parcel.pk).needs is None


def test_packing_uses_up_the_box_that_was_taken(desk: Bench, parcel: Parcel, goods: list[Product]) -> None:
    planned, taken = goods[2], goods[3]
    for material in (planned, taken):
        scene.forget(material)
        Product.objects.filter(pk=material.pk).update(material=True)
        _stock(desk, material, 10)
    other = _roomy(desk, parcel)
    Box.objects.filter(pk=parcel.box_id).update(material=planned)
    Box.objects.filter(pk=other.pk).update(material=taken)
    place = {"merchant": desk.merchant, "warehouse": desk.station.warehouse, "parcel": parcel}
    Need.objects.create(product=planned, quantity=1, **place)
    fill(parcel, (goods[0], 1))
    weight_g = 1_000 + other.weight_g - Box.objects.get(pk=parcel.box_id).weight_g
    desk.scans(number_of(parcel.pk), other.code, goods[0].gtin, f"{weight_g}g")
    assert Packing.objects.get(parcel=parcel).packed_at is not None
    assert {row.product_id: row.on_hand for row in Stock.objects.filter(product__in=(planned, taken))} == {planned.pk: 10, taken.pk: 9}
    assert not Need.objects.filter(parcel=parcel).exists()
    # the promises of orders for what the scene forgot are no business of the bench
    assert [row for row in audit_stock(desk.merchant.pk).differences if row["kind"] != "reserved"] == []
