"""Books that must agree: rows and their parents, stock and what is promised of it."""

from __future__ import annotations

from django.apps import apps
from django.db import connection, models

from fahuo.core.words import STILL_HERE
from fahuo.records.copy import fetch


def orphans() -> dict[str, int]:
    """For each foreign key without a constraint in the database: how many rows point at nothing."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            for field in model._meta.local_fields:
                if isinstance(field, models.ForeignKey) and not field.db_constraint:
                    child, parent = model._meta.db_table, field.related_model._meta
                    cursor.execute(
                        f'SELECT count(*) FROM "{child}" c WHERE c."{field.column}" IS NOT NULL AND NOT EXISTS '
                        f'(SELECT 1 FROM "{parent.db_table}" p WHERE p."{parent.pk.column}" = c."{field.column}")'
                    )
                    found[f"{child}.{field.column}"] = int(cursor.fetchone()[0])
    return found


def stock_differences() -> list[tuple[int, int, int, int]]:
    """product, warehouse, reserved, promised: where they differ. Promised is what is allocated and has not left."""
    import polars as pl

    rows = fetch(
        """WITH gone AS (
             SELECT p.order_id, c.line_no, p.warehouse_id, c.product_id, sum(c.nx::bigint * c.ny * c.nz) AS pieces FROM goods_parcel p
             JOIN goods_placement c ON c.parcel_id = p.id
             WHERE EXISTS (SELECT 1 FROM records_event e WHERE e.order_id = p.order_id AND e.parcel_id = p.id AND NOT e.kind = ANY(%s))
             GROUP BY 1, 2, 3, 4),
           promised AS (
             SELECT a.product_id, a.warehouse_id, sum(a.quantity - COALESCE(g.pieces, 0)) AS pieces FROM orders_allocation a
             LEFT JOIN gone g ON g.order_id = a.order_id AND g.line_no = a.line_no AND g.warehouse_id = a.warehouse_id
             AND g.product_id = a.product_id GROUP BY 1, 2)
           SELECT COALESCE(s.product_id, p.product_id), COALESCE(s.warehouse_id, p.warehouse_id), COALESCE(s.reserved, 0)::bigint, COALESCE(p.pieces, 0)::bigint
           FROM records_stock s FULL JOIN promised p ON p.product_id = s.product_id AND p.warehouse_id = s.warehouse_id
           WHERE COALESCE(s.reserved, 0) <> COALESCE(p.pieces, 0) ORDER BY 1, 2""",
        [list(STILL_HERE)],
        {"product_id": pl.Int64, "warehouse_id": pl.Int64, "reserved": pl.Int64, "promised": pl.Int64},
    )
    return rows.rows()
