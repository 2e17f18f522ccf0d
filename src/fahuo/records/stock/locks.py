"""The one lock of stock: rows of `records_stock`, in the order of their ids.

Whoever promises, releases, moves or counts takes the rows of its products first (`lock`), in the transaction that will change them.
All take them in the same order, so nobody waits in a circle. The row of a product in a warehouse guards its holdings there too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl
from django.db import connection

from fahuo.core import frames
from fahuo.core.words import BinKind
from fahuo.records import clock
from fahuo.records.copy import execute, fetch

LOCK = "FOR UPDATE"
PLACE = ["product_id", "warehouse_id"]
_NEW_ROWS = 0x5370C4  # the advisory lock of those who open rows


def lock(merchant_id: int, product_ids: Iterable[int], on: date | None = None) -> pl.DataFrame:
    """Take the stock rows of these products until the transaction ends; returns frames.Stock: what may be promised on the day.

    Promised is what is on hand, less what is promised already, what lies in quarantine, and lots that have expired by then (`on`; the
    clock's day if none is given).
    """
    wanted = sorted(set(product_ids))
    if not wanted:
        return frames.empty(frames.Stock)
    if not connection.in_atomic_block:
        raise RuntimeError("stock is locked inside the transaction that changes it")
    return _available(merchant_id, wanted, on, f"ORDER BY id {LOCK}")


def available(merchant_id: int, product_ids: Iterable[int], on: date | None = None) -> pl.DataFrame:
    """The same without the lock: what may be promised as of this statement, for pages and for a first look."""
    return _available(merchant_id, sorted(set(product_ids)), on, "")


def _available(merchant_id: int, wanted: list[int], on: date | None, locked: str) -> pl.DataFrame:
    rows = fetch(
        # the lock is on the rows in the order of their ids; what is free comes from the locked rows themselves
        f"SELECT product_id, warehouse_id, on_hand - reserved FROM records_stock WHERE merchant_id = %s AND product_id = ANY(%s) {locked}",
        [merchant_id, wanted],
        {"product_id": pl.Int64, "warehouse_id": pl.Int64, "free": pl.Int64},
    )
    kept = withheld_pieces(wanted, on or clock.today())  # a statement of its own: it sees what others did while we waited for the lock
    return rows.join(kept, on=PLACE, how="left", maintain_order="left").select(
        *PLACE, available=(pl.col("free") - pl.col("withheld").fill_null(0)).clip(lower_bound=0)
    )


def withheld(product_ids: list[int], on: date) -> dict[tuple[int, int], int]:
    """Pieces on hand that nobody may have, by product and warehouse."""
    return {(p, w): n for p, w, n in withheld_pieces(product_ids, on).rows()}


def withheld_pieces(product_ids: list[int], on: date) -> pl.DataFrame:
    """Pieces on hand that nobody may have: in quarantine, or expired."""
    return fetch(
        """SELECT h.product_id, b.warehouse_id, sum(h.quantity)::bigint FROM records_holding h
           JOIN records_bin b ON b.id = h.bin_id LEFT JOIN records_lot l ON l.id = h.lot_id
           WHERE h.product_id = ANY(%s) AND (b.kind = %s OR l.expires_on <= %s) GROUP BY 1, 2""",
        [product_ids, BinKind.QUARANTINE.value, on],
        {"product_id": pl.Int64, "warehouse_id": pl.Int64, "withheld": pl.Int64},
    )


def open_rows(merchant_id: int, places: pl.DataFrame) -> None:
    """Make the stock rows of these products and warehouses where there are none yet, and take all rows of these products.

    New rows are opened by one transaction after the other: two that open the same rows, each in its own order, would wait in a circle.
    """
    pairs = places.select(PLACE).unique().sort(PLACE)
    columns = [pairs[name].to_list() for name in PLACE]
    known = fetch(
        """SELECT s.product_id, s.warehouse_id FROM unnest(%s::bigint[], %s::bigint[]) AS p (product_id, warehouse_id)
           JOIN records_stock s ON s.product_id = p.product_id AND s.warehouse_id = p.warehouse_id""",
        columns,
        {"product_id": pl.Int64, "warehouse_id": pl.Int64},
    )
    if known.height < pairs.height:
        execute("SELECT pg_advisory_xact_lock(%s, %s)", [_NEW_ROWS, merchant_id % 2**31])
        execute(
            """INSERT INTO records_stock (merchant_id, product_id, warehouse_id, on_hand, reserved)
               SELECT %s, p, w, 0, 0 FROM unnest(%s::bigint[], %s::bigint[]) AS asked (p, w)
               WHERE NOT EXISTS (SELECT 1 FROM records_stock s WHERE s.product_id = p AND s.warehouse_id = w) ORDER BY p, w
               ON CONFLICT (product_id, warehouse_id) DO NOTHING""",
            [merchant_id, *columns],
        )
    lock(merchant_id, pairs["product_id"].to_list())
