"""What core.goods.reorder and core.goods.age are asked: stock with what is on its way, what was used, prices."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import polars as pl

from fahuo.core.goods.age import BUCKETS, NAMES, by_bucket, stock_age
from fahuo.core.goods.reorder import suggest
from fahuo.core.words import MoveKind
from fahuo.records import stock
from fahuo.records.clock import midnight
from fahuo.records.copy import fetch
from fahuo.steps.goods.shelves import places

PLACE = ["product_id", "warehouse_id"]
_CONSUMED = """SELECT product_id, warehouse_id, sum(quantity)::bigint FROM records_move
               WHERE merchant_id = %s AND kind = %s AND at >= %s AND at < %s GROUP BY 1, 2"""


def suggestions(merchant_id: int, on: date, now: datetime, days: int, lead_days: int, *, every: bool = True) -> pl.DataFrame:
    """core.goods.reorder.suggest for every product in every own warehouse, packing material too, with sku and warehouse; the due ones first.

    Without `every` only products that have a reorder point or were sold: no other can be due.
    """
    since = now - timedelta(days=days)
    used = {"product_id": pl.Int64, "warehouse_id": pl.Int64, "quantity": pl.Int64}
    left = pl.concat([stock.shipped(merchant_id, since, now), fetch(_CONSUMED, [merchant_id, MoveKind.CONSUMED.value, since, now], used)])
    table = places.to_buy(merchant_id, on, now, None if every else left["product_id"].unique().to_list())
    found = suggest(table, left, days, lead_days)
    return found.sort(pl.col("due").not_(), pl.col("days_of_cover").fill_null(10**9), "sku", "warehouse")


def named(merchant_id: int, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of products with their name and name_zh."""
    schema = {"product_id": pl.Int64, "name": pl.String, "name_zh": pl.String}
    ids = rows["product_id"].unique().to_list()
    names = fetch("SELECT id, name, name_zh FROM records_product WHERE merchant_id = %s AND id = ANY(%s)", [merchant_id, ids], schema)
    return rows.join(names, on="product_id", how="left", maintain_order="left")


def overview(merchant_id: int, on: date, warehouse_id: int | None = None) -> pl.DataFrame:
    """The buckets of every product in every warehouse on a day (core.goods.age.by_bucket), with warehouse and value_minor; the oldest first.

    One pass over the ledger, whatever its length; oldest_on and mean_days are left to `ages` for the rows that are looked at.
    """
    ends = [midnight(on - timedelta(days=begin - 1)) for begin, _ in BUCKETS]
    begins = [midnight(on - timedelta(days=end)) if end is not None else None for _, end in BUCKETS]
    sums, params = [], {"merchant": merchant_id, "house": warehouse_id, "until": ends[0]}
    for n, (begin, end) in enumerate(zip(begins, ends, strict=True)):
        params |= {f"end{n}": end, f"begin{n}": begin}
        since = f"AND m.at >= %(begin{n})s" if begin is not None else ""
        sums.append(
            f"COALESCE(sum(m.quantity::int) FILTER (WHERE m.from_bin_id IS NULL {since} AND m.at < %(end{n})s), 0)::bigint AS came_{n}"
        )
    came = ", ".join(f"came_{n}" for n in range(len(sums)))
    sql = f"""SELECT t.product_id, t.warehouse_id, w.code, CASE WHEN p.currency = r.currency THEN p.price_minor END, t.on_hand, {came}
              FROM (SELECT m.product_id, m.warehouse_id, {", ".join(sums)},
                           sum(CASE WHEN m.from_bin_id IS NULL THEN m.quantity::int ELSE -m.quantity::int END)::bigint AS on_hand
                    FROM records_move m WHERE m.merchant_id = %(merchant)s AND m.at < %(until)s AND (%(house)s::bigint IS NULL OR m.warehouse_id = %(house)s)
                      AND (m.from_bin_id IS NULL OR m.to_bin_id IS NULL) GROUP BY 1, 2) t
              JOIN records_product p ON p.id = t.product_id JOIN records_warehouse w ON w.id = t.warehouse_id JOIN records_merchant r ON r.id = p.merchant_id
              WHERE t.on_hand > 0"""
    schema = {"product_id": pl.Int64, "warehouse_id": pl.Int64, "warehouse": pl.String, "price_minor": pl.Int64, "on_hand": pl.Int64}
    rows = fetch(sql, params, schema | dict.fromkeys(NAMES, pl.Int64))
    return by_bucket(rows).with_columns(value_minor=pl.col("quantity") * pl.col("price_minor")).drop("price_minor")


def ages(merchant_id: int, on: date, warehouse_id: int | None = None, product_ids: list[int] | None = None) -> pl.DataFrame:
    """core.goods.age.stock_age with sku, names, warehouse and currency; the oldest first. The value is of products whose price is in the merchant's currency."""
    schema = {"product_id": pl.Int64, "sku": pl.String, "name": pl.String, "name_zh": pl.String, "price_minor": pl.Int64}
    products = fetch(
        """SELECT p.id, p.sku, p.name, p.name_zh, CASE WHEN p.currency = m.currency THEN p.price_minor END
           FROM records_product p JOIN records_merchant m ON m.id = p.merchant_id
           WHERE p.merchant_id = %s AND (%s::bigint[] IS NULL OR p.id = ANY(%s))""",
        [merchant_id, product_ids, product_ids],
        schema,
    )
    houses = fetch(
        "SELECT id, code FROM records_warehouse WHERE merchant_id = %s", [merchant_id], {"warehouse_id": pl.Int64, "warehouse": pl.String}
    )
    daily = stock.daily(merchant_id, product_ids)
    if warehouse_id is not None:
        daily = daily.filter(pl.col("warehouse_id") == warehouse_id)
    rows = stock_age(daily, on, products.select("product_id", "price_minor"))
    return rows.join(products.drop("price_minor"), on="product_id").join(houses, on="warehouse_id").sort("oldest_on", "sku", "warehouse")
