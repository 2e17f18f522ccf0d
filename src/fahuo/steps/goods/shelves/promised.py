"""Who is promised pieces that have not left: of some products in some warehouses, order by order."""

from __future__ import annotations

import polars as pl

from fahuo.core.words import STILL_HERE
from fahuo.records.copy import fetch

TIME = pl.Datetime("us", "UTC")
SCHEMA = {
    "order_id": pl.Int64, "product_id": pl.Int64, "warehouse_id": pl.Int64, "quantity": pl.Int64, "number": pl.String, "shop": pl.String, "placed_at": TIME,
}  # fmt: skip
_PROMISES = """
    WITH place AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[]) AS place (product_id, warehouse_id)),
    gone AS (
      SELECT p.order_id, c.line_no, c.product_id, p.warehouse_id, sum(c.nx::bigint * c.ny * c.nz) AS pieces FROM place
      JOIN goods_placement c ON c.product_id = place.product_id
      JOIN goods_parcel p ON p.id = c.parcel_id AND p.warehouse_id = place.warehouse_id AND p.merchant_id = %s
      WHERE EXISTS (SELECT 1 FROM records_event e WHERE e.order_id = p.order_id AND e.parcel_id = p.id AND NOT e.kind = ANY(%s))
      GROUP BY 1, 2, 3, 4)
    SELECT a.order_id, a.product_id, a.warehouse_id, sum(a.quantity - COALESCE(g.pieces, 0))::bigint, o.number, o.shop, o.placed_at
    FROM place JOIN orders_allocation a ON a.product_id = place.product_id AND a.warehouse_id = place.warehouse_id
    JOIN orders_order o ON o.id = a.order_id AND o.merchant_id = %s
    LEFT JOIN gone g ON g.order_id = a.order_id AND g.line_no = a.line_no AND g.warehouse_id = a.warehouse_id AND g.product_id = a.product_id
    GROUP BY 1, 2, 3, 5, 6, 7 HAVING sum(a.quantity - COALESCE(g.pieces, 0)) > 0"""
_PARCELS = """
    SELECT p.order_id, p.id, c.product_id, p.warehouse_id, sum(c.nx::bigint * c.ny * c.nz)::bigint FROM goods_parcel p
    JOIN goods_placement c ON c.parcel_id = p.id
    WHERE p.merchant_id = %s AND p.order_id = ANY(%s) AND c.product_id = ANY(%s)
      AND NOT EXISTS (SELECT 1 FROM records_event e WHERE e.order_id = p.order_id AND e.parcel_id = p.id AND NOT e.kind = ANY(%s))
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3"""


def promises(merchant_id: int, places: pl.DataFrame) -> pl.DataFrame:
    """Promises of these places (product_id, warehouse_id): SCHEMA, a row an order and place."""
    pairs = places.select("product_id", "warehouse_id").unique()
    here = [kind.value for kind in STILL_HERE]
    return fetch(_PROMISES, [*(pairs[c].to_list() for c in pairs.columns), merchant_id, here, merchant_id], SCHEMA)


def parcels(merchant_id: int, order_ids: list[int], product_ids: list[int]) -> pl.DataFrame:
    """The parcels of these orders that are still here and have pieces of these products: order_id, parcel_id, product_id, warehouse_id, quantity."""
    schema = dict.fromkeys(("order_id", "parcel_id", "product_id", "warehouse_id", "quantity"), pl.Int64)
    return fetch(_PARCELS, [merchant_id, order_ids, product_ids, [kind.value for kind in STILL_HERE]], schema)
