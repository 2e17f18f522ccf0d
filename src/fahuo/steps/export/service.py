"""The verbs of export. Each runs inside the caller's transaction."""

from __future__ import annotations

import polars as pl

from fahuo.records.copy import copy, execute, fetch
from fahuo.steps.export.models import Declaration, DeclaredLine


def save_plan(ids: pl.Series, declarations: pl.DataFrame, lines: pl.DataFrame) -> None:
    """Store declarations and their lines; ids[local parcel_id] is the stored parcel."""
    papers = pl.concat_str(pl.lit("{"), pl.col("papers").list.join(","), pl.lit("}")).alias("papers")
    copy(declarations.with_columns(papers, parcel_id=ids.gather(declarations["parcel_id"])), Declaration)
    copy(lines.with_columns(parcel_id=ids.gather(lines["parcel_id"])).rename({"parcel_id": "declaration_id"}), DeclaredLine)


def waiting_for(merchant_id: int, product_id: int) -> list[int]:
    """Orders with a parcel that holds this product and whose declaration waits for something."""
    rows = fetch(
        """SELECT DISTINCT p.order_id FROM goods_placement c JOIN export_declaration d ON d.parcel_id = c.parcel_id AND d.waits
           JOIN goods_parcel p ON p.id = c.parcel_id WHERE c.product_id = %s AND p.merchant_id = %s""",
        [product_id, merchant_id],
        {"order_id": pl.Int64},
    )
    return rows["order_id"].to_list()


def drop_plan(order_ids: list[int]) -> None:
    """Forget the declarations of these orders' parcels."""
    parcels = "(SELECT id FROM goods_parcel WHERE order_id = ANY(%s))"
    execute(f"DELETE FROM export_declaredline WHERE declaration_id IN {parcels}", [order_ids])
    execute(f"DELETE FROM export_declaration WHERE parcel_id IN {parcels}", [order_ids])
