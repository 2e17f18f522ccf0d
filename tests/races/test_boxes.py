"""The last boxes under many hands at once, on real PostgreSQL: none is promised twice. The control loses the race without the lock."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import polars as pl
import pytest
from django.db import connections
from django.db.models import Sum

from fahuo.records import stock
from fahuo.records.models import Merchant, Product, Refusal, Warehouse
from fahuo.records.stock import locks
from fahuo.steps.goods.models import Box, Need, Parcel
from tests.races.last_pieces import deadlocks
from tests.scene import NOON, bring, sample_merchant, sample_orders

pytestmark = pytest.mark.django_db(transaction=True, reset_sequences=True)
LEFT, WORKERS, ORDERS = 20, 6, 12


def last_boxes() -> tuple[Merchant, Product]:
    """One kind of box, of which every warehouse has twenty left."""
    merchant = sample_merchant()
    Box.objects.filter(merchant=merchant).exclude(code="C5").delete()
    product = Product.objects.create(merchant=merchant, sku="BOX-C5", name="carton 5", material=True)
    Box.objects.filter(merchant=merchant).update(material=product)
    places = list(Warehouse.objects.filter(merchant=merchant).values_list("pk", flat=True))
    pieces = {"product_id": [product.pk] * len(places), "warehouse_id": places, "quantity": [LEFT] * len(places)}
    stock.receive(merchant.pk, pl.DataFrame(pieces), NOON, "test")
    return merchant, product


def race(merchant: Merchant) -> None:
    """Every worker brings orders of its own; all begin at once."""
    barrier = Barrier(WORKERS)

    def work(worker: int) -> None:
        try:
            batches = [sample_orders(ORDERS, start=1_000 * worker + 100 * turn) for turn in range(3)]
            barrier.wait(60)
            for orders, lines in batches:
                bring(merchant, orders, lines)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, range(WORKERS)))


def promised(product: Product) -> int:
    """The most that is promised at one warehouse."""
    rows = Need.objects.filter(product=product).values("warehouse").annotate(n=Sum("quantity")).order_by("-n")
    return int(rows[0]["n"])


def test_the_last_boxes_are_promised_once() -> None:
    merchant, product = last_boxes()
    before = deadlocks()
    race(merchant)
    assert promised(product) == LEFT
    assert Need.objects.filter(product=product).count() == Parcel.objects.exclude(box=None).count()
    assert Refusal.objects.filter(code="boxes_used_up").exists()
    assert deadlocks() == before


def test_control_without_the_lock_boxes_are_promised_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    merchant, product = last_boxes()
    monkeypatch.setattr(locks, "LOCK", "")
    race(merchant)
    assert promised(product) > LEFT, "without the lock nothing went wrong: the race test proves nothing"
