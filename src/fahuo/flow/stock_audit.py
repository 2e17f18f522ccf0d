"""The books of stock computed again from what happened: holdings and totals from the ledger of moves, promises from the allocations."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db import connection, transaction

from fahuo.core.words import STILL_HERE
from fahuo.records.copy import fetch

SCHEMA = {
    "kind": pl.String,
    "merchant": pl.String,
    "product": pl.String,
    "warehouse": pl.String,
    "bin": pl.String,
    "lot": pl.String,
    "recorded": pl.String,
    "recomputed": pl.String,
}
OF_MERCHANT = "(%(merchant)s::bigint IS NULL OR merchant_id = %(merchant)s)"

# What each move did to the bins at its ends, in the order of the ledger. A product's moves are written one transaction after the
# other, under the lock of its stock, so the order of their ids is the order in which they took effect.
ENDS = f"""
WITH ends AS (
  SELECT id, product_id, COALESCE(lot_id, 0) AS lot_id, to_bin_id AS bin_id, quantity AS n, since FROM records_move
  WHERE to_bin_id IS NOT NULL AND to_bin_id IS DISTINCT FROM from_bin_id AND {OF_MERCHANT}
  UNION ALL
  SELECT id, product_id, COALESCE(lot_id, 0), from_bin_id, -quantity, NULL FROM records_move
  WHERE from_bin_id IS NOT NULL AND to_bin_id IS DISTINCT FROM from_bin_id AND {OF_MERCHANT}),
runs AS (SELECT *, sum(n) OVER (PARTITION BY bin_id, product_id, lot_id ORDER BY id) AS after FROM ends),
spans AS (SELECT *, max(id) FILTER (WHERE after = 0) OVER (PARTITION BY bin_id, product_id, lot_id) AS emptied FROM runs),
sums AS (
  SELECT bin_id, product_id, lot_id, sum(n)::bigint AS n, min(after)::bigint AS lowest,
         min(since) FILTER (WHERE n > 0 AND id > COALESCE(emptied, 0)) AS since
  FROM spans GROUP BY bin_id, product_id, lot_id),
held AS (SELECT *, COALESCE(lot_id, 0) AS lot FROM records_holding WHERE quantity <> 0 AND {OF_MERCHANT}),
both_sides AS (
  SELECT COALESCE(s.bin_id, h.bin_id) AS bin_id, COALESCE(s.product_id, h.product_id) AS product_id, COALESCE(s.lot_id, h.lot) AS lot_id,
         COALESCE(h.quantity, 0) AS quantity, COALESCE(s.n, 0) AS n, COALESCE(s.lowest, 0) AS lowest, h.since AS held_since, s.since
  FROM sums s FULL JOIN held h ON h.bin_id = s.bin_id AND h.product_id = s.product_id AND h.lot = s.lot_id)
"""
HOLDINGS = f"""{ENDS},
found AS (
  SELECT 'holding' AS kind, bin_id, product_id, lot_id, quantity::text AS recorded, n::text AS recomputed FROM both_sides WHERE quantity <> n
  UNION ALL
  SELECT 'since', bin_id, product_id, lot_id, held_since::text, since::text FROM both_sides
  WHERE quantity = n AND n > 0 AND held_since IS DISTINCT FROM since
  UNION ALL
  SELECT 'below_zero', bin_id, product_id, lot_id, '0', lowest::text FROM both_sides WHERE lowest < 0)
SELECT f.kind, m.code, p.sku, w.code, b.code, l.code, f.recorded, f.recomputed FROM found f
JOIN records_product p ON p.id = f.product_id JOIN records_merchant m ON m.id = p.merchant_id
LEFT JOIN records_bin b ON b.id = f.bin_id LEFT JOIN records_warehouse w ON w.id = b.warehouse_id LEFT JOIN records_lot l ON l.id = f.lot_id
ORDER BY m.code, p.sku, w.code, b.code, l.code, f.kind
"""
PROMISED = f"""
gone AS (
  SELECT p.order_id, c.line_no, p.warehouse_id, c.product_id, sum(c.nx::bigint * c.ny * c.nz) AS pieces FROM goods_parcel p
  JOIN goods_placement c ON c.parcel_id = p.id
  WHERE (%(merchant)s::bigint IS NULL OR p.merchant_id = %(merchant)s)
    AND EXISTS (SELECT 1 FROM records_event e WHERE e.order_id = p.order_id AND e.parcel_id = p.id AND NOT e.kind = ANY(%(still_here)s))
  GROUP BY 1, 2, 3, 4),
promised AS (
  SELECT a.product_id, a.warehouse_id, sum(a.quantity - COALESCE(g.pieces, 0))::bigint AS reserved FROM orders_allocation a
  JOIN records_product p ON p.id = a.product_id AND (%(merchant)s::bigint IS NULL OR p.merchant_id = %(merchant)s)
  LEFT JOIN gone g ON g.order_id = a.order_id AND g.line_no = a.line_no AND g.warehouse_id = a.warehouse_id AND g.product_id = a.product_id
  GROUP BY 1, 2),
came AS (
  SELECT product_id, warehouse_id, sum(quantity * ((to_bin_id IS NOT NULL)::int - (from_bin_id IS NOT NULL)::int))::bigint AS on_hand
  FROM records_move WHERE {OF_MERCHANT} GROUP BY 1, 2),
kept AS (SELECT product_id, warehouse_id, on_hand, reserved FROM records_stock WHERE {OF_MERCHANT})
"""
TOTALS = f"""WITH {PROMISED},
found AS (
  SELECT 'on_hand' AS kind, COALESCE(k.product_id, c.product_id) AS product_id, COALESCE(k.warehouse_id, c.warehouse_id) AS warehouse_id,
         COALESCE(k.on_hand, 0) AS recorded, COALESCE(c.on_hand, 0) AS recomputed
  FROM kept k FULL JOIN came c ON c.product_id = k.product_id AND c.warehouse_id = k.warehouse_id
  UNION ALL
  SELECT 'reserved', COALESCE(k.product_id, p.product_id), COALESCE(k.warehouse_id, p.warehouse_id), COALESCE(k.reserved, 0), COALESCE(p.reserved, 0)
  FROM kept k FULL JOIN promised p ON p.product_id = k.product_id AND p.warehouse_id = k.warehouse_id)
SELECT f.kind, m.code, p.sku, w.code, NULL, NULL, f.recorded::text, f.recomputed::text FROM found f
JOIN records_product p ON p.id = f.product_id JOIN records_merchant m ON m.id = p.merchant_id JOIN records_warehouse w ON w.id = f.warehouse_id
WHERE f.recorded <> f.recomputed ORDER BY m.code, p.sku, w.code, f.kind
"""
# a move at a bin of another warehouse than its own would make totals and holdings differ without either being wrong by itself
PLACES = """
SELECT 'place', m.code, p.sku, w.code, b.code, NULL, w.code, bw.code FROM records_move v
JOIN records_bin b ON b.id IN (v.from_bin_id, v.to_bin_id) AND b.warehouse_id <> v.warehouse_id
JOIN records_product p ON p.id = v.product_id JOIN records_merchant m ON m.id = v.merchant_id
JOIN records_warehouse w ON w.id = v.warehouse_id JOIN records_warehouse bw ON bw.id = b.warehouse_id
WHERE (%(merchant)s::bigint IS NULL OR v.merchant_id = %(merchant)s) ORDER BY v.id
"""
COUNTS = f"""
SELECT (SELECT count(*) FROM records_merchant WHERE %(merchant)s::bigint IS NULL OR id = %(merchant)s),
       (SELECT count(DISTINCT product_id) FROM records_stock WHERE {OF_MERCHANT}),
       (SELECT count(*) FROM records_move WHERE {OF_MERCHANT}),
       (SELECT count(*) FROM records_holding WHERE quantity <> 0 AND {OF_MERCHANT})
"""


@dataclass(frozen=True)
class StockAudit:
    """What was looked at, and every difference between what the books say and what the ledger gives."""

    merchants: int
    products: int
    moves: int
    holdings: int
    differences: list[dict[str, Any]]  # kind, merchant, product, warehouse, bin, lot, recorded, recomputed
    seconds: float


def audit_stock(merchant_id: int | None = None) -> StockAudit:
    """Compute holdings, their `since`, totals and promises anew, of one merchant or of all, as of one moment; nothing is changed.

    Kinds of difference: holding, since, on_hand, reserved; below_zero (a bin that once had less than nothing, by the ledger); place (a
    move at a bin of another warehouse).
    """
    begun = time.perf_counter()
    params = {"merchant": merchant_id, "still_here": [kind.value for kind in STILL_HERE]}
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:  # others go on meanwhile: all questions are asked of the same moment
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        found = [row for sql in (HOLDINGS, TOTALS, PLACES) for row in fetch(sql, params, SCHEMA).to_dicts()]
        with connection.cursor() as cursor:
            cursor.execute(COUNTS, params)
            counts = cursor.fetchone()
    return StockAudit(*counts, found, round(time.perf_counter() - begun, 3))
