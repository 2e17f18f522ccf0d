"""The named sample world that database tests share: the same merchant as the demo's."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
from django.db.models import F, Q

from fahuo.flow import price_tables, seed
from fahuo.flow.prepare import Stored, prepare_batch
from fahuo.records import clock, stock
from fahuo.records.models import Bin, Component, Holding, Lot, Merchant, Move, Product, Stock
from fahuo.sample import shelves as invented
from fahuo.sample.goods import sample_products
from fahuo.sample.orders import generate_orders
from fahuo.steps.goods.models import Box, Padding
from tests.kept import made

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def sample_merchant(*, buys_labels: bool = False, shelves: bool = False) -> Merchant:
    """The sample merchant with all that is theirs; without the sample's shelves the goods lie in no bin, so that a test sets up its own."""

    def make() -> None:
        merchant = seed.sample_merchant(lambda text: None)
        if not shelves:
            clear_shelves(merchant)

    made("shelves" if shelves else "pieces", make)
    merchant = seed.sample_merchant(lambda text: None)
    Merchant.objects.filter(pk=merchant.pk).update(buys_labels=buys_labels)
    merchant.refresh_from_db()
    return merchant


def clear_shelves(merchant: Merchant) -> None:
    """No bins, lots, kits, packing material or tracked goods: only pieces of products in warehouses."""
    own = {"merchant": merchant}
    there = Stock.objects.filter(**own, product__material=False, on_hand__gt=0).order_by("product_id", "warehouse_id")
    pieces = pl.DataFrame(list(there.values("product_id", "warehouse_id", quantity=F("on_hand"))))
    for model in (Box, Padding):
        model.objects.filter(**own).update(material=None)
    for rows in (Move, Holding, Stock, Lot, Bin, Component):
        rows.objects.filter(**own).delete()
    kits = invented.sample_kits()["sku"].to_list()
    Product.objects.filter(**own).filter(Q(material=True) | Q(sku__in=kits)).delete()
    Product.objects.filter(**own).update(gtin="", tracks="", removal="")
    stock.receive(merchant.pk, pieces, clock.now(), "sample", reference="opening")


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


def price_table(merchant: Merchant) -> int:
    """A forwarder's table that a card can be read from."""
    content = (
        "secret-forwarder express SECRET-X 价格表 2026-12-01\nCountry,Weight (kg),Price per kg (CNY),Days\nDE,0-30,10,5-8 days\n".encode()
    )
    table = price_tables.start(merchant, "secret-prices.csv", content, "", "secret-person", NOON)
    asked = price_tables.understood(table).questions
    return int(price_tables.answer(merchant, table.pk, {q.key: q.proposed or "CN" for q in asked}, NOON).pk)
