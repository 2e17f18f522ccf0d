"""Packing material from import to shipped: promised with the plan, consumed once, given back with the plan."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest
from django.db.models import Count

from fahuo.flow import tracking, verbs
from fahuo.records import stock
from fahuo.records.models import Merchant, Move, Product, Refusal, Stock, Warehouse
from fahuo.steps.goods.models import Box, Choice, Need, OwnAim, Padding, Parcel
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.goods.shelves import places
from fahuo.steps.goods.shelves.waiting import stock_needs
from fahuo.steps.orders.models import Order
from tests import packing_scene, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant() -> Merchant:
    return scene.sample_merchant()


def material(merchant: Merchant, sku: str, pieces: int | None) -> Product:
    """Packing material, so many pieces in every warehouse; None: nobody counts it."""
    product = Product.objects.create(merchant=merchant, sku=sku, name=sku, material=True)
    if pieces is not None:
        places = list(Warehouse.objects.filter(merchant=merchant).values_list("pk", flat=True))
        rows = pl.DataFrame({"product_id": [product.pk] * len(places), "warehouse_id": places, "quantity": [pieces] * len(places)})
        stock.receive(merchant.pk, rows, scene.NOON, "test")
    return product


def on_hand(product: Product, warehouse_id: int) -> int:
    return Stock.objects.get(product=product, warehouse_id=warehouse_id).on_hand


@pytest.fixture
def cartons(merchant: Merchant) -> dict[str, Product]:
    """Every box of the sample is counted: 1,000 of each."""
    found = {}
    for box in Box.objects.filter(merchant=merchant):
        found[box.code] = material(merchant, f"BOX-{box.code}", 1_000)
        Box.objects.filter(pk=box.pk).update(material=found[box.code])
    return found


@pytest.fixture
def wrap(merchant: Merchant) -> Product:
    product = material(merchant, "WRAP", 1_000)
    Padding.objects.filter(merchant=merchant, code="bubble_wrap").update(material=product)
    return product


def seen(merchant: Merchant, parcel: Parcel) -> None:
    """A carrier scans the parcel."""
    label = parcel.label
    at = (scene.NOON + timedelta(hours=3)).isoformat()
    raw = pl.DataFrame(
        {"carrier": ["world"], "number": [label.tracking_number], "code": ["InTransit_PickedUp"], "text": ["x"], "at": [at], "place": [""]}
    )
    tracking.take_checkpoints(merchant, raw, scene.NOON + timedelta(hours=4))


def test_from_import_to_shipped_a_carton_and_its_wrap_are_consumed_once(
    merchant: Merchant, cartons: dict[str, Product], wrap: Product
) -> None:
    scene.bring(merchant, *scene.sample_orders(60))
    fragile = Need.objects.filter(product=wrap).order_by("parcel_id").first()
    assert fragile is not None
    parcel = Parcel.objects.select_related("box").get(pk=fragile.parcel_id)
    assert parcel.box.double_wall  # the sample wraps fragile goods and asks for a double wall
    carton, place = cartons[parcel.box.code], parcel.warehouse_id
    assert Need.objects.get(parcel=parcel, product=carton).quantity == 1
    packing_scene.label(parcel)
    assert (on_hand(carton, place), on_hand(wrap, place)) == (1_000, 1_000)  # promised, not gone
    for _ in range(2):
        seen(merchant, parcel)
        assert (on_hand(carton, place), on_hand(wrap, place)) == (999, 1_000 - fragile.quantity)
    assert not Need.objects.filter(parcel=parcel).exists()
    assert {move.parcel_id for move in Move.objects.filter(product__in=[carton, wrap], kind="consumed")} == {parcel.pk}


def test_the_bench_consumes_and_the_carrier_does_not_again(merchant: Merchant, cartons: dict[str, Product]) -> None:
    bench = packing_scene.bench(merchant)
    parcel = packing_scene.parcels(merchant, bench.station.warehouse)[0]
    product = packing_scene.products(merchant, 1)[0]
    packing_scene.fill(parcel, (product, 1), weight_g=500)
    carton = cartons[parcel.box.code]
    Need.objects.filter(parcel=parcel).update(warehouse=bench.station.warehouse)
    bench.scans(number_of(parcel.pk), product.gtin)
    said = bench.scan("500")
    assert said.code == "packed"
    assert on_hand(carton, bench.station.warehouse_id) == 999
    seen(merchant, parcel)
    assert on_hand(carton, bench.station.warehouse_id) == 999


def test_a_plan_that_is_taken_back_gives_its_boxes_back(merchant: Merchant, cartons: dict[str, Product]) -> None:
    stored = scene.bring(merchant, *scene.sample_orders(30))
    ids = stored.orders["order_id"].to_list()
    before = Need.objects.count()
    assert before == Parcel.objects.exclude(box=None).count() > 0
    verbs.plan_again(merchant, ids, "test", scene.NOON)
    assert Need.objects.count() == before
    verbs.cancel(merchant, ids, "test", scene.NOON)
    assert not Need.objects.exists()
    assert not Move.objects.filter(kind="consumed").exists()


def test_a_box_is_never_promised_twice_in_one_batch_or_in_the_next(merchant: Merchant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fahuo.flow.ahead.PART", 7)
    few = {}
    for box in Box.objects.filter(merchant=merchant):
        few[box.code] = material(merchant, f"BOX-{box.code}", 2)
        Box.objects.filter(pk=box.pk).update(material=few[box.code])
    scene.bring(merchant, *scene.sample_orders(60))
    scene.bring(merchant, *scene.sample_orders(60, start=60))
    used = pl.DataFrame(
        list(Need.objects.values_list("product_id", "warehouse_id", "quantity")),
        schema=["product_id", "warehouse_id", "quantity"],
        orient="row",
    )
    summed = used.group_by("product_id", "warehouse_id").agg(pl.col("quantity").sum())
    assert summed["quantity"].max() == 2
    said = Refusal.objects.filter(code="boxes_used_up")
    assert said.exists()
    # boxes come in: who waited for one is planned again
    product = few["C5"]
    before = Parcel.objects.count()
    place = Warehouse.objects.filter(merchant=merchant).order_by("priority", "pk")[0]
    verbs.receive_stock(merchant, product.pk, place.pk, 500, "test", scene.NOON)
    assert Parcel.objects.count() > before


def test_the_merchants_aim_and_an_orders_own(merchant: Merchant) -> None:
    merchant.pack_aim = "cost"
    merchant.save()
    scene.bring(merchant, *scene.sample_orders(40))
    choice = Choice.objects.order_by("parcel_id").first()
    assert choice is not None
    assert choice.aim == "cost"
    order = Order.objects.get(parcels=choice.parcel_id)
    OwnAim.objects.create(order=order, aim="boxes")
    verbs.plan_again(merchant, [order.pk], "test", scene.NOON)
    assert not Choice.objects.filter(parcel__order=order).exists()


def test_what_planned_parcels_will_consume_is_promised_on_the_stock_page_and_makes_it_time_to_buy(
    merchant: Merchant, cartons: dict[str, Product]
) -> None:
    def place(product: Product, warehouse_id: int) -> places.Place:
        rows = places.every(merchant.pk, places.Wanted(product=product.pk, warehouse=warehouse_id), scene.NOON.date(), scene.NOON)
        return next(iter(rows))

    scene.bring(merchant, *scene.sample_orders(30))
    need = Need.objects.values("product", "warehouse").annotate(n=Count("parcel")).order_by("-n")[0]
    product = Product.objects.get(pk=need["product"])
    shown = place(product, need["warehouse"])
    assert (shown.on_hand, shown.reserved, shown.available) == (1_000, need["n"], 1_000 - need["n"])
    before = stock_needs(merchant.pk, scene.NOON.date(), scene.NOON)
    Stock.objects.filter(product=product, warehouse_id=need["warehouse"]).update(reorder_at=1_000 - need["n"])
    after = stock_needs(merchant.pk, scene.NOON.date(), scene.NOON)
    assert (after.reorder - before.reorder, after.materials - before.materials) == (1, 1)
    assert place(product, need["warehouse"]).due


def test_paddings_that_are_no_product_cost_and_take_room_and_are_not_counted(merchant: Merchant) -> None:
    Padding.objects.update(material=None)
    scene.bring(merchant, *scene.sample_orders(30))
    assert not Need.objects.exists() and Parcel.objects.exists()


def test_where_every_box_is_gone_lines_are_refused_with_what_is_left_and_nothing_is_lost(merchant: Merchant) -> None:
    for box in Box.objects.filter(merchant=merchant):
        Box.objects.filter(pk=box.pk).update(material=material(merchant, f"BOX-{box.code}", 1))
    Stock.objects.filter(product__sku__startswith="BOX-").update(on_hand=0)
    stored = scene.bring(merchant, *scene.sample_orders(20))
    assert Parcel.objects.filter(box__isnull=False).count() == 0
    said = Refusal.objects.filter(code="boxes_used_up")
    assert all(" × 0" in row.values["boxes"] and row.values["warehouse"] for row in said)
    tally = stored.tally()
    assert tally.planned_lines + tally.refused_lines == stored.lines.height
