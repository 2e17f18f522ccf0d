"""What core.goods.reorder and core.goods.age are asked: stock with what is on its way, what was used, prices."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import polars as pl

from fahuo.core.goods.age import stock_age
from fahuo.core.goods.reorder import suggest
from fahuo.core.words import MoveKind
from fahuo.records import stock
from fahuo.records.copy import fetch
from fahuo.steps.goods.shelves import places

PLACE = ["product_id", "warehouse_id"]
_CONSUMED = """SELECT product_id, warehouse_id, sum(quantity)::bigint FROM records_move
               WHERE merchant_id = %s AND kind = %s AND at >= %s AND at < %s GROUP BY 1, 2"""


def suggestions(merchant_id: int, on: date, now: datetime, days: int, lead_days: int) -> pl.DataFrame:
    """core.goods.reorder.suggest for every product in every warehouse, packing material too, with sku, names and warehouse; the due ones first."""
    rows = [p for p in places.every(merchant_id, places.Wanted(), on, now) if p.warehouse_id and p.kind == "own"]
    schema = {
        "product_id": pl.Int64, "warehouse_id": pl.Int64, "sku": pl.String, "name": pl.String, "name_zh": pl.String, "warehouse": pl.String,
        "material": pl.Boolean, "free": pl.Int64, "on_way": pl.Int64, "reorder_at": pl.Int64, "reorder_to": pl.Int64,
    }  # fmt: skip
    table = pl.DataFrame(
        [
            (
                p.product_id,
                p.warehouse_id,
                p.sku,
                p.name,
                p.name_zh,
                p.warehouse,
                p.material,
                p.available,
                p.on_way,
                p.reorder_at,
                p.reorder_to,
            )
            for p in rows
        ],
        schema=schema,
        orient="row",
    )
    since = now - timedelta(days=days)
    used = {"product_id": pl.Int64, "warehouse_id": pl.Int64, "quantity": pl.Int64}
    left = pl.concat([stock.shipped(merchant_id, since, now), fetch(_CONSUMED, [merchant_id, MoveKind.CONSUMED.value, since, now], used)])
    found = suggest(table, left, days, lead_days)
    return found.sort(pl.col("due").not_(), pl.col("days_of_cover").fill_null(10**9), "sku", "warehouse")


def ages(merchant_id: int, on: date, warehouse_id: int | None = None) -> pl.DataFrame:
    """core.goods.age.stock_age with sku, names, warehouse and currency; the oldest first. The value is of products whose price is in the merchant's currency."""
    schema = {"product_id": pl.Int64, "sku": pl.String, "name": pl.String, "name_zh": pl.String, "price_minor": pl.Int64}
    products = fetch(
        """SELECT p.id, p.sku, p.name, p.name_zh, CASE WHEN p.currency = m.currency THEN p.price_minor END
           FROM records_product p JOIN records_merchant m ON m.id = p.merchant_id WHERE p.merchant_id = %s""",
        [merchant_id],
        schema,
    )
    houses = fetch(
        "SELECT id, code FROM records_warehouse WHERE merchant_id = %s", [merchant_id], {"warehouse_id": pl.Int64, "warehouse": pl.String}
    )
    daily = stock.daily(merchant_id)
    if warehouse_id is not None:
        daily = daily.filter(pl.col("warehouse_id") == warehouse_id)
    rows = stock_age(daily, on, products.select("product_id", "price_minor"))
    return rows.join(products.drop("price_minor"), on="product_id").join(houses, on="warehouse_id").sort("oldest_on", "sku", "warehouse")
