"""The verbs of orders. Each runs inside the caller's transaction."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from fahuo.core.orders.repeats import buyer_key, content_keys
from fahuo.records.copy import copy, execute, fetch, reserve_ids
from fahuo.steps.orders.models import Allocation, Order, OrderLine


def known(merchant_id: int, orders: pl.DataFrame) -> pl.DataFrame:
    """Which of these orders are stored already: shop, number, id."""
    return fetch(
        """SELECT o.shop, o.number, o.id FROM orders_order o JOIN unnest(%s::text[], %s::text[]) AS asked (shop, number)
           ON o.shop = asked.shop AND o.number = asked.number WHERE o.merchant_id = %s AND o.mode = 'sale'""",
        [orders["shop"].to_list(), orders["number"].to_list(), merchant_id],
        {"shop": pl.String, "number": pl.String, "id": pl.Int64},
    )


def sort_known(merchant_id: int, orders: pl.DataFrame, lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Leave out what is stored already, and give the rest the ids under which it will be stored. Takes and returns Orders and Lines."""
    seen = known(merchant_id, orders)
    fresh = orders.join(seen, on=["shop", "number"], how="anti", maintain_order="left") if seen.height else orders
    ids = reserve_ids(Order, fresh.height)
    stored = pl.DataFrame({"order_id": fresh["order_id"], "id": ids})
    kept = lines.join(stored, on="order_id", maintain_order="left").with_columns(order_id="id").drop("id")
    return fresh.with_columns(order_id=ids), kept


def with_content(orders: pl.DataFrame, lines: pl.DataFrame, products: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Orders with goods_minor, buyer_key and content; Lines with product_id."""
    lines = lines.join(products.select("sku", "product_id"), on="sku", how="left", maintain_order="left")
    place = orders.select("order_id").with_row_index("place")
    rows = lines.join(place, on="order_id", maintain_order="left").with_columns(value=pl.col("quantity") * pl.col("price_minor"))
    known = rows.filter(pl.col("product_id").is_not_null())
    content = content_keys(
        known["place"].to_numpy().astype("int64"), orders.height, known["product_id"].to_numpy(), known["quantity"].to_numpy()
    )
    goods = rows.group_by("order_id").agg(goods_minor=pl.col("value").sum())
    orders = orders.with_columns(buyer_key(orders).alias("buyer_key"), pl.Series("content", content))
    return orders.join(goods, on="order_id", how="left", maintain_order="left").with_columns(pl.col("goods_minor").fill_null(0)), lines


def save(merchant_id: int, orders: pl.DataFrame, lines: pl.DataFrame, import_id: int | None, now: datetime) -> None:
    """Store new orders with every goods line, planned or refused (both as `with_content` gave them).

    Raises IntegrityError where another process stored one of them in the meantime; the caller tries the batch again.
    """
    rows = orders.with_columns(
        merchant_id=pl.lit(merchant_id),
        mode=pl.lit("sale"),
        import_id=pl.lit(import_id, pl.Int64),
        created_at=pl.lit(now).cast(pl.Datetime("us", "UTC")),
    )
    copy(rows.rename({"order_id": "id"}), Order)
    copy(lines, OrderLine)


def save_plan(allocations: pl.DataFrame, holds: pl.DataFrame) -> None:
    """Store what the planner promised and which orders wait for a person."""
    copy(allocations, Allocation)
    if holds.height:
        execute(
            """UPDATE orders_order SET hold_rule_id = held.rule, hold_note = held.note
               FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS held (id, rule, note) WHERE orders_order.id = held.id""",
            [holds["order_id"].to_list(), holds["rule_id"].to_list(), holds["note"].to_list()],
        )


def lock(merchant_id: int, order_ids: list[int]) -> list[int]:
    """Take these orders of the merchant until the transaction ends; a cancelled one is left out."""
    rows = fetch(
        """SELECT id FROM orders_order o WHERE merchant_id = %s AND id = ANY(%s)
           AND NOT EXISTS (SELECT 1 FROM records_event e WHERE e.order_id = o.id AND e.kind = 'cancelled') ORDER BY id FOR UPDATE""",
        [merchant_id, order_ids],
        {"id": pl.Int64},
    )
    return rows["id"].to_list()


def link_products(merchant_id: int, order_ids: list[int]) -> None:
    """Lines whose product has come into the catalogue since are linked to it."""
    execute(
        """UPDATE orders_orderline l SET product_id = p.id FROM records_product p
           WHERE l.order_id = ANY(%s) AND l.product_id IS NULL AND p.merchant_id = %s AND p.sku = l.sku""",
        [order_ids, merchant_id],
    )


def refused_for(merchant_id: int, codes: list[str]) -> list[int]:
    """Orders that have a refusal with one of these codes."""
    rows = fetch(
        "SELECT DISTINCT order_id FROM records_refusal WHERE merchant_id = %s AND code = ANY(%s) AND order_id IS NOT NULL ORDER BY order_id",
        [merchant_id, codes],
        {"order_id": pl.Int64},
    )
    return rows["order_id"].to_list()


def products_of(order_ids: list[int]) -> list[int]:
    """The products that the lines of these orders ask for."""
    rows = fetch(
        "SELECT DISTINCT product_id FROM orders_orderline WHERE order_id = ANY(%s) AND product_id IS NOT NULL",
        [order_ids],
        {"id": pl.Int64},
    )
    return rows["id"].to_list()


def drop_plan(order_ids: list[int]) -> None:
    """Forget what was promised and held; the caller has released the stock."""
    execute("DELETE FROM orders_allocation WHERE order_id = ANY(%s)", [order_ids])
    execute("UPDATE orders_order SET hold_rule_id = NULL, hold_note = NULL WHERE id = ANY(%s) AND hold_rule_id IS NOT NULL", [order_ids])


def held(merchant_id: int, order_ids: list[int]) -> list[int]:
    """Those of these orders that a rule holds and nobody has approved since they were planned."""
    rows = fetch(
        """SELECT o.id FROM orders_order o WHERE o.merchant_id = %s AND o.id = ANY(%s) AND o.hold_note IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM records_event e WHERE e.order_id = o.id AND e.kind = 'approved') ORDER BY o.id""",
        [merchant_id, order_ids],
        {"id": pl.Int64},
    )
    return rows["id"].to_list()


def approved(order_ids: list[int]) -> list[int]:
    """Those of these orders that a person has let go."""
    return fetch(
        "SELECT DISTINCT order_id FROM records_event WHERE order_id = ANY(%s) AND kind = 'approved'", [order_ids], {"order_id": pl.Int64}
    )["order_id"].to_list()


def waiting_for(merchant_id: int, product_id: int) -> list[int]:
    """Orders that have a refusal about a line of this product (by its id, or by its code where it was unknown), or of a kit with it."""
    rows = fetch(
        """WITH RECURSIVE wanted (id) AS (
             SELECT %s::bigint UNION SELECT c.kit_id FROM records_component c JOIN wanted w ON c.part_id = w.id)
           SELECT DISTINCT r.order_id FROM records_product p JOIN wanted w ON w.id = p.id
           JOIN orders_orderline l ON l.product_id = p.id OR (l.product_id IS NULL AND l.sku = p.sku)
           JOIN records_refusal r ON r.order_id = l.order_id AND r.line_no = l.line_no AND r.merchant_id = p.merchant_id
           WHERE p.merchant_id = %s ORDER BY r.order_id""",
        [product_id, merchant_id],
        {"order_id": pl.Int64},
    )
    return rows["order_id"].to_list()
