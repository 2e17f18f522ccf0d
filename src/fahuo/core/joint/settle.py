"""The best warehouses and services for sendings that are settled upon: what travels together is given, where it comes from and how it goes is not.

Sendings that share orders owe at least what all of them would as one consignment, by the dearest of what they go by. So for each of the few
sums that this may be, the least that the rest costs is known beforehand, and a depth-first search seldom turns back. Nine in ten partings are
not searched at all: the same sums, with the cheapest of each set that may be sent for it, bound them from below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fahuo.core.joint.bill import Bill
from fahuo.core.joint.shelf import Shelf
from fahuo.core.joint.ways import Sending, Way, bits

NEVER = 1 << 80


@dataclass(frozen=True)
class _Linked:
    """Sets of items that share orders, and of each the sendings that it may be."""

    options: list[list[tuple[Sending, int, int, int]]]  # of each set: sending, its cost, its own duty, what all owe together by its means
    sums: list[int]  # that all may owe together, the least first
    rest: list[list[int]]  # from each set on and for each of the sums: the least cost of all that follow
    alone: list[int]  # from each set on the least cost of all that follow, each with its own duty

    def least(self, at: int, cost: int, apart: int, together: int) -> int:
        """No way to go on from the set `at` costs less, when those before it cost so much, owe so much apart, and at least so much together."""
        by_sum = min((cost + rest + owed for rest, owed in zip(self.rest[at], self.sums, strict=True) if owed >= together), default=NEVER)
        return max(by_sum, cost + apart + self.alone[at])


class Settler:
    """Finds the best sendings for sets of items that together are all."""

    def __init__(self, bill: Bill, shelf: Shelf, able: Mapping[int, list[Sending]]) -> None:
        self._bill, self._shelf, self._able = bill, shelf, able
        self._known: dict[tuple[int, ...], _Linked] = {}
        numbers = {order: n for n, order in enumerate(sorted({item.order_id for item in bill.items}))}
        self._orders = {mask: sum({1 << numbers[bill.items[n].order_id] for n in bits(mask)}) for mask in able}
        # of each set what it costs without duty by each of its sendings, and by what columns of the duty's table: as bits
        self._means = {mask: [(bill.plain(s), _columns(bill, s)) for s in of] for mask, of in able.items()}
        self._every = 0
        for of in self._means.values():
            for _, columns in of:
                self._every |= columns
        self._apart = {mask: min(map(bill.relaxed, of)) for mask, of in able.items()}
        self._cheapest: dict[int, dict[int, int]] = {}
        self._chains: dict[int, list[tuple[int, dict[int, int]]]] = {}

    def settle(self, parts: Sequence[int], most: int) -> Way | None:
        """The best way that parts the items so; None where there is none that costs no more than `most`."""
        found = self._parts(parts)
        if sum(map(self._least, found)) > most:
            return None
        linked = [self._linked(tuple(part)) for part in found]
        after = [sum(part.least(0, 0, 0, 0) for part in linked[n:]) for n in range(len(linked) + 1)]
        best: list[Way] = []

        def go(n: int, at: int, taken: list[Sending], done: int, cost: int, apart: int, together: int) -> None:
            if at == len(linked[n].options):
                done, n, at, cost, apart, together = done + cost + max(apart, together), n + 1, 0, 0, 0, 0
                if n == len(linked):
                    way = self._bill.way(taken)
                    if way.cost <= most and (not best or way.rank < best[0].rank):
                        best[:] = [way]
                    return
            for sending, more, owed, whole in linked[n].options[at]:
                found = cost + more, apart + owed, max(together, whole)
                least = done + linked[n].least(at + 1, *found) + after[n + 1]
                if least <= (best[0].cost if best else most) and self._shelf.has([*taken, sending]):
                    go(n, at + 1, [*taken, sending], done, *found)

        if after[0] <= most:
            go(0, 0, [], 0, 0, 0, 0)
        return best[0] if best else None

    def _least(self, masks: list[int]) -> int:
        """No way to send sets that share orders costs less."""
        apart = sum(map(self._apart.__getitem__, masks))
        if len(masks) == 1 or not self._bill.duty_known:
            return apart
        return max(apart, min(owed + sum(map(least.__getitem__, masks)) for owed, least in self._chain(sum(masks))))

    def _chain(self, union: int) -> list[tuple[int, dict[int, int]]]:
        """The sums that a union may owe, and for each what every set costs at least by means that owe no more."""
        if union not in self._chains:
            row = {column: self._bill.owed.at(union, column) for column in bits(self._every)}
            sums = sorted({0, *row.values()})
            self._chains[union] = [(owed, self._by(sum(1 << c for c, v in row.items() if v <= owed))) for owed in sums]
        return self._chains[union]

    def _by(self, columns: int) -> dict[int, int]:
        """What every set costs at least by means of these columns alone."""
        if columns not in self._cheapest:
            self._cheapest[columns] = {
                mask: min((cost for cost, used in of if not used & ~columns), default=NEVER) for mask, of in self._means.items()
            }
        return self._cheapest[columns]

    def _linked(self, masks: tuple[int, ...]) -> _Linked:
        if masks not in self._known:
            self._known[masks] = self._new(masks)
        return self._known[masks]

    def _new(self, masks: tuple[int, ...]) -> _Linked:
        bill, counts = self._bill, self._bill.duty_known
        union = 0
        for mask in masks:
            union |= mask
        options: list[list[tuple[Sending, int, int, int]]] = []
        for mask in masks:
            of = [(s, bill.plain(s), bill.relaxed(s) - bill.plain(s)) for s in self._able[mask]]
            options.append(
                [(s, cost, owed, bill.owed.of(union, s[1], bill.used(s)) if counts and len(masks) > 1 else 0) for s, cost, owed in of]
            )
        sums = sorted({option[3] for of in options for option in of})
        rest, alone = [[0] * len(sums)], [0]
        for each in reversed(options):
            least = [min((cost for _, cost, _, whole in each if whole <= owed), default=NEVER) for owed in sums]
            rest.append([min(a + b, NEVER) for a, b in zip(rest[-1], least, strict=True)])
            alone.append(alone[-1] + min(cost + owed for _, cost, owed, _ in each))
        return _Linked(options, sums, rest[::-1], alone[::-1])

    def _parts(self, masks: Sequence[int]) -> list[list[int]]:
        """Sets that share an order, directly or by others between."""
        parts: list[tuple[int, list[int]]] = []
        for mask in masks:
            mine, inside, rest = self._orders[mask], [mask], []
            for part in parts:
                if part[0] & mine:
                    mine, inside = mine | part[0], [*part[1], *inside]
                else:
                    rest.append(part)
            parts = [*rest, (mine, inside)]
        return [part[1] for part in parts]


def _columns(bill: Bill, sending: Sending) -> int:
    return sum(1 << column for column in bill.owed.key(sending[1], bill.used(sending))) if bill.duty_known else 0
