"""Orders of one buyer in the sample world, from short descriptions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import polars as pl

from fahuo.core import frames
from fahuo.core.journey import World
from fahuo.sample.goods import sample_products
from fahuo.sample.world import sample_world

ON = date(2026, 11, 23)
PRODUCTS = sample_products()
ADDRESS = {"name": "Anna Weiß", "street": "Lindenstraße 12", "city": "Berlin", "postcode": "10969", "country": "DE", "currency": "EUR"}


@lru_cache
def world(**more: Any) -> World:
    """The sample world; without stock everything is everywhere."""
    return sample_world(ON, PRODUCTS, **more)


def orders_of(*orders: Sequence[tuple[int, int]], **more: Any) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Orders to one buyer: each a list of (place of the product in the sample's catalogue, pieces). frames.Orders and Lines."""
    placed = datetime(2026, 11, 22, 8, tzinfo=UTC)
    base = {"shop": "DE-WEB", "placed_at": placed, "buyer": "anna", "freight_minor": 0, "discount_minor": 0, **ADDRESS, **more}
    heads = [{"order_id": n, "number": f"A{n}", **base} for n in range(len(orders))]
    rows = [
        {"order_id": n, "line_no": no, "sku": PRODUCTS["sku"][product], "quantity": pieces, "price_minor": 1500}
        for n, order in enumerate(orders)
        for no, (product, pieces) in enumerate(order, 1)
    ]
    return _frame(frames.Orders, heads), _frame(frames.Lines, rows)


def allocated(lines: pl.DataFrame, warehouse: int | Sequence[int]) -> pl.DataFrame:
    """All lines from one warehouse, or each from its own."""
    ids = dict(zip(PRODUCTS["sku"].to_list(), PRODUCTS["product_id"].to_list(), strict=True))
    where = [warehouse] * lines.height if isinstance(warehouse, int) else list(warehouse)
    rows = lines.select("order_id", "line_no", "sku", "quantity").with_columns(
        pl.Series("warehouse_id", where, dtype=pl.Int64), product_id=pl.col("sku").replace_strict(ids, return_dtype=pl.Int64)
    )
    return rows.select(list(frames.Allocations.columns()))


def _frame(schema: Any, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=frames.empty(schema).schema, orient="row")


class OwnDuty:
    """A book of countries whose duty is another for each class of service: of goods worth more than a limit so many in a thousand, and a fee."""

    def __init__(self, **classes: tuple[int, int, int]) -> None:
        self._classes = classes

    def __getattr__(self, name: str) -> Any:
        return getattr(world().book, name)

    def owed(self, parcels: pl.DataFrame, declared_lines: pl.DataFrame, on: date) -> pl.DataFrame:
        """As core.clearance.duty.LandedBook; minor units of the parcel's currency."""
        found: pl.DataFrame = world().book.owed(parcels, declared_lines, on)  # type: ignore[attr-defined]
        kinds = dict(parcels.select("parcel_id", "service_class").iter_rows())
        values = dict(declared_lines.group_by("parcel_id").agg(pl.col("value_minor").sum()).iter_rows())
        owed = []
        for parcel in found["parcel_id"]:
            limit, permille, fee = self._classes.get(kinds[parcel], (0, 0, 0))
            owed.append(values[parcel] * permille // 1000 + fee if values[parcel] > limit else 0)
        return found.with_columns(total_minor=pl.Series(owed, dtype=found.schema["total_minor"]))
