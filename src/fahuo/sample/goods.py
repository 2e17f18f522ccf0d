"""The sample's goods: catalogue, stock at the start, boxes, paddings and what is kept apart."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from fahuo.core import frames
from fahuo.sample.tables import attribute_bits, table


@lru_cache
def sample_catalogue() -> pl.DataFrame:
    """60 products with all that the sample knows of them: Products, and price_cny_minor, demand (a weight among the others),
    and for customs declared_name, material and use, each with its Chinese `..._zh`."""
    rows = table("products")
    whole = [pl.col(name).cast(pl.Int32) for name in ("length_mm", "width_mm", "height_mm", "weight_g")]
    return rows.select(
        pl.col("row").alias("product_id"),
        *["sku", "name", "name_zh"],
        *whole,
        *["hs_code", "origin"],
        attribute_bits(rows.get_column("attributes")).fill_null(0).alias("attributes"),
        pl.col("price_cny_minor").cast(pl.Int64),
        pl.col("demand").cast(pl.Float64),
        *["declared_name", "declared_name_zh", "material", "material_zh", "use", "use_zh"],
    )


def sample_products() -> pl.DataFrame:
    """Products of the sample. Some have no HS code on purpose: their declaration waits for one, visibly."""
    return sample_catalogue().select(list(frames.Products.columns()))


@lru_cache
def sample_stock() -> pl.DataFrame:
    """Stock at the start: plausible amounts, some products scarce, one sold out everywhere."""
    warehouses = table("warehouses").select(warehouse_id="row", warehouse="code")
    products = table("products").select("sku", product_id="row")
    return (
        table("stock")
        .join(products, on="sku", maintain_order="left")
        .join(warehouses, on="warehouse", maintain_order="left")
        .group_by("product_id", "warehouse_id", maintain_order=True)
        .agg(available=pl.col("quantity").cast(pl.Int64).sum())
    )


@lru_cache
def sample_boxes() -> pl.DataFrame:
    """Boxes: two mailers, four cartons, a flat one, three double-walled ones, one large, two long, one for bottles. Prices are invented."""
    rows = table("boxes")
    sizes = [f"{side}_{axis}_mm" for side in ("inner", "outer") for axis in ("length", "width", "height")]
    return rows.select(
        pl.col("row").alias("box_id"),
        *["code", "kind"],
        *[pl.col(name).cast(pl.Int32) for name in (*sizes, "weight_g", "limit_g")],
        pl.col("price_minor").cast(pl.Int64),
        pl.col("double_wall") == "yes",
        pl.lit(None, pl.Int64).alias("material_id"),
    )


@lru_cache
def sample_paddings() -> pl.DataFrame:
    """Paddings: what goes around one piece that is fragile, liquid, electronic, ... Prices are invented."""
    rows = table("paddings")
    return rows.select(
        attribute_bits(rows.get_column("attribute")).alias("attribute"),
        "code",
        pl.col("thickness_mm").cast(pl.Int32),
        pl.col("weight_g").cast(pl.Int32),
        pl.col("price_minor").cast(pl.Int64),
        pl.col("double_wall") == "yes",
        pl.lit(None, pl.Int64).alias("material_id"),
    )


@lru_cache
def sample_apart() -> pl.DataFrame:
    """Apart: liquids not with batteries, powders not with food."""
    rows = table("apart")
    return rows.select(*[attribute_bits(rows.get_column(side)).alias(side) for side in ("one", "other")])
