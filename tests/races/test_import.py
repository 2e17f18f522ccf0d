"""The same file, imported by two hands at once: no second order, and both are told what became of every row."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from fahuo.flow import imports, verbs
from fahuo.records.models import Merchant, Stock
from fahuo.sample.rows import as_rows
from fahuo.steps.orders.models import Import, Order, OrderLine
from tests.scene import sample_merchant, sample_orders

ORDERS, HANDS = 120, 2
pytestmark = pytest.mark.django_db(transaction=True)


def _now() -> datetime:
    return datetime.now(UTC)


def _bring(merchant: Merchant, content: bytes, barrier: Barrier) -> dict[str, Any]:
    try:
        barrier.wait(30)
        task = verbs.start_import(merchant, "orders.csv", content, "fahuo", "file", "test", _now())
        imports.run(task.pk, _now)
        task.refresh_from_db()
        assert task.finished_at is not None
        return dict(task.tally)
    finally:
        connections.close_all()


@pytest.mark.parametrize("shuffled", [False, True])
def test_two_imports_of_one_file_at_once_make_no_second_order(monkeypatch: pytest.MonkeyPatch, shuffled: bool) -> None:
    monkeypatch.setattr(imports, "BATCH", 15)
    merchant = sample_merchant()
    Stock.objects.filter(
        merchant=merchant
    ).delete()  # with stock both wait for its lock; without it only the orders tell that they are the same
    orders, lines = sample_orders(ORDERS)
    rows = as_rows(orders, lines)
    files = [rows.write_csv().encode(), (rows.reverse() if shuffled else rows).write_csv().encode()]
    barrier = Barrier(HANDS)
    with ThreadPoolExecutor(HANDS) as pool:
        tallies = list(pool.map(lambda content: _bring(merchant, content, barrier), files))
    assert Order.objects.filter(merchant=merchant).count() == ORDERS
    assert OrderLine.objects.count() == lines.height
    assert sum(t["known_orders"] for t in tallies) == ORDERS
    for tally in tallies:
        told = sum(tally[name] for name in ("planned_lines", "refused_lines", "not_goods_lines", "known_lines"))
        assert tally["orders"] == ORDERS and tally["lines"] == told == rows.height
    assert Import.objects.filter(failure__gt="").count() == 0
