"""The exact search: of all ways to part the items into sendings, each from a warehouse that has them by services that take it, the best ones.

Every set of items is priced once at every warehouse that has it. What cannot be in a best way is left out first. Then a depth-first search
over what travels together, which leaves warehouses and services to settle.py, is cut by two bounds that are never above the truth: the least
cost of what is left were stock no matter (dynamic programming over sets), and the same without duty beside the least that all orders must
owe. See docs/algorithms/joint-choice.md.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping

import numpy as np

from fahuo.core.joint.bill import Bill
from fahuo.core.joint.settle import NEVER, Settler
from fahuo.core.joint.shelf import Shelf
from fahuo.core.joint.ways import Sending, Way, bits


def best_ways(bill: Bill, shelf: Shelf, wanted: int) -> list[Way]:
    """The `wanted` best ways that differ in what travels together, each from its best warehouses by its best services, the best first.

    All sets of the items are priced: 255 x warehouses for eight items.
    """
    full = (1 << len(bill.items)) - 1
    places = [(mask, w) for mask in range(1, full + 1) for w in shelf.warehouses if shelf.has([(mask, w, 0)])]
    bill.ask_owed(range(1, full + 1))
    bill.ask(places)
    able: dict[int, list[Sending]] = {}
    for place in places:
        able.setdefault(place[0], []).extend(bill.choices(place))
    able = _undominated(bill, shelf, able, full)
    return _Search(bill, shelf, able, full, wanted).run(full)


def _undominated(bill: Bill, shelf: Shelf, able: Mapping[int, list[Sending]], full: int) -> dict[int, list[Sending]]:
    """Of each set the sendings that no other is better than in every way: it costs no more, owes no more whatever it counts together with, and
    takes nothing that another sending may need."""
    table = bill.owed.table(range(1, full + 1) if bill.duty_known else [])
    below = np.array([[(a <= b).all() for b in table.T] for a in table.T], dtype=np.bool_).reshape(table.shape[1], table.shape[1])
    keys: dict[tuple[int, int], list[int]] = {}
    ample = shelf.ample()

    def key(sending: Sending) -> list[int]:
        of = sending[1], bill.used(sending)
        if of not in keys:
            keys[of] = bill.owed.key(*of) if table.size else []
        return keys[of]

    def better(one: Sending, other: Sending) -> bool:
        if (one[1] != other[1] and one[1] not in ample) or (bill.plain(one), one) >= (bill.plain(other), other):
            return False
        return all(any(below[mine, theirs] for theirs in key(other)) for mine in key(one))

    found = {}
    for mask, every in able.items():
        kept: list[Sending] = []
        for sending in sorted(every, key=lambda s: (bill.plain(s), s)):
            if not any(better(other, sending) for other in kept):
                kept.append(sending)
        found[mask] = sorted(kept, key=lambda s: (bill.relaxed(s), s))
    return found


def _least(cost: list[int], full: int) -> list[int]:
    """For each set of items the least that sending it costs, were there stock for every sending at once; `cost`: of each set as one sending."""
    least = [0] + [NEVER] * full
    for mask in range(1, full + 1):
        first = mask & -mask
        rest = mask ^ first
        sub = rest
        while True:  # every set that holds the first item
            part = sub | first
            found = cost[part] + least[mask ^ part]
            if found < least[mask]:
                least[mask] = found
            if not sub:
                break
            sub = (sub - 1) & rest
    return least


def _floor(bill: Bill, full: int) -> int:
    """The least that any way owes. Sendings that share orders owe at least what these orders would as one, and every way parts the orders so."""
    table = bill.owed.table(range(1, full + 1) if bill.duty_known else [])
    if not table.size:
        return 0
    orders = sorted({item.order_id for item in bill.items})
    items = [sum(1 << n for n, item in enumerate(bill.items) if item.order_id == order) for order in orders]
    every = (1 << len(orders)) - 1
    least = table.min(axis=1).tolist()
    return _least([0, *(least[sum(items[n] for n in bits(some)) - 1] for some in range(1, every + 1))], every)[every]


class _Search:
    def __init__(self, bill: Bill, shelf: Shelf, able: Mapping[int, list[Sending]], full: int, wanted: int) -> None:
        self._able, self._wanted, self._settler = able, wanted, Settler(bill, shelf, able)
        self._cost = [bill.relaxed(able[mask][0]) if mask in able else NEVER for mask in range(full + 1)]
        self._plain = [min(map(bill.plain, able[mask])) if mask in able else NEVER for mask in range(full + 1)]
        self._least, self._least_plain = _least(self._cost, full), _least(self._plain, full)
        self._floor = _floor(bill, full)
        self._found: list[Way] = []

    def run(self, full: int) -> list[Way]:
        """Search everything that the bounds do not cut."""
        self._go(full, [], 0, 0)
        return self._found

    def _go(self, left: int, parts: list[int], cost: int, plain: int) -> None:
        if not left:
            way = self._settler.settle(parts, self._most())
            if way is not None:
                insort(self._found, way, key=lambda way: way.rank)
                del self._found[self._wanted :]
            return
        first = left & -left
        rest = left ^ first
        ahead, sub = [], rest
        while True:
            part = sub | first
            bound = max(
                cost + self._cost[part] + self._least[left ^ part], plain + self._plain[part] + self._least_plain[left ^ part] + self._floor
            )
            if bound <= self._most():
                ahead.append((bound, part))
            if not sub:
                break
            sub = (sub - 1) & rest
        # the most promising first: the bounds then cut sooner. Which ways are found does not depend on it
        for bound, part in sorted(ahead):
            if bound <= self._most():
                self._go(left ^ part, [*parts, part], cost + self._cost[part], plain + self._plain[part])

    def _most(self) -> int:
        """What costs more is not among the best."""
        return self._found[-1].cost if len(self._found) == self._wanted else NEVER - 1
