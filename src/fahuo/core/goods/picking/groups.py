"""Parcels put together into walks: as few as the limits allow, then as short as they can be.

On a walk that passes the bins in one order, what it costs is how far it goes. So parcels are taken by how far they reach, the
farthest first, and each joins the first walk that still has room: those that reach far share the long walks, the others need not go there.
A second order (the largest first) is tried where room, not distance, decides; the better of the two counts.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from fahuo.core.goods.picking.tables import Limits

Ints = npt.NDArray[np.int64]
LOADS = ("pieces", "weight_g", "volume_cm3")


def group(parcels: pl.DataFrame, limits: Limits) -> pl.Series:
    """The walk of each parcel, counted from 0 by how far it goes, the farthest first.

    parcels: parcel_id, far (place of its last bin in the walk), pieces, weight_g, volume_cm3; rows in any order. A parcel that is
    over a limit by itself has a walk of its own.
    """
    rows = parcels.with_row_index("row").sort("parcel_id")
    loads = rows.select(pl.lit(1, pl.Int64).alias("parcels"), *LOADS).to_numpy().astype(np.int64)
    most = np.array([limits.parcels, limits.pieces, limits.weight_g, limits.volume_cm3], np.int64)
    far, ids = rows["far"].to_numpy(), rows["parcel_id"].to_numpy()
    largest = (loads / most).max(axis=1, initial=0.0)
    tried = [_first_fit(loads, most, np.lexsort((ids, -largest, -far))), _first_fit(loads, most, np.lexsort((ids, -far, -largest)))]
    best = min(tried, key=lambda walks: (int(walks.max(initial=-1)), _walked(walks, far)))
    return pl.Series(_by_reach(best, far, ids)[np.argsort(rows["row"].to_numpy())], dtype=pl.Int64)


def _first_fit(loads: Ints, most: Ints, order: Ints) -> Ints:
    """Each parcel in the first walk that has room for it."""
    walks = np.full(len(loads), -1, np.int64)
    room = np.zeros((max(len(loads), 1), len(most)), np.int64)
    opened = 0
    for i in order:
        fits = np.flatnonzero((room[:opened] >= loads[i]).all(axis=1))
        at = int(fits[0]) if len(fits) else opened
        if at == opened:
            room[at] = most
            opened += 1
        room[at] -= loads[i]  # below zero where it is over a limit by itself: then nothing joins it
        walks[i] = at
    return walks


def _walked(walks: Ints, far: Ints) -> int:
    reach = np.zeros(int(walks.max(initial=-1)) + 1, np.int64)
    np.maximum.at(reach, walks, far)
    return int(reach.sum())


def _by_reach(walks: Ints, far: Ints, ids: Ints) -> Ints:
    """The same walks, counted by how far they go, the farthest first; of equals the one with the smallest parcel."""
    many = int(walks.max(initial=-1)) + 1
    reach, first = np.zeros(many, np.int64), np.full(many, np.iinfo(np.int64).max)
    np.maximum.at(reach, walks, far)
    np.minimum.at(first, walks, ids)
    place = np.empty(many, np.int64)
    place[np.lexsort((first, -reach))] = np.arange(many)
    return place[walks] if many else walks
