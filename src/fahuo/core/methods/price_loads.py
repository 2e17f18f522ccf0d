"""Prices for loads: the kernel called on as many threads as there are cores, each parcel in one of them."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fahuo.core.methods import layout
from fahuo.core.methods.cards import Rates, Rows, Whole
from fahuo.core.methods.layout import AIM_COST, AIM_TIME, AIM_VALUE, FIGURES
from fahuo.core.methods.loads import home_factors, taken_currencies, value_factors
from fahuo.core.methods.market import Market
from fahuo.core.methods.price import price_some
from fahuo.core.words import Aim

# of the aims that the kernel does not know, choose.py makes the choice; it is given the cheapest meanwhile
AIMS = {Aim.COST: AIM_COST, Aim.TIME: AIM_TIME, Aim.VALUE: AIM_VALUE, Aim.PROMISE: AIM_COST, Aim.LANDED: AIM_COST}
_WORTH_A_THREAD = 50_000  # offers


@dataclass(frozen=True, eq=False)
class Priced:
    """Parcel by parcel, service by service: a reason (0: a price), figures as in layout.py, and which offer is chosen."""

    reasons: npt.NDArray[np.int8]
    figures: Whole
    chosen: npt.NDArray[np.bool_]


def price_loads(loads: Rows, currencies: list[str], world: Market) -> Priced:
    """Every load of `load_parcels` (with the currencies that it gave) against every service of `world.rates`."""
    rates = world.rates
    count = len(loads) * len(rates.services)
    found = Priced(np.empty(count, np.int8), np.empty((FIGURES, count), np.int64), np.empty(count, np.bool_))
    given = (
        *(
            np.argsort(loads["country"], kind="stable"),
            loads,
            rates.layout.ways,
            kernel_rates(rates),
            value_factors(world, currencies),
            taken_currencies(rates, currencies),
        ),
        *(home_factors(rates, world.currency), AIMS[world.aim], world.day_worth_minor, found.reasons, found.figures, found.chosen),
    )
    room = int(rates.layout.zones["slots"].max(initial=0))
    parts = min(os.cpu_count() or 1, max(1, count // _WORTH_A_THREAD))
    ends = [len(loads) * n // parts for n in range(parts + 1)]
    if parts == 1:
        price_some(0, len(loads), np.zeros(room, np.int64), *given)
    else:
        with ThreadPoolExecutor(parts) as threads:
            list(threads.map(lambda begin, end: price_some(begin, end, np.zeros(room, np.int64), *given), ends[:-1], ends[1:]))
    return found


def kernel_rates(rates: Rates) -> tuple[Any, ...]:
    """The arrays of the cards in the kernel's order."""
    at = rates.layout
    return (
        *(rates.from_here, at.zone_of, at.zones, at.bands, at.extras, at.surcharges, at.slots, at.country_sets),
        *(at.places, at.spans, at.place_cities, at.splits, at.split_spans, at.split_cities),
    )


def warm_up() -> None:
    """Compile the kernel, or load it from numba's cache, before the first plan waits for it."""
    whole = np.zeros(0, dtype=np.int64)
    table, flags = np.zeros((0, 0), dtype=np.int64), np.zeros((0, 0), dtype=np.bool_)
    rows = [np.zeros(0, dtype=kind) for kind in (layout.ZONE, layout.BAND)]
    lists = [
        np.zeros(0, dtype=layout.SURCHARGE),
        whole,
        flags,
        np.zeros((0, 0), dtype=layout.PLACES),
        np.zeros(0, dtype=layout.SPAN),
        whole,
    ]
    splits = [np.zeros(0, dtype=kind) for kind in (layout.SPLIT, layout.SPLIT_SPAN, layout.SPLIT_CITY)]
    rates = (flags, table, *rows, whole, *lists, *splits)
    factors = np.zeros((0, 0, 2), dtype=np.int64), flags, np.zeros((0, 2), dtype=np.int64)
    nothing = np.zeros(0, dtype=np.int8), np.zeros((FIGURES, 0), dtype=np.int64), np.zeros(0, dtype=np.bool_)
    price_some(0, 0, whole, whole, np.zeros(0, dtype=layout.LOAD), np.zeros(0, dtype=layout.WAY), rates, *factors, AIM_COST, 0, *nothing)
