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
    is, is seen while drawing. Ties: priority, then the warehouse's code. Whatever the strategy, a warehouse that is not meant for
    the destination (`serves`) is asked after all that are: an overseas warehouse may be near, and sending from it dear.
    """
    code = warehouses["code"].rank("dense").to_numpy() if len(warehouses) else np.zeros(0)
    priority = warehouses["priority"].to_numpy()
    away, strange = _distances(warehouses, countries), _strange(warehouses, countries)
    ranks = np.empty(away.shape, np.int64)
    for at, km in enumerate(away):  # destinations, not orders: a few dozen
        keys = {
            Strategy.NEAREST: (code, priority, km, strange[at]),
            Strategy.CHEAPEST: (code, priority, km, warehouses["handling_minor"].to_numpy(), strange[at]),
        }.get(strategy, (code, priority, strange[at]))
        ranks[at] = np.lexsort(keys)
    return ranks


def _strange(warehouses: pl.DataFrame, countries: list[str]) -> NDArray[np.bool_]:
    """[destination, warehouse]: it is not meant for this destination."""
    serves = warehouses["serves"].to_list() if "serves" in warehouses.columns else [None] * len(warehouses)
    meant = [None if not text else set(text.split()) for text in serves]
    return np.array([[m is not None and c not in m for m in meant] for c in countries], np.bool_).reshape(len(countries), len(warehouses))


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
