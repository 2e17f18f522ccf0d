"""The exact search: of all ways to part the items into sendings, each from a warehouse that has them, the best ones.

Every set of items is priced once at every warehouse that has it. The least cost of what is left, were stock no matter, is a table over sets
(dynamic programming); it is never above the truth, so a branch that cannot come among the best by it is cut. See
docs/algorithms/joint-choice.md.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping

from fahuo.core.joint.bill import Bill
from fahuo.core.joint.shelf import Shelf
from fahuo.core.joint.ways import Sending, Way

NEVER = 1 << 80


def best_ways(bill: Bill, shelf: Shelf, wanted: int) -> list[Way]:
    """The `wanted` best ways that differ in what travels together, each from its best warehouses, the best first.

    All sets of the items are priced: 255 x warehouses for eight items.
    """
    full = (1 << len(bill.items)) - 1
    sendings = [(mask, warehouse) for mask in range(1, full + 1) for warehouse in shelf.warehouses]
    bill.ask(sendings)
    able: dict[int, list[Sending]] = {}
    for sending in sendings:
        if shelf.has([sending]):
            able.setdefault(sending[0], []).append(sending)
    for choices in able.values():
        choices.sort(key=lambda s: (bill.relaxed(s), s))
    return _Search(bill, shelf, able, _least(bill, able, full), wanted).run(full)


def _least(bill: Bill, able: Mapping[int, list[Sending]], full: int) -> list[int]:
    """For each set of items the least that sending it costs, were there stock for every sending at once."""
    of = [bill.relaxed(able[mask][0]) if mask in able else NEVER for mask in range(full + 1)]
    least = [0] + [NEVER] * full
    for mask in range(1, full + 1):
        first = mask & -mask
        rest = mask ^ first
        sub = rest
        while True:  # every set that holds the first item
            part = sub | first
            cost = of[part] + least[mask ^ part]
            if cost < least[mask]:
                least[mask] = cost
            if not sub:
                break
            sub = (sub - 1) & rest
    return least


class _Search:
    def __init__(self, bill: Bill, shelf: Shelf, able: Mapping[int, list[Sending]], least: list[int], wanted: int) -> None:
        self._bill, self._shelf, self._able, self._least, self._wanted = bill, shelf, able, least, wanted
        self._found: list[tuple[tuple[object, ...], Way]] = []

    def run(self, full: int) -> list[Way]:
        """Search everything that the bound does not cut."""
        self._go(full, [], 0)
        return [way for _, way in self._found]

    def _go(self, left: int, taken: list[Sending], cost: int) -> None:
        if cost + self._least[left] >= NEVER or self._hopeless(cost + self._least[left]):
            return
        if not left:
            self._keep(self._bill.way(taken))
            return
        first = left & -left
        rest = left ^ first
        parts, sub = [], rest
        while True:
            if (sub | first) in self._able:
                parts.append(sub | first)
            if not sub:
                break
            sub = (sub - 1) & rest
        # the most promising first: the bound then cuts sooner. Which ways are found does not depend on it
        parts.sort(key=lambda part: (self._bill.relaxed(self._able[part][0]) + self._least[left ^ part], part))
        for part in parts:
            for sending in self._able[part]:
                if self._shelf.has([*taken, sending]):
                    self._go(left ^ part, [*taken, sending], cost + self._bill.relaxed(sending))

    def _hopeless(self, bound: int) -> bool:
        return len(self._found) == self._wanted and bound > self._found[-1][1].cost

    def _keep(self, way: Way) -> None:
        for n, (rank, other) in enumerate(self._found):
            if other.parts == way.parts:
                if rank <= way.rank:
                    return
                del self._found[n]
                break
        insort(self._found, (way.rank, way), key=lambda pair: pair[0])
        del self._found[self._wanted :]
