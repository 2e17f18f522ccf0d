"""The named sample world that database tests share: the same merchant as the demo's."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from fahuo.flow import seed
from fahuo.flow.prepare import Stored, prepare_batch
from fahuo.records.models import Holding, Merchant, Move, Product, Stock
from fahuo.sample.goods import sample_products
from fahuo.sample.orders import generate_orders

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def sample_merchant(*, buys_labels: bool = False) -> Merchant:
    """The sample merchant with all that is theirs."""
    merchant = seed.sample_merchant(lambda text: None)
    Merchant.objects.filter(pk=merchant.pk).update(buys_labels=buys_labels)
    merchant.refresh_from_db()
    return merchant


def stranger() -> Merchant:
    """Another merchant, who must never see anything of the sample's."""
    return Merchant.objects.create(code="stranger", name="A stranger", name_zh="外人", currency="CNY")


def sample_orders(count: int, seed_number: int = 7, flawed: float = 0.0, start: int = 0) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Orders and lines from a seed."""
    return generate_orders(count, seed_number, NOON, sample_products(), start=start, flawed=flawed)


def bring(merchant: Merchant, orders: pl.DataFrame, lines: pl.DataFrame) -> Stored:
    """Store orders as an import would."""
    return prepare_batch(merchant, orders, lines, on=NOON.date(), now=NOON, actor="test")


def forget(product: Product) -> None:
    """As if there had never been any stock of the product."""
    for model in (Move, Holding, Stock):
        model.objects.filter(product=product).delete()
