"""A wave's work shared among pickers: each walks a part of the bins, zone by zone, and nobody carries more than the limits."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import polars as pl

from fahuo.core.goods.picking.groups import LOADS, Ints
from fahuo.core.goods.picking.tables import Limits


def share(picks: pl.DataFrame, limits: Limits) -> pl.Series:
    """Which share each row belongs to, from 0 in the order of the rows.

    picks: zone, stop (a number that is the same for one bin, product and lot), pieces, weight_g, volume_cm3; in the order of the walk. A share
    ends where a zone ends, and where the pieces of the wave, divided by its pickers, are reached at the end of a stop; within a stop only
    where a limit would be passed.
    """
    loads = picks.select(LOADS).to_numpy().astype(np.int64)
    most = np.array([limits.pieces, limits.weight_g, limits.volume_cm3], np.int64)
    zones, stops = picks["zone"].rle_id().to_numpy(), picks["stop"].to_numpy()
    shares, no = np.zeros(picks.height, np.int64), -1
    for first, last in _runs(zones):
        for begin, end in _cuts(loads[first:last], stops[first:last], most, _target(loads, first, last, limits.pickers)):
            no += 1
            shares[first + begin : first + end] = no
    return pl.Series(shares, dtype=pl.Int64)


def _runs(values: Ints) -> Iterator[tuple[int, int]]:
    edges = [0, *(np.flatnonzero(np.diff(values)) + 1), len(values)] if len(values) else []
    return ((int(a), int(b)) for a, b in pairwise(edges))


def _target(loads: Ints, first: int, last: int, pickers: int) -> int:
    """Pieces of one share in this zone: as many shares as its part of the work deserves of the pickers, one at least."""
    here, all_of_it = int(loads[first:last, 0].sum()), int(loads[:, 0].sum())
    deserved = max(1, round(pickers * here / max(all_of_it, 1)))
    return -(-here // deserved)


def _cuts(loads: Ints, stops: Ints, most: Ints, target: int) -> Iterator[tuple[int, int]]:
    begin, carried = 0, np.zeros(len(most), np.int64)
    for i in range(len(loads)):
        new_stop = i > 0 and stops[i] != stops[i - 1]
        if i > begin and ((carried + loads[i] > most).any() or (new_stop and carried[0] >= target)):
            yield begin, i
            begin, carried = i, np.zeros(len(most), np.int64)
        carried += loads[i]
    if begin < len(loads):
        yield begin, len(loads)
