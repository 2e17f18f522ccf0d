"""Many pieces: parcel after parcel by rule, from a tray of the kinds that are left.

Of very many kinds the tray holds some only: the biggest, and of the others one in so many. So an order takes about as long whether its
pieces are of a thousand kinds or of ten thousand. How many it holds is counted in steps, not in time: every machine packs the same.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fahuo.core.goods.fill import (
    BOX_COLUMNS,
    ENDLESS,
    FORMS,
    INNER,
    KIND,
    KIND_COLUMNS,
    ROOM,
    SOFT,
    Ints,
    burden,
    copy,
    copy_blocks,
    open_box,
)
from fahuo.core.goods.fill_blocks import FIT_RULES, SHRINK_TRIES, fill_most_by, fill_whole, may_take_all
from fahuo.core.goods.fill_cache import kernel
from fahuo.core.goods.fill_few import by_cost, parcel_cost

SIGHT = 30_000  # kinds that are looked at, for all parcels of a group together
LEAST_KINDS = 64  # that the tray holds where there are as many
MOST_AGAIN = 1_000  # blocks of a parcel for which a smaller box is still looked for
PARCELS = 8  # it holds at least the kinds of so many parcels


class Tray(NamedTuple):
    """Some kinds of a group."""

    kinds: Ints
    counts: Ints  # pieces of each that are left
    which: Ints  # their numbers in the group


@kernel
def these(kinds: Ints, which: Ints, count: int) -> Ints:
    """The rows of `kinds` that are chosen."""
    rows = np.empty((count, KIND_COLUMNS), np.int64)
    for i in range(count):
        for column in range(KIND_COLUMNS):
            rows[i, column] = kinds[which[i], column]
    return rows


@kernel
def choose(left: Ints, most: int, which: Ints) -> int:
    """Write the numbers of at most so many kinds of which there are pieces into `which`: the first half of them are the biggest, the
    others are spread evenly. How many."""
    there, chosen, at = 0, 0, 0
    for k in range(len(left)):
        there += left[k] > 0
    first = there if there <= most else most // 2
    step = max(1, -(-(there - first) // max(1, most - first)))
    for k in range(len(left)):
        if left[k] > 0:
            if at < first or (at - first) % step == 0:
                which[chosen] = k
                chosen += 1
            at += 1
    return chosen


@kernel
def set_tray(kinds: Ints, left: Ints, most: int) -> Tray:
    """A tray with at most so many of the kinds that are left."""
    which = np.empty(len(left), np.int64)
    count = choose(left, most, which)
    counts = np.empty(count, np.int64)
    for i in range(count):
        counts[i] = left[which[i]]
    return Tray(these(kinds, which, count), counts, which)


@kernel
def tray_size(kinds: Ints, left: Ints, boxes: Ints) -> int:
    """How many kinds a tray holds, so that all parcels of the group together take no longer than SIGHT allows."""
    largest, strongest = 1, 1
    for b in range(boxes.shape[0]):
        largest, strongest = max(largest, boxes[b, INNER]), max(strongest, boxes[b, ROOM])
    volume, weight = burden(kinds, left)
    parcels = max(volume // largest, weight // strongest) + 1
    most: int = max(LEAST_KINDS, SIGHT // parcels, PARCELS * kinds.shape[0] // parcels)
    return most


@kernel
def cheapest(kinds: Ints, counts: Ints, boxes: Ints, below: int, tries: int, trial: Ints, spaces: Ints, tried: Ints) -> tuple[int, int]:
    """The cheapest box under `below` that takes all of `counts` by the first rules, its blocks in `tried`; NOTHING when none does."""
    order, box, goods_g = np.zeros(boxes.shape[0], np.int64), np.empty(BOX_COLUMNS, np.int64), burden(kinds, counts)[1]
    by_cost(boxes, goods_g, order)
    for i in range(len(order)):
        b: int = order[i]
        if parcel_cost(boxes, b, goods_g) >= below:
            break
        if not may_take_all(kinds, counts, boxes, b):
            continue
        for form in range(FORMS if boxes[b, SOFT] else 1):
            if open_box(kinds, counts, boxes, b, form, box):
                placed = fill_whole(kinds, counts, box, tries, trial, spaces, tried)
                if placed > 0:
                    return b, placed
    return -1, 0


@kernel
def in_cheaper_box(kinds: Ints, used: Ints, boxes: Ints, below: int, spaces: Ints, tried: Ints) -> tuple[int, int]:
    """The same for a parcel's content, of which the other kinds are left out."""
    which = np.empty(len(used), np.int64)
    count = choose(used, len(used), which)
    counts, trial = np.empty(count, np.int64), np.empty(count, np.int64)
    for i in range(count):
        counts[i] = used[which[i]]
    b, placed = cheapest(these(kinds, which, count), counts, boxes, below, SHRINK_TRIES, trial, spaces, tried)
    for i in range(placed):
        tried[i, KIND] = which[tried[i, KIND]]
    return b, placed


@kernel
def next_of_many(
    tray: Tray, all_there: bool, boxes: Ints, way: Ints, used: Ints, spaces: Ints, tried: Ints, blocks: Ints
) -> tuple[int, int]:
    """The next parcel of what is on the tray: box and number of blocks, which are in `blocks`; its content in `used`.

    `way` as for `fill_most_by`."""
    kinds, counts, trial = tray.kinds, tray.counts, np.empty(len(used), np.int64)
    if all_there:
        b, count = cheapest(kinds, counts, boxes, ENDLESS, len(FIT_RULES), trial, spaces, tried)
        if count > 0:
            copy(counts, used, len(counts))
            copy_blocks(tried, blocks, count)
            return b, count
    count = fill_most_by(kinds, counts, boxes, way, trial, used, spaces, tried, blocks)
    b = way[0]
    if count > MOST_AGAIN:
        return b, count
    other, fewer = in_cheaper_box(kinds, used, boxes, parcel_cost(boxes, b, burden(kinds, used)[1]), spaces, tried)
    if fewer > 0:
        b, count = other, fewer
        copy_blocks(tried, blocks, count)
    return b, count
