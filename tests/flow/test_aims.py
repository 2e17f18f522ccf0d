"""An order is packed for an aim of its own, keeps it, and is taken back to the merchant's; what is said of it on the page and by the API."""

from __future__ import annotations

import pytest
from django.test import Client

from fahuo.flow import verbs
from fahuo.flow.aims import NOBODY, pack_for
from fahuo.flow.said import NotPossible
from fahuo.records import keys
from fahuo.records.models import Event, Merchant, Product, User
from fahuo.steps.goods.models import Box, Choice, OwnAim, Packing, Padding, Parcel
from fahuo.steps.goods.why import why_packed
from fahuo.steps.orders.models import Order
from tests import packing_scene, scene
from tests.console.text import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant() -> Merchant:
    merchant = scene.sample_merchant()
    scene.bring(merchant, *scene.sample_orders(40))
    return merchant


def weighed(merchant: Merchant) -> Order:
    """An order for which another packing than the fewest boxes costs less."""
    ids = list(Order.objects.filter(merchant=merchant).values_list("pk", flat=True))
    pack_for(merchant, ids, "cost", "test", scene.NOON)
    order = Order.objects.filter(parcels__choice__fewest_boxes__isnull=False, parcels__choice__other_minor__isnull=False).first()
    assert order is not None
    pack_for(merchant, ids, NOBODY, "test", scene.NOON)
    return order


def boxes(order: Order) -> list[str]:
    return sorted(Parcel.objects.filter(order=order).values_list("box__code", flat=True))


def test_an_orders_own_aim_is_kept_until_it_is_taken_back(merchant: Merchant) -> None:
    order = weighed(merchant)
    before = boxes(order)
    assert pack_for(merchant, [order.pk], "cost", "mei", scene.NOON) == 1
    after = boxes(order)
    assert after != before
    verbs.plan_again(merchant, [order.pk], "test", scene.NOON)
    assert boxes(order) == after
    assert pack_for(merchant, [order.pk], NOBODY, "mei", scene.NOON) == 1
    assert boxes(order) == before
    assert not OwnAim.objects.exists() and not Choice.objects.exists()
    told = Event.objects.filter(order_id=order.pk, kind="noted", actor="mei").order_by("pk")
    assert [event.data["aim"] for event in told] == ["cost", ""]


def test_why_names_the_other_packing_and_what_it_would_cost(merchant: Merchant) -> None:
    order = weighed(merchant)
    pack_for(merchant, [order.pk], "cost", "test", scene.NOON)
    choice = Choice.objects.filter(parcel__order=order, fewest_boxes__isnull=False, other_minor__isnull=False).first()
    assert choice is not None
    why = why_packed(Parcel.objects.select_related("box").get(pk=choice.parcel_id))
    assert why.total_minor == choice.materials_minor + (choice.freight_minor or 0)
    assert why.other is not None and why.other.boxes != why.boxes
    assert why.other.more_minor == why.other.total_minor - why.total_minor
    assert why.fewest is not None and (why.fewest.total_minor is None or why.fewest.more_minor >= 0)


def test_a_padding_goes_round_a_piece_once_though_two_attributes_ask(merchant: Merchant) -> None:
    parcel = Parcel.objects.filter(box__isnull=False).order_by("pk")[0]
    product = Product.objects.filter(merchant=merchant).order_by("pk")[0]
    Product.objects.filter(pk=product.pk).update(attributes=3)
    packing_scene.fill(parcel, (product, 4))
    Padding.objects.all().delete()
    own = {"merchant": merchant, "thickness_mm": 1, "weight_g": 1}
    Padding.objects.create(**own, attribute=1, code="wrap", name="wrap", price_minor=5, double_wall=True)
    Padding.objects.create(**own, attribute=2, code="wrap", price_minor=7)
    Padding.objects.create(**own, attribute=4, code="zip", price_minor=7)
    (layer,) = why_packed(parcel).layers
    assert (layer.code, layer.name, layer.pieces, layer.price_minor, int(layer.asked_by), layer.double_wall) == (
        "wrap",
        "wrap",
        4,
        28,
        3,
        True,
    )


def test_where_a_label_was_asked_for_the_packing_stays(merchant: Merchant) -> None:
    parcel = Parcel.objects.filter(offers__chosen=True).order_by("pk")[0]
    packing_scene.label(parcel)
    with pytest.raises(NotPossible, match="a label was asked for"):
        pack_for(merchant, [parcel.order_id], "cost", "test", scene.NOON)
    with pytest.raises(NotPossible, match="has no aim 'cheap'"):
        pack_for(merchant, [parcel.order_id], "cheap", "test", scene.NOON)
    others = Order.objects.filter(merchant=merchant).exclude(pk=parcel.order_id).values_list("pk", flat=True)
    assert pack_for(merchant, [*others, parcel.order_id], "cost", "test", scene.NOON) == len(others)
    assert not OwnAim.objects.filter(order=parcel.order_id).exists()
    stranger = scene.stranger()
    with pytest.raises(NotPossible):
        pack_for(stranger, [parcel.order_id], "boxes", "test", scene.NOON)


def test_the_page_and_the_api_say_it(merchant: Merchant) -> None:
    order = weighed(merchant)
    user = User.objects.get(merchant=merchant, username="operator")
    user.language = "en"
    user.save()
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    parcel = Parcel.objects.filter(order=order).order_by("pk")[0]
    assert "Packed for the fewest boxes" in read(client.get(f"/parcels/{parcel.pk}/"))
    page = client.post(f"/orders/{order.pk}/do/", {"do": "aim", "aim": "cost"}, follow=True)
    assert "The order was packed again." in read(page) and OwnAim.objects.get(order=order).aim == "cost"
    choice = Choice.objects.filter(parcel__order=order, fewest_boxes__isnull=False).order_by("parcel_id")[0]
    said = read(client.get(f"/parcels/{choice.parcel_id}/"))
    assert "next best" in said and choice.fewest_boxes in said and "as always" in said
    api = Client(headers={"authorization": f"Bearer {keys.make(merchant, 'test')}"})
    why = api.get(f"/api/parcels/{choice.parcel_id}").json()["why_box"]
    assert (why["aim"], why["own_aim"], why["fewest_boxes"]["boxes"]) == ("cost", "cost", choice.fewest_boxes)
    assert why["next_best"]["more_minor"] == why["next_best"]["total_minor"] - why["total_minor"]
    answer = api.post("/api/orders/plan", {"ids": [order.pk], "aim": ""}, content_type="application/json")
    assert answer.json() == {"planned": 1} and not OwnAim.objects.exists()
    wrong = api.post("/api/orders/plan", {"ids": [order.pk], "aim": "cheap"}, content_type="application/json")
    assert wrong.status_code == 409 and "boxes, cost, duty" in wrong.json()["error"]
    assert "error_zh" in wrong.json()


def test_where_the_bench_took_another_box_the_planned_one_is_named(merchant: Merchant) -> None:
    order = weighed(merchant)
    pack_for(merchant, [order.pk], "cost", "test", scene.NOON)
    choice = Choice.objects.filter(parcel__order=order).order_by("parcel_id")[0]
    parcel = Parcel.objects.select_related("box").get(pk=choice.parcel_id)
    before = why_packed(parcel)
    Packing.objects.create(parcel=parcel, merchant=merchant, planned_box=parcel.box, opened_at=scene.NOON, opened_by="mei")
    assert why_packed(parcel) == before
    planned, parcel.box = parcel.box, Box.objects.get(merchant=merchant, code="C5")
    parcel.save()
    why = why_packed(parcel)
    assert planned is not None and (why.planned_box, why.boxes) == (planned.code, before.boxes)
