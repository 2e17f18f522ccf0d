"""Drawing stock for orders, one after the other. The kernel works on integers alone, so its answer is the same on every machine."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@njit(cache=True, nogil=True)
def draw(
    first: Ints, unit: Ints, each: Ints, product: Ints, quantity: Ints, rank: Ints, ranks: Ints, by_stock: bool, stock: Ints
) -> tuple[Ints, Ints, Ints, Ints]:
    """Promise pieces to the lines of each order and take them from `stock` [product, warehouse], which is changed.

    Order o has the lines first[o] .. first[o + 1]; its warehouses are asked in the order ranks[rank[o]], or, if `by_stock`, those with
    the most pieces of its products first. Lines of one `unit` stand together: the parts of a kit (each product once), `each` of them in
    one kit; they are met all or not at all. Returns line, warehouse, quantity of each promise (of a kit's part there may be two from
    one warehouse), and for each line -1 or, where its unit cannot be met in full, what was there of it. Of such a unit nothing is promised.
    """
    orders, lines, warehouses = len(first) - 1, len(product), ranks.shape[1]
    short = np.full(lines, -1, np.int64)
    out = np.empty((lines + 16, 3), np.int64)
    used = 0
    asked = np.empty(warehouses, np.int64)
    spoken = np.zeros(len(stock), np.int64)
    for o in range(orders):
        begin, end = first[o], first[o + 1]
        _find_short(begin, end, unit, product, quantity, stock, spoken, short)
        _ask(asked, ranks[rank[o]], by_stock, begin, end, product, stock)
        if used + 2 * (end - begin) * warehouses > len(out):
            more = np.empty((2 * len(out) + 2 * (end - begin) * warehouses, 3), np.int64)
            more[:used] = out[:used]
            out = more
        alone = _has_all(asked, begin, end, product, quantity, stock, short)
        line = begin
        while line < end:
            stop = _end_of(line, end, unit)
            if short[line] < 0:
                if alone >= 0:
                    for part in range(line, stop):
                        out[used, 0], out[used, 1], out[used, 2] = part, alone, quantity[part]
                        used += 1
                elif stop == line + 1:
                    used = _draw_line(line, product[line], quantity[line], asked, stock, out, used)
                else:
                    used = _draw_kits(line, stop, each, product, quantity, asked, stock, out, used)
            line = stop
    return out[:used, 0].copy(), out[:used, 1].copy(), out[:used, 2].copy(), short


@njit(cache=True, nogil=True)
def _end_of(line: int, end: int, unit: Ints) -> int:
    """Where the unit that begins with this line ends."""
    stop = line + 1
    while stop < end and unit[stop] == unit[line]:
        stop += 1
    return stop


@njit(cache=True, nogil=True)
def _find_short(begin: int, end: int, unit: Ints, product: Ints, quantity: Ints, stock: Ints, spoken: Ints, short: Ints) -> None:
    """Mark the units of one order that all warehouses together cannot meet, earlier ones of the same product served first."""
    line = begin
    while line < end:
        stop = _end_of(line, end, unit)
        met = True
        for part in range(line, stop):
            left = -spoken[product[part]]
            for w in range(stock.shape[1]):
                left += stock[product[part], w]
            short[part] = left
            met = met and left >= quantity[part]
        if met:
            for part in range(line, stop):
                short[part] = -1
                spoken[product[part]] += quantity[part]
        line = stop
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


@njit(cache=True, nogil=True)
def _draw_kits(begin: int, end: int, each: Ints, product: Ints, quantity: Ints, asked: Ints, stock: Ints, out: Ints, used: int) -> int:
    """Promise the parts of a line of kits: whole kits from as few warehouses as can be; what then lacks, part by part, from several."""
    kits = left = quantity[begin] // each[begin]
    for turn in range(2):  # first a warehouse that has all of them, then as many as each has
        for w in asked:
            whole = left
            for part in range(begin, end):
                whole = min(whole, stock[product[part], w] // each[part])
            if whole > 0 and (turn == 1 or whole == kits):
                for part in range(begin, end):
                    stock[product[part], w] -= whole * each[part]
                    out[used, 0], out[used, 1], out[used, 2] = part, w, whole * each[part]
                    used += 1
                left -= whole
    if left > 0:
        for part in range(begin, end):
            used = _draw_line(part, product[part], left * each[part], asked, stock, out, used)
    return used
