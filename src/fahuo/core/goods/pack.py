"""Runs the packing kernels: in one thread for a few groups, in two for many, with equal results; groups that are alike once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from fahuo.core.goods.fill import BLOCK_COLUMNS, BOX_COLUMNS, COUNT, FRONT, INNER, KIND_COLUMNS, ROOM, WEIGHT, Ints, boxable
from fahuo.core.goods.fill_few import QUICK
from fahuo.core.goods.fill_floor import FULL
from fahuo.core.goods.fill_groups import pack_groups
from fahuo.core.goods.fill_one import fill_most_of
from fahuo.core.goods.memo import Memo, Packed

CHUNK_ROWS = 4_000  # kinds in one chunk: about 20 ms of work, enough to hide the start of a thread
THREADS = 2
BEAM = 8
REMEMBERED = Memo()  # of this process


def pack(kinds: Ints, starts: Ints, boxes: Ints, support: int = FULL, work: int = QUICK, memo: Memo = REMEMBERED) -> Packed:
    """As `pack_groups`, but groups of the same content are packed once, now and in later calls with the same memo."""
    return memo.pack(kinds, starts, boxes, support, work, in_chunks)


def in_chunks(kinds: Ints, starts: Ints, boxes: Ints, support: int, work: int) -> Packed:
    """As `pack_groups`, over chunks of groups. A chunk never cuts a group, so that the number of threads changes nothing."""
    cuts = chunks(starts)
    if len(cuts) <= 2:
        return pack_groups(kinds, starts, boxes, support, work)

    def part(first: int, last: int) -> Packed:
        begin = starts[first]
        return pack_groups(kinds[begin : starts[last]], starts[first : last + 1] - begin, boxes, support, work)

    with ThreadPoolExecutor(THREADS) as pool:
        done = list(pool.map(part, cuts[:-1], cuts[1:]))
    parcels_before = 0
    for (parcels, rows), first in zip(done, cuts[:-1], strict=True):
        parcels[0] += starts[first]
        rows[2] += starts[first]
        rows[0] += parcels_before
        parcels_before += parcels.shape[1]
    return np.concatenate([p for p, _ in done], axis=1), np.concatenate([r for _, r in done], axis=1)


def fill_container(kinds: Ints, box: Ints, width: int = BEAM) -> Ints:
    """More cargo than goes in: the blocks (rows as BLOCK_COLUMNS) of the fullest loading found of one box, everything carried in full.

    `kinds` the biggest piece first, `box` a row as in fill.py. A beam twice as wide takes twice as long and loads a little more.
    """
    return fill_most_of(kinds, box, width)


def chunks(starts: Ints) -> list[int]:
    """Group numbers at which chunks begin, and the number of groups as last."""
    groups = len(starts) - 1
    begins = np.searchsorted(starts, np.arange(0, starts[-1], CHUNK_ROWS)).tolist()
    return list(dict.fromkeys([*begins, groups]))


def warm_up() -> None:
    """Compile the kernels, or load them from numba's cache: for a set-up step, so that the first order need not wait for it."""
    kinds = np.zeros((1, KIND_COLUMNS), dtype=np.int64)
    kinds[0, :3], kinds[0, WEIGHT], kinds[0, COUNT] = 10, 10, 3
    boxes = np.zeros((1, BOX_COLUMNS), dtype=np.int64)
    boxes[0, :3], boxes[0, ROOM], boxes[0, INNER], boxes[0, FRONT] = 20, 100, 8_000, 1
    boxable(kinds, boxes)
    parcels, rows = pack_groups(kinds, np.array([0, 1], dtype=np.int64), boxes, FULL, QUICK)
    assert parcels.shape == (4, 1)
    assert rows.shape[0] == 2 + BLOCK_COLUMNS
