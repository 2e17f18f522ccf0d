"""Packing kernels for many pieces: blocks of equal pieces, placed by a rule, never taken back.

A *space* is a free cuboid whose whole floor is carried; the spaces of a box never overlap.
Their table has a column for each: corner, size, volume; the lowest is soon found that way.
"""

from __future__ import annotations

import numpy as np

from fahuo.core.goods.fill import (
    BOX_COLUMNS,
    DX,
    DY,
    DZ,
    ENDLESS,
    FLAGS,
    FORMS,
    FRONT,
    HEIGHT,
    INNER,
    KIND,
    LENGTH,
    MAX_BLOCKS,
    NO_STACK,
    NOTHING,
    NX,
    NY,
    NZ,
    ROOM,
    SOFT,
    WEIGHT,
    WIDTH,
    Ints,
    X,
    Y,
    Z,
    burden,
    copy,
    copy_blocks,
    may_lie,
    open_box,
    takes,
    turned,
    turns,
)
from fahuo.core.goods.fill_cache import kernel

# Rules of choosing a block: bit 0 set: the biggest piece that fits, else the biggest block; bit 1 set: of equals the one with the
# largest footprint, else the one that leaves the largest space whole. Each task tries its rules in turn (measured on real orders).
FIT_RULES = (0, 1, 3, 2)  # all pieces into one box: the first success counts
SHRINK_TRIES = 2  # the same content into a cheaper box: so many of these rules
MANY_KINDS, DENSE = 500, 32  # of more kinds than these only so many are looked at one by one
BARREN = 8  # sizes of spaces that took nothing which are remembered
MOST_RULES = (0, 3)  # as much as possible into one box: the best counts


@kernel
def shape(n: int, mx: int, my: int, mz: int, way: int) -> tuple[int, int, int]:
    """Pieces along each side of a block of at most n pieces and mx x my x mz: way 0 grows up, 1 along x, 2 along y first."""
    if mx * my * mz <= n:
        return mx, my, mz
    if way == 0:
        nz = min(n, mz)
        ny = min(n // nz, my)
        return min(n // (nz * ny), mx), ny, nz
    if way == 1:
        nx = min(n, mx)
        ny = min(n // nx, my)
        return nx, ny, min(n // (nx * ny), mz)
    ny = min(n, my)
    nz = min(n // ny, mz)
    return min(n // (nz * ny), mx), ny, nz


@kernel
def merit(length: int, width: int, height: int, bl: int, bw: int, bh: int, rule: int) -> int:
    """Second criterion between blocks of equal volume bl x bw x bh in a space: more is better."""
    if rule & 2:
        return bl * bw
    return max(max((length - bl) * width, (width - bw) * length) * height, bl * bw * (height - bh))


@kernel
def first_within(kinds: Ints, volume: int) -> int:
    """The first kind whose piece has no more than this volume: they stand with the biggest piece first."""
    low, high = 0, kinds.shape[0]
    while low < high:
        k = (low + high) // 2
        if kinds[k, LENGTH] * kinds[k, WIDTH] * kinds[k, HEIGHT] > volume:
            low = k + 1
        else:
            high = k
    return low


@kernel
def next_left(after: Ints, k: int) -> int:
    """The first kind from number k on of which there are pieces; the way there is shortened for the next time."""
    while after[k] != k:
        after[k] = after[after[k]]
        k = after[k]
    return k


@kernel
def best_block(space: Ints, kinds: Ints, left: Ints, after: Ints, most: int, room: int, rule: int, tiers: int, block: Ints) -> bool:
    """Write the best block for the space into `block`; there are at most `most` pieces of a kind. Kinds that bear nothing wait until no
    other fits: they close what is above them. Of very many kinds the biggest that might fit are all looked at, the smaller the fewer."""
    length, width, height = space[3], space[4], space[5]
    volume = length * width * height
    best, second, first, size = 0, -1, first_within(kinds, volume), kinds.shape[0]
    longest, shortest = max(length, width, height), min(length, width, height)
    near = DENSE if size > MANY_KINDS else size
    for tier in range(tiers):
        if best > 0:
            break
        at, looked = first, 0
        while True:
            k = next_left(after, at)
            if k >= size:
                break
            looked += 1
            at = min(size, k + 1 + looked // near * (looked // near))
            n = left[k]
            bare = (kinds[k, FLAGS] & NO_STACK) >> 1
            if kinds[k, WEIGHT] > room or bare != tier:
                continue
            a, b, c = kinds[k, LENGTH], kinds[k, WIDTH], kinds[k, HEIGHT]
            piece = a * b * c
            if best > 0 and (rule & 1 or most * piece < best):
                break
            if max(a, b, c) > longest or min(a, b, c) > shortest:
                continue
            n = min(n, room // kinds[k, WEIGHT])
            if min(n * piece, volume) < best:
                continue
            for o in range(turns(kinds, k)):
                dx, dy, dz = turned(kinds, k, o)
                if dx > length or dy > width or dz > height or not may_lie(kinds, k, o, dx, dy, dz):
                    continue
                mx, my, mz = length // dx, width // dy, 1 if bare else height // dz
                for way in range(1 if mx * my * mz <= n else 3):
                    nx, ny, nz = shape(n, mx, my, mz, way)
                    size_of = piece * nx * ny * nz
                    if size_of < best:
                        continue
                    also = merit(length, width, height, dx * nx, dy * ny, dz * nz, rule)
                    if size_of > best or also > second:
                        best, second = size_of, also
                        block[KIND] = k
                        block[DX], block[DY], block[DZ] = dx, dy, dz
                        block[NX], block[NY], block[NZ] = nx, ny, nz
    block[X], block[Y], block[Z] = space[0], space[1], space[2]
    return best > 0


@kernel
def take_lowest(spaces: Ints, count: int, space: Ints) -> int:
    """Move the lowest space, of equals the smallest, then the newest, into `space`; return how many are left."""
    s = count - 1
    for i in range(count - 2, -1, -1):
        if spaces[2, i] < spaces[2, s] or (spaces[2, i] == spaces[2, s] and spaces[6, i] < spaces[6, s]):
            s = i
    for i in range(space.shape[0]):
        space[i] = spaces[i, s]
        spaces[i, s] = spaces[i, count - 1]
    return count - 1


@kernel
def add_space(spaces: Ints, count: int, x: int, y: int, z: int, length: int, width: int, height: int) -> int:
    """Note a free space, unless it is flat; return how many there are."""
    if length <= 0 or width <= 0 or height <= 0:
        return count
    spaces[0, count], spaces[1, count], spaces[2, count] = x, y, z
    spaces[3, count], spaces[4, count], spaces[5, count], spaces[6, count] = length, width, height, length * width * height
    return count + 1


@kernel
def divide(spaces: Ints, count: int, space: Ints, block: Ints, bare: bool, other: bool) -> int:
    """Cut what a block leaves of its space: above it (its own footprint, so that nothing floats), and two beside it on the same floor, so
    that the larger of these stays whole, or the `other`."""
    x, y, z, length, width, height = space[0], space[1], space[2], space[3], space[4], space[5]
    bl, bw, bh = block[DX] * block[NX], block[DY] * block[NY], block[DZ] * block[NZ]
    if not bare:
        count = add_space(spaces, count, x, y, z + bh, bl, bw, height - bh)
    if ((length - bl) * width >= (width - bw) * length) != other:
        count = add_space(spaces, count, x + bl, y, z, length - bl, width, height)
        return add_space(spaces, count, x, y + bw, z, bl, width - bw, height)
    count = add_space(spaces, count, x + bl, y, z, length - bl, bw, height)
    return add_space(spaces, count, x, y + bw, z, length, width - bw, height)


@kernel
def lightest(kinds: Ints, left: Ints) -> int:
    """Weight of the lightest piece that is left."""
    least = ENDLESS
    for k in range(kinds.shape[0]):
        if left[k] > 0 and kinds[k, WEIGHT] < least:
            least = kinds[k, WEIGHT]
    return least


@kernel
def no_larger(space: Ints, barren: Ints, count: int) -> bool:
    """Is the space within one of these sizes, for which no piece was found?"""
    for i in range(count):
        length, width = barren[i, 0], barren[i, 1]
        if space[5] <= barren[i, 2] and ((space[3] <= length and space[4] <= width) or (space[4] <= length and space[3] <= width)):
            return True
    return False


@kernel
def drop_thin(spaces: Ints, before: int, count: int, thin: int) -> tuple[int, int]:
    """Drop the spaces from number `before` on that are thinner than any piece: how many spaces there are, and the volume that is lost."""
    kept, lost = before, 0
    for i in range(before, count):
        if min(spaces[3, i], spaces[4, i], spaces[5, i]) < thin:
            lost += spaces[6, i]
            continue
        if kept < i:
            for column in range(7):
                spaces[column, kept] = spaces[column, i]
        kept += 1
    return kept, lost


@kernel
def fill(box: Ints, kinds: Ints, left: Ints, rule: int, slack: int, spaces: Ints, blocks: Ints) -> int:
    """Put what goes into the box: lowers `left`, writes `blocks`, returns their number. Gives up when over `slack` mm3 are lost."""
    count = add_space(spaces, 0, 0, 0, 0, box[0], box[1], box[2])
    return fill_on(kinds, left, box[ROOM], rule, slack, spaces, count, blocks, 0, MAX_BLOCKS)


@kernel
def fill_on(
    kinds: Ints, left: Ints, room: int, rule: int, slack: int, spaces: Ints, count: int, blocks: Ints, placed: int, most: int
) -> int:
    """Go on filling `count` spaces when `placed` blocks stand; how many stand in the end, at most `most`."""
    space, lost, tiers, most_of_one, thin = np.empty(7, np.int64), 0, 1, 0, ENDLESS
    barren, barrens, after = np.empty((BARREN, 3), np.int64), 0, np.empty(kinds.shape[0] + 1, np.int64)
    after[kinds.shape[0]] = kinds.shape[0]
    for k in range(kinds.shape[0]):
        after[k] = k if left[k] > 0 else k + 1
        most_of_one = max(most_of_one, left[k])
        if left[k] > 0:
            thin = min(thin, kinds[k, LENGTH], kinds[k, WIDTH], kinds[k, HEIGHT])
            if kinds[k, FLAGS] & NO_STACK:
                tiers = 2
    least = lightest(kinds, left)
    while count > 0 and placed < most and room >= least:
        count = take_lowest(spaces, count, space)
        block = blocks[placed]
        known = no_larger(space, barren, min(barrens, BARREN))
        if known or not best_block(space, kinds, left, after, most_of_one, room, rule, tiers, block):
            if not known:
                barren[barrens % BARREN, 0], barren[barrens % BARREN, 1], barren[barrens % BARREN, 2] = space[3], space[4], space[5]
                barrens += 1
            lost += space[6]
            if lost > slack:
                break
            continue
        placed += 1
        k = block[KIND]
        n = block[NX] * block[NY] * block[NZ]
        left[k] -= n
        room -= n * kinds[k, WEIGHT]
        if left[k] == 0:
            after[k] = k + 1
            if kinds[k, WEIGHT] == least and kinds.shape[0] <= MANY_KINDS:
                least = lightest(kinds, left)
        before = count
        count = divide(spaces, count, space, block, kinds[k, FLAGS] & NO_STACK > 0, False)
        count, gone = drop_thin(spaces, before, count, thin)
        lost += gone
        if lost > slack:
            break
    return placed


@kernel
def may_take_all(kinds: Ints, counts: Ints, boxes: Ints, b: int) -> bool:
    """Do volume, weight and each piece by itself allow that all of `counts` go into box b?"""
    volume, weight = burden(kinds, counts)
    if volume > boxes[b, INNER] or weight > boxes[b, ROOM]:
        return False
    good = True
    for k in range(kinds.shape[0]):
        good &= counts[k] == 0 or takes(kinds, k, boxes, b)
    return good


@kernel
def fill_whole(kinds: Ints, counts: Ints, box: Ints, tries: int, trial: Ints, spaces: Ints, blocks: Ints) -> int:
    """All of `counts` into the one box by the first rules: the number of blocks, 0 when they do not do it."""
    volume = burden(kinds, counts)[0]
    if volume > box[INNER]:
        return 0
    for i in range(tries):
        copy(counts, trial, len(counts))
        placed = fill(box, kinds, trial, FIT_RULES[i], box[INNER] - volume, spaces, blocks)
        if burden(kinds, trial)[0] == 0:
            return placed
    return 0


@kernel
def fill_most(
    kinds: Ints, left: Ints, boxes: Ints, trial: Ints, used: Ints, spaces: Ints, blocks: Ints, best_blocks: Ints
) -> tuple[int, int]:
    """The box and blocks that take most of what is left, volume and weight measured by the largest box; writes `used` and `best_blocks`."""
    way = np.full(3, NOTHING, np.int64)
    count = fill_most_by(kinds, left, boxes, way, trial, used, spaces, blocks, best_blocks)
    return way[0], count


@kernel
def fill_most_by(
    kinds: Ints, left: Ints, boxes: Ints, way: Ints, trial: Ints, used: Ints, spaces: Ints, blocks: Ints, best_blocks: Ints
) -> int:
    """The same by one `way` (box, form, rule) only, if there is one and it takes anything; else the best way is written there."""
    largest, strongest = 1, 1
    box = np.empty(BOX_COLUMNS, np.int64)
    for b in range(boxes.shape[0]):
        largest, strongest = max(largest, boxes[b, INNER]), max(strongest, boxes[b, ROOM])
    all_volume, all_weight = burden(kinds, left)
    told_box, told_form, told_rule = way[0], way[1], way[2]
    best, best_count = 0, 0
    for front in range(
        2 if told_box >= 0 else 1, -1, -1
    ):  # as told; then the front boxes; the others only for what these cannot take at all
        if best_count > 0:
            break
        for b in range(boxes.shape[0] - 1, -1, -1):
            might = min(boxes[b, INNER], all_volume) * strongest + min(boxes[b, ROOM], all_weight) * largest
            if (b != told_box if front == 2 else boxes[b, FRONT] != front) or might <= best:
                continue
            for form in range(1 if boxes[b, SOFT] == 0 else FORMS):
                if (front == 2 and form != told_form) or not open_box(kinds, left, boxes, b, form, box):
                    continue
                for rule in MOST_RULES:
                    if front == 2 and rule != told_rule:
                        continue
                    copy(left, trial, len(left))
                    placed = fill(box, kinds, trial, rule, ENDLESS, spaces, blocks)
                    for k in range(len(left)):
                        trial[k] = left[k] - trial[k]
                    volume, weight = burden(kinds, trial)
                    value = volume * strongest + weight * largest
                    if value > best:
                        best, best_count = value, placed
                        way[0], way[1], way[2] = b, form, rule
                        copy(trial, used, len(left))
                        copy_blocks(blocks, best_blocks, placed)
    return best_count
