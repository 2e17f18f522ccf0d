"""Where pieces are put away (上架推荐), and why there. Also whether a bin may take a lot beside those that lie in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from fahuo.core.goods.bins import zone_of


class Why(StrEnum):
    """Why a bin is proposed, the first that fits."""

    HOME = "home"  # it is the product's home bin
    SAME_LOT = "same_lot"  # the same product and lot lies there
    SAME_PRODUCT = "same_product"  # the same product lies there, without a lot or of another
    EMPTY_NEAR = "empty_near"  # empty, in the zone where the product lay last
    EMPTY = "empty"  # the first empty one of the walk


@dataclass(frozen=True)
class Proposal:
    """A bin's code, and why it."""

    code: str
    why: Why


@dataclass
class Shelves:
    """The storage bins of a warehouse as far as a product is concerned. `empty` in the order of the walk."""

    home: str | None = None
    lies: list[tuple[str, str]] = field(default_factory=list)  # bin, lot ("" for none); what was put there last stands first
    near: str | None = None  # a bin in which the product lay before
    empty: Sequence[str] = ()


def propose(shelves: Shelves, lot: str, *, lots_apart: bool, taken: Collection[str] = ()) -> Proposal | None:
    """The bin for pieces of a lot. `taken`: empty bins that others were proposed already. None where there is no bin to name.

    With `lots_apart` a bin in which another lot of the product lies is never proposed, its home bin neither.

    >>> propose(Shelves(home="A-1", lies=[("B-2", "L1")]), "L1", lots_apart=True).why
    <Why.HOME: 'home'>
    >>> propose(Shelves(lies=[("B-1", "L2"), ("B-2", "L1")]), "L1", lots_apart=False).code
    'B-2'
    >>> propose(Shelves(lies=[("B-1", "L2")], near="B-1", empty=["A-9", "B-7"]), "L1", lots_apart=True)
    Proposal(code='B-7', why=<Why.EMPTY_NEAR: 'empty_near'>)
    """
    lots: dict[str, set[str]] = {}
    for code, there in shelves.lies:
        lots.setdefault(code, set()).add(there)

    def fits(code: str) -> bool:
        return not lots_apart or lots.get(code, set()) <= {lot}

    if shelves.home and fits(shelves.home):
        return Proposal(shelves.home, Why.HOME)
    for code, there in shelves.lies:
        if there == lot and fits(code):
            return Proposal(code, Why.SAME_LOT if lot else Why.SAME_PRODUCT)
    if shelves.lies and not lots_apart:
        return Proposal(shelves.lies[0][0], Why.SAME_PRODUCT)
    free = [code for code in shelves.empty if code not in taken]
    zone = zone_of(shelves.near) if shelves.near else None
    near = next((code for code in free if zone_of(code) == zone), None)
    if near:
        return Proposal(near, Why.EMPTY_NEAR)
    return Proposal(free[0], Why.EMPTY) if free else None
