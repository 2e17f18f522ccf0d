"""Two orders in one parcel, seen by everybody who comes after: the papers, the buyer, the shop, and the money of each."""

from __future__ import annotations

import polars as pl
import pytest
from django.test import Client

from fahuo.core.words import Happening
from fahuo.flow import papers, slips, verbs
from fahuo.flow.joint import accept, look
from fahuo.records import keys, ledger
from fahuo.records.models import Event, Merchant, OrderStanding
from fahuo.steps.delivery.queries import tracking_token
from fahuo.steps.export.models import Declaration, DeclaredLine
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods.models import Label, Offer
from fahuo.steps.orders.models import Order, OrderLine
from tests.console.text import read
from tests.flow.test_joint import pair
from tests.scene import NOON, sample_merchant

pytestmark = pytest.mark.django_db


def joined(discount: int = 0) -> tuple[Merchant, int, int, Parcel]:
    """The host, its guest, whose buyer had a discount, and the one parcel of both with its label."""
    merchant = sample_merchant()
    host, guest = pair(merchant)
    Order.objects.filter(pk=host).update(discount_minor=0, freight_minor=0)
    Order.objects.filter(pk=guest).update(discount_minor=discount, freight_minor=0)
    verbs.plan_again(merchant, [host, guest], "mei", NOON)
    kept = look.look(merchant, [host, guest], NOON)
    assert kept is not None
    accept.accept(merchant, kept.pk, next(n for n, way in enumerate(kept.ways) if len(way["sendings"]) == 1), "mei", NOON)
    parcel = Parcel.objects.get(order_id=host)
    service = Offer.objects.get(parcel=parcel, chosen=True).service
    Label.objects.create(parcel=parcel, merchant=merchant, service=service, key="k", asked_at=NOON, answered_at=NOON, tracking_number="TR1")
    subject = pl.DataFrame({"order_id": [host], "parcel_id": [parcel.pk]})
    ledger.record(ledger.events(merchant.pk, subject, Happening.LABEL_BOUGHT, NOON, "test"))
    return merchant, host, guest, parcel


def test_each_order_is_declared_at_what_was_paid_for_it() -> None:
    """A discount stays with the lines of the order that it was given on."""
    _, host, guest, parcel = joined(discount=500)
    guests = Order.objects.get(pk=guest)
    carried = Order.objects.get(pk=host)
    assert carried.discount_minor == 500, "the sum of both"
    declared = Declaration.objects.get(parcel=parcel)
    values = list(DeclaredLine.objects.filter(declaration=declared).values_list("value_minor", flat=True))
    assert sorted(values) == sorted([guests.goods_minor - 500, carried.goods_minor - guests.goods_minor])
    assert declared.total_minor == sum(values)


def test_the_papers_name_both_orders() -> None:
    merchant, host, guest, parcel = joined()
    both = " + ".join(Order.objects.filter(pk__in=(host, guest)).order_by("pk").values_list("number", flat=True))
    rows = papers.parcels(merchant.pk, [parcel.pk])
    label = papers.labels(rows, NOON.date())[parcel.pk]
    assert label.order_number == both and label.parts == 1
    assert papers.invoices(rows)[parcel.pk].order_number == both
    assert ("订单", "Order", both) in slips.packing_lists(rows, {})[parcel.pk].facts


def test_the_buyer_sees_both_orders_and_the_shop_has_the_number_for_each() -> None:
    merchant, host, guest, parcel = joined()
    numbers = dict(Order.objects.filter(pk__in=(host, guest)).values_list("pk", "number"))
    page = read(Client().get(f"/t/{tracking_token(parcel.pk)}/"))
    assert all(number in page for number in numbers.values()) and "TR1" in page
    api = Client(headers={"authorization": f"Bearer {keys.make(merchant, 'test')}"})
    for order_id in (host, guest):
        told = api.get(f"/api/orders/{order_id}").json()
        assert told["tracking"] == ["TR1"] and told["parcels"] == [parcel.pk] and told["state"] == "label_bought"


def test_delivered_is_delivered_for_both_and_a_loss_is_one_case() -> None:
    merchant, host, guest, parcel = joined()
    subject = pl.DataFrame({"order_id": [host], "parcel_id": [parcel.pk]})
    for kind in (Happening.HANDED_OVER, Happening.DEPARTED, Happening.DELIVERED):
        ledger.record(ledger.events(merchant.pk, subject, kind, NOON, "test"))
        states = set(OrderStanding.objects.filter(order_id__in=(host, guest)).values_list("state", flat=True))
        assert states == {kind.value}
    assert Event.objects.filter(parcel_id=parcel.pk, kind=Happening.DELIVERED).count() == 1
    with pytest.raises(Exception, match="take them apart"):
        verbs.cancel(merchant, [guest], "mei", NOON)
    assert OrderLine.objects.filter(order_id=guest).count() == 0
