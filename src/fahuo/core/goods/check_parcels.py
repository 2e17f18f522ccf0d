"""Judges parcels as a whole: weight, limit, pieces, attributes, outer size; goods that must be apart; walls that are asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

from fahuo.core.goods import carton
from fahuo.core.words import ATTRIBUTE_NAMES, BoxKind

if TYPE_CHECKING:
    from fahuo.core.journey import World

Say = Callable[[pl.DataFrame, str], list[str]]


def judge_parcels(parcels: pl.DataFrame, blocks: pl.DataFrame, world: World, say: Say) -> list[str]:
    """Faults of parcels. `parcels`: Parcels with their box's columns; `blocks`: Placements with the padded product's columns and count."""
    content = _contents(blocks)
    judged = parcels.join(content, on="parcel_id").with_columns(boxed=pl.col("box_id").is_not_null())
    own_g = carton_g(pl.col("length_mm"), pl.col("width_mm"), pl.col("height_mm"))
    judged = judged.with_columns(
        weighs=pl.col("goods_g") + pl.when("boxed").then(pl.col("tare_g").cast(pl.Int64)).otherwise(own_g),
        may_g=pl.when("boxed").then(pl.col("limit_g").cast(pl.Int64)).otherwise(carton.LIMIT_G),
    )
    soft = pl.col("kind") == BoxKind.MAILER.value
    thick = pl.col("top_mm") + pl.col("outer_height_mm") - pl.col("inner_height_mm")  # content and two sheets
    outer = pl.lit(True)
    for axis, own in (("length", "own_x"), ("width", "own_y"), ("height", "own_z")):
        boxed = pl.when(soft).then(thick).otherwise(f"outer_{axis}_mm") if axis == "height" else pl.col(f"outer_{axis}_mm")
        outer &= pl.col(f"{axis}_mm") == pl.when("boxed").then(boxed).otherwise(own)
    longest = pl.max_horizontal("length_mm", "width_mm", "height_mm")
    own_carton = judged.filter(~pl.col("boxed"))
    return [
        *say(judged.filter("boxed", pl.col("tare_g").is_null()), "parcel {parcel_id}: no such box {box_id}"),
        *say(
            judged.filter((pl.col("weighs") != pl.col("weight_g")).fill_null(True)), "parcel {parcel_id}: says {weight_g} g, is {weighs} g"
        ),
        *say(judged.filter(pl.col("weighs") > pl.col("may_g")), "parcel {parcel_id}: {weighs} g, over the limit of {may_g} g"),
        *say(judged.filter(pl.col("pieces") != pl.col("count")), "parcel {parcel_id}: says {pieces} pieces, has {count}"),
        *say(judged.filter(pl.col("attributes") != pl.col("within")), "parcel {parcel_id}: says attributes {attributes}, has {within}"),
        *say(judged.filter(~outer.fill_null(False)), "parcel {parcel_id}: {length_mm} x {width_mm} x {height_mm} mm is not its outer size"),
        *_apart(blocks, world, say),
        *say(
            judged.filter("walled", "boxed", ~pl.col("double_wall").fill_null(False)),
            "parcel {parcel_id}: goods that ask for a double wall in a box without one",
        ),
        *say(own_carton.filter(pl.col("count") != 1), "parcel {parcel_id}: {count} pieces in an own carton"),
        *say(own_carton.filter(longest > carton.LONGEST_MM), "parcel {parcel_id}: an own carton that is too long"),
    ]


def _contents(blocks: pl.DataFrame) -> pl.DataFrame:
    """What is in each parcel, summed up."""
    return blocks.group_by("parcel_id").agg(
        count=pl.col("count").sum(),
        goods_g=(pl.col("count") * pl.col("piece_g")).sum(),
        within=pl.col("attributes").fill_null(0).bitwise_or(),
        walled=pl.col("walled").fill_null(False).any(),
        top_mm=pl.col("top_mm").max(),
        own_x=pl.col("dx_mm").first() + 2 * carton.WALL_MM,
        own_y=pl.col("dy_mm").first() + 2 * carton.WALL_MM,
        own_z=pl.col("dz_mm").first() + 2 * carton.WALL_MM,
    )


def _apart(blocks: pl.DataFrame, world: World, say: Say) -> list[str]:
    """Parcels in which goods of one side of a pair lie with goods of the other, other than goods that are all of them both."""
    found = []
    for one, other in world.apart.select("one", "other").iter_rows():
        has_one, has_other = ((pl.col("attributes").fill_null(0) & bits) != 0 for bits in (one, other))
        mixed = blocks.group_by("parcel_id").agg(mixed=has_one.any() & has_other.any() & (has_one != has_other).any())
        found += say(
            mixed.filter("mixed").sort("parcel_id").with_columns(one=pl.lit(_named(one)), other=pl.lit(_named(other))),
            "parcel {parcel_id}: {one} together with {other}",
        )
    return found


def _named(bits: int) -> str:
    return " or ".join(en for attribute, (_, en) in ATTRIBUTE_NAMES.items() if attribute & bits)


def carton_g(length: pl.Expr, width: pl.Expr, height: pl.Expr) -> pl.Expr:
    """Weight of an empty own carton, rounded up to the gram."""
    surface = 2.0 * (length.cast(pl.Float64) * width + length.cast(pl.Float64) * height + width.cast(pl.Float64) * height)
    return (surface * carton.BOARD_G_PER_M2 / 1_000_000).ceil().cast(pl.Int64)
