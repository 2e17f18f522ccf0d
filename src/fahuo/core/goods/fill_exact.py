"""A few pieces that leave hardly any room: every way of carving the box is tried, as far as the units of work go.

The lowest free corner, of equal ones the nearest, holds a piece or stays empty for good; what stays empty must not exceed what the
box has to spare. So pieces that were cut from one box are put together again.
"""

from __future__ import annotations

import numpy as np

from fahuo.core.goods.fill import ENDLESS, FLAGS, HEIGHT, LENGTH, NO_STACK, NOTHING, WIDTH, Ints
from fahuo.core.goods.fill_cache import kernel
from fahuo.core.goods.fill_floor import AT_X, AT_Y, AT_Z, IN, IS_X, IS_Y, IS_Z, OF, Desk, carried

EXACT_PIECES = 12
MOST_STOOD = 2 * EXACT_PIECES + 8  # pieces and columns given up


@kernel
def top_of(desk: Desk, count: int, x: int, y: int) -> int:
    """The height of what stands where the square millimetre (x, y) begins."""
    top = 0
    for i in range(count):
        dx, dy = x - desk.stood[i, AT_X], y - desk.stood[i, AT_Y]
        if 0 <= dx < desk.stood[i, IS_X] and 0 <= dy < desk.stood[i, IS_Y]:
            top = max(top, desk.stood[i, AT_Z] + desk.stood[i, IS_Z])
    return top


@kernel
def next_edge(desk: Desk, count: int, axis: int, after: int) -> int:
    """Where the next side of a piece, or the wall, crosses the axis (0 or 1)."""
    edge: int = desk.inside[0, axis]
    for i in range(count):
        for end in range(2):
            at = desk.stood[i, AT_X + axis] + end * desk.stood[i, IS_X + axis]
            if after < at < edge:
                edge = at
    return edge


@kernel
def corner(desk: Desk, count: int) -> tuple[int, int, int]:
    """The lowest free corner; its height is the box's when there is none."""
    length, width = desk.inside[0, 0], desk.inside[0, 1]
    best_x, best_y, best_z = 0, 0, desk.inside[0, 2]
    y = 0
    while y < width:
        x = 0
        while x < length:
            z = top_of(desk, count, x, y)
            if z < best_z:
                best_x, best_y, best_z = x, y, z
            x = next_edge(desk, count, 0, x)
        y = next_edge(desk, count, 1, y)
    return best_x, best_y, best_z


@kernel
def free_above(desk: Desk, count: int, x: int, y: int, z: int, dx: int, dy: int, dz: int) -> bool:
    """Is the cuboid inside the box, with nothing in it or above it?"""
    if x + dx > desk.inside[0, 0] or y + dy > desk.inside[0, 1] or z + dz > desk.inside[0, 2]:
        return False
    for i in range(count):
        over_x = desk.stood[i, AT_X] < x + dx and x < desk.stood[i, AT_X] + desk.stood[i, IS_X]
        over_y = desk.stood[i, AT_Y] < y + dy and y < desk.stood[i, AT_Y] + desk.stood[i, IS_Y]
        if over_x and over_y and desk.stood[i, AT_Z] + desk.stood[i, IS_Z] > z:
            return False
    return True


@kernel
def put(desk: Desk, count: int, k: int, x: int, y: int, z: int, dx: int, dy: int, dz: int) -> None:
    """Note what stands as number `count`."""
    row = desk.stood[count]
    row[IN], row[OF], row[AT_X], row[AT_Y], row[AT_Z], row[IS_X], row[IS_Y], row[IS_Z] = 0, k, x, y, z, dx, dy, dz


@kernel
def thinnest(kinds: Ints, left: Ints) -> int:
    """The shortest side of all pieces that are left."""
    least = ENDLESS
    for k in range(kinds.shape[0]):
        if left[k] > 0:
            least = min(least, kinds[k, LENGTH], kinds[k, WIDTH], kinds[k, HEIGHT])
    return least


@kernel
def shut_in(desk: Desk, x1: int, y1: int, z1: int, dx: int, dy: int, dz: int, least: int) -> int:
    """The volume between a piece that ends at (x1, y1, z1) and the walls that is lost, because no piece is so thin."""
    wide, deep, high = desk.inside[0, 0] - x1, desk.inside[0, 1] - y1, desk.inside[0, 2] - z1
    lost = 0
    if wide < least:
        lost += wide * dy * dz
    if deep < least:
        lost += deep * dx * dz
    if high < least:
        lost += high * dx * dy
    return lost


@kernel
def try_next(kinds: Ints, left: Ints, at: int, count: int, spare: int, support: int, desk: Desk) -> tuple[int, int, int]:
    """The next way, from number `at` on, of using the lowest corner: its number (NOTHING when there is none), how many then stand, and
    what may still stay empty. Way i is turn i % 6 of kind i // 6; the last one leaves the corner empty."""
    x, y, z = corner(desk, count)
    high, last, least = desk.inside[0, 2], 6 * kinds.shape[0], thinnest(kinds, left)
    if z == high:
        return NOTHING, count, spare
    for way in range(at, last):
        k, t = way // 6, way % 6
        if left[k] == 0 or t >= desk.turn_count[k]:
            continue
        dx, dy, dz = desk.turn[k, t, 0], desk.turn[k, t, 1], desk.turn[k, t, 2]
        lost = dx * dy * (high - z - dz) if kinds[k, FLAGS] & NO_STACK else 0
        if (
            max(lost, shut_in(desk, x + dx, y + dy, z + dz, dx, dy, dz, least)) > spare
            or not free_above(desk, count, x, y, z, dx, dy, dz)
            or not carried(desk, count, 0, x, y, z, dx, dy, support)
        ):
            continue
        put(desk, count, k, x, y, z, dx, dy, dz)
        if lost == 0:
            return way, count + 1, spare
        put(desk, count + 1, NOTHING, x, y, z + dz, dx, dy, high - z - dz)
        return way, count + 2, spare - lost
    dx, dy = next_edge(desk, count, 0, x) - x, next_edge(desk, count, 1, y) - y
    if at > last or dx * dy * (high - z) > spare:
        return NOTHING, count, spare
    put(desk, count, NOTHING, x, y, z, dx, dy, high - z)
    return last, count + 1, spare - dx * dy * (high - z)


@kernel
def carve(kinds: Ints, left: Ints, pieces: int, spare: int, support: int, desk: Desk) -> int:
    """Place what is left into the box of `desk.inside[0]`, of which `spare` mm3 may stay empty; how many then stand, 0 if it cannot be."""
    way, count, empty = np.zeros(MOST_STOOD + 2, np.int64), np.zeros(MOST_STOOD + 2, np.int64), np.zeros(MOST_STOOD + 2, np.int64)
    depth, last = 0, 6 * kinds.shape[0]
    empty[0] = spare
    while depth >= 0:
        desk.work[0] += (count[depth] + 2) * (count[depth] + 2) * (count[depth] + 2)
        if desk.work[0] > desk.work[1]:
            return 0
        found, then, rest = NOTHING, 0, 0
        if count[depth] + 2 < MOST_STOOD:
            found, then, rest = try_next(kinds, left, way[depth], count[depth], empty[depth], support, desk)
        if found == NOTHING:  # back to the corner before, and on with its next way
            depth -= 1
            if depth >= 0 and way[depth] <= last:
                left[(way[depth] - 1) // 6] += 1
                pieces += 1
            continue
        way[depth] = found + 1
        if found < last:
            left[found // 6] -= 1
            pieces -= 1
            if pieces == 0:
                return then
        depth += 1
        way[depth], count[depth], empty[depth] = 0, then, rest
    return 0
