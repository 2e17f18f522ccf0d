"""Judges where the blocks of a parcel lie: inside, apart, carried, packed from below, nothing on what bears nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl

from fahuo.core.goods import carton
from fahuo.core.words import Attribute, BoxKind

PAIRS = 1_000_000  # pairs of blocks held at a time
BOUNDS = ["x0", "x1", "y0", "y1", "z0", "z1"]
Say = Callable[[pl.DataFrame, str], list[str]]


def judge_space(parcels: pl.DataFrame, blocks: pl.DataFrame, support_percent: int, say: Say) -> list[str]:
    """Faults of place. `parcels`: Parcels with kind, inner_length_mm, ... of the box; `blocks`: Placements with attributes of the product."""
    ends = {
        f"{axis}{end}": pl.col(f"{axis}_mm").cast(pl.Int64) + end * pl.col(f"d{axis}_mm").cast(pl.Int64) * pl.col(f"n{axis}")
        for axis in "xyz"
        for end in (0, 1)
    }
    bare = (pl.col("attributes").fill_null(0) & int(Attribute.NO_STACK)) != 0
    bodies = blocks.select("parcel_id", "seq", "nz", bare=bare, **ends).sort("parcel_id", "seq")
    what = "parcel {parcel_id} block {seq}: "
    faults = say(_outside(parcels, bodies), what + "sticks out of the box")
    faults += say(bodies.filter("bare", pl.col("nz") > 1), what + "stacked on itself, but nothing may stand on it")
    for pairs, below in _pairs(bodies):
        apart = pl.lit(False)
        for axis in "xyz":
            apart |= (pl.col(f"{axis}1") <= pl.col(f"{axis}0_b")) | (pl.col(f"{axis}1_b") <= pl.col(f"{axis}0"))
        over = pairs.filter(
            pl.col("x0") < pl.col("x1_b"), pl.col("x0_b") < pl.col("x1"), pl.col("y0") < pl.col("y1_b"), pl.col("y0_b") < pl.col("y1"),
            pl.col("z1_b") <= pl.col("z0"),
        )  # fmt: skip
        faults += say(pairs.filter(pl.col("seq_b") < pl.col("seq"), ~apart), what + "in the same place as block {seq_b}")
        faults += say(over.filter("bare_b"), what + "above block {seq_b}, on which nothing may stand")
        faults += say(over.filter(pl.col("seq_b") > pl.col("seq")), what + "packed before block {seq_b}, which lies under it")
        faults += say(_floating(over, below, support_percent), what + "carried on {carried_percent} % of its footprint")
    return faults


def _outside(parcels: pl.DataFrame, bodies: pl.DataFrame) -> pl.DataFrame:
    """Blocks that do not lie inside their box; an own carton is as large inside as its outer size less two walls.

    The sheets of a mailer go round its content: as thick as that is, so much shorter and narrower is what it has to lie on.
    """
    thick = parcels.select("parcel_id").join(
        bodies.group_by("parcel_id").agg(thick=pl.col("z1").max()), on="parcel_id", how="left", maintain_order="left"
    )
    soft = (pl.col("kind") == BoxKind.MAILER.value) & pl.col("box_id").is_not_null()
    inner = parcels.with_columns(thick=pl.when(soft).then(thick["thick"]).otherwise(0)).select(
        "parcel_id",
        *[
            pl.when(pl.col("box_id").is_null())
            .then(pl.col(f"{axis}_mm") - 2 * carton.WALL_MM)
            .otherwise(pl.col(f"inner_{axis}_mm") - (pl.col("thick") if axis != "height" else 0))
            .alias(axis)
            for axis in ("length", "width", "height")
        ],
    )
    inside = (pl.col("x1") <= pl.col("length")) & (pl.col("y1") <= pl.col("width")) & (pl.col("z1") <= pl.col("height"))
    return bodies.join(inner, on="parcel_id", how="left").filter(~inside.fill_null(False))


def _pairs(bodies: pl.DataFrame) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Every block with every other block (suffix _b) of its parcel, and the blocks themselves, some at a time."""
    other = bodies.select("parcel_id", "seq", "bare", *BOUNDS).rename({name: f"{name}_b" for name in ("seq", "bare", *BOUNDS)})
    shares = bodies.select(share=pl.len().over("parcel_id").cast(pl.Int64).cum_sum() // PAIRS)["share"]
    for part in bodies.with_columns(shares).partition_by("share", maintain_order=True, include_key=False):
        yield part.join(other, on="parcel_id").filter(pl.col("seq") != pl.col("seq_b")), part


def _floating(over: pl.DataFrame, blocks: pl.DataFrame, support_percent: int) -> pl.DataFrame:
    """Blocks above the floor whose footprint is not carried enough by the tops of blocks directly under it."""
    shared = [pl.min_horizontal(f"{axis}1", f"{axis}1_b") - pl.max_horizontal(f"{axis}0", f"{axis}0_b") for axis in "xy"]
    carried = over.filter(pl.col("z1_b") == pl.col("z0")).group_by("parcel_id", "seq").agg(carried=(shared[0] * shared[1]).sum())
    footprint = (pl.col("x1") - pl.col("x0")) * (pl.col("y1") - pl.col("y0"))
    return (
        blocks.filter(pl.col("z0") > 0)
        .join(carried, on=["parcel_id", "seq"], how="left")
        .with_columns(pl.col("carried").fill_null(0))
        .filter(pl.col("carried") * 100 < support_percent * footprint)
        .with_columns(carried_percent=pl.col("carried") * 100 // footprint)
    )
