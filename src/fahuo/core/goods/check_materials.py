"""Judges packing material: no more boxes than there are, every need said, and the choices of the aims of parcels that exist."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from fahuo.core.goods.plan import GoodsPlan
    from fahuo.core.journey import World

Say = Callable[[pl.DataFrame, str], list[str]]


def judge_materials(parcels: pl.DataFrame, blocks: pl.DataFrame, world: World, plan: GoodsPlan, say: Say) -> list[str]:
    """`parcels`: Parcels with their box's columns; `blocks`: Placements with the product's attributes and count."""
    key = ["parcel_id", "product_id"]
    true = (
        _needed(parcels, blocks, world)
        .join(plan.needs, on=key, how="full", coalesce=True)
        .with_columns(pl.col("true", "quantity").fill_null(0))
    )
    place = parcels.select("parcel_id", here="warehouse_id")
    choices = plan.choices.join(_paid(parcels, blocks), on="parcel_id", how="left")
    paid = choices.group_by("together").agg(
        pl.col("paid").sum(), pl.col("materials_minor").first(), one=pl.col("materials_minor").n_unique()
    )
    return [
        *say(
            true.filter(pl.col("true") != pl.col("quantity")), "parcel {parcel_id}: needs {true} of material {product_id}, says {quantity}"
        ),
        *say(
            plan.needs.join(place, on="parcel_id").filter(pl.col("here") != pl.col("warehouse_id")),
            "parcel {parcel_id}: needs it elsewhere",
        ),
        *say(left_over(world, plan).filter(pl.col("left") < 0), "material {product_id} at warehouse {warehouse_id}: {left} left"),
        *say(choices.filter(pl.col("paid").is_null()), "parcel {parcel_id}: a choice for no parcel"),
        *say(
            paid.filter((pl.col("one") != 1) | (pl.col("paid") != pl.col("materials_minor"))),
            "parcels with {together}: boxes and paddings cost {paid}, said {materials_minor}",
        ),
    ]


def _needed(parcels: pl.DataFrame, blocks: pl.DataFrame, world: World) -> pl.DataFrame:
    """parcel_id, product_id, true: a box each, and for every piece one of each different padding that it asks for."""
    rows = [parcels.filter(pl.col("material_id").is_not_null()).select("parcel_id", product_id="material_id", n=pl.lit(1, pl.Int64))]
    for _, padding in world.paddings.group_by("code"):
        for material in padding["material_id"].drop_nulls().unique().sort()[:1].to_list():
            bits = padding.filter(pl.col("material_id").is_not_null())["attribute"].to_list()
            asks = pl.any_horizontal((pl.col("attributes").fill_null(0) & bit) != 0 for bit in bits)
            rows.append(blocks.filter(asks).select("parcel_id", product_id=pl.lit(material, pl.Int64), n="count"))
    return pl.concat(rows).group_by("parcel_id", "product_id").agg(true=pl.col("n").sum())


def _paid(parcels: pl.DataFrame, blocks: pl.DataFrame) -> pl.DataFrame:
    """parcel_id, paid: the price of its box and of the paddings of its pieces."""
    around = blocks.group_by("parcel_id").agg(around=(pl.col("count") * pl.col("around_minor")).sum())
    return parcels.join(around, on="parcel_id").select("parcel_id", paid=pl.col("around") + pl.col("price_minor").fill_null(0))


def left_over(world: World, plan: GoodsPlan) -> pl.DataFrame:
    """product_id, warehouse_id, left: of the boxes' materials that are counted, what the plan's parcels leave."""
    if world.materials is None:
        return pl.DataFrame(schema={"product_id": pl.Int64, "warehouse_id": pl.Int64, "left": pl.Int64})
    used = (
        plan.parcels.join(world.boxes.select("box_id", product_id="material_id"), on="box_id")
        .group_by("product_id", "warehouse_id")
        .agg(used=pl.len().cast(pl.Int64))
    )
    counted = world.materials.filter(pl.col("product_id").is_in(world.boxes["material_id"].drop_nulls().unique().implode()))
    return counted.join(used, on=["product_id", "warehouse_id"], how="left").select(
        "product_id", "warehouse_id", left=pl.col("available") - pl.col("used").fill_null(0)
    )
