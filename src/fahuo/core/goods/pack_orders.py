"""Whole orders into boxes, from rows alone: no catalogue, no padding, no warehouse. What `fahuo pack` does, and the benchmark.

`shelve` and `lay_out` make the kernels' tables, `pack_one` packs one order of them, `placed_pieces` names every piece that was placed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from fahuo.core import frames
from fahuo.core.goods import fill
from fahuo.core.goods.fill import Ints
from fahuo.core.goods.fill_few import THOROUGH
from fahuo.core.goods.fill_groups import pack_groups
from fahuo.core.goods.memo import Memo, Packed
from fahuo.core.goods.shelf import ROOMIEST_MM, front
from fahuo.core.words import Attribute

DIVISOR = 5_000  # cm3 in a kg of volumetric weight, the usual one of express carriers
MONEY = 100_000  # the kernel counts thousandths of a cent
INSIDE = ["inner_width", "inner_length", "inner_depth"]
FLAGS = ((Attribute.UPRIGHT, fill.UPRIGHT), (Attribute.NO_STACK, fill.NO_STACK), (Attribute.FLAT, fill.FLAT))
KIND = ["order", "long", "middle", "high", "weight", "flags"]
AT = {"x_mm": fill.X, "y_mm": fill.Y, "z_mm": fill.Z, "dx_mm": fill.DX, "dy_mm": fill.DY, "dz_mm": fill.DZ}


@dataclass(frozen=True)
class Boxes:
    """The kernels' table of boxes, and beside it the name and the outer volume (mm3) of each."""

    table: Ints
    names: list[str]
    volume: Ints


@dataclass(frozen=True)
class Orders:
    """The kernels' table of pieces. Order i has the kinds from starts[i] to starts[i + 1]; `items` says whose pieces a kind holds."""

    names: list[str]
    kinds: Ints
    starts: Ints
    items: pl.DataFrame  # kind, item, quantity, in the order of the kinds
    refused: pl.DataFrame  # Refusals of rows that no box takes


def shelve(boxes: pl.DataFrame, aim: str = "boxes", divisor: int = DIVISOR, per_kg: float | None = None) -> Boxes:
    """Boxes of `read_boxes` -> Boxes, by outer volume, price, name.

    Aim "boxes": fewest, then the smallest volume. Aim "cost": the price of the boxes and `per_kg` for each kg of chargeable weight, the
    larger of weight and volumetric weight (outer cm3 over the divisor); without prices and `per_kg` the chargeable weight alone.
    """
    by = ["volume", "price", "name", *INSIDE, "limit", "source_row"]
    volume = pl.col("width") * pl.col("length") * pl.col("depth")
    stood = boxes.with_columns(volume=volume, price=pl.col("price").fill_null(0)).sort(by)
    table = np.zeros((stood.height, fill.BOX_COLUMNS), dtype=np.int64)
    table[:, :3] = np.minimum(stood.select(INSIDE).to_numpy(), ROOMIEST_MM)
    table[:, fill.ROOM] = (stood["limit"] - stood["empty_weight"]).to_numpy()
    table[:, fill.INNER] = table[:, :3].prod(axis=1)
    table[:, fill.SOFT] = stood["soft"].to_numpy()
    table[:, fill.TARE] = stood["empty_weight"].to_numpy()
    table[:, fill.FRONT] = front(table)
    outer = stood["volume"].to_numpy()
    if aim == "boxes":
        table[:, fill.COST] = fill.A_BOX + outer
    else:
        unpriced = per_kg is None and not (stood["price"] > 0).any()
        table[:, fill.COST] = np.rint(stood["price"].to_numpy() * MONEY).astype(np.int64)
        table[:, fill.RATE] = 1 if unpriced else round((per_kg or 0) * MONEY / 1_000)
        table[:, fill.FLOOR] = -(-outer // divisor)
    return Boxes(table, stood["name"].to_list(), outer)


def lay_out(items: pl.DataFrame, boxes: Boxes) -> Orders:
    """Items of `read_items` -> Orders, sorted by name; rows with one order number are one order wherever they stand.

    Pieces alike in size, weight and turning are one kind, whatever they are called. Neither the order of the rows nor of the orders
    changes how an order is packed.
    """
    sides = pl.concat_list("width", "length", "depth").list.sort(descending=True)
    floor = pl.concat_list("width", "length").list.sort(descending=True)
    upright = pl.col("attributes") & int(Attribute.UPRIGHT) != 0
    flags = pl.sum_horizontal(*[(pl.col("attributes") & int(bit) != 0).cast(pl.Int64) * flag for bit, flag in FLAGS])
    rows = items.with_columns(
        long=pl.when(upright).then(floor.list.get(0)).otherwise(sides.list.get(0)),
        middle=pl.when(upright).then(floor.list.get(1)).otherwise(sides.list.get(1)),
        high=pl.when(upright).then("depth").otherwise(sides.list.get(2)),
        flags=flags,
    )
    good, refused = _boxable(rows, boxes)
    volume = pl.col("long") * pl.col("middle") * pl.col("high")
    kinds = (
        good.group_by(KIND)
        .agg(count=pl.col("quantity").sum())
        .with_columns(volume=volume)
        .sort("order", "volume", "count", "weight", "flags", "long", "middle", descending=[False, True, True, *[False] * 4])
        .with_row_index("kind")
    )
    named = good.join(kinds, on=KIND).sort("kind", "item", "source_row").select(pl.col("kind").cast(pl.Int64), "item", "quantity")
    order = kinds["order"].rle()
    starts = np.append(0, np.cumsum(order.struct.field("len").to_numpy())).astype(np.int64)
    return Orders(order.struct.field("value").to_list(), _table(kinds, "count"), starts, named, refused)


def _table(rows: pl.DataFrame, count: str) -> Ints:
    return rows.select("long", "middle", "high", "weight", count, "flags").to_numpy().astype(np.int64, order="C")


def _boxable(rows: pl.DataFrame, boxes: Boxes) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows of which some box takes a piece, and refusals of the others."""
    table = _table(rows, "quantity")
    fits = fill.boxable(table, boxes.table)
    bad = rows.filter(pl.Series(~fits))
    most = []
    for piece in table[~fits]:  # next to none
        light = piece.reshape(1, -1).copy()
        light[0, fill.WEIGHT] = 0
        of_size = [fill.boxable(light, boxes.table[b : b + 1])[0] for b in range(len(boxes.table))]
        most.append(int(boxes.table[of_size, fill.ROOM].max(initial=0)))
    bad = bad.with_columns(most=pl.Series(most, dtype=pl.Int64))
    size = pl.format("{} x {} x {}", "width", "length", "depth")
    said = {name: pl.col(name) for name in ("source_row", "weight", "most")} | {"size": size}
    code = pl.when(pl.col("most") == 0).then(pl.lit("pack_piece_too_large")).otherwise(pl.lit("pack_piece_too_heavy"))
    return rows.filter(pl.Series(fits)), frames.refuse(bad, "goods", code, said)


def pack_one(orders: Orders, i: int, boxes: Boxes, support: int, work: int = THOROUGH, memo: Memo | None = None) -> Packed:
    """Pack order i: parcels and blocks as of `pack_groups`, kinds counted from the order's first. `support` and `work` as there; with a
    memo an order whose like was packed before is not packed again."""
    first, last = orders.starts[i], orders.starts[i + 1]
    kinds, starts = orders.kinds[first:last], np.array([0, last - first])
    if memo is None:
        return pack_groups(kinds, starts, boxes.table, support, work)
    return memo.pack(kinds, starts, boxes.table, support, work, pack_groups)


def placed_pieces(orders: Orders, boxes: Boxes, packed: Sequence[Packed]) -> pl.DataFrame:
    """order, box_no (from 1 in each order), box, item, x_mm ... dz_mm: a row for each piece, in packing order. `packed`: one of each order."""
    if not packed:
        return pl.DataFrame(
            schema={"order": pl.String, "box_no": pl.Int64, "box": pl.String, "item": pl.String, **dict.fromkeys(AT, pl.Int64)}
        )
    counts = np.array([rows.shape[1] for _, rows in packed])
    order = np.repeat(np.arange(len(packed)), counts)
    box = np.concatenate([parcels[1][rows[0]] for parcels, rows in packed])
    rows = np.concatenate([rows for _, rows in packed], axis=1).astype(np.int64)
    blocks = rows[2:]
    many = blocks[fill.NX] * blocks[fill.NY] * blocks[fill.NZ]
    at = np.repeat(np.arange(len(many)), many)
    within = np.arange(len(at)) - np.repeat(np.cumsum(many) - many, many)
    nx, ny = blocks[fill.NX][at], blocks[fill.NY][at]
    step = {fill.X: within % nx, fill.Y: within // nx % ny, fill.Z: within // (nx * ny)}
    kind = blocks[fill.KIND][at] + orders.starts[order[at]]
    items = np.repeat(orders.items["item"].to_numpy(), orders.items["quantity"].to_numpy())
    item = np.empty(len(at), dtype=object)
    item[np.argsort(kind, kind="stable")] = items
    sizes = {column: column + fill.DX - fill.X for column in (fill.X, fill.Y, fill.Z)}
    return pl.DataFrame(
        {
            "order": pl.Series(orders.names)[order[at]],
            "box_no": rows[0][at] + 1,
            "box": pl.Series(boxes.names)[box[at]],
            "item": pl.Series(item.tolist(), dtype=pl.String),
            **{
                name: blocks[column][at] + (step[column] * blocks[sizes[column]][at] if column in step else 0)
                for name, column in AT.items()
            },
        }
    )
