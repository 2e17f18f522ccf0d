"""Orders between rows and frames."""

from __future__ import annotations

import polars as pl

from fahuo.core import frames
from fahuo.core.frames import empty
from fahuo.records.copy import fetch

LINE_COLUMNS = list(frames.Lines.columns())
ORDER_COLUMNS = [name for name in frames.Orders.columns() if name != "order_id"]


def rules(merchant_id: int) -> pl.DataFrame:
    """frames.ReviewRules."""
    return fetch(
        """SELECT id, position, country, shop, buyer, attribute, min_value_minor, max_value_minor, value_currency, repeated_within_days, outcome, note
           FROM orders_reviewrule WHERE merchant_id = %s ORDER BY position, id""",
        [merchant_id],
        dict(empty(frames.ReviewRules).schema),
    )


def orders(order_ids: list[int]) -> pl.DataFrame:
    """frames.Orders with the stored ids. An order that carries others is promised for the earliest day that any of them is."""
    earliest = """least(promised_on, (SELECT min(g.promised_on) FROM orders_joining j JOIN orders_order g ON g.id = j.guest_id
                  WHERE j.host_id = o.id AND j.undone_at IS NULL))"""
    columns = ", ".join(earliest if name == "promised_on" else name for name in ORDER_COLUMNS)
    return fetch(
        f"SELECT id, {columns} FROM orders_order o WHERE id = ANY(%s) ORDER BY id",
        [order_ids],
        dict(empty(frames.Orders).schema),
    )


def lines(order_ids: list[int]) -> pl.DataFrame:
    """frames.Lines with the stored ids; where one carries lines of other orders, with the purchases that `share_paid` shares by."""
    found = fetch(
        f"SELECT {', '.join(LINE_COLUMNS)} FROM orders_orderline WHERE order_id = ANY(%s) ORDER BY order_id, line_no",
        [order_ids],
        dict(empty(frames.Lines).schema),
    )
    carried = fetch(
        """SELECT j.host_id, j.guest_id, j.shift, j.lines, j.freight_minor - j.discount_minor AS around, o.freight_minor - o.discount_minor AS whole
           FROM orders_joining j JOIN orders_order o ON o.id = j.host_id WHERE j.host_id = ANY(%s) AND j.undone_at IS NULL ORDER BY j.id""",
        [order_ids],
        dict.fromkeys(("order_id", "guest_id", "shift", "lines", "around", "whole"), pl.Int64),
    )
    return _by_purchase(found, carried) if carried.height else found


def _by_purchase(lines: pl.DataFrame, carried: pl.DataFrame) -> pl.DataFrame:
    """Lines with the order that each was bought with, and that order's freight less its discount."""
    guest, around = pl.lit(None, pl.Int64), pl.lit(None, pl.Int64)
    for host, bought_with, shift, count, paid, _ in carried.iter_rows():
        mine = (pl.col("order_id") == host) & pl.col("line_no").is_between(shift + 1, shift + count)
        guest, around = pl.when(mine).then(bought_with).otherwise(guest), pl.when(mine).then(paid).otherwise(around)
    own = carried.group_by("order_id").agg(own=pl.col("whole").first() - pl.col("around").sum())
    return (
        lines.join(own, on="order_id", how="left", maintain_order="left")
        .with_columns(purchase=guest.fill_null(pl.col("order_id")), around_minor=around.fill_null(pl.col("own")))
        .drop("own")
    )


def allocations(order_ids: list[int]) -> pl.DataFrame:
    """frames.Allocations with the stored ids."""
    return fetch(
        "SELECT order_id, line_no, warehouse_id, product_id, quantity FROM orders_allocation WHERE order_id = ANY(%s)",
        [order_ids],
        dict(empty(frames.Allocations).schema),
    )


def own_sendings(order_ids: list[int]) -> pl.DataFrame:
    """frames.Sendings of those of these orders that a person had sent in a way of their own."""
    columns = empty(frames.Sendings).schema
    return fetch(
        f"SELECT {', '.join(columns)} FROM orders_ownsending WHERE order_id = ANY(%s) ORDER BY order_id, line_no, warehouse_id, product_id",
        [order_ids],
        dict(columns),
    )


def earlier(merchant_id: int, batch: pl.DataFrame, among: pl.DataFrame) -> pl.DataFrame:
    """Orders before this batch with the same content (buyer_key, content, placed_at), as far back as the rules about repeated orders look.

    `batch` has order_id, content and placed_at; `among` is frames.ReviewRules.
    """
    schema = {"buyer_key": pl.String, "content": pl.Int64, "placed_at": pl.Datetime("us", "UTC")}
    days = among["repeated_within_days"].max()
    if days is None or batch.is_empty():
        return pl.DataFrame(schema=schema)
    return fetch(
        """SELECT buyer_key, content, placed_at FROM orders_order
           WHERE merchant_id = %s AND content = ANY(%s) AND NOT id = ANY(%s) AND buyer_key IS NOT NULL
           AND placed_at >= %s - make_interval(days => %s) AND placed_at <= %s""",
        [
            merchant_id,
            batch["content"].unique().to_list(),
            batch["order_id"].to_list(),
            batch["placed_at"].min(),
            days,
            batch["placed_at"].max(),
        ],
        schema,
    )
