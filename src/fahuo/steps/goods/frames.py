"""Boxes, paddings and parcels between rows and frames."""

from __future__ import annotations

import polars as pl

from fahuo.core import frames
from fahuo.core.frames import empty
from fahuo.core.goods.apart import default_apart
from fahuo.records.copy import fetch


def _all(schema: type, table: str, merchant_id: int, key: str) -> pl.DataFrame:
    columns = empty(schema).schema
    names = ["id" if name == key else name for name in columns]
    return fetch(f"SELECT {', '.join(names)} FROM {table} WHERE merchant_id = %s ORDER BY id", [merchant_id], dict(columns))


def boxes(merchant_id: int) -> pl.DataFrame:
    """frames.Boxes."""
    return _all(frames.Boxes, "goods_box", merchant_id, "box_id")


def paddings(merchant_id: int) -> pl.DataFrame:
    """frames.Paddings."""
    return _all(frames.Paddings, "goods_padding", merchant_id, "")


def apart(merchant_id: int) -> pl.DataFrame:
    """frames.Apart: the merchant's own pairs; who has none keeps batteries from liquids."""
    own = _all(frames.Apart, "goods_apart", merchant_id, "")
    return own if own.height else default_apart()


def own_aims(order_ids: list[int]) -> pl.DataFrame:
    """order_id, aim: those of these orders that a person had packed for an aim of their own."""
    return fetch(
        "SELECT order_id, aim FROM goods_ownaim WHERE order_id = ANY(%s) ORDER BY order_id",
        [order_ids],
        {"order_id": pl.Int64, "aim": pl.String},
    )


def box_materials(merchant_id: int) -> list[int]:
    """The products whose stock the merchant's boxes are."""
    rows = fetch(
        "SELECT DISTINCT material_id FROM goods_box WHERE merchant_id = %s AND material_id IS NOT NULL ORDER BY 1",
        [merchant_id],
        {"product_id": pl.Int64},
    )
    return rows["product_id"].to_list()


def needed(merchant_id: int, product_ids: list[int]) -> pl.DataFrame:
    """product_id, warehouse_id, quantity of packing material that planned parcels have not consumed yet."""
    return fetch(
        """SELECT product_id, warehouse_id, sum(quantity)::bigint FROM goods_need WHERE merchant_id = %s AND product_id = ANY(%s)
           GROUP BY 1, 2 ORDER BY 1, 2""",
        [merchant_id, product_ids],
        {"product_id": pl.Int64, "warehouse_id": pl.Int64, "quantity": pl.Int64},
    )


def needs_of(parcel_ids: list[int]) -> pl.DataFrame:
    """frames.Needs of parcels that have not consumed their packing material yet, with the stored ids."""
    columns = empty(frames.Needs).schema
    return fetch(
        f"SELECT {', '.join(columns)} FROM goods_need WHERE parcel_id = ANY(%s) ORDER BY parcel_id, product_id", [parcel_ids], dict(columns)
    )


def needs_of_orders(order_ids: list[int]) -> pl.DataFrame:
    """The same of all parcels of orders."""
    parcels = fetch("SELECT id FROM goods_parcel WHERE order_id = ANY(%s)", [order_ids], {"id": pl.Int64})
    return needs_of(parcels["id"].to_list())


def placements(parcel_ids: list[int]) -> pl.DataFrame:
    """frames.Placements with the stored ids."""
    columns = empty(frames.Placements).schema
    return fetch(
        f"SELECT {', '.join(columns)} FROM goods_placement WHERE parcel_id = ANY(%s) ORDER BY parcel_id, seq", [parcel_ids], dict(columns)
    )
