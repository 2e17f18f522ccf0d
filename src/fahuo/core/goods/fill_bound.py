"""What no packing can do: a proof that pieces cannot share boxes, by dual feasible functions.

A side of a piece is replaced by another length: longer than the box less `e`, it counts as the whole box; shorter than `e`, as
nothing; else as itself. Whatever fits side by side still does so. So if the replaced volumes together exceed the boxes', the pieces
cannot be packed, carried or not (Fekete and Schepers, Mathematical Methods of Operations Research 60, 2004; Martello, Pisinger
and Vigo, Operations Research 48, 2000).
"""

from __future__ import annotations

from fahuo.core.goods.fill import ENDLESS, ROOM, WEIGHT, Ints
from fahuo.core.goods.fill_cache import kernel
from fahuo.core.goods.fill_exact import EXACT_PIECES
from fahuo.core.goods.fill_floor import Desk

PARTS = (0, 2, 3)  # e is the box's side over these; 0: every side counts as itself
SCALE = 1 << 20
DENSEST_PERCENT = 98


@kernel
def counted(side: int, whole: int, part: int) -> int:
    """The side as the function of this part counts it."""
    if part == 0:
        return side
    if side * part > whole * (part - 1):
        return whole
    return 0 if side * part < whole else side


@kernel
def share(desk: Desk, k: int, length: int, width: int, height: int, parts: tuple[int, int, int]) -> int:
    """Of such a box, the least that a piece of kind k takes up, in SCALE-ths rounded down; ENDLESS if it does not go in."""
    least = ENDLESS
    for t in range(desk.turn_count[k]):
        dx, dy, dz = desk.turn[k, t, 0], desk.turn[k, t, 1], desk.turn[k, t, 2]
        if dx <= length and dy <= width and dz <= height:
            least = min(least, counted(dx, length, parts[0]) * counted(dy, width, parts[1]) * counted(dz, height, parts[2]))
    return least if least == ENDLESS else least * SCALE // (length * width * height)


@kernel
def hopeless(volume: int, count: int, inner: int) -> bool:
    """Would so many pieces have to fill the boxes better than the search ever did? No proof, but measured (see packing.md)."""
    return count > EXACT_PIECES and volume * 100 > inner * DENSEST_PERCENT


@kernel
def refuted(kinds: Ints, counts: Ints, team: int, desk: Desk) -> bool:
    """Is it proved that all of `counts` cannot go into the team's boxes? False says nothing."""
    depth = len(PARTS) if team == 1 else 2
    for i in range(depth * depth * depth):
        parts = (PARTS[i % depth], PARTS[i // depth % depth], PARTS[i // depth // depth])
        total = 0
        for k in range(kinds.shape[0]):
            if counts[k] == 0:
                continue
            least = ENDLESS
            for q in range(team):
                if kinds[k, WEIGHT] <= desk.inside[q, ROOM]:
                    mine = share(desk, k, desk.inside[q, 0], desk.inside[q, 1], desk.inside[q, 2], parts)
                    least = min(least, mine)
            if least == ENDLESS:
                return True
            total += counts[k] * least
        if total > team * SCALE:
            return True
    return False
