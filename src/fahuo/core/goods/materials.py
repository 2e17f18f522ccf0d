"""Packing material: what each parcel consumes, and what is left when others have had theirs."""

from __future__ import annotations

import polars as pl

from fahuo.core import frames


def materials_of(
    parcels: pl.DataFrame, placements: pl.DataFrame, products: pl.DataFrame, boxes: pl.DataFrame, paddings: pl.DataFrame
) -> pl.DataFrame:
    """Parcels, Placements, Products, Boxes, Paddings -> Needs: one box a parcel, and of each padding one for each piece that has it.

    Only material that is a product counts. A padding that two attributes ask for goes around a piece once.
    """
    need = [
        parcels.join(boxes.select("box_id", product_id="material_id").drop_nulls(), on="box_id").select(
            "parcel_id", "product_id", quantity=pl.lit(1, pl.Int64)
        )
    ]
    around = paddings.drop_nulls("material_id").with_columns(pl.col("material_id").min().over("code"))  # a code is one thing
    if around.height:
        goods = (
            products.lazy()
            .select("product_id", "attributes")
            .join(around.lazy().select("attribute", "code", "material_id"), how="cross")
            .filter(pl.col("attributes") & pl.col("attribute") != 0)
            .unique(["product_id", "code"])
            .select("product_id", "material_id")
            .collect()
        )
        pieces = pl.col("nx").cast(pl.Int64) * pl.col("ny") * pl.col("nz")
        need.append(
            placements.select("parcel_id", "product_id", quantity=pieces)
            .join(goods, on="product_id")
            .select("parcel_id", product_id="material_id", quantity="quantity")
        )
    if not any(part.height for part in need):
        return frames.empty(frames.Needs)
    return (
        pl.concat(need)
        .group_by("parcel_id", "product_id")
        .agg(pl.col("quantity").sum())
        .join(parcels.select("parcel_id", "warehouse_id"), on="parcel_id")
        .select("parcel_id", "product_id", "warehouse_id", "quantity")
        .sort("parcel_id", "product_id")
    )


def left_after(materials: pl.DataFrame | None, needs: pl.DataFrame) -> pl.DataFrame | None:
    """frames.Stock of packing material when these Needs are met; what was not counted stays so, and nothing goes below none."""
    if materials is None or needs.is_empty():
        return materials
    taken = needs.group_by("product_id", "warehouse_id").agg(taken=pl.col("quantity").sum())
    return materials.join(taken, on=["product_id", "warehouse_id"], how="left", maintain_order="left").select(
        "product_id", "warehouse_id", available=(pl.col("available") - pl.col("taken").fill_null(0)).clip(lower_bound=0)
    )
