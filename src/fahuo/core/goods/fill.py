"""The packing kernels: blocks of equal pieces into boxes, in integers only, so that every machine gives the same answer.

A *kind* is one allocation: so many equal pieces. A *group* is what may share parcels: the kinds of one order and warehouse
(less what must travel apart). A *space* is a free cuboid whose whole floor is carried; the spaces of a box never overlap.
See docs/algorithms/packing.md. All kernels live in this one file: numba's cache looks at the file of the called kernel
alone, so a kernel in another file would keep calling an old version of these.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

Ints = npt.NDArray[np.int64]
Ints32 = npt.NDArray[np.int32]

# Columns of `kinds`: padded size (mm), padded weight (g), pieces, flags.
LENGTH, WIDTH, HEIGHT, WEIGHT, COUNT, FLAGS = 0, 1, 2, 3, 4, 5
KIND_COLUMNS = 6
# Flags. UPRIGHT: the height stays vertical. FLAT: the shortest side stays vertical, so that the piece lies on its largest face (where
# UPRIGHT is set too, it prevails). NO_STACK: bears nothing. OWN_CARTON: a parcel without a box.
UPRIGHT, NO_STACK, OWN_CARTON, FLAT = 1, 2, 4, 8
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
MAX_BLOCKS = 4096  # of one parcel; a parcel that has so many is closed

# Rules of choosing a block: bit 0 set: the biggest piece that fits, else the biggest block; bit 1 set: of equals the one with the
# largest footprint, else the one that leaves the largest space whole. Each task tries its rules in turn (measured on real orders).
FIT_RULES = (0, 1, 3, 2)  # all pieces into one box: the first success counts
SHRINK_TRIES = 2  # the same content into a smaller box: so many of the rules above
MOST_RULES = (0, 3)  # as much as possible into one box: the best counts

NOTHING = -1
ENDLESS = 1 << 62


@njit(cache=True, nogil=True)
def copy(source: Ints, target: Ints, count: int) -> None:
    """The first entries of one array into another. A loop: slices compile ten times as long, for the text of their errors."""
    for i in range(count):
        target[i] = source[i]


@njit(cache=True, nogil=True)
def copy_blocks(source: Ints, target: Ints, count: int) -> None:
    """The first blocks of one list into another."""
    for i in range(count):
        for column in range(BLOCK_COLUMNS):
            target[i, column] = source[i, column]


@njit(cache=True, nogil=True)
def takes(kinds: Ints, k: int, boxes: Ints, b: int) -> bool:
    """Can the empty box b take one piece of kind k, turned as it may be?"""
    if kinds[k, WEIGHT] > boxes[b, ROOM]:
        return False
    for o in range(2 if kinds[k, FLAGS] & UPRIGHT else 6):
        dx, dy, dz = turned(kinds, k, o)
        if kinds[k, FLAGS] & LAID == FLAT and dz > min(dx, dy):
            continue
        if dx <= boxes[b, 0] and dy <= boxes[b, 1] and dz <= boxes[b, 2]:
            return True
    return False


@njit(cache=True, nogil=True)
def boxable(kinds: Ints, boxes: Ints) -> npt.NDArray[np.bool_]:
    """For every kind: is there a box that takes one piece of it?"""
    found = np.zeros(kinds.shape[0], np.bool_)
    for k in range(kinds.shape[0]):
        for b in range(boxes.shape[0] - 1, -1, -1):
            if takes(kinds, k, boxes, b):
                found[k] = True
                break
    return found


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def merit(length: int, width: int, height: int, bl: int, bw: int, bh: int, rule: int) -> int:
    """Second criterion between blocks of equal volume bl x bw x bh in a space: more is better."""
    if rule & 2:
        return bl * bw
    return max(max((length - bl) * width, (width - bw) * length) * height, bl * bw * (height - bh))


@njit(cache=True, nogil=True)
def best_block(space: Ints, kinds: Ints, left: Ints, room: int, rule: int, tiers: int, block: Ints) -> bool:
    """Write the best block for the space into `block`. Kinds that bear nothing wait until no other fits: they close what is above them."""
    length, width, height = space[3], space[4], space[5]
    volume = length * width * height
    best, second = 0, -1
    for tier in range(tiers):
        if best > 0:
            break
        for k in range(kinds.shape[0]):
            n = left[k]
            bare = (kinds[k, FLAGS] & NO_STACK) >> 1
            if n == 0 or kinds[k, WEIGHT] > room or bare != tier:
                continue
            piece = kinds[k, LENGTH] * kinds[k, WIDTH] * kinds[k, HEIGHT]
            if piece > volume:
                continue
            if rule & 1 and best > 0:
                break
            n = min(n, room // kinds[k, WEIGHT])
            if min(n * piece, volume) < best:
                continue
            for o in range(2 if kinds[k, FLAGS] & UPRIGHT else 6):
                dx, dy, dz = turned(kinds, k, o)
                if kinds[k, FLAGS] & LAID == FLAT and dz > min(dx, dy):
                    continue
                if dx > length or dy > width or dz > height:
                    continue
                mx, my, mz = length // dx, width // dy, 1 if bare else height // dz
                for way in range(1 if mx * my * mz <= n else 3):
                    nx, ny, nz = shape(n, mx, my, mz, way)
                    size = piece * nx * ny * nz
                    if size < best:
                        continue
                    also = merit(length, width, height, dx * nx, dy * ny, dz * nz, rule)
                    if size > best or also > second:
                        best, second = size, also
                        block[KIND] = k
                        block[DX], block[DY], block[DZ] = dx, dy, dz
                        block[NX], block[NY], block[NZ] = nx, ny, nz
    block[X], block[Y], block[Z] = space[0], space[1], space[2]
    return best > 0


@njit(cache=True, nogil=True)
def take_lowest(spaces: Ints, count: int, space: Ints) -> int:
    """Move the lowest space, of equals the smallest, then the newest, into `space`; return how many are left."""
    s = count - 1
    for i in range(count - 2, -1, -1):
        if spaces[i, 2] < spaces[s, 2] or (spaces[i, 2] == spaces[s, 2] and spaces[i, 6] < spaces[s, 6]):
            s = i
    for i in range(space.shape[0]):
        space[i] = spaces[s, i]
        spaces[s, i] = spaces[count - 1, i]
    return count - 1


@njit(cache=True, nogil=True)
def add_space(spaces: Ints, count: int, x: int, y: int, z: int, length: int, width: int, height: int) -> int:
    """Note a free space, unless it is flat; return how many there are."""
    if length <= 0 or width <= 0 or height <= 0:
        return count
    s = spaces[count]
    s[0], s[1], s[2], s[3], s[4], s[5], s[6] = x, y, z, length, width, height, length * width * height
    return count + 1


@njit(cache=True, nogil=True)
def divide(spaces: Ints, count: int, space: Ints, block: Ints, bare: bool) -> int:
    """Cut what a block leaves of its space: above it (its own footprint, so that nothing floats), and two beside it on the same floor."""
    x, y, z, length, width, height = space[0], space[1], space[2], space[3], space[4], space[5]
    bl, bw, bh = block[DX] * block[NX], block[DY] * block[NY], block[DZ] * block[NZ]
    if not bare:
        count = add_space(spaces, count, x, y, z + bh, bl, bw, height - bh)
    if (length - bl) * width >= (width - bw) * length:  # keep the larger of the two whole
        count = add_space(spaces, count, x + bl, y, z, length - bl, width, height)
        return add_space(spaces, count, x, y + bw, z, bl, width - bw, height)
    count = add_space(spaces, count, x + bl, y, z, length - bl, bw, height)
    return add_space(spaces, count, x, y + bw, z, length, width - bw, height)


@njit(cache=True, nogil=True)
def lightest(kinds: Ints, left: Ints) -> int:
    """Weight of the lightest piece that is left."""
    least = ENDLESS
    for k in range(kinds.shape[0]):
        if left[k] > 0 and kinds[k, WEIGHT] < least:
            least = kinds[k, WEIGHT]
    return least


@njit(cache=True, nogil=True)
def fill(box: Ints, kinds: Ints, left: Ints, rule: int, slack: int, spaces: Ints, blocks: Ints) -> int:
    """Put what goes into the box: lowers `left`, writes `blocks`, returns their number. Gives up when over `slack` mm3 are lost."""
    space, count, placed, lost, room = np.empty(7, np.int64), 0, 0, 0, box[ROOM]
    tiers = 1
    for k in range(kinds.shape[0]):
        if left[k] > 0 and kinds[k, FLAGS] & NO_STACK:
            tiers = 2
    count = add_space(spaces, 0, 0, 0, 0, box[0], box[1], box[2])
    least = lightest(kinds, left)
    while count > 0 and placed < MAX_BLOCKS and room >= least:
        count = take_lowest(spaces, count, space)
        block = blocks[placed]
        if not best_block(space, kinds, left, room, rule, tiers, block):
            lost += space[6]
            if lost > slack:
                break
            continue
        placed += 1
        k = block[KIND]
        n = block[NX] * block[NY] * block[NZ]
        left[k] -= n
        room -= n * kinds[k, WEIGHT]
        if left[k] == 0 and kinds[k, WEIGHT] == least:
            least = lightest(kinds, left)
        count = divide(spaces, count, space, block, kinds[k, FLAGS] & NO_STACK > 0)
    return placed


@njit(cache=True, nogil=True)
def burden(kinds: Ints, counts: Ints) -> tuple[int, int]:
    """Volume (mm3) and weight (g) of so many pieces of each kind."""
    volume, weight = 0, 0
    for k in range(kinds.shape[0]):
        volume += counts[k] * kinds[k, LENGTH] * kinds[k, WIDTH] * kinds[k, HEIGHT]
        weight += counts[k] * kinds[k, WEIGHT]
    return volume, weight


@njit(cache=True, nogil=True)
def fill_all(kinds: Ints, counts: Ints, boxes: Ints, below: int, tries: int, trial: Ints, spaces: Ints, blocks: Ints) -> tuple[int, int]:
    """The smallest box before `below` that takes all of `counts`, and the number of blocks; NOTHING when none does."""
    volume, weight = burden(kinds, counts)
    for b in range(below):
        fits = volume <= boxes[b, INNER] and weight <= boxes[b, ROOM]
        for k in range(kinds.shape[0]):
            if fits and counts[k] > 0 and not takes(kinds, k, boxes, b):
                fits = False
        if not fits:
            continue
        for i in range(tries):
            copy(counts, trial, len(counts))
            placed = fill(boxes[b], kinds, trial, FIT_RULES[i], boxes[b, INNER] - volume, spaces, blocks)
            if burden(kinds, trial)[0] == 0:
                return b, placed
    return NOTHING, 0


@njit(cache=True, nogil=True)
def fill_most(
    kinds: Ints, left: Ints, boxes: Ints, trial: Ints, used: Ints, spaces: Ints, blocks: Ints, best_blocks: Ints
) -> tuple[int, int]:
    """The box and blocks that take most of what is left, volume and weight measured by the largest box; writes `used` and `best_blocks`."""
    largest, strongest = 1, 1
    for b in range(boxes.shape[0]):
        largest, strongest = max(largest, boxes[b, INNER]), max(strongest, boxes[b, ROOM])
    all_volume, all_weight = burden(kinds, left)
    best, best_box, best_count = 0.0, NOTHING, 0
    for front in range(1, -1, -1):  # the other boxes only for what the front ones cannot take at all
        if best_count > 0:
            break
        for b in range(boxes.shape[0] - 1, -1, -1):
            if boxes[b, FRONT] != front or min(boxes[b, INNER], all_volume) / largest + min(boxes[b, ROOM], all_weight) / strongest <= best:
                continue
            for rule in MOST_RULES:
                copy(left, trial, len(left))
                placed = fill(boxes[b], kinds, trial, rule, ENDLESS, spaces, blocks)
                for k in range(len(left)):
                    trial[k] = left[k] - trial[k]
                volume, weight = burden(kinds, trial)
                value = volume / largest + weight / strongest
                if value > best:
                    best, best_box, best_count = value, b, placed
                    copy(trial, used, len(left))
                    copy_blocks(blocks, best_blocks, placed)
    return best_box, best_count


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def room_for(rows: Ints32, needed: int) -> Ints32:
    """The same rows with at least so many columns."""
    if needed <= rows.shape[1]:
        return rows
    wider = np.empty((rows.shape[0], max(needed, 2 * rows.shape[1])), np.int32)
    for i in range(rows.shape[0]):
        for j in range(rows.shape[1]):
            wider[i, j] = rows[i, j]
    return wider


@njit(cache=True, nogil=True)
def pack_groups(kinds: Ints, starts: Ints, boxes: Ints) -> tuple[Ints32, Ints32]:
    """Pack every group kinds[starts[g]:starts[g + 1]].

    The kinds of a group stand in the order in which they are tried: the biggest piece first. Every one must fit some box (see `boxable`).
    In a group of the flag OWN_CARTON every piece is a parcel without a box.
    Gives parcels (first kind, box or -1, pieces, blocks) and blocks (parcel, place in it, then as BLOCK_COLUMNS), one column each.
    """
    spaces = np.empty((3 * MAX_BLOCKS + 4, 7), np.int64)
    tried, blocks = np.empty((MAX_BLOCKS, BLOCK_COLUMNS), np.int64), np.empty((MAX_BLOCKS, BLOCK_COLUMNS), np.int64)
    parcels, parcel_count = np.empty((4, 64), np.int32), 0
    rows, row_count = np.empty((2 + BLOCK_COLUMNS, 256), np.int32), 0
    for g in range(starts.shape[0] - 1):
        first, last = starts[g], starts[g + 1]
        group = kinds[first:last]
        left, trial, used = np.empty(last - first, np.int64), np.empty(last - first, np.int64), np.empty(last - first, np.int64)
        for k in range(last - first):
            left[k] = group[k, COUNT]
        while burden(group, left)[0] > 0:
            if group[0, FLAGS] & OWN_CARTON:
                box, count = NOTHING, own_carton(group, left, used, blocks)
            else:
                box, count = fill_all(group, left, boxes, boxes.shape[0], len(FIT_RULES), trial, spaces, blocks)
                copy(left, used, last - first)
                if count == 0:
                    box, count = fill_most(group, left, boxes, trial, used, spaces, tried, blocks)
                    smaller, fewer = fill_all(group, used, boxes, box, SHRINK_TRIES, trial, spaces, tried)
                    if fewer > 0:
                        box, count = smaller, fewer
                        copy_blocks(tried, blocks, count)
            repeat, pieces = take(left, used)
            parcels = room_for(parcels, parcel_count + repeat)
            rows = room_for(rows, row_count + repeat * count)
            for p in range(parcel_count, parcel_count + repeat):
                parcels[0, p], parcels[1, p], parcels[2, p], parcels[3, p] = first + blocks[0, KIND], box, pieces, count
                for i in range(count):
                    rows[0, row_count], rows[1, row_count], rows[2, row_count] = p, i, first + blocks[i, KIND]
                    for column in range(1, BLOCK_COLUMNS):
                        rows[2 + column, row_count] = blocks[i, column]
                    row_count += 1
            parcel_count += repeat
    return parcels[:, :parcel_count].copy(), rows[:, :row_count].copy()
