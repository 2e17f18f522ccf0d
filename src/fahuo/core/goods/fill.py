"""What the packing kernels agree upon: the columns of their tables, and what a box and a piece can do.

A *kind* is one allocation: so many equal pieces. A *group* is what may share parcels: the kinds of one order and warehouse
(less what must travel apart). All is whole numbers, so that every machine gives the same answer. See docs/algorithms/packing.md.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fahuo.core.goods.fill_cache import kernel

Ints = npt.NDArray[np.int64]
Ints32 = npt.NDArray[np.int32]

# Columns of `kinds`: padded size (mm), padded weight (g), pieces, flags.
LENGTH, WIDTH, HEIGHT, WEIGHT, COUNT, FLAGS = 0, 1, 2, 3, 4, 5
KIND_COLUMNS = 6
# Flags. UPRIGHT: the height stays vertical. FLAT: the shortest side stays vertical, so that the piece lies on its largest face (where
# UPRIGHT is set too, it prevails). NO_STACK: bears nothing. OWN_CARTON: a parcel without a box.
UPRIGHT, NO_STACK, OWN_CARTON, FLAT = 1, 2, 4, 8
LYING = 16  # shifted by 0, 1, 2: the length, the width, the height must not be vertical
LAID = FLAT | UPRIGHT

# Columns of `boxes` (ascending outer volume): inner size (mm), what may go in (g), inner volume, 1 unless another takes as much,
# 1 for a soft mailer. A soft mailer is a bag whose two sheets measure LENGTH x WIDTH inside when it is empty, and HEIGHT is the
# greatest thickness of its content. Content of thickness h has LENGTH - h by WIDTH - h to lie on: the sheets go round it, so that a
# girth of 2 WIDTH must go round 2 (width + h), and at either end both sheets come down over half the thickness.
ROOM, INNER, FRONT, SOFT = 3, 4, 5, 6
# What a parcel costs to the caller's aim, in units of the caller's: COST + RATE x the larger of FLOOR and TARE + its goods (g). Fewest
# boxes, then smallest volume: COST is A_BOX + outer volume in mm3, RATE 0. Box and freight together: COST the price of the box, RATE the
# price of a gram, FLOOR the volumetric weight, TARE the box's own weight.
COST, RATE, FLOOR, TARE = 7, 8, 9, 10
BOX_COLUMNS = 11
A_BOX = 1 << 44  # more than the volume of any box

# Columns of a block: kind, corner, size of one piece as it lies, pieces along each side.
KIND, X, Y, Z, DX, DY, DZ, NX, NY, NZ = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
BLOCK_COLUMNS = 10
FORMS = 4  # heights at which a soft mailer is tried: of the highest piece, of all in one pile, the greatest, and between
MAX_BLOCKS = 4096  # of one parcel; a parcel that has so many is closed
MAX_PIECES = 128  # of a group that is searched piece by piece
TEAM = 8  # boxes that a search fills at once

NOTHING = -1
ENDLESS = 1 << 62


@kernel
def copy(source: Ints, target: Ints, count: int) -> None:
    """The first entries of one array into another. A loop: slices compile ten times as long, for the text of their errors."""
    for i in range(count):
        target[i] = source[i]


@kernel
def copy_blocks(source: Ints, target: Ints, count: int) -> None:
    """The first blocks of one list into another."""
    for i in range(count):
        for column in range(BLOCK_COLUMNS):
            target[i, column] = source[i, column]


@kernel
def may_lie(kinds: Ints, k: int, o: int, dx: int, dy: int, dz: int) -> bool:
    """May a piece of kind k lie in orientation o, one of the first `turns`, where it has this size?"""
    upward = 2 - o // 2  # the side that is vertical
    return kinds[k, FLAGS] & (LYING << upward) == 0 and (kinds[k, FLAGS] & LAID != FLAT or dz <= min(dx, dy))


@kernel
def turns(kinds: Ints, k: int) -> int:
    """How many of the six orientations are to be asked about."""
    return 2 if kinds[k, FLAGS] & UPRIGHT else 6


@kernel
def takes(kinds: Ints, k: int, boxes: Ints, b: int) -> bool:
    """Can the empty box b take one piece of kind k, turned as it may be?"""
    if kinds[k, WEIGHT] > boxes[b, ROOM]:
        return False
    for o in range(turns(kinds, k)):
        dx, dy, dz = turned(kinds, k, o)
        round_it = dz * boxes[b, SOFT]
        fits = dx + round_it <= boxes[b, 0] and dy + round_it <= boxes[b, 1] and dz <= boxes[b, 2]
        if fits and may_lie(kinds, k, o, dx, dy, dz):
            return True
    return False


@kernel
def lowest(kinds: Ints, k: int) -> int:
    """The least height at which a piece of kind k may lie."""
    least = ENDLESS
    for o in range(turns(kinds, k)):
        dx, dy, dz = turned(kinds, k, o)
        if dz < least and may_lie(kinds, k, o, dx, dy, dz):
            least = dz
    return least


@kernel
def open_box(kinds: Ints, counts: Ints, boxes: Ints, b: int, form: int, box: Ints) -> bool:
    """Write box b into `box`; a soft mailer in one of its FORMS, as a box of that height. False when there is no such form."""
    for column in range(BOX_COLUMNS):
        box[column] = boxes[b, column]
    if boxes[b, SOFT] == 0:
        return form == 0
    low, pile = 1, 0
    for k in range(kinds.shape[0]):
        if counts[k] > 0:
            low = max(low, lowest(kinds, k))
            pile += counts[k] * lowest(kinds, k)
    high = (low, pile, boxes[b, 2], (low + boxes[b, 2]) // 2)[form]
    box[0], box[1], box[2] = boxes[b, 0] - high, boxes[b, 1] - high, high
    box[INNER] = max(box[0], 0) * max(box[1], 0) * high
    there: bool = high <= boxes[b, 2] and box[INNER] > 0
    return there


@kernel
def boxable(kinds: Ints, boxes: Ints) -> npt.NDArray[np.bool_]:
    """For every kind: is there a box that takes one piece of it?"""
    found = np.zeros(kinds.shape[0], np.bool_)
    for k in range(kinds.shape[0]):
        for b in range(boxes.shape[0] - 1, -1, -1):
            if takes(kinds, k, boxes, b):
                found[k] = True
                break
    return found


@kernel
def turned(kinds: Ints, k: int, o: int) -> tuple[int, int, int]:
    """Size of a piece of kind k in orientation o: 0 and 1 stand upright, 2 to 5 lie."""
    a, b, c = kinds[k, LENGTH], kinds[k, WIDTH], kinds[k, HEIGHT]
    if o == 0:
        return a, b, c
    if o == 1:
        return b, a, c
    if o == 2:
        return a, c, b
    if o == 3:
        return c, a, b
    if o == 4:
        return b, c, a
    return c, b, a


@kernel
def burden(kinds: Ints, counts: Ints) -> tuple[int, int]:
    """Volume (mm3) and weight (g) of so many pieces of each kind."""
    volume, weight = 0, 0
    for k in range(kinds.shape[0]):
        volume += counts[k] * kinds[k, LENGTH] * kinds[k, WIDTH] * kinds[k, HEIGHT]
        weight += counts[k] * kinds[k, WEIGHT]
    return volume, weight
