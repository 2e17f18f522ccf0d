"""What is to be packed: allocations with their padded sizes, and which of them can be packed at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from fahuo.core.goods import carton
from fahuo.core.goods.fill import COUNT, FLAGS, FLAT, KIND_COLUMNS, NO_STACK, OWN_CARTON, UPRIGHT, WEIGHT, Ints, boxable
from fahuo.core.goods.padding import around
from fahuo.core.goods.shelf import Shelf
from fahuo.core.words import Attribute

REASON_OF = ("", "size_missing", "weight_missing", "too_many_pieces", "piece_too_large", "piece_too_heavy", "boxes_used_up")
USED_UP = REASON_OF.index("boxes_used_up")
MEASURES = ("length_mm", "width_mm", "height_mm", "weight_g")
_FLAG_OF = ((Attribute.UPRIGHT, UPRIGHT), (Attribute.NO_STACK, NO_STACK), (Attribute.FLAT, FLAT))


@dataclass(frozen=True)
class Pieces:
    """One row an allocation, in canonical order (group, order_id, line_no, product_id). A group is what may share parcels."""

    group: Ints
    order_id: Ints
    warehouse_id: Ints
    line_no: npt.NDArray[np.int32]
    product_id: Ints
    kinds: Ints  # as in fill.py
    attributes: Ints
    double_wall: npt.NDArray[np.bool_]  # must travel in a double-walled box
    padding_minor: Ints  # price of what goes around one piece
    why_not: Ints  # index into REASON_OF; 0: can be packed; below zero: another part of its kit cannot
    carton_g: Ints  # weight of a carton of its own, empty


def measure(wanted: pl.DataFrame, products: pl.DataFrame, paddings: pl.DataFrame, shelf: Shelf) -> Pieces:
    """Allocations with group_id, Products, Paddings and the shelf -> Pieces. A product that is not in the catalogue has no size."""
    names = ("group_id", "order_id", "warehouse_id", "line_no", "product_id", "quantity")
    group, order_id, warehouse_id, line_no, product_id, quantity = (wanted.get_column(name).to_numpy() for name in names)
    order = np.lexsort((product_id, line_no, warehouse_id, order_id, group))
    bare = look_up(product_id[order], products)
    attributes = bare[:, 4].copy()
    layers = around(attributes, paddings)
    kinds = np.zeros((len(order), KIND_COLUMNS), dtype=np.int64)
    kinds[:, :3] = bare[:, :3] + 2 * layers.thickness_mm[:, None]
    kinds[:, WEIGHT] = bare[:, 3] + layers.weight_g
    kinds[:, COUNT] = quantity[order]
    for bit, flag in _FLAG_OF:
        kinds[:, FLAGS] += ((attributes & int(bit)) != 0) * flag
    own = ~boxable(kinds, shelf.boxes)
    walled = np.flatnonzero(layers.double_wall & ~own)
    own[walled] = ~boxable(kinds[walled], shelf.boxes[shelf.double_wall])
    lies = own & ((kinds[:, FLAGS] & (FLAT | UPRIGHT)) == FLAT)
    kinds[lies, :3] = -np.sort(-kinds[lies, :3], axis=1)  # an own carton is made for the piece as it lies
    kinds[:, FLAGS] += own * OWN_CARTON
    carton_g, why_not = _faults(kinds, bare, own, order_id[order], line_no[order])
    return Pieces(
        group[order], order_id[order], warehouse_id[order], line_no[order], product_id[order], kinds, attributes, layers.double_wall,
        layers.price_minor, why_not, carton_g,
    )  # fmt: skip


def _faults(kinds: Ints, bare: Ints, own: npt.NDArray[np.bool_], order_id: Ints, line_no: npt.NDArray[np.int32]) -> tuple[Ints, Ints]:
    """Weight of a carton of its own, and why a row cannot be packed."""
    outer = np.minimum(kinds[:, :3] + 2 * carton.WALL_MM, 1_000_000)
    surface = 2 * (outer[:, 0] * outer[:, 1] + outer[:, 0] * outer[:, 2] + outer[:, 1] * outer[:, 2])
    carton_g = -(-surface * carton.BOARD_G_PER_M2 // 1_000_000)
    many = kinds[:, COUNT] > carton.LINE_PIECES
    faults = (
        (5, own & (kinds[:, WEIGHT] + carton_g > carton.LIMIT_G)),
        (4, own & (outer > carton.LONGEST_MM).any(axis=1)),
        (3, many),
        (2, bare[:, 3] <= 0),
        (1, (bare[:, :3] <= 0).any(axis=1)),
    )
    why_not = np.zeros(len(kinds), dtype=np.int64)
    for reason, found in faults:  # the last one that is found is said
        why_not[found] = reason
    with_their_line(order_id, line_no, why_not)
    return carton_g, why_not


def with_their_line(order_id: Ints, line_no: npt.NDArray[np.int32], why_not: Ints) -> None:
    """Where a row cannot be packed, none of its line is, at no warehouse and no part of a kit: those get the reason of the first that cannot."""
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
