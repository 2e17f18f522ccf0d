"""Stock under many hands at once, on real PostgreSQL. The control shows that the race is one: without the lock it is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import polars as pl
import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import Sum

from fahuo.records import stock
from fahuo.records.models import Merchant, Product, Stock, Warehouse
from fahuo.records.stock import locks
from fahuo.steps.orders.models import Allocation, Order
from tests.scene import NOON, bring, forget, sample_merchant, sample_orders

WORKERS = 8
LAST = 100  # pieces
pytestmark = pytest.mark.django_db(transaction=True, reset_sequences=True)


def _last_pieces(merchant: Merchant) -> Product:
    product = Product.objects.filter(merchant=merchant, hs_code__isnull=False, attributes=0).order_by("weight_g").first()
    assert product is not None
    forget(product)
    place = Warehouse.objects.filter(merchant=merchant, kind="own").order_by("priority").first()
    assert place is not None
    pieces = pl.DataFrame({"product_id": [product.pk], "warehouse_id": [place.pk], "quantity": [LAST]})
    with transaction.atomic():
        stock.receive(merchant.pk, pieces, NOON, "test")
    return product


def _sell(merchant: Merchant, product: Product, worker: int, barrier: Barrier) -> str:
    """One worker brings 25 orders of one piece each, five at a time."""
    try:
        for turn in range(5):
            orders, lines = sample_orders(5, start=1000 * worker + 5 * turn)
            one = lines.unique("order_id", keep="first", maintain_order=True).with_columns(
                sku=pl.lit(product.sku), quantity=pl.lit(1, pl.Int64), line_no=pl.lit(1, pl.Int32)
            )
            if turn == 0:
                barrier.wait(30)
            bring(merchant, orders, one)
        return "done"
    except IntegrityError as error:
        return f"refused by the database: {error}"
    finally:
        connections.close_all()


def _race(merchant: Merchant, product: Product) -> list[str]:
    barrier = Barrier(WORKERS)
    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(lambda worker: _sell(merchant, product, worker, barrier), range(WORKERS)))


def test_the_last_pieces_are_promised_once_to_eight_workers() -> None:
    merchant = sample_merchant()
    product = _last_pieces(merchant)
    assert _race(merchant, product) == ["done"] * WORKERS
    row = Stock.objects.get(product=product)
    promised = Allocation.objects.filter(product=product).aggregate(n=Sum("quantity"))["n"]
    assert Order.objects.filter(merchant=merchant).count() == WORKERS * 25
    # 200 orders for 100 pieces: a few of the generated addresses may be refused, so up to 100, and what is promised is what is reserved
    assert promised == row.reserved == LAST
    assert row.on_hand == LAST


def test_control_without_the_lock_the_same_race_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    merchant = sample_merchant()
    product = _last_pieces(merchant)
    monkeypatch.setattr(locks, "LOCK", "")
    with connection.cursor() as cursor:  # and without the last word of the database
        cursor.execute("ALTER TABLE records_stock DROP CONSTRAINT stock_never_promised_twice")
    try:
        _race(merchant, product)
        row = Stock.objects.get(product=product)
        assert row.reserved > LAST, "without the lock nothing went wrong: the race test proves nothing"
    finally:
        forget(product)
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE records_stock ADD CONSTRAINT stock_never_promised_twice CHECK (on_hand >= reserved)")


def test_the_database_has_the_last_word() -> None:
    merchant = sample_merchant()
    product = _last_pieces(merchant)
    with pytest.raises(IntegrityError):
        Stock.objects.filter(product=product).update(reserved=LAST + 1)
    with pytest.raises(IntegrityError):
        Stock.objects.filter(product=product).update(reserved=-1)


def test_stock_is_locked_inside_a_transaction_or_not_at_all() -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        stock.lock(1, [1])
