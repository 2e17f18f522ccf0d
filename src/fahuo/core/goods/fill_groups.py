"""All groups: what is many goes box by box, what is few is searched."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fahuo.core.goods.fill import (
    BLOCK_COLUMNS,
    COUNT,
    DX,
    DY,
    DZ,
    ENDLESS,
    FLAGS,
    HEIGHT,
    KIND,
    LENGTH,
    MAX_BLOCKS,
    MAX_PIECES,
    NOTHING,
    NX,
    NY,
    NZ,
    OWN_CARTON,
    WIDTH,
    Ints,
    Ints32,
    X,
    Y,
    Z,
)
from fahuo.core.goods.fill_cache import kernel
from fahuo.core.goods.fill_few import Plan, make_plan, plan_few
from fahuo.core.goods.fill_floor import Desk, make_desk
from fahuo.core.goods.fill_many import Tray, next_of_many, set_tray, tray_size

VERY_MANY_KINDS, AGAIN = 2_000, 4  # of more kinds, after so many parcels all ways of filling one are tried again
REST_PIECES = 64  # of many, when so few are left they are searched


@kernel
def room_for(rows: Ints32, needed: int) -> Ints32:
    """The same rows with at least so many columns."""
    if needed <= rows.shape[1]:
        return rows
    wider = np.empty((rows.shape[0], max(needed, 2 * rows.shape[1])), np.int32)
    for i in range(rows.shape[0]):
        for j in range(rows.shape[1]):
            wider[i, j] = rows[i, j]
    return wider


class Bench(NamedTuple):
    """The arrays that all groups are packed in, made once."""

    spaces: Ints
    tried: Ints
    blocks: Ints
    desk: Desk
    plan: Plan


class Answer(NamedTuple):
    """What is packed so far: as `pack_groups` gives it, in arrays that have room for more; and how much of them is used."""

    parcels: Ints32
    rows: Ints32
    used: Ints


@kernel
def note(answer: Answer, first: int, box: int, blocks: Ints, begin: int, count: int, repeat: int) -> Answer:
    """A parcel, so many times over, of the blocks from `begin` on."""
    parcels = room_for(answer.parcels, answer.used[0] + repeat)
    rows = room_for(answer.rows, answer.used[1] + repeat * count)
    pieces, at = 0, answer.used[1]
    for i in range(begin, begin + count):
        pieces += blocks[i, NX] * blocks[i, NY] * blocks[i, NZ]
    for p in range(answer.used[0], answer.used[0] + repeat):
        parcels[0, p], parcels[1, p], parcels[2, p], parcels[3, p] = first + blocks[begin, KIND], box, pieces, count
        for i in range(count):
            rows[0, at], rows[1, at], rows[2, at] = p, i, first + blocks[begin + i, KIND]
            for column in range(1, BLOCK_COLUMNS):
                rows[2 + column, at] = blocks[begin + i, column]
            at += 1
    answer.used[0] += repeat
    answer.used[1] = at
    return Answer(parcels, rows, answer.used)


@kernel
def own_cartons(kinds: Ints, first: int, blocks: Ints, answer: Answer) -> Answer:
    """Every piece in a carton of its own, as it stands."""
    block = blocks[0]
    for k in range(kinds.shape[0]):
        block[KIND], block[X], block[Y], block[Z] = k, 0, 0, 0
        block[DX], block[DY], block[DZ] = kinds[k, LENGTH], kinds[k, WIDTH], kinds[k, HEIGHT]
        block[NX], block[NY], block[NZ] = 1, 1, 1
        answer = note(answer, first, NOTHING, blocks, 0, 1, kinds[k, COUNT])
    return answer


@kernel
def take(left: Ints, used: Ints) -> tuple[int, int]:
    """Take a parcel's content out of what is left, as often as there is enough of everything: how often, and its pieces."""
    repeat, pieces = ENDLESS, 0
    for k in range(len(left)):
        if used[k] > 0:
            repeat = min(repeat, left[k] // used[k])
            pieces += used[k]
    for k in range(len(left)):
        left[k] -= repeat * used[k]
    return repeat, pieces


@kernel
def pack_rest(kinds: Ints, left: Ints, first: int, boxes: Ints, support: int, work: int, bench: Bench, answer: Answer) -> Answer:
    """Pack few pieces that are left over, the kinds of which there are none left out."""
    rest, begin = set_tray(kinds, left, len(left)), 0
    trial = np.empty(len(rest.counts), np.int64)
    plan_few(rest.kinds, rest.counts, boxes, support, work, bench.desk, trial, bench.spaces, bench.blocks, bench.plan)
    for i in range(bench.plan.size[1]):
        bench.plan.blocks[i, KIND] = rest.which[bench.plan.blocks[i, KIND]]
    for p in range(bench.plan.size[0]):
        answer = note(answer, first, bench.plan.box[p], bench.plan.blocks, begin, bench.plan.block_count[p], 1)
        begin += bench.plan.block_count[p]
    return answer


@kernel
def pack_group(kinds: Ints, first: int, boxes: Ints, support: int, work: int, bench: Bench, answer: Answer) -> Answer:
    """Pack one group, whose first kind is number `first` of all."""
    if kinds[0, FLAGS] & OWN_CARTON:
        return own_cartons(kinds, first, bench.blocks, answer)
    size, pieces, on_tray = kinds.shape[0], 0, 0
    left = np.empty(size, np.int64)
    for k in range(size):
        left[k] = kinds[k, COUNT]
        pieces += left[k]
    few = MAX_PIECES if pieces <= MAX_PIECES else REST_PIECES
    most = tray_size(kinds, left, boxes)
    tray = Tray(kinds, left, left)
    used, way, parcels = left, np.full(3, NOTHING, np.int64), 0
    while pieces > few:
        if size <= VERY_MANY_KINDS or parcels % AGAIN == 0:
            way[0] = NOTHING
        parcels += 1
        if 2 * on_tray <= len(tray.counts):
            tray = set_tray(kinds, left, most)
            used = np.empty(len(tray.counts), np.int64)
        on_tray = 0
        for i in range(len(tray.counts)):
            on_tray += tray.counts[i]
        box, count = next_of_many(tray, on_tray == pieces, boxes, way, used, bench.spaces, bench.tried, bench.blocks)
        repeat, packed = take(tray.counts, used)
        pieces -= repeat * packed
        on_tray = 0
        for i in range(len(tray.counts)):
            left[tray.which[i]] = tray.counts[i]
            on_tray += tray.counts[i] > 0
        for i in range(count):
            bench.blocks[i, KIND] = tray.which[bench.blocks[i, KIND]]
        answer = note(answer, first, box, bench.blocks, 0, count, repeat)
    if pieces > 0:
        answer = pack_rest(kinds, left, first, boxes, support, work, bench, answer)
    return answer


@kernel
def pack_groups(kinds: Ints, starts: Ints, boxes: Ints, support: int, work: int) -> tuple[Ints32, Ints32]:
    """Pack every group kinds[starts[g]:starts[g + 1]].

    The kinds of a group stand in the order in which they are tried: the biggest piece first. Every one must fit some box (see `boxable`).
    In a group of the flag OWN_CARTON every piece is a parcel without a box. `support`: at least so many per cent of its footprint carry
    a piece, and its centre; 100 wherever that costs no larger box. `work`: units that a search may take for one group (see fill_few.py).
    Gives parcels (first kind, box or -1, pieces, blocks) and blocks (parcel, place in it, then as BLOCK_COLUMNS), one column each.
    """
    bench = Bench(
        np.empty((7, 3 * MAX_BLOCKS + 4), np.int64), np.empty((MAX_BLOCKS, BLOCK_COLUMNS), np.int64),
        np.empty((MAX_BLOCKS, BLOCK_COLUMNS), np.int64), make_desk(), make_plan(),
    )  # fmt: skip
    answer = Answer(np.empty((4, 64), np.int32), np.empty((2 + BLOCK_COLUMNS, 256), np.int32), np.zeros(2, np.int64))
    for g in range(starts.shape[0] - 1):
        answer = pack_group(kinds[starts[g] : starts[g + 1]], starts[g], boxes, support, work, bench, answer)
    return answer.parcels[:, : answer.used[0]].copy(), answer.rows[:, : answer.used[1]].copy()
