"""Rows to frames: the merchant's catalogue, places and exchange rates as the planners take them."""

from __future__ import annotations

from datetime import date

import polars as pl

from fahuo.core import frames
from fahuo.core.frames import empty
from fahuo.records.copy import fetch


def _schema(schema: type, *names: str) -> dict[str, pl.DataType]:
    types = empty(schema).schema
    return {name: types[name] for name in (names or types)}


def products(merchant_id: int, skus: list[str] | None = None) -> pl.DataFrame:
    """frames.Products: those with these codes, or all."""
    return _products("" if skus is None else "AND sku = ANY(%s)", [merchant_id] if skus is None else [merchant_id, skus])


def products_by_id(merchant_id: int, product_ids: list[int]) -> pl.DataFrame:
    """frames.Products: those with these ids."""
    return _products("AND id = ANY(%s)", [merchant_id, product_ids])


def _products(wanted: str, params: list[object]) -> pl.DataFrame:
    return fetch(
        f"""SELECT id, sku, CASE WHEN declared_name <> '' THEN declared_name ELSE name END, name_zh, length_mm, width_mm, height_mm,
                   weight_g, hs_code, origin, attributes
            FROM records_product WHERE merchant_id = %s {wanted}""",
        params,
        _schema(frames.Products),
    )


def parts(merchant_id: int, product_ids: list[int], currency: str) -> pl.DataFrame:
    """frames.Components of these products and of all kits inside them; empty where none of them is a kit."""
    return fetch(
        """WITH RECURSIVE inside (kit_id, part_id, quantity) AS (
             SELECT kit_id, part_id, quantity FROM records_component WHERE merchant_id = %s AND kit_id = ANY(%s)
             UNION SELECT c.kit_id, c.part_id, c.quantity FROM records_component c JOIN inside i ON c.kit_id = i.part_id)
           SELECT i.kit_id, i.part_id, i.quantity::bigint, CASE WHEN p.currency = %s THEN p.price_minor END
           FROM inside i JOIN records_product p ON p.id = i.part_id ORDER BY 1, 2""",
        [merchant_id, product_ids, currency],
        _schema(frames.Components),
    )


def with_parts(merchant_id: int, found: pl.DataFrame, currency: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """frames.Products of orders with the products of all parts of kits among them, and their frames.Components."""
    inside = parts(merchant_id, found["product_id"].to_list(), currency)
    if inside.is_empty():
        return found, inside
    lacking = [i for i in inside["part_id"].unique().to_list() if i not in set(found["product_id"])]
    return pl.concat([found, products_by_id(merchant_id, lacking)]), inside


def materials(merchant_id: int, product_ids: list[int]) -> frozenset[int]:
    """Those of these products that are packing material."""
    rows = fetch(
        "SELECT id FROM records_product WHERE merchant_id = %s AND id = ANY(%s) AND material", [merchant_id, product_ids], {"id": pl.Int64}
    )
    return frozenset(rows["id"])


def warehouses(merchant_id: int) -> pl.DataFrame:
    """frames.Warehouses."""
    return fetch(
        """SELECT id, code, name, kind, country, city, postcode, latitude, longitude, priority, handling_minor, serves
           FROM records_warehouse WHERE merchant_id = %s ORDER BY id""",
        [merchant_id],
        _schema(frames.Warehouses),
    )


def exchange(merchant_id: int, into: str, on: date) -> pl.DataFrame:
    """frames.Exchange: the newest rate of each currency on the day; a merchant's own row before the shared one."""
    rows = fetch(
        """SELECT DISTINCT ON (currency) currency, rate::float8, source FROM records_exchangerate
           WHERE (merchant_id = %s OR merchant_id IS NULL) AND "into" = %s AND valid_from <= %s
           ORDER BY currency, merchant_id NULLS LAST, valid_from DESC""",
        [merchant_id, into, on],
        _schema(frames.Exchange),
    )
    own = pl.DataFrame({"currency": [into], "rate": [1.0], "source": ["the merchant's own currency"]})
    return pl.concat([rows.filter(pl.col("currency") != into), own])
