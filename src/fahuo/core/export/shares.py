"""Share sums over rows in proportion to a weight, to the cent: the largest remainder method, on whole columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def share(group: Ints, total: Ints, weight: Ints) -> Ints:
    """Each row's share of its group's total, in proportion to the row's weight. Minor units; one entry a row in all three columns.

    The rows of a group stand together, in the order in which equal claims are served; `total` is the group's, repeated on each
    of its rows. Shares are the exact proportions rounded down; the cents left over go to the largest remainders, the first row
    among equal ones. They add up to the total exactly, unless all weights of the group are 0: then each share is 0.
    Exact while a share stays below 2**50 and the weights of a group together below 2**60; nothing may be negative.
    """
    if not len(group):
        return np.zeros(0, np.int64)
    first = np.flatnonzero(np.diff(group, prepend=group[0] - 1))
    index = np.repeat(np.arange(len(first)), np.diff(first, append=len(group)))
    whole = np.maximum(np.add.reduceat(weight, first), 1)
    given, rest = proportion(total, weight, whole[index])
    left = total[first] - np.add.reduceat(given, first)
    some = np.flatnonzero(left[index] > 0)
    queue = some[np.lexsort((-rest[some], index[some]))]  # stable: equal remainders keep the order of the rows
    places = np.arange(len(queue)) - np.searchsorted(index[queue], index[queue])
    given[queue[(places < left[index[queue]]) & (rest[queue] > 0)]] += 1
    return given


def proportion(total: Ints, weight: Ints, whole: Ints) -> tuple[Ints, Ints]:
    """total * weight divided by `whole`, rounded down, and the remainder, exactly, though the product needs more than 64 bits.

    A float gives the quotient to within one or two; total * weight - quotient * whole then wraps around 2**64 on both sides alike,
    so the small difference between them is exact and says how far the quotient was off.
    """
    quotient = np.floor(total.astype(np.float64) * weight / whole).astype(np.int64)
    rest = total * weight - quotient * whole
    off = rest // whole
    return quotient + off, rest - off * whole
