"""Boxes are stock too: who comes first has them, and what is left decides what the later ones are packed in.

Groups are packed as if there were enough; then boxes are handed out in the order of service, and the groups that would have taken more
than is left are packed again without that box, all of them at once. That is repeated until everybody has what was planned: each round
takes a box from the choice of the groups it concerns, so it ends.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from fahuo.core.goods.fill import Ints, boxable
from fahuo.core.goods.groups import Groups
from fahuo.core.goods.packings import Packing, join, without
from fahuo.core.goods.pieces import Pieces
from fahuo.core.goods.shelf import NOT_COUNTED, Mask, Shelf

ROUNDS = 2  # for each box; after that the groups that still ask for too much lose every box that is counted
Pack = Callable[[Ints, Mask], Packing]


def left_at(shelf: Shelf, materials: pl.DataFrame | None) -> dict[tuple[int, int], int]:
    """(warehouse, product) -> pieces of the boxes' materials that are there, where they are counted."""
    if materials is None:
        return {}
    counted = materials.filter(pl.col("product_id").is_in(np.unique(shelf.material).tolist()))
    return {(warehouse, product): n for product, warehouse, n in counted.select("product_id", "warehouse_id", "available").iter_rows()}


def allowed_at(shelf: Shelf, warehouse_id: Ints, left: dict[tuple[int, int], int]) -> Mask:
    """The boxes that a group at each warehouse may have: those of which there is one, or that are not counted there."""
    allowed = np.ones((len(warehouse_id), len(shelf)), dtype=np.bool_)
    if not left:
        return allowed
    for warehouse in np.unique(warehouse_id).tolist():
        none = [left.get((warehouse, material), 1) <= 0 for material in shelf.material.tolist()]
        allowed[warehouse_id == warehouse] = ~np.array(none, dtype=np.bool_)
    return allowed


def hand_out(pack: Pack, shelf: Shelf, warehouse_id: Ints, turn: Ints, left: dict[tuple[int, int], int], allowed: Mask) -> Packing:
    """Pack all groups; `warehouse_id` and `turn` (who is served first) of each. Lowers `allowed` by the boxes that are used up."""
    every = np.arange(len(turn))
    packing = pack(every, allowed)
    counted = shelf.material != NOT_COUNTED
    for n in range(ROUNDS * int(counted.sum()) + 2):
        wanting = _wanting(packing, shelf, warehouse_id, turn, left)
        if not wanting:
            return packing
        for group, materials in wanting.items():
            allowed[group, np.isin(shelf.material, list(materials)) if n < ROUNDS * int(counted.sum()) else counted] = False
        again = np.array(sorted(wanting), dtype=np.int64)
        packing = join(without(packing, again), pack(again, allowed))
    raise AssertionError("who may have no counted box asks for none")


def _wanting(packing: Packing, shelf: Shelf, warehouse_id: Ints, turn: Ints, left: dict[tuple[int, int], int]) -> dict[int, set[int]]:
    """The groups that would take more of a material than the ones before them leave, and which materials."""
    if not left or not len(packing.box):
        return {}
    boxed = packing.box >= 0
    group, material = packing.group[boxed], shelf.material[packing.box[boxed]]
    asked, quantity = np.unique(np.stack([turn[group], group, material])[:, material != NOT_COUNTED], axis=1, return_counts=True)
    rest, wanting = dict(left), dict[int, set[int]]()
    for (_, g, product), n in zip(asked.T.tolist(), quantity.tolist(), strict=True):
        place = int(warehouse_id[g]), product
        if place not in rest:
            continue
        if n <= rest[place]:
            rest[place] -= n
        else:
            wanting.setdefault(g, set()).add(product)
    return wanting


def out_of_boxes(pieces: Pieces, shelf: Shelf, groups: Groups, packing: Packing, allowed: Mask) -> Mask:
    """Rows of Pieces that no box takes which is left for their group; their groups are in no parcel."""
    lost = np.zeros(len(pieces.kinds), dtype=np.bool_)
    for group in np.setdiff1d(np.arange(len(groups)), packing.group).tolist():  # next to none
        rows = groups.rows[groups.starts[group] : groups.starts[group + 1]]
        fits = boxable(pieces.kinds[rows], shelf.boxes[allowed[group]])
        strong = boxable(pieces.kinds[rows], shelf.boxes[allowed[group] & shelf.double_wall])
        lost[rows] = ~np.where(pieces.double_wall[rows], strong, fits)
    return lost
