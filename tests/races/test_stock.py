"""Stock under many hands at once, on real PostgreSQL. The control shows that the race is one: without the lock it is lost."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection
from django.db.models import Sum

from fahuo.flow.stock_audit import audit_stock
from fahuo.records import stock
from fahuo.records.models import Product, Refusal, Stock
from fahuo.records.stock import locks
from fahuo.steps.orders.models import Allocation, Order
from tests.races.last_pieces import LAST, PRODUCTS, WORKERS, last_pieces, race
from tests.scene import forget, sample_merchant

pytestmark = pytest.mark.django_db(transaction=True, reset_sequences=True)


def _promised(product: Product) -> int:
    return Allocation.objects.filter(product=product).aggregate(n=Sum("quantity"))["n"] or 0


def test_the_last_thousand_pieces_of_five_products_are_promised_once_to_sixteen_workers() -> None:
    merchant = sample_merchant()
    products = last_pieces(merchant)
    found = race(merchant, products)
    assert found.said == ["done"] * WORKERS
    assert (found.deadlocks, dict(found.again)) == (0, {}), "nobody waited in a circle, and no batch was tried twice"
    assert Order.objects.filter(merchant=merchant).count() == found.orders
    rows = {row.product_id: row for row in Stock.objects.filter(product__in=products)}
    for product in products:
        row = rows[product.pk]
        assert row.on_hand == LAST // PRODUCTS and _promised(product) == row.reserved <= row.on_hand
    # nobody was sent away who could have been served: each refused line asked for more than is left even now
    by_sku = {product.sku: rows[product.pk] for product in products}
    refused = list(Refusal.objects.filter(code="out_of_stock").values_list("values", flat=True))
    assert refused and all(values["available"] < values["quantity"] for values in refused)
    assert all(by_sku[v["sku"]].on_hand - by_sku[v["sku"]].reserved < v["quantity"] for v in refused)
    assert sum(_promised(product) for product in products) >= LAST - 2 * PRODUCTS, "lines ask for three at most: all but crumbs is promised"
    assert audit_stock().differences == []


def test_control_without_the_lock_the_same_race_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    merchant = sample_merchant()
    products = last_pieces(merchant)
    monkeypatch.setattr(locks, "LOCK", "")
    with connection.cursor() as cursor:  # and without the last word of the database
        cursor.execute("ALTER TABLE records_stock DROP CONSTRAINT stock_never_promised_twice")
    try:
        race(merchant, products)
        over = [row for row in Stock.objects.filter(product__in=products) if row.reserved > row.on_hand]
        assert over, "without the lock nothing went wrong: the race test proves nothing"
    finally:
        for product in products:
            forget(product)
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE records_stock ADD CONSTRAINT stock_never_promised_twice CHECK (on_hand >= reserved)")


def test_the_database_has_the_last_word() -> None:
    product = last_pieces(sample_merchant())[0]
    with pytest.raises(IntegrityError):
        Stock.objects.filter(product=product).update(reserved=LAST + 1)
    with pytest.raises(IntegrityError):
        Stock.objects.filter(product=product).update(reserved=-1)


def test_stock_is_locked_inside_a_transaction_or_not_at_all() -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        stock.lock(1, [1])
