"""What no packing can do: a proof that pieces cannot share boxes, by dual feasible functions.

A side of a piece is replaced by another length: longer than the box less `e`, it counts as the whole box; shorter than `e`, as
nothing; else as itself. Whatever fits side by side still does so. So if the replaced volumes together exceed the boxes', the pieces
cannot be packed, carried or not (Fekete and Schepers, Mathematical Methods of Operations Research 60, 2004; Martello, Pisinger
and Vigo, Operations Research 48, 2000). `refuted` counts so; `pressed` also counts a box only as long as sides of these pieces can add
up to, and lets some boxes be full by volume and the others by weight.
"""

from __future__ import annotations

import numpy as np

from fahuo.core.goods.fill import ENDLESS, HEIGHT, LENGTH, ROOM, WEIGHT, WIDTH, Ints
from fahuo.core.goods.fill_cache import kernel
from fahuo.core.goods.fill_exact import EXACT_PIECES
from fahuo.core.goods.fill_floor import Desk

PARTS = (0, 2, 3)  # e is the box's side over these; 0: every side counts as itself
SCALE = 1 << 20
DENSEST_PERCENT = 98
FEW_SIZES = 12  # kinds of which the sums of sides are looked at; of more, nearly every length is a sum
FEW_SORTS = 4  # different boxes of a team that are divided into those full by volume and those full by weight
FINE = 10  # bits of the price of weight


@kernel
def counted(side: int, whole: int, part: int) -> int:
    """The side as the function of this part counts it."""
    if part == 0:
        return side
    if side * part > whole * (part - 1):
        return whole
    return 0 if side * part < whole else side


@kernel
def share(desk: Desk, k: int, length: int, width: int, height: int, parts: tuple[int, int, int]) -> int:
    """Of such a box, the least that a piece of kind k takes up, in SCALE-ths rounded down; ENDLESS if it does not go in."""
    least = ENDLESS
    for t in range(desk.turn_count[k]):
        dx, dy, dz = desk.turn[k, t, 0], desk.turn[k, t, 1], desk.turn[k, t, 2]
        if dx <= length and dy <= width and dz <= height:
            least = min(least, counted(dx, length, parts[0]) * counted(dy, width, parts[1]) * counted(dz, height, parts[2]))
    return least if least == ENDLESS else least * SCALE // (length * width * height)


@kernel
def hopeless(volume: int, count: int, inner: int) -> bool:
    """Would so many pieces have to fill the boxes better than the search ever did? No proof, but measured (see packing.md)."""
    return count > EXACT_PIECES and volume * 100 > inner * DENSEST_PERCENT


@kernel
def refuted(kinds: Ints, counts: Ints, team: int, desk: Desk) -> bool:
    """Is it proved that all of `counts` cannot go into the team's boxes? False says nothing."""
    depth = len(PARTS) if team == 1 else 2
    for i in range(depth * depth * depth):
        parts = (PARTS[i % depth], PARTS[i // depth % depth], PARTS[i // depth // depth])
        total = 0
        for k in range(kinds.shape[0]):
            if counts[k] == 0:
                continue
            least = ENDLESS
            for q in range(team):
                if kinds[k, WEIGHT] <= desk.inside[q, ROOM]:
                    mine = share(desk, k, desk.inside[q, 0], desk.inside[q, 1], desk.inside[q, 2], parts)
                    least = min(least, mine)
            if least == ENDLESS:
                return True
            total += counts[k] * least
        if total > team * SCALE:
            return True
    return pressed(kinds, counts, team, desk)


@kernel
def reached(kinds: Ints, counts: Ints, side: int, desk: Desk) -> int:
    """The longest sum of sides of pieces that is no longer than a side of a box."""
    is_sum = np.zeros(side + 1, np.bool_)
    is_sum[0] = True
    longest, sizes = 0, 0
    for k in range(kinds.shape[0]):
        sizes += counts[k] > 0
    if sizes > FEW_SIZES:
        return side
    desk.work[0] += sizes * side // 4
    for k in range(kinds.shape[0]):
        if counts[k] == 0:
            continue
        for column in (LENGTH, WIDTH, HEIGHT):
            mine: int = kinds[k, column]
            for at in range(mine, side + 1):
                if is_sum[at - mine]:
                    is_sum[at] = True
    for at in range(side + 1):
        if is_sum[at]:
            longest = at
    return longest


@kernel
def sort_boxes(kinds: Ints, counts: Ints, team: int, desk: Desk, sort: Ints) -> int:
    """Write the different boxes of a team into `sort`: (sides that can be used, weight, how many of them). How many there are."""
    sorts = 0
    for q in range(team):
        known = False
        if q > 0:
            known = True
            for column in range(4):
                known &= desk.inside[q, column] == desk.inside[q - 1, column]
        if not known:
            for axis in range(3):
                sort[sorts, axis] = reached(kinds, counts, desk.inside[q, axis], desk)
            sort[sorts, 3], sort[sorts, 4] = desk.inside[q, ROOM], 0
            sorts += 1
        sort[sorts - 1, 4] += 1
    return sorts


@kernel
def measure(kinds: Ints, counts: Ints, sort: Ints, sorts: int, parts: tuple[int, int, int], desk: Desk, part: Ints, load: Ints) -> None:
    """Write what a piece of each kind takes up at least of each sort of box, by volume into `part` and by weight into `load`."""
    for k in range(kinds.shape[0]):
        for s in range(sorts):
            part[k, s], load[k, s] = ENDLESS, ENDLESS
            if counts[k] > 0 and kinds[k, WEIGHT] <= sort[s, 3]:
                part[k, s] = share(desk, k, sort[s, 0], sort[s, 1], sort[s, 2], parts)
                if part[k, s] < ENDLESS:
                    load[k, s] = kinds[k, WEIGHT] * SCALE // sort[s, 3]


@kernel
def overfull(counts: Ints, sort: Ints, sorts: int, mask: int, part: Ints, load: Ints, least: Ints) -> bool:
    """Are the boxes too few when those of the mask count by volume and the others by weight, at some price of weight?"""
    by_volume, by_weight = 0, 0
    for s in range(sorts):
        if mask >> s & 1:
            by_volume += sort[s, 4]
        else:
            by_weight += sort[s, 4]
    for k in range(len(counts)):
        least[k, 0], least[k, 1] = ENDLESS, ENDLESS
        for s in range(sorts):
            if mask >> s & 1:
                least[k, 0] = min(least[k, 0], part[k, s])
            else:
                least[k, 1] = min(least[k, 1], load[k, s])
        if counts[k] > 0 and least[k, 0] == ENDLESS and least[k, 1] == ENDLESS:
            return True
    low, high = 0, SCALE
    while True:  # the price at which the demand exceeds the boxes most: below it, weight has not priced enough pieces out
        price = (low + high) // 2
        total, heavy = 0, 0
        for k in range(len(counts)):
            if counts[k] > 0:
                cost = ENDLESS if least[k, 1] == ENDLESS else (price * least[k, 1]) >> FINE
                total += counts[k] * min(least[k, 0], cost)
                heavy += counts[k] * least[k, 1] if cost < least[k, 0] else 0
        if total > by_volume * SCALE + (price * by_weight * SCALE >> FINE) + 1:
            return True
        if heavy > by_weight * SCALE:
            low = price
        else:
            high = price
        if high - low <= 1:
            return False


@kernel
def pressed(kinds: Ints, counts: Ints, team: int, desk: Desk) -> bool:
    """The same by a sharper count, which takes longer."""
    sort, size = np.zeros((team, 5), np.int64), kinds.shape[0]
    sorts = sort_boxes(kinds, counts, team, desk, sort)
    part, load, least = np.empty((size, sorts), np.int64), np.empty((size, sorts), np.int64), np.empty((size, 2), np.int64)
    all_sorts = (1 << sorts) - 1
    first = 0 if 1 < sorts <= FEW_SORTS else all_sorts
    depth = len(PARTS) if team == 1 else 2
    desk.work[0] += depth * depth * depth * size * (team + all_sorts - first + 1)
    for i in range(depth * depth * depth):
        parts = (PARTS[i % depth], PARTS[i // depth % depth], PARTS[i // depth // depth])
        measure(kinds, counts, sort, sorts, parts, desk, part, load)
        for mask in range(first, all_sorts + 1):
            if (i == 0 or mask > 0) and overfull(counts, sort, sorts, mask, part, load, least):
                return True
    return False
