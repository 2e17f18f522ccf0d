"""Stock: promised under one lock, in one order, or not at all.

Whoever promises, releases, ships or counts takes the rows of its products first, sorted by id (`lock`), in the transaction that
will change them. All take them in the same order, so nobody waits in a circle; PostgreSQL's check constraints are the last word.
"""

from __future__ import annotations

import polars as pl
from django.db import connection

from fahuo.core.frames import Stock as StockFrame
from fahuo.core.frames import empty
from fahuo.records.copy import fetch

LOCK = "FOR UPDATE"


def lock(merchant_id: int, product_ids: list[int]) -> pl.DataFrame:
    """Take the stock rows of these products until the transaction ends; returns frames.Stock (what may be promised now)."""
    if not product_ids:
        return empty(StockFrame)
    if not connection.in_atomic_block:
        raise RuntimeError("stock is locked inside the transaction that changes it")
    return fetch(
        # the lock is on the rows in the order of their ids; the sum of what is free comes from the locked rows themselves
        f"SELECT product_id, warehouse_id, on_hand - reserved FROM records_stock WHERE merchant_id = %s AND product_id = ANY(%s) ORDER BY id {LOCK}",
        [merchant_id, sorted(product_ids)],
        {"product_id": pl.Int64, "warehouse_id": pl.Int64, "available": pl.Int64},
    )


def reserve(allocations: pl.DataFrame) -> None:
    """Promise pieces: frames.Allocations whose stock rows this transaction has locked."""
    _change(allocations, "reserved = reserved + moved.quantity")


def release(allocations: pl.DataFrame) -> None:
    """Take a promise back: pieces are free again."""
    _change(allocations, "reserved = reserved - moved.quantity")


def ship(allocations: pl.DataFrame) -> None:
    """Promised pieces have left the warehouse."""
    _change(allocations, "reserved = reserved - moved.quantity, on_hand = on_hand - moved.quantity")


def receive(merchant_id: int, pieces: pl.DataFrame) -> None:
    """Pieces have come in: columns product_id, warehouse_id, quantity."""
    totals = _totals(pieces)
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO records_stock (merchant_id, product_id, warehouse_id, on_hand, reserved)
               SELECT %s, p, w, q, 0 FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS moved (p, w, q) ORDER BY p, w
               ON CONFLICT (product_id, warehouse_id) DO UPDATE SET on_hand = records_stock.on_hand + excluded.on_hand""",
            [merchant_id, *(totals[c].to_list() for c in ("product_id", "warehouse_id", "quantity"))],
        )


def _totals(pieces: pl.DataFrame) -> pl.DataFrame:
    return pieces.group_by("product_id", "warehouse_id").agg(pl.col("quantity").sum()).sort("product_id", "warehouse_id")


def _change(allocations: pl.DataFrame, assignment: str) -> None:
    if allocations.is_empty():
        return
    totals = _totals(allocations)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE records_stock SET {assignment}
                FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS moved (product_id, warehouse_id, quantity)
                WHERE records_stock.product_id = moved.product_id AND records_stock.warehouse_id = moved.warehouse_id""",
            [totals[c].to_list() for c in ("product_id", "warehouse_id", "quantity")],
        )
        if cursor.rowcount != totals.height:
            raise LookupError(f"stock rows are missing: {totals.height} products in warehouses asked, {cursor.rowcount} found")
