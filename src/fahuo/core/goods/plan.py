"""Step 2, goods: which pieces go into which box, where. See docs/algorithms/packing.md."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from fahuo.core import frames
from fahuo.core.goods import carton
from fahuo.core.goods.fill import COUNT, DX, DY, DZ, KIND, NX, NY, NZ, WEIGHT, Ints, Ints32, X, Y, Z
from fahuo.core.goods.pack import pack, warm_up
from fahuo.core.goods.pieces import MEASURES, REASON_OF, Pieces, divide, measure
from fahuo.core.goods.shelf import Shelf, stand
from fahuo.core.words import Step

if TYPE_CHECKING:
    from fahuo.core.journey import World

__all__ = ["GoodsPlan", "plan_goods", "warm_up"]

NO_PARCELS, NO_PLACEMENTS, NO_REFUSALS = (frames.empty(schema) for schema in (frames.Parcels, frames.Placements, frames.Refusals))


@dataclass(frozen=True)
class GoodsPlan:
    """What is packed and what is not. Every allocation that came in is in `allocations`, or its line is in `refusals`."""

    allocations: pl.DataFrame
    parcels: pl.DataFrame
    placements: pl.DataFrame
    refusals: pl.DataFrame


def plan_goods(lines: pl.DataFrame, allocations: pl.DataFrame, world: World) -> GoodsPlan:
    """Pack every allocation into parcels.

    Takes Lines (for what a refusal says), Allocations, and of the world its Products, Boxes and Paddings. The pieces of one order
    at one warehouse share parcels. `parcel_id` counts from 0 by order_id, warehouse_id, then packing order, whatever the order of
    the rows that came in; the parcels of an order do not depend on the other orders. Sizes in mm, weights in g.
    """
    shelf = stand(world.boxes)
    pieces = measure(allocations, world.products, world.paddings, shelf.boxes)
    packed, starts = divide(pieces)
    parcels, blocks = pack(pieces.kinds[packed], starts, shelf.boxes)
    return GoodsPlan(
        allocations=kept(pieces),
        parcels=parcels_frame(pieces, shelf, packed, parcels, blocks),
        placements=placements_frame(pieces, packed, blocks),
        refusals=refusals_frame(lines, world.products, pieces),
    )


def kept(pieces: Pieces) -> pl.DataFrame:
    """The allocations that are packed, in canonical order."""
    good = pieces.why_not == 0
    return pl.DataFrame(
        {
            "order_id": pieces.order_id[good],
            "line_no": pieces.line_no[good],
            "warehouse_id": pieces.warehouse_id[good],
            "product_id": pieces.product_id[good],
            "quantity": pieces.kinds[good, COUNT],
        }
    )


def parcels_frame(pieces: Pieces, shelf: Shelf, packed: Ints, parcels: Ints32, blocks: Ints32) -> pl.DataFrame:
    """Parcels from the kernel's columns."""
    if not parcels.size:
        return NO_PARCELS
    first, box = packed[parcels[0]], parcels[1]
    boxed = box >= 0
    kind, starts = packed[blocks[2 + KIND]], np.cumsum(parcels[3]) - parcels[3]
    counts = blocks[2 + NX].astype(np.int64) * blocks[2 + NY] * blocks[2 + NZ]
    weight = np.add.reduceat(counts * pieces.kinds[kind, WEIGHT], starts)
    outer = pieces.kinds[first, :3] + 2 * carton.WALL_MM
    weight = weight + pieces.carton_g[first] * ~boxed
    box_id = np.zeros(len(box), dtype=np.int64)
    if boxed.any():
        outer[boxed] = shelf.outer[box[boxed]]
        weight[boxed] += shelf.weight_g[box[boxed]]
        box_id[boxed] = shelf.box_id[box[boxed]]
    return pl.DataFrame(
        {
            "parcel_id": np.arange(len(box), dtype=np.int64),
            "order_id": pieces.order_id[first],
            "warehouse_id": pieces.warehouse_id[first],
            "box_id": pl.Series(box_id).set(pl.Series(~boxed), None) if not boxed.all() else box_id,
            "length_mm": outer[:, 0].astype(np.int32),
            "width_mm": outer[:, 1].astype(np.int32),
            "height_mm": outer[:, 2].astype(np.int32),
            "weight_g": weight,
            "pieces": parcels[2].astype(np.int64),
            "attributes": np.bitwise_or.reduceat(pieces.attributes[kind], starts).astype(np.uint32),
        }
    )


def placements_frame(pieces: Pieces, packed: Ints, blocks: Ints32) -> pl.DataFrame:
    """Placements from the kernel's columns."""
    if not blocks.size:
        return NO_PLACEMENTS
    kind = packed[blocks[2 + KIND]]
    where = {"x_mm": X, "y_mm": Y, "z_mm": Z, "dx_mm": DX, "dy_mm": DY, "dz_mm": DZ, "nx": NX, "ny": NY, "nz": NZ}
    return pl.DataFrame(
        {
            "parcel_id": blocks[0].astype(np.int64),
            "seq": blocks[1],
            "line_no": pieces.line_no[kind],
            "product_id": pieces.product_id[kind],
            **{name: blocks[2 + column] for name, column in where.items()},
        }
    )


def refusals_frame(lines: pl.DataFrame, products: pl.DataFrame, pieces: Pieces) -> pl.DataFrame:
    """One refusal for each line that cannot be packed, with the values that caused it."""
    refused = np.flatnonzero(pieces.why_not > 0)
    if not refused.size:
        return NO_REFUSALS
    kinds, why = pieces.kinds[refused], pieces.why_not[refused]
    line = ["order_id", "line_no"]
    rows = (
        pl.DataFrame(
            {
                "order_id": pieces.order_id[refused],
                "line_no": pieces.line_no[refused],
                "product_id": pieces.product_id[refused],
                "code": [REASON_OF[reason] for reason in why.tolist()],
                "quantity": kinds[:, COUNT],
                "longest_mm": kinds[:, :3].max(axis=1) + 2 * carton.WALL_MM,
                "gross_g": kinds[:, WEIGHT] + pieces.carton_g[refused],
                "limit": np.array([0, 0, 0, carton.LINE_PIECES, carton.LONGEST_MM, carton.LIMIT_G])[why],
            }
        )
        .with_columns(pl.col("quantity").max().over(line))
        .unique(line, keep="first", maintain_order=True)
        .join(lines.select(*line, "source_row", of_line="sku"), on=line, how="left", maintain_order="left")
        .join(products.select("product_id", "sku", *MEASURES), on="product_id", how="left", maintain_order="left")
        .with_columns(sku=pl.coalesce("sku", "of_line"))
    )
    said = {name: pl.col(name) for name in ("sku", *MEASURES, "quantity", "longest_mm", "gross_g", "limit")}
    return frames.refuse(rows, Step.GOODS.value, pl.col("code"), said)
