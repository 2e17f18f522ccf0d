"""Boxes, paddings and parcels between rows and frames."""

from __future__ import annotations

import polars as pl

from fahuo.core import frames
from fahuo.core.frames import empty
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
    return _all(frames.Apart, "goods_apart", merchant_id, "")


def placements(parcel_ids: list[int]) -> pl.DataFrame:
    """frames.Placements with the stored ids."""
    columns = empty(frames.Placements).schema
    return fetch(
        f"SELECT {', '.join(columns)} FROM goods_placement WHERE parcel_id = ANY(%s) ORDER BY parcel_id, seq", [parcel_ids], dict(columns)
    )
