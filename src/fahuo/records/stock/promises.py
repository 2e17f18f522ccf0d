"""Promises: pieces of a product in a warehouse that an order will get. Which bin and lot is decided when they are picked."""

from __future__ import annotations

import polars as pl
from django.db import connection

from fahuo.records.stock.locks import PLACE


def reserve(allocations: pl.DataFrame) -> None:
    """Promise pieces: frames.Allocations whose stock rows this transaction has locked."""
    change(allocations, "reserved = reserved + moved.quantity")


def release(allocations: pl.DataFrame) -> None:
    """Take a promise back: pieces are free again."""
    change(allocations, "reserved = reserved - moved.quantity")


def totals(pieces: pl.DataFrame) -> pl.DataFrame:
    """Pieces (product_id, warehouse_id, quantity) summed up, in the order of the ids."""
    return pieces.group_by(PLACE).agg(pl.col("quantity").sum()).sort(PLACE)


def change(pieces: pl.DataFrame, assignment: str) -> None:
    """Change stock rows by the pieces of each product in a warehouse; every row must be there."""
    if pieces.is_empty():
        return
    summed = totals(pieces)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE records_stock SET {assignment}
                FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS moved (product_id, warehouse_id, quantity)
                WHERE records_stock.product_id = moved.product_id AND records_stock.warehouse_id = moved.warehouse_id""",
            [summed[c].to_list() for c in (*PLACE, "quantity")],
        )
        if cursor.rowcount != summed.height:
            raise LookupError(f"stock rows are missing: {summed.height} products in warehouses asked, {cursor.rowcount} found")
