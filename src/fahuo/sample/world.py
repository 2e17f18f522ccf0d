"""The sample world as of a day: all that a plan depends on beside the orders."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import polars as pl

from fahuo.core import frames
from fahuo.core.journey import World
from fahuo.core.methods.cards import Rates
from fahuo.countries.book import Book
from fahuo.sample.exchange import sample_exchange
from fahuo.sample.goods import sample_apart, sample_boxes, sample_paddings, sample_products, sample_stock
from fahuo.sample.merchant import sample_merchant
from fahuo.sample.services import services
from fahuo.sample.tables import attribute_bits, table


@lru_cache
def sample_warehouses() -> pl.DataFrame:
    """Three own warehouses (Shenzhen, Yiwu, Leipzig) and one supplier (Dongguan). Handling costs are invented."""
    return table("warehouses").select(
        pl.col("row").alias("warehouse_id"),
        *["code", "name", "kind", "country", "city", "postcode"],
        pl.col("latitude").cast(pl.Float64),
        pl.col("longitude").cast(pl.Float64),
        pl.col("priority").cast(pl.Int32),
        pl.col("handling_minor").cast(pl.Int64),
        "serves",
    )


@lru_cache
def sample_cover_rules() -> pl.DataFrame:
    """CoverRules of the sample; a name is "Chinese | English"."""
    rows = table("cover_rules")
    said = {
        "rule_id": pl.col("row"),
        "name": pl.concat_str("name_zh", pl.lit(" | "), "name"),
        "covers": pl.col("covers") == "true",
        "attributes": attribute_bits(rows.get_column("attributes")),
    }
    columns = frames.empty(frames.CoverRules).schema
    rows = rows.with_columns(**said)
    return rows.select((pl.col(n) if n in rows.columns else pl.lit(None)).cast(kind).alias(n) for n, kind in columns.items())


@lru_cache
def sample_mark_ups() -> pl.DataFrame:
    """MarkUpRules of the sample; a name is "Chinese | English"."""
    rows = table("mark_ups")
    said = {
        "rule_id": pl.col("row"),
        "name": pl.concat_str("name_zh", pl.lit(" | "), "name"),
        "percent_ppm": (pl.col("percent").cast(pl.Decimal(9, 4)) * 10_000).cast(pl.Int64),
    }
    columns = frames.empty(frames.MarkUpRules).schema
    rows = rows.with_columns(**said)
    return rows.select((pl.col(n) if n in rows.columns else pl.lit(None)).cast(kind).alias(n) for n, kind in columns.items())


def sample_rules() -> pl.DataFrame:
    """ReviewRules of the sample; a note is "Chinese | English"."""
    rows = table("review_rules")
    return rows.select(
        pl.col("row").alias("rule_id"),
        pl.col("position").cast(pl.Int32),
        *["country", "shop", "buyer"],
        attribute_bits(rows.get_column("attributes")).alias("attribute"),
        pl.col("min_value_minor").cast(pl.Int64),
        pl.col("max_value_minor").cast(pl.Int64),
        "value_currency",
        pl.col("repeated_within_days").cast(pl.Int32),
        *["outcome", "note"],
    )


def sample_world(on: date, products: pl.DataFrame | None = None, stock: pl.DataFrame | None = None) -> World:
    """The sample merchant's World on the day `on`. Ids are row numbers of the tables, from 1.

    `products` (Products) takes the place of the sample's catalogue; then, without `stock` (Stock), every product is there without end.
    With the sample's own catalogue the stock is that of the start, unless it is given.
    """
    if stock is None and products is None:
        stock = sample_stock()
    merchant = sample_merchant()
    exchange = sample_exchange(on)
    offered = services()
    return World(
        currency=merchant.currency,
        products=sample_products() if products is None else products,
        warehouses=sample_warehouses(),
        boxes=sample_boxes(),
        paddings=sample_paddings(),
        apart=sample_apart(),
        rules=sample_rules(),
        cover_rules=sample_cover_rules(),
        mark_ups=sample_mark_ups(),
        exchange=exchange,
        rates=Rates.build(offered, on, exchange, range(1, len(offered) + 1)),
        book=Book(exchange, registrations=frozenset({"IOSS"} if merchant.ioss else ())),
        stock=stock,
    )
