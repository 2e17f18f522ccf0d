"""In which order an order's warehouses are asked."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fahuo.core.orders.places import places
from fahuo.core.words import Strategy

_EARTH_KM = 6371.0
_NOWHERE_KM = 30_000  # a country without a known place: all warehouses are equally far


def rank_warehouses(warehouses: pl.DataFrame, countries: list[str], strategy: Strategy) -> NDArray[np.int64]:
    """frames.Warehouses, destinations -> [destination, place in the ranking] row numbers of warehouses, the first to be asked first.

    nearest: great-circle distance to the destination's town (places.py). cheapest: handling cost of an order, then distance; what the
    carriage costs is not known before a service is chosen. priority and most_stock: the merchant's priority; how much stock there
    is, is seen while drawing. Ties: priority, then the warehouse's code.
    """
    code = warehouses["code"].rank("dense").to_numpy() if len(warehouses) else np.zeros(0)
    priority = warehouses["priority"].to_numpy()
    if strategy in (Strategy.PRIORITY, Strategy.MOST_STOCK):
        return np.tile(np.lexsort((code, priority)).astype(np.int64), (len(countries), 1))
    away = _distances(warehouses, countries)
    ranks = np.empty(away.shape, np.int64)
    for at, km in enumerate(away):  # destinations, not orders: a few dozen
        keys = (code, priority, km, warehouses["handling_minor"].to_numpy()) if strategy is Strategy.CHEAPEST else (code, priority, km)
        ranks[at] = np.lexsort(keys)
    return ranks


def _distances(warehouses: pl.DataFrame, countries: list[str]) -> NDArray[np.int64]:
    """[destination, warehouse] in whole km, so that the last bit of a cosine decides nothing."""
    known = places()
    towns = np.array([known[c][:2] if c in known else (np.nan, np.nan) for c in countries], np.float64).reshape(len(countries), 2)
    lat, lon = np.radians(towns).T[:, :, None]
    there, along = np.radians(warehouses["latitude"].to_numpy())[None, :], np.radians(warehouses["longitude"].to_numpy())[None, :]
    half = np.sin((lat - there) / 2) ** 2 + np.cos(lat) * np.cos(there) * np.sin((lon - along) / 2) ** 2
    km = 2 * _EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    whole: NDArray[np.int64] = np.nan_to_num(np.round(km), nan=_NOWHERE_KM).astype(np.int64)
    return whole
