"""Where a piece can stand: the free floors of boxes that are being filled piece by piece.

Pieces come from above, so what is in a box is a relief: every column is free from some height up to the lid. A *level* is a height
at which a piece ends (or the bottom). Of each level the largest rectangles are kept within which nothing rises above it; they may
overlap. A piece stands in a corner of one of them, and takes its footprint away from all levels below its top.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fahuo.core.goods.fill import FLAGS, MAX_PIECES, NO_STACK, TEAM, Ints, may_lie, turned, turns
from fahuo.core.goods.fill_cache import kernel

LEVELS = MAX_PIECES + 1
RECTS = 48  # of a level; more are not kept
FULL, HALF, TOUCH = 100, 50, 0  # how a piece is carried, see `carried`
SEQUENCES = 60  # orders of the pieces that a search tries and amends

# Columns of a piece that stands: box (of the team), corner, size as it lies, kind.
IN, AT_X, AT_Y, AT_Z, IS_X, IS_Y, IS_Z, OF = 0, 1, 2, 3, 4, 5, 6, 7


class Desk(NamedTuple):
    """The arrays that a search works in, made once."""

    rects: Ints  # (slot of a level, rectangle, x0 y0 x1 y1)
    rect_count: Ints  # of a slot
    height: Ints  # of a slot
    slots: Ints  # (box, level): the slots of a box, the lowest first
    level_count: Ints  # of a box
    spare: Ints  # rectangles that are being cut, and whether they are covered by another
    stood: Ints  # pieces in the order in which they were placed
    kept: Ints  # the best of such lists so far
    spot: Ints  # the best place found for one piece, as a row of `stood`
    free_g: Ints  # weight that a box still takes
    turn: Ints  # (kind, i, size): the ways in which a piece may lie that differ
    turn_count: Ints  # of a kind
    sequence: Ints  # (start, piece): kinds in the order in which they are placed
    inside: Ints  # (box, L W H and what may go in, g): of the team, the boxes being filled
    work: Ints  # units done, units allowed


@kernel
def make_desk() -> Desk:
    """An empty desk."""
    return Desk(
        np.empty((TEAM * LEVELS, RECTS, 4), np.int64), np.zeros(TEAM * LEVELS, np.int64), np.zeros(TEAM * LEVELS, np.int64),
        np.zeros((TEAM, LEVELS), np.int64), np.zeros(TEAM, np.int64), np.empty((4 * RECTS, 5), np.int64),
        np.zeros((MAX_PIECES, 8), np.int64), np.zeros((MAX_PIECES, 8), np.int64), np.zeros(8, np.int64), np.zeros(TEAM, np.int64), np.zeros((MAX_PIECES, 6, 3), np.int64),
        np.zeros(MAX_PIECES, np.int64), np.zeros((SEQUENCES, MAX_PIECES), np.int64), np.zeros((TEAM, 4), np.int64), np.zeros(2, np.int64),
    )  # fmt: skip


@kernel
def learn_turns(kinds: Ints, desk: Desk) -> None:
    """Note the ways in which a piece of each kind may lie; of two that are alike the first."""
    for k in range(kinds.shape[0]):
        found = 0
        for o in range(turns(kinds, k)):
            dx, dy, dz = turned(kinds, k, o)
            new = may_lie(kinds, k, o, dx, dy, dz)
            for i in range(found):
                if desk.turn[k, i, 0] == dx and desk.turn[k, i, 1] == dy and desk.turn[k, i, 2] == dz:
                    new = False
            if new:
                desk.turn[k, found, 0], desk.turn[k, found, 1], desk.turn[k, found, 2] = dx, dy, dz
                found += 1
        desk.turn_count[k] = found


@kernel
def clear_box(desk: Desk, q: int) -> None:
    """Box q of the team is empty: one level, one rectangle."""
    slot = q * LEVELS
    desk.level_count[q], desk.slots[q, 0], desk.rect_count[slot], desk.height[slot] = 1, slot, 1, 0
    desk.rects[slot, 0, 0], desk.rects[slot, 0, 1] = 0, 0
    desk.rects[slot, 0, 2], desk.rects[slot, 0, 3] = desk.inside[q, 0], desk.inside[q, 1]


@kernel
def note_cut(spare: Ints, count: int, x0: int, y0: int, x1: int, y1: int) -> int:
    """Note what a cut leaves of a rectangle, unless it is a line; return how many there are."""
    if x0 >= x1 or y0 >= y1:
        return count
    spare[count, 0], spare[count, 1], spare[count, 2], spare[count, 3], spare[count, 4] = x0, y0, x1, y1, 0
    return count + 1


@kernel
def covers(one: Ints, i: int, other: Ints, j: int) -> bool:
    """Does rectangle i of the one list contain rectangle j of the other?"""
    from_there: bool = one[i, 0] <= other[j, 0] and one[i, 1] <= other[j, 1]
    return from_there and one[i, 2] >= other[j, 2] and one[i, 3] >= other[j, 3]


@kernel
def cut_out(desk: Desk, slot: int, x0: int, y0: int, x1: int, y1: int) -> None:
    """Take a footprint away from the rectangles of a level; those left are again the largest."""
    rects, spare, kept, cuts = desk.rects[slot], desk.spare, 0, 0
    for i in range(desk.rect_count[slot]):
        a0, b0, a1, b1 = rects[i, 0], rects[i, 1], rects[i, 2], rects[i, 3]
        if a0 >= x1 or a1 <= x0 or b0 >= y1 or b1 <= y0:
            rects[kept, 0], rects[kept, 1], rects[kept, 2], rects[kept, 3] = a0, b0, a1, b1
            kept += 1
            continue
        cuts = note_cut(spare, cuts, a0, b0, x0, b1)
        cuts = note_cut(spare, cuts, x1, b0, a1, b1)
        cuts = note_cut(spare, cuts, a0, b0, a1, y0)
        cuts = note_cut(spare, cuts, a0, y1, a1, b1)
    for i in range(cuts):
        for j in range(kept):
            if covers(rects, j, spare, i):
                spare[i, 4] = 1
                break
        for j in range(cuts):
            if spare[i, 4] == 0 and j != i and spare[j, 4] == 0 and covers(spare, j, spare, i):
                spare[i, 4] = 1
    for i in range(cuts):
        if spare[i, 4] == 0 and kept < RECTS:
            rects[kept, 0], rects[kept, 1], rects[kept, 2], rects[kept, 3] = spare[i, 0], spare[i, 1], spare[i, 2], spare[i, 3]
            kept += 1
    desk.rect_count[slot] = kept
    desk.work[0] += kept + cuts


@kernel
def carried(desk: Desk, count: int, q: int, x: int, y: int, z: int, dx: int, dy: int, support: int) -> bool:
    """Does a footprint rest on what ends at its height, with at least so many per cent of it?

    If not with all of it, then with its centre between what bears it; only TOUCH asks for no more than that something bears it.
    """
    if z == 0:
        return True
    area, left, right, near, far = 0, x + dx, x, y + dy, y
    for i in range(count):
        if desk.stood[i, IN] == q and desk.stood[i, AT_Z] + desk.stood[i, IS_Z] == z:
            x0, x1 = max(x, desk.stood[i, AT_X]), min(x + dx, desk.stood[i, AT_X] + desk.stood[i, IS_X])
            y0, y1 = max(y, desk.stood[i, AT_Y]), min(y + dy, desk.stood[i, AT_Y] + desk.stood[i, IS_Y])
            if x0 < x1 and y0 < y1:
                area += (x1 - x0) * (y1 - y0)
                left, right, near, far = min(left, x0), max(right, x1), min(near, y0), max(far, y1)
    if area == dx * dy or support >= FULL:
        return area == dx * dy
    if support == TOUCH:
        return area > 0
    centred = 2 * left <= 2 * x + dx <= 2 * right and 2 * near <= 2 * y + dy <= 2 * far
    return area * FULL >= support * dx * dy and centred


@kernel
def stand(kinds: Ints, desk: Desk, count: int) -> None:
    """The piece of `spot` stands: note it, add the level of its top, and take its footprint from the levels that it passes."""
    spot = desk.spot
    for column in range(8):
        desk.stood[count, column] = spot[column]
    q, top, bare = spot[IN], spot[AT_Z] + spot[IS_Z], kinds[spot[OF], FLAGS] & NO_STACK
    levels, above = desk.level_count[q], 0
    while above < levels and desk.height[desk.slots[q, above]] < top:
        above += 1
    new = above == levels or desk.height[desk.slots[q, above]] != top
    if new and not bare and top < desk.inside[q, 2] and levels < LEVELS:
        slot, below = q * LEVELS + levels, desk.slots[q, above - 1]
        desk.height[slot], desk.rect_count[slot] = top, desk.rect_count[below]
        for i in range(desk.rect_count[below]):
            for side in range(4):
                desk.rects[slot, i, side] = desk.rects[below, i, side]
        for i in range(levels, above, -1):
            desk.slots[q, i] = desk.slots[q, i - 1]
        desk.slots[q, above] = slot
        desk.level_count[q] = levels + 1
    for i in range(desk.level_count[q] if bare else above):
        cut_out(desk, desk.slots[q, i], spot[AT_X], spot[AT_Y], spot[AT_X] + spot[IS_X], spot[AT_Y] + spot[IS_Y])
