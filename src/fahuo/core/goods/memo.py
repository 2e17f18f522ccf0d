"""Equal orders are packed once: packings by content.

What counts is all that the kernels see of a group: size, weight, turning and number of its pieces, the boxes with their aim, the support,
the work that is allowed. What things are called does not count. So a packing that is remembered is the one that would be found anew, and
remembering changes nothing but the time.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from threading import Lock

import numpy as np

from fahuo.core.goods.fill import Ints, Ints32

MOST_BYTES = 32 << 20  # kept in one process; the oldest go first
A_KEY_BYTES = 400  # what Python needs for an entry beside its arrays, about

Packed = tuple[Ints32, Ints32]  # parcels and blocks as of `pack_groups`
Kernel = Callable[[Ints, Ints, Ints, int, int], Packed]


class Memo:
    """Packings of groups, at most so many bytes of them. Threads may share one."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self.hits = 0  # groups that were not packed anew
        self._packed: dict[tuple[bytes, bytes], Packed] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._packed)

    def pack(self, kinds: Ints, starts: Ints, boxes: Ints, support: int, work: int, kernel: Kernel) -> Packed:
        """What `kernel` gives for these groups. It is asked only for those that are not known, once for each content."""
        told = boxes.tobytes() + bytes(f"{boxes.shape[0]} {support} {work}", "ascii")
        ends = starts.tolist()
        keys = [(kinds[first:last].tobytes(), told) for first, last in pairwise(ends)]
        if len(keys) == 1:
            return self._pack_one(keys[0], lambda: kernel(kinds, starts, boxes, support, work))
        with self._lock:
            known = {key: self._packed[key] for key in keys if key in self._packed}
        first: dict[tuple[bytes, bytes], int] = {}
        for g, key in enumerate(keys):
            first.setdefault(key, g)
        new = [g for key, g in first.items() if key not in known]
        self.hits += len(keys) - len(new)
        if len(new) == len(keys):
            packed = kernel(kinds, starts, boxes, support, work)
            self._keep([keys[g] for g in new], _parts(packed, starts))
            return packed
        if new:
            rows = np.concatenate([np.arange(ends[g], ends[g + 1]) for g in new])
            new_starts = np.append(0, np.cumsum([ends[g + 1] - ends[g] for g in new]))
            parts = _parts(kernel(kinds[rows], new_starts, boxes, support, work), new_starts)
            known |= {keys[g]: part for g, part in zip(new, parts, strict=True)}
            self._keep([keys[g] for g in new], parts)
        return _join([known[key] for key in keys], starts)

    def _pack_one(self, key: tuple[bytes, bytes], kernel: Callable[[], Packed]) -> Packed:
        """The same for one group, which needs no sorting out."""
        with self._lock:
            known = self._packed.get(key)
        if known is not None:
            self.hits += 1
            return known[0].copy(), known[1].copy()
        packed = kernel()
        self._keep([key], [packed])
        return packed

    def _keep(self, keys: list[tuple[bytes, bytes]], parts: list[Packed]) -> None:
        with self._lock:
            for key, part in zip(keys, parts, strict=True):
                size = _size(key, part)
                if key in self._packed or size > self.most_bytes // 4:
                    continue
                self._packed[key] = (part[0].copy(), part[1].copy())
                self.bytes += size
            while self.bytes > self.most_bytes:
                oldest = next(iter(self._packed))
                self.bytes -= _size(oldest, self._packed.pop(oldest))


def _size(key: tuple[bytes, bytes], part: Packed) -> int:
    """Bytes of an entry; the boxes are shared by all entries of a batch."""
    return len(key[0]) + part[0].nbytes + part[1].nbytes + A_KEY_BYTES


def _parts(packed: Packed, starts: Ints) -> list[Packed]:
    """The packing of each group, its kinds and parcels counted from the group's first."""
    parcels, blocks = packed
    cuts = np.searchsorted(parcels[0], starts)
    block_cuts = np.searchsorted(blocks[0], cuts).tolist()
    group = np.repeat(np.arange(len(cuts) - 1), np.diff(cuts))
    parcels, blocks = parcels.copy(), blocks.copy()
    parcels[0] -= starts[group]
    of_block = group[blocks[0]]
    blocks[2] -= starts[of_block]
    blocks[0] -= cuts[of_block]
    ends = cuts.tolist()
    return [(parcels[:, ends[g] : ends[g + 1]], blocks[:, block_cuts[g] : block_cuts[g + 1]]) for g in range(len(ends) - 1)]


def _join(parts: list[Packed], starts: Ints) -> Packed:
    """The packings of all groups as one."""
    counts = np.array([part[0].shape[1] for part in parts], dtype=np.int64)
    block_counts = np.array([part[1].shape[1] for part in parts], dtype=np.int64)
    parcels, blocks = np.concatenate([part[0] for part in parts], axis=1), np.concatenate([part[1] for part in parts], axis=1)
    parcels[0] += np.repeat(starts[:-1], counts)
    blocks[2] += np.repeat(starts[:-1], block_counts)
    blocks[0] += np.repeat(np.cumsum(counts) - counts, block_counts)
    return parcels, blocks
