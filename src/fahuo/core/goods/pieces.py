"""What is to be packed: allocations with their padded sizes, which of them can be packed at all, and what shares a parcel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from fahuo.core.goods import carton
from fahuo.core.goods.fill import COUNT, FLAGS, FLAT, KIND_COLUMNS, NO_STACK, OWN_CARTON, UPRIGHT, WEIGHT, Ints, boxable
from fahuo.core.goods.padding import around
from fahuo.core.words import Attribute

REASON_OF = ("", "size_missing", "weight_missing", "too_many_pieces", "piece_too_large", "piece_too_heavy")
_BATTERY = int(Attribute.BATTERY | Attribute.BATTERY_ONLY)
MEASURES = ("length_mm", "width_mm", "height_mm", "weight_g")


@dataclass(frozen=True)
class Pieces:
    """One row an allocation, in canonical order (order_id, warehouse_id, line_no, product_id)."""

    order_id: Ints
    warehouse_id: Ints
    line_no: npt.NDArray[np.int32]
    product_id: Ints
    kinds: Ints  # as in fill.py
    attributes: Ints
    why_not: Ints  # index into REASON_OF; 0: can be packed; below zero: another part of its kit cannot
    carton_g: Ints  # weight of a carton of its own, empty


def measure(allocations: pl.DataFrame, products: pl.DataFrame, paddings: pl.DataFrame, boxes: Ints) -> Pieces:
    """Allocations, Products, Paddings and the kernels' boxes -> Pieces. A product that is not in the catalogue has no size."""
    order_id, warehouse_id, line_no, product_id, quantity = (
        allocations.get_column(name).to_numpy() for name in ("order_id", "warehouse_id", "line_no", "product_id", "quantity")
    )
    order = np.lexsort((product_id, line_no, warehouse_id, order_id))
    bare = look_up(product_id[order], products)
    attributes = bare[:, 4].copy()
    layers = around(attributes, paddings)
    kinds = np.zeros((len(order), KIND_COLUMNS), dtype=np.int64)
    kinds[:, :3] = bare[:, :3] + 2 * layers.thickness_mm[:, None]
    kinds[:, WEIGHT] = bare[:, 3] + layers.weight_g
    kinds[:, COUNT] = quantity[order]
    kinds[:, FLAGS] = sum(
        ((attributes & int(bit)) != 0) * flag
        for bit, flag in ((Attribute.UPRIGHT, UPRIGHT), (Attribute.NO_STACK, NO_STACK), (Attribute.FLAT, FLAT))
    )
    own = ~boxable(kinds, boxes)
    kinds[:, FLAGS] += own * OWN_CARTON
    outer = np.minimum(kinds[:, :3] + 2 * carton.WALL_MM, 1_000_000)
    surface = 2 * (outer[:, 0] * outer[:, 1] + outer[:, 0] * outer[:, 2] + outer[:, 1] * outer[:, 2])
    carton_g = -(-surface * carton.BOARD_G_PER_M2 // 1_000_000)
    why_not = np.zeros(len(order), dtype=np.int64)
    many = kinds[:, COUNT] > carton.LINE_PIECES
    for i in np.flatnonzero(many):  # next to none; the same line at another warehouse is refused with it
        many |= (order_id[order] == order_id[order[i]]) & (line_no[order] == line_no[order[i]])
    faults = (
        (5, own & (kinds[:, WEIGHT] + carton_g > carton.LIMIT_G)),
        (4, own & (outer > carton.LONGEST_MM).any(axis=1)),
        (3, many),
        (2, bare[:, 3] <= 0),
        (1, (bare[:, :3] <= 0).any(axis=1)),
    )
    for reason, found in faults:  # the last one that is found is said
        why_not[found] = reason
    _with_their_line(order_id[order], line_no[order], why_not)
    return Pieces(order_id[order], warehouse_id[order], line_no[order], product_id[order], kinds, attributes, why_not, carton_g)


def _with_their_line(order_id: Ints, line_no: npt.NDArray[np.int32], why_not: Ints) -> None:
    """Where a part of a kit cannot be packed, none of its line is: those get the reason of the first that cannot."""
    bad = np.flatnonzero(why_not)
    if not len(bad):
        return
    key = order_id * (int(line_no.max()) + 1) + line_no
    first = bad[np.unique(key[bad], return_index=True)[1]]
    at = np.minimum(np.searchsorted(key[first], key), len(first) - 1)
    spread = (key[first][at] == key) & (why_not == 0)
    why_not[spread] = -why_not[first][at][spread]  # below zero: for another's sake


def look_up(product_id: Ints, products: pl.DataFrame) -> Ints:
    """length_mm, width_mm, height_mm, weight_g, attributes of the products; 0 where unknown."""
    found = np.zeros((len(product_id), len(MEASURES) + 1), dtype=np.int64)
    known = products.get_column("product_id").to_numpy()
    if not len(known):
        return found
    by_id = np.arange(len(known)) if (known[1:] > known[:-1]).all() else np.argsort(known, kind="stable")
    row = by_id[np.minimum(np.searchsorted(known, product_id, sorter=by_id), len(known) - 1)]
    there = known[row] == product_id
    for column, name in enumerate((*MEASURES, "attributes")):
        value = products.get_column(name).to_numpy()[row]  # a column with nulls comes as floats, null as NaN
        found[:, column] = np.where(there & (value == value), value, 0)
    return found


def divide(pieces: Pieces) -> tuple[npt.NDArray[np.intp], Ints]:
    """Which rows are packed, in packing order, and where each group of them starts (with the end as last), the biggest piece first in each.

    A group is an order at a warehouse. Where it has both liquids and batteries it falls apart: first liquids, then batteries, then
    goods that are both; goods that are neither go with the first of these. What has its own carton comes last, alone.
    """
    packed = np.flatnonzero(pieces.why_not == 0)
    order_id, warehouse_id = pieces.order_id[packed], pieces.warehouse_id[packed]
    new = np.ones(len(packed), dtype=np.bool_)
    new[1:] = (order_id[1:] != order_id[:-1]) | (warehouse_id[1:] != warehouse_id[:-1])
    group = np.cumsum(new) - 1
    part = parts(pieces, packed, group, np.flatnonzero(new))
    order = np.lexsort((*of_equal_volume(pieces, packed), -pieces.kinds[packed, :3].prod(axis=1), part, group))
    packed, group, part = packed[order], group[order], part[order]
    new[1:] = (group[1:] != group[:-1]) | (part[1:] != part[:-1])
    return packed, np.append(np.flatnonzero(new), len(packed)).astype(np.int64)


def of_equal_volume(pieces: Pieces, packed: npt.NDArray[np.intp]) -> tuple[Ints, Ints, Ints]:
    """What orders pieces of equal volume: all that packing sees of them. Only lines that are alike in it are left to their number,
    so an order whose lines come in another order is packed the same."""
    length, width, height, weight, count, flags = pieces.kinds[packed].T
    return -count, (weight << 14) + (flags << 11) + pieces.attributes[packed], (length << 40) + (width << 20) + height


def parts(pieces: Pieces, packed: npt.NDArray[np.intp], group: Ints, starts: Ints) -> Ints:
    """The part of its group that a row goes with: 0, or where goods must travel apart 1 liquids, 2 batteries, 3 both; 4 own cartons."""
    own = (pieces.kinds[packed, FLAGS] & OWN_CARTON) != 0
    liquid = (pieces.attributes[packed] & int(Attribute.LIQUID)) != 0
    battery = (pieces.attributes[packed] & _BATTERY) != 0
    if not own.any() and not (liquid.any() and battery.any()):
        return np.zeros(len(packed), dtype=np.int64)
    part = np.where(own, 4, liquid + 2 * battery)
    first = np.minimum.reduceat(np.where(part == 0, 4, part), starts)
    return np.where(part == 0, np.minimum(first[group], 3), part)
