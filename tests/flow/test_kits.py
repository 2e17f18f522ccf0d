"""A kit through the database: promised, packed, declared and shipped by part; sent again by part."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest

from fahuo.flow import verbs
from fahuo.flow.cases import _lines_again
from fahuo.flow.stock_audit import audit_stock
from fahuo.records import stock
from fahuo.records.models import Component, Merchant, Product, Refusal, Stock
from fahuo.steps.export.models import DeclaredLine
from fahuo.steps.goods.models import Parcel
from fahuo.steps.orders import frames as rows
from fahuo.steps.orders.models import Allocation, Order
from fahuo.steps.transport import service as transport
from tests.scene import NOON, bring, forget, sample_merchant, sample_orders

pytestmark = pytest.mark.django_db


def _kit(merchant: Merchant) -> tuple[Product, list[Product]]:
    kit = Product.objects.create(merchant=merchant, sku="KIT", name="A kit", price_minor=9900, currency="CNY")
    parts = list(Product.objects.filter(merchant=merchant, attributes=0, weight_g__lt=500, hs_code__isnull=False).order_by("pk")[:2])
    for part, n in zip(parts, (2, 1), strict=True):
        Component.objects.create(merchant=merchant, kit=kit, part=part, quantity=n)
        forget(part)
    return kit, parts


def _order(merchant: Merchant, quantity: int, start: int = 0) -> Order:
    orders, lines = sample_orders(1, start=start)
    one = lines.head(1).with_columns(sku=pl.lit("KIT"), quantity=pl.lit(quantity, pl.Int64), line_no=pl.lit(1, pl.Int32))
    bring(merchant, orders.head(1), one)
    return Order.objects.latest("pk")


def test_a_kit_is_promised_packed_and_sent_by_part() -> None:
    merchant = sample_merchant()
    kit, parts = _kit(merchant)
    first = _order(merchant, 3)
    assert Refusal.objects.filter(order_id=first.pk).values_list("code", flat=True)[0] == "part_short"
    place = merchant.warehouse_set.order_by("priority")[0]
    for part in parts:  # the order waits for each of them, and goes when the last one has come
        verbs.receive_stock(merchant, part.pk, place.pk, 6, "anna", NOON)
    promised = dict(Allocation.objects.filter(order=first).values_list("product_id", "quantity"))
    assert promised == {parts[0].pk: 6, parts[1].pk: 3} and audit_stock().differences == []
    parcel = Parcel.objects.get(order=first)
    assert parcel.pieces == 9
    assert sum(DeclaredLine.objects.filter(declaration__parcel_id=parcel.pk).values_list("quantity", flat=True)) == 9
    inside = transport.pieces_of([parcel.pk])
    again = _lines_again(merchant, rows.lines([first.pk]), transport.lines_of([parcel.pk]))
    assert sorted(zip(again["sku"], again["quantity"], strict=True)) == sorted([(parts[0].sku, 6), (parts[1].sku, 3)])
    stock.ship(merchant.pk, inside, NOON + timedelta(days=1), "carrier")
    left = dict(Stock.objects.filter(product__in=parts).values_list("product_id", "on_hand"))
    assert left == {parts[0].pk: 0, parts[1].pk: 3} and not Stock.objects.filter(reserved__gt=0).exists()
    assert not Stock.objects.filter(product=kit).exists()


def test_an_order_of_a_kit_is_cancelled_and_planned_again() -> None:
    merchant = sample_merchant()
    _, parts = _kit(merchant)
    place = merchant.warehouse_set.order_by("priority")[0]
    for part in parts:
        verbs.receive_stock(merchant, part.pk, place.pk, 6, "anna", NOON)
    order = _order(merchant, 2)
    assert verbs.plan_again(merchant, [order.pk], "anna", NOON) == 1 and audit_stock().differences == []
    verbs.cancel(merchant, [order.pk], "anna", NOON)
    assert not Stock.objects.filter(reserved__gt=0).exists() and audit_stock().differences == []
