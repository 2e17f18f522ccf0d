"""What may share parcels: the pieces of a group, less what must travel apart, the biggest piece first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fahuo.core.goods.apart import Pairs, parts_of
from fahuo.core.goods.fill import FLAGS, OWN_CARTON, Ints
from fahuo.core.goods.pieces import Pieces


@dataclass(frozen=True)
class Groups:
    """Rows of Pieces in packing order; group g has rows[starts[g]:starts[g + 1]] (the end stands last in `starts`)."""

    rows: npt.NDArray[np.intp]
    starts: Ints
    own: npt.NDArray[np.bool_]  # every piece in a carton of its own
    walled: Ints  # 0 no piece asks for a double wall, 1 some do, 2 all do

    def __len__(self) -> int:
        return len(self.own)

    def of_rows(self) -> Ints:
        """The group of each row."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    def some(self, which: Ints) -> tuple[npt.NDArray[np.intp], Ints]:
        """Rows and starts of some of the groups."""
        sizes = np.diff(self.starts)[which]
        starts = np.append(0, np.cumsum(sizes))
        at = np.repeat(self.starts[which] - starts[:-1], sizes) + np.arange(starts[-1])
        return self.rows[at], starts.astype(np.int64)


def divide(pieces: Pieces, pairs: Pairs) -> Groups:
    """Groups of all that can be packed. A group of Pieces falls into the parts that must be apart; what has its own carton comes last."""
    packed = np.flatnonzero(pieces.why_not == 0)
    group = pieces.group[packed]
    own = (pieces.kinds[packed, FLAGS] & OWN_CARTON) != 0
    part = np.where(own, np.iinfo(np.int64).max, 0)
    part[~own] = parts_of(group[~own], pieces.attributes[packed][~own], pairs)
    order = np.lexsort((*_of_equal_volume(pieces, packed), -pieces.kinds[packed, :3].prod(axis=1), part, group))
    packed, group, part = packed[order], group[order], part[order]
    new = np.ones(len(packed), dtype=np.bool_)
    new[1:] = (group[1:] != group[:-1]) | (part[1:] != part[:-1])
    begins = np.flatnonzero(new)
    starts = np.append(begins, len(packed)).astype(np.int64)
    if not len(begins):
        return Groups(packed, starts, np.zeros(0, dtype=np.bool_), np.zeros(0, dtype=np.int64))
    asks = np.add.reduceat(pieces.double_wall[packed].astype(np.int64), begins)
    own = own[order][begins]
    walled = np.where(own, 0, (asks > 0).astype(np.int64) + (asks == np.diff(starts)))
    return Groups(packed, starts, own, walled)


def _of_equal_volume(pieces: Pieces, packed: npt.NDArray[np.intp]) -> tuple[Ints, Ints, Ints]:
    """What orders pieces of equal volume: all that packing sees of them. Only lines that are alike in it are left to their number,
    so an order whose lines come in another order is packed the same."""
    length, width, height, weight, count, flags = pieces.kinds[packed].T
    return -count, (weight << 16) + (flags << 12) + pieces.attributes[packed], (length << 40) + (width << 20) + height
