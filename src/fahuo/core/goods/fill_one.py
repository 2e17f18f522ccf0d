"""One container, more cargo than goes in: which blocks to load so that they fill most of it, everything carried in full.

A beam search over the blocks of fill_blocks.py: in the lowest space each of the best blocks is tried, and both ways of cutting what it
leaves; what each would come to is found by loading on by the rules to the end, and the best go on (the pilot method: Duin and Voss,
Networks 34, 1999; beam search for containers: Araya and Riff, Computers and Operations Research 43, 2014).
"""

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
    KIND,
    NO_STACK,
    NX,
    NY,
    NZ,
    ROOM,
    WEIGHT,
    Ints,
    X,
    Y,
    Z,
    may_lie,
    turned,
    turns,
)
from fahuo.core.goods.fill_blocks import add_space, divide, fill_on, merit, shape, take_lowest
from fahuo.core.goods.fill_cache import kernel

SPACES = 400  # of one loading; smaller ones are not kept
BLOCKS = 400  # of one loading
BEST = 12  # blocks tried in one space


class Loads(NamedTuple):
    """Some loadings that are not finished, one a row."""

    spaces: Ints
    blocks: Ints
    left: Ints  # pieces of each kind
    size: Ints  # spaces, blocks, weight that may still go in, volume loaded, volume that loading on by the rules would come to


@kernel
def make_loads(rows: int, kinds: int) -> Loads:
    """So many empty rows."""
    return Loads(
        np.empty((rows, 7, SPACES), np.int64), np.empty((rows, BLOCKS, BLOCK_COLUMNS), np.int64), np.zeros((rows, kinds), np.int64),
        np.zeros((rows, 5), np.int64),
    )  # fmt: skip


@kernel
def copy_load(source: Loads, i: int, target: Loads, j: int) -> None:
    """One loading over another."""
    for row in range(7):
        for n in range(source.size[i, 0]):
            target.spaces[j, row, n] = source.spaces[i, row, n]
    for n in range(source.size[i, 1]):
        for column in range(BLOCK_COLUMNS):
            target.blocks[j, n, column] = source.blocks[i, n, column]
    for k in range(source.left.shape[1]):
        target.left[j, k] = source.left[i, k]
    for column in range(5):
        target.size[j, column] = source.size[i, column]


@kernel
def list_blocks(space: Ints, kinds: Ints, left: Ints, room: int, found: Ints) -> int:
    """Write the largest blocks for the space into `found`, the best first: as blocks, then volume and merit. How many there are."""
    length, width, height, count = space[3], space[4], space[5], 0
    for k in range(kinds.shape[0]):
        n = min(left[k], room // kinds[k, WEIGHT])
        for o in range(turns(kinds, k) if n > 0 else 0):
            dx, dy, dz = turned(kinds, k, o)
            if dx > length or dy > width or dz > height or not may_lie(kinds, k, o, dx, dy, dz):
                continue
            mx, my, mz = length // dx, width // dy, 1 if kinds[k, FLAGS] & NO_STACK else height // dz
            for way in range(1 if mx * my * mz <= n else 3):
                nx, ny, nz = shape(n, mx, my, mz, way)
                volume = dx * dy * dz * nx * ny * nz
                also = merit(length, width, height, dx * nx, dy * ny, dz * nz, 0)
                at, again = count, False
                while at > 0 and (
                    found[at - 1, BLOCK_COLUMNS] < volume
                    or (found[at - 1, BLOCK_COLUMNS] == volume and found[at - 1, BLOCK_COLUMNS + 1] < also)
                ):
                    at -= 1
                if at > 0 and found[at - 1, BLOCK_COLUMNS] == volume and found[at - 1, BLOCK_COLUMNS + 1] == also:
                    again = found[at - 1, KIND] == k
                if again or at == BEST:
                    continue
                count = min(count + 1, BEST)
                for row in range(count - 1, at, -1):
                    for column in range(BLOCK_COLUMNS + 2):
                        found[row, column] = found[row - 1, column]
                block = found[at]
                block[KIND], block[DX], block[DY], block[DZ] = k, dx, dy, dz
                block[NX], block[NY], block[NZ] = nx, ny, nz
                block[X], block[Y], block[Z] = space[0], space[1], space[2]
                block[BLOCK_COLUMNS], block[BLOCK_COLUMNS + 1] = volume, also
    return count


@kernel
def place(kinds: Ints, load: Loads, i: int, space: Ints, block: Ints, other: bool) -> None:
    """The block goes into the space of loading i."""
    size, k, n = load.size[i], block[KIND], block[NX] * block[NY] * block[NZ]
    for column in range(BLOCK_COLUMNS):
        load.blocks[i, size[1], column] = block[column]
    size[0] = min(divide(load.spaces[i], size[0], space, block, kinds[k, FLAGS] & NO_STACK > 0, other), SPACES - 3)
    size[1] += 1
    size[2] -= n * kinds[k, WEIGHT]
    size[3] += block[BLOCK_COLUMNS]
    load.left[i, k] -= n


@kernel
def loaded(kinds: Ints, blocks: Ints, first: int, last: int) -> int:
    """Volume of some blocks."""
    volume = 0
    for i in range(first, last):
        b = blocks[i]
        volume += b[DX] * b[DY] * b[DZ] * b[NX] * b[NY] * b[NZ]
    return volume


@kernel
def look_ahead(kinds: Ints, load: Loads, i: int, trial: Loads, best: Loads) -> None:
    """Load on by the rules to the end: what that comes to is noted, and kept if it is the best so far."""
    load.size[i, 4] = 0
    for rule in (0, 3):
        copy_load(load, i, trial, 0)
        placed = fill_on(
            kinds,
            trial.left[0],
            load.size[i, 2],
            rule,
            ENDLESS,
            trial.spaces[0],
            load.size[i, 0],
            trial.blocks[0],
            load.size[i, 1],
            BLOCKS - 1,
        )
        volume = load.size[i, 3] + loaded(kinds, trial.blocks[0], load.size[i, 1], placed)
        load.size[i, 4] = max(load.size[i, 4], volume)
        if volume > best.size[0, 4]:
            trial.size[0, 0], trial.size[0, 1], trial.size[0, 4] = 0, placed, volume
            copy_load(trial, 0, best, 0)


@kernel
def keep(child: Loads, pool: Loads, count: int) -> int:
    """The loading joins the pool, in the place of the worst when it is full; how many the pool holds. None is held twice."""
    worst = 0
    for i in range(count):
        if pool.size[i, 4] == child.size[0, 4] and pool.size[i, 3] == child.size[0, 3]:
            return count
        if pool.size[i, 4] < pool.size[worst, 4]:
            worst = i
    if count < pool.size.shape[0]:
        copy_load(child, 0, pool, count)
        return count + 1
    if child.size[0, 4] > pool.size[worst, 4]:
        copy_load(child, 0, pool, worst)
    return count


@kernel
def fill_most_of(kinds: Ints, box: Ints, width: int) -> Ints:
    """The blocks of the fullest loading found of one box (a row as in fill.py) with a beam of this width; rows as BLOCK_COLUMNS."""
    one, child, trial, best = make_loads(1, len(kinds)), make_loads(1, len(kinds)), make_loads(1, len(kinds)), make_loads(1, len(kinds))
    beam, pool = make_loads(width, len(kinds)), make_loads(width, len(kinds))
    found, space = np.empty((BEST + 1, BLOCK_COLUMNS + 2), np.int64), np.empty(7, np.int64)
    for k in range(len(kinds)):
        beam.left[0, k] = kinds[k, COUNT]
    beam.size[0, 0] = add_space(beam.spaces[0], 0, 0, 0, 0, box[0], box[1], box[2])
    beam.size[0, 2] = box[ROOM]
    states = 1
    while states > 0:
        count = 0
        for i in range(states):
            copy_load(beam, i, one, 0)
            blocks = 0
            while blocks == 0 and one.size[0, 0] > 0 and one.size[0, 1] < BLOCKS - 1:
                one.size[0, 0] = take_lowest(one.spaces[0], one.size[0, 0], space)
                blocks = list_blocks(space, kinds, one.left[0], one.size[0, 2], found)
            for n in range(blocks):
                for cut in range(2):
                    copy_load(one, 0, child, 0)
                    place(kinds, child, 0, space, found[n], cut == 1)
                    look_ahead(kinds, child, 0, trial, best)
                    count = keep(child, pool, count)
        beam, pool, states = pool, beam, count
    return best.blocks[0, : best.size[0, 1]].copy()
