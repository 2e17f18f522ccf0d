"""The merchant's boxes as the kernels want them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from fahuo.core.goods.fill import A_BOX, BOX_COLUMNS, COST, FRONT, INNER, ROOM, SOFT, TARE, Ints
from fahuo.core.words import BoxKind

ROOMIEST_MM = 5_000  # a longer inside is used up to here: keeps every volume within 64 bits

NEARLY_PERCENT = 95  # a larger box of the same limit weighs more itself, and replaces the smaller one all the same

Mask = npt.NDArray[np.bool_]
_COLUMNS = [
    "inner_length_mm", "inner_width_mm", "inner_height_mm", "outer_length_mm", "outer_width_mm", "outer_height_mm",
    "weight_g", "limit_g", "price_minor", "box_id", "material_id",
]  # fmt: skip
NOT_COUNTED = -1  # in `material`


@dataclass(frozen=True)
class Shelf:
    """Boxes by ascending outer volume, then price, then id. `boxes` as in fill.py; the other arrays run beside it."""

    boxes: Ints
    box_id: Ints
    outer: Ints  # (boxes, 3), mm
    weight_g: Ints
    price_minor: Ints
    double_wall: Mask
    soft: Mask
    material: Ints  # product whose stock it is, or NOT_COUNTED
    codes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.box_id)

    def only(self, mask: Mask, most_g: int | None = None) -> tuple[Ints, Ints]:
        """The kernel's table of some of the boxes, loaded to `most_g` gross at most, and which rows of the shelf they are."""
        rows = np.flatnonzero(mask)
        if most_g is None and len(rows) == len(self):
            return self.boxes, rows
        table = self.boxes[rows]
        if most_g is not None:
            table[:, ROOM] = np.minimum(table[:, ROOM], most_g - self.weight_g[rows])
            rows, table = rows[table[:, ROOM] > 0], table[table[:, ROOM] > 0]
        table[:, FRONT] = front(table)
        return table, rows


def stand(boxes: pl.DataFrame) -> Shelf:
    """Boxes -> Shelf. A box whose own weight reaches its limit takes nothing and is left out."""
    named = boxes.with_columns(pl.col("material_id").fill_null(NOT_COUNTED))
    rows = np.column_stack([named.get_column(name).to_numpy().astype(np.int64) for name in _COLUMNS])
    strong = np.flatnonzero(rows[:, 7] > rows[:, 6])
    volume = rows[strong, 3:6].astype(np.float64).prod(axis=1)
    order = strong[np.lexsort((rows[strong, 9], rows[strong, 8], volume))]
    rows = rows[order]
    soft = (boxes["kind"] == BoxKind.MAILER.value).to_numpy()[order]
    table = np.zeros((len(rows), BOX_COLUMNS), dtype=np.int64)
    table[:, :3] = np.minimum(rows[:, :3], ROOMIEST_MM)
    table[:, ROOM] = rows[:, 7] - rows[:, 6]
    table[:, INNER] = table[:, :3].prod(axis=1)
    table[:, SOFT] = soft
    table[:, FRONT] = front(table)
    table[:, COST] = A_BOX + rows[:, 3:6].prod(axis=1)
    table[:, TARE] = rows[:, 6]
    return Shelf(
        boxes=table,
        box_id=rows[:, 9].copy(),
        outer=rows[:, 3:6].copy(),
        weight_g=rows[:, 6].copy(),
        price_minor=rows[:, 8].copy(),
        double_wall=boxes["double_wall"].to_numpy()[order],
        soft=soft,
        material=rows[:, 10].copy(),
        codes=tuple(boxes["code"].to_numpy()[order].tolist()),
    )


def front(table: Ints) -> Ints:
    """1 for a box that no other one replaces: at least as high, as long, as wide and nearly as strong; of equals the first.

    A mailer holds less than its sizes say, so it replaces none but smaller mailers.
    """
    flat = np.sort(table[:, :2], axis=1)
    sizes = np.column_stack([flat, table[:, 2]])
    covers = (sizes[:, None, :] >= sizes[None, :, :]).all(axis=2)  # [i, j]: i replaces j
    covers &= table[:, None, ROOM] * 100 >= table[None, :, ROOM] * NEARLY_PERCENT
    covers &= table[:, None, SOFT] <= table[None, :, SOFT]
    first = np.arange(len(table))
    replaces = covers & (~covers.T | (first[:, None] < first[None, :]))
    return np.asarray(~replaces.any(axis=0), dtype=np.int64)
