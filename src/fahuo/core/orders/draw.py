"""Drawing stock for orders, one after the other. The kernel works on integers alone, so its answer is the same on every machine."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@njit(cache=True, nogil=True)
def draw(first: Ints, product: Ints, quantity: Ints, rank: Ints, ranks: Ints, by_stock: bool, stock: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Promise pieces to the lines of each order and take them from `stock` [product, warehouse], which is changed.

    Order o has the lines first[o] .. first[o + 1]; its warehouses are asked in the order ranks[rank[o]], or, if `by_stock`, those with
    the most pieces of its products first. Returns line, warehouse, quantity of each promise, and for each line -1 or, where it
    cannot be met in full, what was there. Of such a line nothing is promised.
    """
    orders, lines, warehouses = len(first) - 1, len(product), ranks.shape[1]
    short = np.full(lines, -1, np.int64)
    out = np.empty((lines + 16, 3), np.int64)
    used = 0
    asked = np.empty(warehouses, np.int64)
    spoken = np.zeros(len(stock), np.int64)
    for o in range(orders):
        begin, end = first[o], first[o + 1]
        _find_short(begin, end, product, quantity, stock, spoken, short)
        _ask(asked, ranks[rank[o]], by_stock, begin, end, product, stock)
        if used + (end - begin) * warehouses > len(out):
            more = np.empty((2 * len(out) + (end - begin) * warehouses, 3), np.int64)
            more[:used] = out[:used]
            out = more
        alone = _has_all(asked, begin, end, product, quantity, stock, short)
        for line in range(begin, end):
            if short[line] >= 0:
                continue
            if alone >= 0:
                out[used, 0], out[used, 1], out[used, 2] = line, alone, quantity[line]
                used += 1
            else:
                used = _draw_line(line, product[line], quantity[line], asked, stock, out, used)
    return out[:used, 0].copy(), out[:used, 1].copy(), out[:used, 2].copy(), short


@njit(cache=True, nogil=True)
def _find_short(begin: int, end: int, product: Ints, quantity: Ints, stock: Ints, spoken: Ints, short: Ints) -> None:
    """Mark the lines of one order that all warehouses together cannot meet, earlier lines of the same product served first."""
    for line in range(begin, end):
        left = -spoken[product[line]]
        for w in range(stock.shape[1]):
            left += stock[product[line], w]
        if left < quantity[line]:
            short[line] = left
        else:
            spoken[product[line]] += quantity[line]
    for line in range(begin, end):
        spoken[product[line]] = 0


@njit(cache=True, nogil=True)
def _ask(asked: Ints, ranks: Ints, by_stock: bool, begin: int, end: int, product: Ints, stock: Ints) -> None:
    """The order's warehouses in the order in which they are asked; equal stock keeps the given rank."""
    for w in range(len(asked)):
        asked[w] = ranks[w]
    if not by_stock:
        return
    held = np.zeros(len(asked), np.int64)
    for line in range(begin, end):
        for w in range(len(asked)):
            held[w] += stock[product[line], w]
    for i in range(1, len(asked)):
        here = asked[i]
        at = i
        while at > 0 and held[asked[at - 1]] < held[here]:
            asked[at] = asked[at - 1]
            at -= 1
        asked[at] = here


@njit(cache=True, nogil=True)
def _has_all(asked: Ints, begin: int, end: int, product: Ints, quantity: Ints, stock: Ints, short: Ints) -> int:
    """The first warehouse that has every line of the order that can be met at all; its stock is taken. -1: none has."""
    for place in range(len(asked)):
        w = int(asked[place])
        line = begin
        while line < end:
            if short[line] < 0:
                if stock[product[line], w] < quantity[line]:
                    break
                stock[product[line], w] -= quantity[line]
            line += 1
        if line == end:
            return w
        for taken in range(begin, line):
            if short[taken] < 0:
                stock[product[taken], w] += quantity[taken]
    return -1


@njit(cache=True, nogil=True)
def _draw_line(line: int, product: int, quantity: int, asked: Ints, stock: Ints, out: Ints, used: int) -> int:
    """Promise one line: from the first warehouse that has all of it, else from several, in the order in which they are asked."""
    for w in asked:
        if stock[product, w] >= quantity:
            stock[product, w] -= quantity
            out[used, 0], out[used, 1], out[used, 2] = line, w, quantity
            return used + 1
    left = quantity
    for w in asked:
        part = min(left, stock[product, w])
        if part > 0:
            stock[product, w] -= part
            out[used, 0], out[used, 1], out[used, 2] = line, w, part
            used += 1
            left -= part
    return used
