"""Pieces are written off with `give_up` while others sell the last ones: never below what is promised, nobody waits in a circle, no order is lost."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import polars as pl
import pytest
from django.db import connections
from django.db.models import F

from fahuo.flow.said import NotPossible
from fahuo.flow.shelves import moves, shortfall
from fahuo.flow.stock_audit import audit_stock
from fahuo.records.models import Holding, Merchant, Product, Refusal, Stock
from fahuo.steps.orders.models import Allocation, Order
from tests.races.last_pieces import deadlocks, last_pieces, several_lines
from tests.scene import NOON, bring, sample_merchant

HANDS = 8
TURNS = 6
pytestmark = pytest.mark.django_db(transaction=True, reset_sequences=True)


def _loses(merchant: Merchant, products: list[Product], turn: int) -> int:
    """Twenty pieces of a product are gone from the bin that has most of it. Returns how many promises were given up."""
    product = products[turn % len(products)]
    held = Holding.objects.filter(product=product, bin__kind="storage").select_related("bin__warehouse").order_by("-quantity").first()
    if held is None:
        return 0
    row: dict[str, Any] = {"verb": "write_off", "sku": product.sku, "warehouse": held.bin.warehouse.code, "from": held.bin.code}
    row |= {"quantity": min(20, held.quantity), "reason": "lost: race", "give_up": True}
    return len(moves.do(merchant, [row], f"hand {turn}", NOON).lost)


def _work(merchant: Merchant, products: list[Product], number: int, barrier: Barrier) -> Counter[str]:
    did: Counter[str] = Counter()
    try:
        barrier.wait(60)
        for turn in range(TURNS):
            if number % 2:
                did["parcels"] += bring(merchant, *several_lines(products, 4, 1000 * number + 10 * turn)).parcels
                continue
            try:
                did["lost"] += _loses(merchant, products, number + turn)
                did["written_off"] += 1
            except NotPossible:
                did["refused"] += 1  # others were faster: a sentence, and nothing has changed
        return did
    finally:
        connections.close_all()


def test_write_offs_and_sales_of_the_same_pieces_at_once() -> None:
    merchant = sample_merchant()
    products = last_pieces(merchant)
    bring(merchant, *several_lines(products, 40, 900_000))
    before, barrier = deadlocks(), Barrier(HANDS)
    with ThreadPoolExecutor(HANDS) as pool:
        total = sum(pool.map(lambda n: _work(merchant, products, n, barrier), range(HANDS)), Counter())
    assert deadlocks() == before
    assert total["lost"] > 0 and total["written_off"] > 0 and total["parcels"] > 0, total
    assert not Stock.objects.filter(on_hand__lt=F("reserved")).exists() and audit_stock().differences == []
    # every order has a plan or says why not: none fell between the two
    ids = set(Order.objects.values_list("pk", flat=True))
    assert ids == set(Allocation.objects.values_list("order_id", flat=True)) | set(Refusal.objects.values_list("order_id", flat=True))


def test_the_control_books_below_what_is_promised_without_giving_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the way that is made the last word is PostgreSQL's: the loss cannot be booked at all."""
    merchant = sample_merchant()
    products = last_pieces(merchant)
    bring(merchant, *several_lines(products, 400, 900_000))
    full = (
        Stock.objects.filter(product__in=products, reserved=F("on_hand"), on_hand__gt=20).first()
        or Stock.objects.filter(product__in=products, reserved__gt=F("on_hand") - 20).first()
    )
    assert full is not None
    turn = [p.pk for p in products].index(full.product_id)
    none = shortfall.Cleared([], [], pl.DataFrame(schema=shortfall.LOSSES))
    monkeypatch.setattr(shortfall, "make_way", lambda *a, **k: none)
    with pytest.raises(NotPossible, match="promised to orders"):
        _loses(merchant, products, turn)
