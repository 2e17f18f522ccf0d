"""Ways of packing groups: asked of the kernel with the boxes that each group may have, joined, and compared.

A `Packing` holds the parcels of some groups, and of a group all parcels or none. Its rows are rows of Pieces, its boxes rows of the Shelf.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fahuo.core.goods import carton
from fahuo.core.goods.fill import COUNT, DZ, KIND, NX, NY, NZ, WEIGHT, Ints, Ints32, Z, boxable
from fahuo.core.goods.groups import Groups
from fahuo.core.goods.pack import pack
from fahuo.core.goods.pieces import Pieces
from fahuo.core.goods.shelf import Mask, Shelf

NO_BOX = -1


@dataclass(frozen=True)
class Packing:
    """Parcels, in the order in which they are packed; blocks parcel by parcel, as the columns of a block in fill.py, KIND a row of Pieces."""

    group: Ints
    box: Ints  # row of the shelf, or NO_BOX
    pieces: Ints
    blocks_of: Ints  # how many blocks
    blocks: Ints32  # (BLOCK_COLUMNS, n)

    def begins(self) -> Ints:
        """Where each parcel's blocks begin."""
        return np.asarray(np.cumsum(self.blocks_of) - self.blocks_of)

    def pick(self, parcels: npt.NDArray[np.intp]) -> Packing:
        """Some parcels with their blocks, in this order."""
        sizes = self.blocks_of[parcels]
        ends = np.cumsum(sizes)
        at = np.repeat(self.begins()[parcels] - (ends - sizes), sizes) + np.arange(ends[-1] if len(ends) else 0)
        return Packing(self.group[parcels], self.box[parcels], self.pieces[parcels], sizes, self.blocks[:, at])

    def counts(self) -> Ints:
        """Pieces in each block."""
        return np.asarray(self.blocks[NX].astype(np.int64) * self.blocks[NY] * self.blocks[NZ])


@dataclass(frozen=True)
class Shares:
    """What is asked of the kernel: rows of Pieces in packing order, cut into shares that are packed by themselves, each for one group.

    A group is one share, or several that must not be mixed: it was split on purpose.
    """

    rows: npt.NDArray[np.intp]
    starts: Ints
    group: Ints  # of each share
    count: Ints | None = None  # pieces of each row; None: all of them


def whole(groups: Groups, which: Ints) -> Shares:
    """Each of these groups as one share."""
    rows, starts = groups.some(which)
    return Shares(rows, starts, which)


def fill_shares(pieces: Pieces, shelf: Shelf, shares: Shares, mask: Mask, most_g: int | None = None) -> Packing:
    """Pack shares with these boxes of the shelf. Every piece must fit one of them, or have its own carton."""
    table, box_rows = shelf.only(mask, most_g)
    kinds = pieces.kinds[shares.rows]
    if shares.count is not None:
        kinds[:, COUNT] = shares.count
    parcels, found = pack(kinds, shares.starts, table)
    share = np.searchsorted(shares.starts, parcels[0], side="right") - 1
    blocks = found[2:].copy()
    blocks[KIND] = shares.rows[found[2 + KIND]]
    box = parcels[1].astype(np.int64)
    if len(box_rows):
        box = np.where(box >= 0, box_rows[np.maximum(box, 0)], NO_BOX)
    return Packing(shares.group[share], box, parcels[2].astype(np.int64), parcels[3].astype(np.int64), blocks)


def pack_fewest(pieces: Pieces, shelf: Shelf, groups: Groups, which: Ints, allowed: Mask, most_g: int | None = None) -> Packing:
    """Fewest parcels, then smallest volume, for the groups `which` (ascending) with the boxes that each may have: allowed[group, box].

    Where only some pieces of a group ask for a double wall, two ways are compared: all of the group in double-walled boxes, and those
    pieces by themselves. Groups one of whose pieces fits no box that is allowed are left out.
    """
    mine = allowed[which]
    able = which[_able(pieces, shelf, groups, which, mine, most_g)] if not mine.all() or most_g is not None else which
    walled = groups.walled[able]
    if not walled.any():
        return _by_masks(pieces, shelf, whole(groups, able), allowed[able], most_g)
    hard = allowed & shelf.double_wall[None, :]
    plain, strong, mixed = able[walled == 0], able[walled == 2], able[walled == 1]
    # of the mixed ones, those whose other pieces fit double-walled boxes too
    one_way = mixed[_able(pieces, shelf, groups, mixed, hard[mixed], most_g)]
    alone = join(
        _by_masks(pieces, shelf, whole(groups, plain), allowed[plain], most_g),
        _by_masks(pieces, shelf, whole(groups, strong), hard[strong], most_g),
        _by_masks(pieces, shelf, _asking(pieces, groups, mixed, True), hard[mixed], most_g),
        _by_masks(pieces, shelf, _asking(pieces, groups, mixed, False), allowed[mixed], most_g),
    )
    together = _by_masks(pieces, shelf, whole(groups, one_way), hard[one_way], most_g)
    return best([alone, together], [burden(alone, shelf, len(groups)), burden(together, shelf, len(groups))])


def _asking(pieces: Pieces, groups: Groups, which: Ints, walled: bool) -> Shares:
    """Of each group the pieces that ask for a double wall, or the others."""
    rows, starts = groups.some(which)
    keep = pieces.double_wall[rows] == walled
    sizes = np.add.reduceat(keep.astype(np.int64), starts[:-1]) if len(which) else starts[:0]
    return Shares(rows[keep], np.append(0, np.cumsum(sizes)).astype(np.int64), which)


def _able(pieces: Pieces, shelf: Shelf, groups: Groups, which: Ints, mine: Mask, most_g: int | None) -> Mask:
    """Of these groups, those whose every piece fits a box that it may have."""
    rows, starts = groups.some(which)
    if not len(which):
        return np.zeros(0, dtype=np.bool_)
    of_row = np.repeat(np.arange(len(which)), np.diff(starts))
    fits = np.repeat(groups.own[which], np.diff(starts))
    patterns, number = np.unique(mine, axis=0, return_inverse=True)
    for n, pattern in enumerate(patterns):
        here = np.flatnonzero(number.ravel()[of_row] == n)
        for wall in (False, True):
            some = here[pieces.double_wall[rows[here]] == wall]
            table, _ = shelf.only(pattern & shelf.double_wall if wall else pattern, most_g)
            fits[some] |= boxable(pieces.kinds[rows[some]], table)
    return np.asarray(np.logical_and.reduceat(fits, starts[:-1]))


def _by_masks(pieces: Pieces, shelf: Shelf, shares: Shares, masks: Mask, most_g: int | None) -> Packing:
    """One call of the kernel for each set of allowed boxes."""
    if masks.all() and most_g is None:
        return fill_shares(pieces, shelf, shares, np.ones(len(shelf), dtype=np.bool_))
    patterns, number = np.unique(masks, axis=0, return_inverse=True)
    found = []
    for n, pattern in enumerate(patterns):
        some = np.flatnonzero(number.ravel() == n)
        sizes = np.diff(shares.starts)[some]
        starts = np.append(0, np.cumsum(sizes)).astype(np.int64)
        at = np.repeat(shares.starts[some] - starts[:-1], sizes) + np.arange(starts[-1])
        part = Shares(shares.rows[at], starts, shares.group[some])
        found.append(fill_shares(pieces, shelf, part, pattern, most_g))
    return join(*found) if found else nothing()


def nothing() -> Packing:
    """No parcel of no group."""
    none = np.zeros(0, dtype=np.int64)
    return Packing(none, none, none, none, np.zeros((10, 0), dtype=np.int32))


def join(*packings: Packing) -> Packing:
    """Packings of different groups, or of different shares of groups, as one: by group, each group's parcels in the order given."""
    group, box, pieces, blocks_of = (
        np.concatenate([getattr(p, name) for p in packings]) for name in ("group", "box", "pieces", "blocks_of")
    )
    together = Packing(group, box, pieces, blocks_of, np.concatenate([p.blocks for p in packings], axis=1))
    if (np.diff(together.group) >= 0).all():
        return together
    return together.pick(np.argsort(together.group, kind="stable"))


def without(packing: Packing, groups: npt.NDArray[np.intp] | Ints) -> Packing:
    """All but the parcels of these groups."""
    return packing.pick(np.flatnonzero(~np.isin(packing.group, groups)))


def burden(packing: Packing, shelf: Shelf, groups: int) -> Ints:
    """What the aim of fewest boxes compares: for each group parcels, then outer volume (mm3); groups that are not packed have the most."""
    found = np.zeros((2, groups), dtype=np.int64)
    np.add.at(found[0], packing.group, 1)
    volume = shelf.outer.prod(axis=1)[packing.box] if len(shelf) else np.zeros(len(packing.box), dtype=np.int64)
    np.add.at(found[1], packing.group, np.where(packing.box >= 0, volume, 0))
    found[:, found[0] == 0] = np.iinfo(np.int64).max
    return found


def best(packings: Sequence[Packing], keys: Sequence[Ints]) -> Packing:
    """Of each group the packing with the least keys (rows of an array, the first one weighs most); of equal ones the first."""
    return take(packings, winners(keys))


def winners(keys: Sequence[Ints]) -> npt.NDArray[np.intp]:
    """For each group the number of the packing with the least keys."""
    stacked = np.stack(keys)  # packing, key, group
    left = np.ones((len(keys), stacked.shape[2]), dtype=np.bool_)
    for key in range(stacked.shape[1]):
        value = np.where(left, stacked[:, key], np.iinfo(np.int64).max)
        left &= value == value.min(axis=0)
    return np.asarray(left.argmax(axis=0))


def take(packings: Sequence[Packing], winner: npt.NDArray[np.intp]) -> Packing:
    """Each group's parcels from the packing that won."""
    return join(*(p.pick(np.flatnonzero(winner[p.group] == n)) for n, p in enumerate(packings)))


def measures(packing: Packing, pieces: Pieces, shelf: Shelf) -> tuple[Ints, Ints]:
    """Outer size (parcels x 3, mm) and gross weight (g) of each parcel. A mailer is as thick as its content and its two sheets."""
    begins, first = packing.begins(), packing.blocks[KIND][packing.begins()]
    boxed = packing.box >= 0
    weight = np.add.reduceat(packing.counts() * pieces.kinds[packing.blocks[KIND], WEIGHT], begins)
    outer = pieces.kinds[first, :3] + 2 * carton.WALL_MM
    if boxed.any():
        box = packing.box[boxed]
        outer[boxed] = shelf.outer[box]
        weight[boxed] += shelf.weight_g[box]
        soft = boxed.copy()
        soft[boxed] = shelf.soft[box]
        if soft.any():
            tops = packing.blocks[Z] + packing.blocks[DZ].astype(np.int64) * packing.blocks[NZ]
            sheets = shelf.outer[packing.box[soft], 2] - shelf.boxes[packing.box[soft], 2]
            outer[soft, 2] = np.maximum.reduceat(tops, begins)[soft] + sheets
    return outer, weight + pieces.carton_g[first] * ~boxed
