"""How long a parcel is on its way: a distribution of whole days by lane (service, origin, country).

A card gives two percentiles, p50 and p90. Two percentiles fix a log-normal distribution, and that is what is taken: days are above zero, a
few parcels are very late and none is very early, and the logarithms of transit times of one lane lie close to a bell. `F(n)` is the
share that is there at the end of the n-th day, so F(p50) = 1/2 and F(p90) = 9/10, as the card says. Where both are equal, every parcel
takes exactly so long. See docs/choice.md.
"""

from __future__ import annotations

from math import erf, erfc, exp, log, sqrt

import numpy as np
import numpy.typing as npt
from numba import njit

Z90 = 1.2815515655446004  # the standard normal's 90th percentile
LEAST_DAY = 0.5  # a card's p50 of 0 days: half are there by noon
MILLION = 1_000_000
MOST_DAYS = 1000


def of_card(p50: float, p90: float) -> tuple[float, float]:
    """Mean and standard deviation of the logarithm of days, from the card's percentiles."""
    middle = log(max(p50, LEAST_DAY))
    return middle, max(0.0, log(max(p90, LEAST_DAY)) - middle) / Z90


def of_cards(p50: npt.NDArray[np.int64], p90: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """of_card of many."""
    middle = np.log(np.maximum(p50, LEAST_DAY))
    return middle, np.maximum(0.0, np.log(np.maximum(p90, LEAST_DAY)) - middle) / Z90


@njit(cache=True, nogil=True)
def share_by(days, mean, deviation):  # type: ignore[no-untyped-def]
    """F(days): the share that is there at the end of the day, in parts per million, rounded down."""
    if days <= 0:
        return 0
    gap = log(days) - mean
    if deviation <= 1e-9:
        return MILLION if gap >= -1e-9 else 0
    # a hair is added, so that the percentiles that fixed the distribution come out as they went in
    return int(MILLION * (0.5 * (1.0 + erf(gap / deviation / sqrt(2.0)))) + 1e-3)


@njit(cache=True, nogil=True)
def shares_by(days, mean, deviation, found):  # type: ignore[no-untyped-def]
    """share_by of parcels (rows, with their days) by service (columns, with their distributions). A day below zero is no day: -1."""
    for p in range(len(days)):
        for s in range(mean.shape[1]):
            found[p, s] = -1 if days[p] < 0 else share_by(days[p], mean[p, s], deviation[p, s])


def days_for(share_ppm: int, mean: float, deviation: float) -> int:
    """The first day at whose end at least this share is there; MOST_DAYS at most."""
    low, high = 1, MOST_DAYS
    while low < high:
        middle = (low + high) // 2
        if share_by(middle, mean, deviation) >= share_ppm:
            high = middle
        else:
            low = middle + 1
    return low


def days_of(share: float, mean: npt.NDArray[np.float64], deviation: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """days_for of many distributions, for a share of 0.5 or 0.9."""
    z = {0.5: 0.0, 0.9: Z90}[share]
    return np.clip(np.ceil(np.exp(mean + z * deviation) - 1e-6), 1, MOST_DAYS).astype(np.int64)


def normal_density(z: float) -> float:
    """The standard normal's density."""
    return exp(-0.5 * z * z) / sqrt(2 * 3.141592653589793)


def normal_above(z: float) -> float:
    """The share of the standard normal above z."""
    return 0.5 * erfc(z / sqrt(2.0))
