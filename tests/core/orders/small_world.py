"""A small world for the tests of step 1: four products, three warehouses, a book that refuses what it is told to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl

from fahuo.core import frames
from fahuo.core.journey import World
from fahuo.core.words import Attribute

ON = date(2026, 11, 23)
START = datetime(2026, 11, 20, tzinfo=UTC)


@dataclass
class Book:
    """Refuses the orders whose number begins with a given letter."""

    letter: str = "X"
    asked: list[date] = field(default_factory=list)

    def check(self, orders: pl.DataFrame, on: date) -> pl.DataFrame:
        self.asked.append(on)
        return frames.refuse(orders.filter(pl.col("number").str.starts_with(self.letter)), "orders", "phone_invalid")

    def demands(self, parcels: pl.DataFrame, on: date) -> pl.DataFrame:
        raise AssertionError("step 1 asks for no papers")


def frame(schema: Any, *rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=frames.empty(schema).schema)


PRODUCTS = frame(
    frames.Products,
    {"product_id": 11, "sku": "CUP", "name": "cup", "attributes": int(Attribute.FRAGILE)},
    {"product_id": 12, "sku": "PEN", "name": "pen", "attributes": 0},
    {"product_id": 13, "sku": "POWER", "name": "power bank", "attributes": int(Attribute.BATTERY_ONLY)},
    {"product_id": 14, "sku": "TEA", "name": "tea", "attributes": int(Attribute.FOOD)},
)
SZX = {"warehouse_id": 1, "code": "SZX", "latitude": 22.6, "longitude": 114.1, "priority": 1, "handling_minor": 300}
YIW = {"warehouse_id": 2, "code": "YIW", "latitude": 29.3, "longitude": 120.1, "priority": 3, "handling_minor": 100}
LEJ = {"warehouse_id": 3, "code": "LEJ", "latitude": 51.4, "longitude": 12.2, "priority": 2, "handling_minor": 900}
WORLD = World(
    currency="CNY",
    products=PRODUCTS,
    warehouses=frame(frames.Warehouses, SZX, YIW, LEJ),
    boxes=frames.empty(frames.Boxes),
    paddings=frames.empty(frames.Paddings),
    rules=frames.empty(frames.ReviewRules),
    exchange=frame(frames.Exchange, {"currency": "EUR", "rate": 8.0}, {"currency": "USD", "rate": 7.0}, {"currency": "JPY", "rate": 0.05}),
    rates=None,  # type: ignore[arg-type]
    book=Book(),
)


def world(stock: dict[tuple[str, str], int] | None = None, rules: list[dict[str, Any]] | None = None, **changes: Any) -> World:
    """WORLD with this stock (sku, warehouse code -> pieces) and these rules, in their order."""
    skus, codes = (dict(WORLD.products.select("sku", "product_id").iter_rows()), {"SZX": 1, "YIW": 2, "LEJ": 3})
    if stock is not None:
        rows = ({"product_id": skus[sku], "warehouse_id": codes[code], "available": n} for (sku, code), n in stock.items())
        changes["stock"] = frame(frames.Stock, *rows)
    if rules is not None:
        said = (
            {"rule_id": 100 + at, "position": 10 * at, "outcome": "hold", "note": f"rule {at}", **rule} for at, rule in enumerate(rules)
        )
        changes["rules"] = frame(frames.ReviewRules, *said)
    return replace(WORLD, **changes)


def batch(*said: dict[str, Any]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Orders one hour after the other; `lines` are (sku, quantity) or (sku, quantity, price_minor)."""
    orders, lines = [], []
    for at, one in enumerate(said):
        one = dict(one)
        for no, (sku, quantity, *price) in enumerate(one.pop("lines"), 1):
            lines.append({"order_id": at, "line_no": no, "sku": sku, "quantity": quantity, "price_minor": price[0] if price else 500})
        plain = {"number": f"N{at}", "shop": "web", "placed_at": START + timedelta(hours=at), "currency": "EUR", "country": "DE"}
        money = {"freight_minor": 0, "discount_minor": 0}
        orders.append({"order_id": at, **plain, **money, "street": f"Weg {at}", **one})
    return frame(frames.Orders, *orders), frame(frames.Lines, *lines)
