"""Where the sample's goods lie: bins, stock by bin and lot, kits, packing material. All of it is invented."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from fahuo.sample.tables import table


@lru_cache
def sample_traits() -> pl.DataFrame:
    """Of each product: sku, gtin, tracks, removal. The GTINs begin with 20: for use inside a company, nobody's in the world; check digits are right."""
    return table("products").select("sku", *(pl.col(name).fill_null("") for name in ("gtin", "tracks", "removal")))


@lru_cache
def sample_bins() -> pl.DataFrame:
    """warehouse, code, kind, walk: own warehouses with receiving, packing, quarantine, and zones of storage in the order of the walk.

    In Shenzhen A is what sells fast, B the rest, C batteries, D food and what is liquid.
    """
    return table("bins").select("warehouse", "code", "kind", pl.col("walk").cast(pl.Int32))


@lru_cache
def sample_shelves() -> pl.DataFrame:
    """sku, warehouse, quantity, bin, lot (null: none), expires_in_days, came_days_ago: what lies where at the start."""
    whole = [pl.col(name).cast(pl.Int64) for name in ("quantity", "expires_in_days", "came_days_ago")]
    return table("stock").select("sku", "warehouse", "bin", "lot", *whole)


@lru_cache
def sample_points() -> pl.DataFrame:
    """sku, warehouse, reorder_at, reorder_to of goods that have a reorder point."""
    points = [pl.col(name).cast(pl.Int64) for name in ("reorder_at", "reorder_to")]
    return table("stock").select("sku", "warehouse", *points).drop_nulls()


@lru_cache
def sample_kits() -> pl.DataFrame:
    """sku, name, name_zh, price_cny_minor of the kits."""
    return table("kits").select("sku", "name", "name_zh", pl.col("price_cny_minor").cast(pl.Int64))


@lru_cache
def sample_components() -> pl.DataFrame:
    """kit, part, quantity: one of the kits contains another."""
    parts = pl.col("part").str.split(":").list
    return (
        table("kits")
        .select(kit="sku", part=pl.col("parts").str.split(";"))
        .explode("part")
        .select("kit", parts.get(0).alias("part"), parts.get(1).cast(pl.Int64).alias("quantity"))
    )


@lru_cache
def sample_materials() -> pl.DataFrame:
    """sku, name, name_zh, of (box or padding), code, price_cny_minor, quantity (in each own warehouse), reorder_at, reorder_to."""
    whole = [pl.col(name).cast(pl.Int64) for name in ("price_cny_minor", "quantity", "reorder_at", "reorder_to")]
    return table("materials").select("sku", "name", "name_zh", "of", "code", *whole)
