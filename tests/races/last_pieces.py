"""The race for the last pieces: so many workers bring orders of several lines for the same few products, all through the real door.

bench/stock.py times the same race; tests/races/test_stock.py judges it.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier

import polars as pl
from django.db import IntegrityError, connection, connections, transaction

from fahuo.flow import prepare
from fahuo.records import stock
from fahuo.records.models import Merchant, Product, Warehouse
from tests.scene import NOON, bring, forget, sample_orders

PRODUCTS, LAST, WORKERS = 5, 1_000, 16


@dataclass
class Outcome:
    """What came of a race."""

    seconds: float
    said: list[str]
    orders: int
    deadlocks: int  # as PostgreSQL counts them
    again: Counter[str] = field(default_factory=Counter)  # why batches were tried again, by SQLSTATE


def last_pieces(merchant: Merchant) -> list[Product]:
    """Five products of which 1,000 pieces are left in all, in one warehouse."""
    products = list(
        Product.objects.filter(merchant=merchant, hs_code__isnull=False, attributes=0, material=False).order_by("weight_g", "pk")[:PRODUCTS]
    )
    place = Warehouse.objects.filter(merchant=merchant, kind="own").order_by("priority")[0]
    for product in products:
        forget(product)
    ids = [product.pk for product in products]
    pieces = pl.DataFrame({"product_id": ids, "warehouse_id": [place.pk] * PRODUCTS, "quantity": [LAST // PRODUCTS] * PRODUCTS})
    with transaction.atomic():
        stock.receive(merchant.pk, pieces, NOON, "test")
    return products


def several_lines(products: list[Product], count: int, start: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Orders of 2 to 4 lines, each 1 to 3 pieces of another of these products, from a seed."""
    chance = random.Random(start)
    orders, lines = sample_orders(count, start=start)
    heads = lines.unique("order_id", keep="first", maintain_order=True).drop("line_no", "sku", "quantity", "source_row")
    wanted = [
        (order, no, product.sku, chance.randint(1, 3))
        for order in orders["order_id"].to_list()
        for no, product in enumerate(chance.sample(products, chance.randint(2, 4)), 1)
    ]
    schema = {"order_id": pl.Int64, "line_no": pl.Int32, "sku": pl.String, "quantity": pl.Int64}
    rows = pl.DataFrame(wanted, schema=schema, orient="row").join(heads, on="order_id").with_columns(source_row=pl.lit(None, pl.Int64))
    return orders, rows.select(lines.columns)


def deadlocks() -> int:
    """How many deadlocks PostgreSQL has met in this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def race(merchant: Merchant, products: list[Product], workers: int = WORKERS, batches: int = 5, size: int = 5) -> Outcome:
    """Every worker brings its batches of orders; all begin at once. The same orders whatever the number of workers."""
    barrier = Barrier(workers)
    share = WORKERS // workers
    again: Counter[str] = Counter()
    before, judge = deadlocks(), prepare._another_was_first

    def counted(error: Exception) -> bool:
        again[str(getattr(error.__cause__, "sqlstate", None))] += 1
        return judge(error)

    def sell(worker: int) -> str:
        try:
            own = [
                several_lines(products, size, 1000 * w + 10 * turn)
                for w in range(worker * share, (worker + 1) * share)
                for turn in range(batches)
            ]
            barrier.wait(60)
            for orders, lines in own:
                bring(merchant, orders, lines)
            return "done"
        except IntegrityError as error:
            return f"refused by the database: {error}"
        finally:
            connections.close_all()  # and with it, PostgreSQL's counters are written

    prepare._another_was_first = counted
    try:
        with ThreadPoolExecutor(workers) as pool:
            begun = time.perf_counter()
            said = list(pool.map(sell, range(workers)))
            seconds = time.perf_counter() - begun
    finally:
        prepare._another_was_first = judge
    return Outcome(seconds, said, WORKERS * batches * size, deadlocks() - before, again)
