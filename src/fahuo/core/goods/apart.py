"""Goods that must not share a parcel, and how the goods of a group are divided so that none do.

Two pieces must be apart by a pair (one, other) when one of them has an attribute of one side and the other piece one of the other
side; pieces that have both sides alike may be together. The kinds of goods are the corners of a graph, what must be apart its edges,
and the parts its colours: as few as there can be, and always the same for the same kinds.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl

from fahuo.core.frames import Apart, empty
from fahuo.core.goods.fill import Ints
from fahuo.core.words import Attribute

Pairs = tuple[tuple[int, int], ...]
EXACT = 12  # more kinds than these in one group are coloured by the rule of thumb (Welsh and Powell, 1967)


def default_apart() -> pl.DataFrame:
    """frames.Apart of a merchant who has said nothing: liquids travel apart from batteries."""
    rows = {"one": [int(Attribute.LIQUID)], "other": [int(Attribute.BATTERY | Attribute.BATTERY_ONLY)]}
    return pl.DataFrame(rows, schema=empty(Apart).schema)


def pairs_of(apart: pl.DataFrame) -> Pairs:
    """The pairs in an order of their own, each once."""
    return tuple(sorted({(min(row), max(row)) for row in apart.select("one", "other").iter_rows()}))


def parts_of(group: Ints, attributes: Ints, pairs: Pairs) -> Ints:
    """The part of its group that each row goes with, 0, 1, ...; `group` ascends. Rows of one part may share a parcel."""
    part = np.zeros(len(group), dtype=np.int64)
    bits = np.bitwise_or.reduce(np.array(pairs, dtype=np.int64).ravel(), initial=0)
    if not len(group) or not bits:
        return part
    kind = attributes & bits
    starts = np.flatnonzero(np.diff(group, prepend=group[0] - 1))
    seen = np.bitwise_or.reduceat(kind, starts)
    for one, other in pairs:  # most groups have nothing to be divided
        if (((seen & one) != 0) & ((seen & other) != 0)).any():
            break
    else:
        return part
    ends = np.append(starts[1:], len(group))
    for first, last in zip(starts.tolist(), ends.tolist(), strict=True):
        kinds = tuple(np.unique(kind[first:last]).tolist())
        colour = coloured(kinds, pairs) if len(kinds) > 1 else (0,)
        if max(colour):
            part[first:last] = np.array(colour)[np.searchsorted(kinds, kind[first:last])]
    return part


@cache
def coloured(kinds: tuple[int, ...], pairs: Pairs) -> tuple[int, ...]:
    """A part for each kind (attribute bits, ascending), none with another from which it must be apart.

    Up to EXACT kinds the parts are as few as there can be, and of those divisions the first: the lowest kind goes into part 0, each
    next one into the lowest part that leaves the number of parts least.
    """
    edges = [[clash(a, b, pairs) for b in kinds] for a in kinds]
    if len(kinds) > EXACT:
        order = sorted(range(len(kinds)), key=lambda k: (-sum(edges[k]), kinds[k]))
        colours = [-1] * len(kinds)
        for k in order:
            taken = {colours[other] for other in range(len(kinds)) if edges[k][other]}
            colours[k] = next(c for c in range(len(kinds)) if c not in taken)
        return tuple(colours)
    for most in range(1, len(kinds) + 1):
        found = _within(edges, most, [])
        if found is not None:
            return tuple(found)
    raise AssertionError("as many parts as kinds are always enough")


def _within(edges: list[list[bool]], most: int, colours: list[int]) -> list[int] | None:
    """The first colouring with `most` colours that begins with `colours`."""
    k = len(colours)
    if k == len(edges):
        return colours
    for colour in range(min(most, max(colours, default=-1) + 2)):
        if not any(edges[k][other] and colours[other] == colour for other in range(k)):
            found = _within(edges, most, [*colours, colour])
            if found is not None:
                return found
    return None


def clash(a: int, b: int, pairs: Pairs) -> bool:
    """Whether goods of attributes `a` and goods of attributes `b` must be apart."""
    for one, other in pairs:
        (a_one, a_other), (b_one, b_other) = ((bool(bits & one), bool(bits & other)) for bits in (a, b))
        if ((a_one and b_other) or (a_other and b_one)) and not (a_one and a_other and b_one and b_other):
            return True
    return False
