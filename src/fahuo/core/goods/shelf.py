"""The merchant's boxes as the kernels want them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from fahuo.core.goods.fill import A_BOX, BOX_COLUMNS, COST, FRONT, INNER, ROOM, SOFT, TARE, Ints
from fahuo.core.words import BoxKind

ROOMIEST_MM = 5_000  # a longer inside is used up to here: keeps every volume within 64 bits

NEARLY_PERCENT = 95  # a larger box of the same limit weighs more itself, and replaces the smaller one all the same


@dataclass(frozen=True)
class Shelf:
    """Boxes by ascending outer volume, then price, then id. `boxes` as in fill.py; the other arrays run beside it."""

    boxes: Ints
    box_id: Ints
    outer: Ints  # (boxes, 3), mm
    weight_g: Ints


def stand(boxes: pl.DataFrame) -> Shelf:
    """Boxes -> Shelf. A box whose own weight reaches its limit takes nothing and is left out."""
    columns = ["inner_length_mm", "inner_width_mm", "inner_height_mm", "outer_length_mm", "outer_width_mm", "outer_height_mm"]
    columns += ["weight_g", "limit_g", "price_minor", "box_id"]
    soft = (boxes.get_column("kind") == BoxKind.MAILER.value).to_numpy()
    rows = np.column_stack([*(boxes.get_column(name).to_numpy().astype(np.int64) for name in columns), soft])
    rows = rows[rows[:, 7] > rows[:, 6]]
    volume = rows[:, 3:6].astype(np.float64).prod(axis=1)
    rows = rows[np.lexsort((rows[:, 9], rows[:, 8], volume))]
    table = np.zeros((len(rows), BOX_COLUMNS), dtype=np.int64)
    table[:, :3] = np.minimum(rows[:, :3], ROOMIEST_MM)
    table[:, ROOM] = rows[:, 7] - rows[:, 6]
    table[:, INNER] = table[:, :3].prod(axis=1)
    table[:, FRONT] = front(table)
    table[:, COST] = A_BOX + rows[:, 3:6].prod(axis=1)
    table[:, TARE] = rows[:, 6]
    table[:, SOFT] = rows[:, 10]
    return Shelf(table, rows[:, 9].copy(), rows[:, 3:6].copy(), rows[:, 6].copy())


def front(table: Ints) -> Ints:
    """1 for a box that no other one replaces: at least as high, as long, as wide and nearly as strong; of equals the first."""
    flat = np.sort(table[:, :2], axis=1)
    sizes = np.column_stack([flat, table[:, 2]])
    covers = (sizes[:, None, :] >= sizes[None, :, :]).all(axis=2)  # [i, j]: i replaces j
    covers &= table[:, None, ROOM] * 100 >= table[None, :, ROOM] * NEARLY_PERCENT
    first = np.arange(len(table))
    replaces = covers & (~covers.T | (first[:, None] < first[None, :]))
    return np.asarray(~replaces.any(axis=0), dtype=np.int64)
