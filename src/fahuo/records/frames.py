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
    wanted = "" if skus is None else "AND sku = ANY(%s)"
    return fetch(
        f"""SELECT id, sku, CASE WHEN declared_name <> '' THEN declared_name ELSE name END, name_zh, length_mm, width_mm, height_mm,
                   weight_g, hs_code, origin, attributes
            FROM records_product WHERE merchant_id = %s {wanted}""",
        [merchant_id] if skus is None else [merchant_id, skus],
        _schema(frames.Products),
    )


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
