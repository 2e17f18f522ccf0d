"""All groups: what is many goes box by box, what is few is searched."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fahuo.core.goods.fill import (
    BLOCK_COLUMNS,
    BOX_COLUMNS,
    COUNT,
    DX,
    DY,
    DZ,
    ENDLESS,
    FLAGS,
    FORMS,
    HEIGHT,
    KIND,
    KIND_COLUMNS,
    LENGTH,
    MAX_BLOCKS,
    MAX_PIECES,
    NOTHING,
    NX,
    NY,
    NZ,
    OWN_CARTON,
    SOFT,
    WIDTH,
    Ints,
    Ints32,
    X,
    Y,
    Z,
    burden,
    copy,
    copy_blocks,
    open_box,
)
from fahuo.core.goods.fill_blocks import FIT_RULES, SHRINK_TRIES, fill_most, fill_whole, may_take_all
from fahuo.core.goods.fill_cache import kernel
from fahuo.core.goods.fill_few import Plan, by_cost, make_plan, parcel_cost, plan_few
from fahuo.core.goods.fill_floor import Desk, make_desk

REST_PIECES = 64  # of many, when so few are left they are searched


@kernel
def own_carton(kinds: Ints, left: Ints, used: Ints, blocks: Ints) -> int:
    """One piece, as it stands, of the first kind that is left: always one block."""
    first = 0
    while left[first] == 0:
        first += 1
    for k in range(len(used)):
        used[k] = 1 if k == first else 0
    block = blocks[0]
    block[KIND], block[X], block[Y], block[Z] = first, 0, 0, 0
    block[DX], block[DY], block[DZ] = kinds[first, LENGTH], kinds[first, WIDTH], kinds[first, HEIGHT]
    block[NX], block[NY], block[NZ] = 1, 1, 1
    return 1


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


@kernel
def cheapest(kinds: Ints, counts: Ints, boxes: Ints, below: int, tries: int, trial: Ints, bench: Bench) -> tuple[int, int]:
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
                placed = fill_whole(kinds, counts, box, tries, trial, bench.spaces, bench.tried)
                if placed > 0:
                    return b, placed
    return NOTHING, 0


@kernel
def next_of_many(kinds: Ints, left: Ints, boxes: Ints, trial: Ints, used: Ints, bench: Bench) -> tuple[int, int]:
    """The next parcel of many pieces: box and number of blocks, which are in `blocks`; its content in `used`."""
    b, count = cheapest(kinds, left, boxes, ENDLESS, len(FIT_RULES), trial, bench)
    if count > 0:
        copy(left, used, len(left))
        copy_blocks(bench.tried, bench.blocks, count)
        return b, count
    b, count = fill_most(kinds, left, boxes, trial, used, bench.spaces, bench.tried, bench.blocks)
    other, fewer = cheapest(kinds, used, boxes, parcel_cost(boxes, b, burden(kinds, used)[1]), SHRINK_TRIES, trial, bench)
    if fewer > 0:
        b, count = other, fewer
        copy_blocks(bench.tried, bench.blocks, count)
    return b, count


@kernel
def plan_rest(kinds: Ints, left: Ints, boxes: Ints, support: int, work: int, which: Ints, bench: Bench) -> None:
    """Plan few pieces that are left over: the kinds of which there are none are left out. `which` gets their numbers."""
    few = 0
    for k in range(len(left)):
        if left[k] > 0:
            which[few] = k
            few += 1
    rest, counts, trial = np.empty((few, KIND_COLUMNS), np.int64), np.empty(few, np.int64), np.empty(few, np.int64)
    for i in range(few):
        counts[i] = left[which[i]]
        for column in range(KIND_COLUMNS):
            rest[i, column] = kinds[which[i], column]
    plan_few(rest, counts, boxes, support, work, bench.desk, trial, bench.spaces, bench.blocks, bench.plan)
    for i in range(bench.plan.size[1]):
        bench.plan.blocks[i, KIND] = which[bench.plan.blocks[i, KIND]]


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
def pack_group(kinds: Ints, first: int, boxes: Ints, support: int, work: int, bench: Bench, answer: Answer) -> Answer:
    """Pack one group, whose first kind is number `first` of all."""
    size = kinds.shape[0]
    left, trial, used = np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size, np.int64)
    pieces = 0
    for k in range(size):
        left[k] = kinds[k, COUNT]
        pieces += left[k]
    few = MAX_PIECES if pieces <= MAX_PIECES else REST_PIECES
    while pieces > 0:
        if kinds[0, FLAGS] & OWN_CARTON:
            box, count = NOTHING, own_carton(kinds, left, used, bench.blocks)
        elif pieces <= few:
            plan_rest(kinds, left, boxes, support, work, trial, bench)
            begin = 0
            for p in range(bench.plan.size[0]):
                answer = note(answer, first, bench.plan.box[p], bench.plan.blocks, begin, bench.plan.block_count[p], 1)
                begin += bench.plan.block_count[p]
            return answer
        else:
            box, count = next_of_many(kinds, left, boxes, trial, used, bench)
        repeat, packed = take(left, used)
        pieces -= repeat * packed
        answer = note(answer, first, box, bench.blocks, 0, count, repeat)
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
        np.empty((3 * MAX_BLOCKS + 4, 7), np.int64), np.empty((MAX_BLOCKS, BLOCK_COLUMNS), np.int64),
        np.empty((MAX_BLOCKS, BLOCK_COLUMNS), np.int64), make_desk(), make_plan(),
    )  # fmt: skip
    answer = Answer(np.empty((4, 64), np.int32), np.empty((2 + BLOCK_COLUMNS, 256), np.int32), np.zeros(2, np.int64))
    for g in range(starts.shape[0] - 1):
        answer = pack_group(kinds[starts[g] : starts[g + 1]], starts[g], boxes, support, work, bench, answer)
    return answer.parcels[:, : answer.used[0]].copy(), answer.rows[:, : answer.used[1]].copy()
