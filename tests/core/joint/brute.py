"""Every way to send some items, enumerated without any of the search's bounds and shortcuts. Of the code under test it takes only what one
sending costs and what one set of items owes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from fahuo.core.joint.bill import Bill
from fahuo.core.joint.owed import MUCH
from fahuo.core.joint.ways import Item

Place = tuple[object, ...]  # a warehouse and a product, or a line at a warehouse
Sums = tuple[int, int, int]  # without duty, duty of each sending by itself, duty of all as one consignment by what they use


@dataclass(frozen=True)
class Option:
    """One sending of a set of items: its price, its duty, and by what it goes."""

    warehouse: int
    used: int
    plain: int
    duty: int


def partings(count: int) -> Iterator[list[list[int]]]:
    """All ways to part numbered items: each is put into one of the parts of those before it, or begins one."""

    def go(n: int, parts: list[list[int]]) -> Iterator[list[list[int]]]:
        if n == count:
            yield [list(part) for part in parts]
            return
        for part in parts:
            part.append(n)
            yield from go(n + 1, parts)
            part.pop()
        parts.append([n])
        yield from go(n + 1, parts)
        parts.pop()

    return go(0, [])


def least_of_every_parting(bill: Bill, warehouses: Sequence[int], free: Counter[tuple[int, int]] | None) -> list[int]:
    """For every parting of the items that can be sent at all its least cost, the least first. `free`: pieces at (warehouse, product) beside
    those that are promised to the items; None: without end."""
    items = bill.items
    bill.ask_owed(range(1, 1 << len(items)))
    bill.ask([(mask, w) for mask in range(1, 1 << len(items)) for w in warehouses])
    known = bill.duty_known
    scarce = _scarce(items, warehouses, free)
    options = {
        mask: [
            Option(w, bill.used(s), bill.plain(s), bill.owed.of(mask, w, bill.used(s)) if known else 0)
            for w in warehouses
            for s in bill.every((mask, w))
        ]
        for mask in range(1, 1 << len(items))
    }
    owed = bill.owed.of if known else lambda mask, warehouse, used: 0
    sums: dict[tuple[int, ...], dict[tuple[int, ...], set[Sums]]] = {}  # of sendings that are linked
    costs = []
    for parts in partings(len(items)):
        states: dict[tuple[int, ...], int] = {(0,) * len(scarce): 0}
        for linked in _linked(parts, items):
            masks = tuple(sorted(sum(1 << n for n in part) for part in linked))
            if masks not in sums:
                sums[masks] = _sums(masks, options, items, scarce, owed)
            after: dict[tuple[int, ...], int] = {}
            for taken, cost in states.items():
                for more, found in sums[masks].items():
                    total = tuple(a + b for a, b in zip(taken, more, strict=True))
                    if all(n <= most for n, most in zip(total, scarce.values(), strict=True)):
                        least = cost + min(plain + max(apart, whole) for plain, apart, whole in found)
                        after[total] = min(after.get(total, least), least)
            states = after
        if states:
            costs.append(min(states.values()))
    return sorted(cost for cost in costs if cost < MUCH)  # what is not known is not proposed


def _sums(
    masks: tuple[int, ...],
    options: dict[int, list[Option]],
    items: Sequence[Item],
    scarce: dict[Place, int],
    owed: Callable[[int, int, int], int],
) -> dict[tuple[int, ...], set[Sums]]:
    """What linked sendings cost from all warehouses by all services, by what they take of scarce places; sums that are worse in all three are left out."""
    whole = sum(masks)
    states: dict[tuple[int, ...], set[Sums]] = {(0,) * len(scarce): {(0, 0, 0)}}
    for mask in masks:
        after: dict[tuple[int, ...], set[Sums]] = {}
        for option in options[mask]:
            takes = _takes(mask, option.warehouse, items, scarce)
            together = owed(whole, option.warehouse, option.used) if len(masks) > 1 else 0
            for taken, found in states.items():
                total = tuple(a + b for a, b in zip(taken, takes, strict=True))
                if all(n <= most for n, most in zip(total, scarce.values(), strict=True)):
                    mine = after.setdefault(total, set())
                    mine |= {(plain + option.plain, apart + option.duty, max(most, together)) for plain, apart, most in found}
        states = {taken: _lowest(found) for taken, found in after.items()}
    return states


def _lowest(found: set[Sums]) -> set[Sums]:
    kept: list[Sums] = []
    for one in sorted(found):
        if not any(a <= one[0] and b <= one[1] and c <= one[2] for a, b, c in kept):
            kept.append(one)
    return set(kept)


def _linked(parts: list[list[int]], items: Sequence[Item]) -> list[list[list[int]]]:
    """Parts that share an order, directly or by others between: numbers are spread until nothing changes."""
    number = list(range(len(parts)))
    changed = True
    while changed:
        changed = False
        for a, one in enumerate(parts):
            for b, other in enumerate(parts):
                if number[a] > number[b] and {items[n].order_id for n in one} & {items[n].order_id for n in other}:
                    number[a], changed = number[b], True
    return [[part for part, at in zip(parts, number, strict=True) if at == one] for one in sorted(set(number))]


def _scarce(items: Sequence[Item], warehouses: Sequence[int], free: Counter[tuple[int, int]] | None) -> dict[Place, int]:
    """Places that cannot give all that might be asked of them, and what they have. A line in several items leaves a warehouse in one sending."""
    lines = Counter((item.order_id, item.line_no) for item in items)
    scarce: dict[Place, int] = {(*line, w): 1 for line, n in lines.items() if n > 1 for w in warehouses}
    if free is None:
        return scarce
    left, asked = Counter(free), Counter[int]()
    for item in items:
        for product, pieces in item.products:
            left[item.warehouse_id, product] += pieces
            asked[product] += pieces
    return scarce | {(w, product): left[w, product] for product, most in asked.items() for w in warehouses if left[w, product] < most}


def _takes(mask: int, warehouse: int, items: Sequence[Item], scarce: dict[Place, int]) -> tuple[int, ...]:
    inside = [item for n, item in enumerate(items) if mask >> n & 1]
    need: Counter[Place] = Counter()
    for item in inside:
        for product, pieces in item.products:
            need[warehouse, product] += pieces
    need.update({(item.order_id, item.line_no, warehouse): 1 for item in inside})
    return tuple(need[place] for place in scarce)
