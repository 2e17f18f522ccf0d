"""The bounded search for many items: from today's plan and from everything together, step to the best neighbour while there is a better one.

Deterministic: no dice, a bounded number of sendings priced. All neighbours of a step are priced in one batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from fahuo.core.joint.bill import Bill
from fahuo.core.joint.shelf import Shelf
from fahuo.core.joint.ways import Sending, Way, bits

STEPS = 12
MOST_PRICED = 3_000  # sendings
MOST_NEIGHBOURS = 400


def climb(bill: Bill, shelf: Shelf, starts: Iterable[Sequence[Sending]], wanted: int) -> list[Way]:
    """The best ways that were met and differ in what travels together, the best first. Never worse than any of the starts that the warehouses have."""
    met: dict[tuple[Sending, ...], Way] = {}
    for start in starts:
        here = _weigh(bill, [start], met)[0]
        for _ in range(STEPS):
            around = [n for n in _neighbours(here.sendings, bill, shelf) if shelf.has(n)][:MOST_NEIGHBOURS]
            if bill.priced > MOST_PRICED or not around:
                break
            best = min(_weigh(bill, around, met), key=lambda way: way.rank)
            if best.rank >= here.rank:
                break
            here = best
    # duty may have turned out not to be known for some sending after others were weighed with it: all are added up alike, and a class
    # whose duty is not known is not taken for its duty
    kept: dict[tuple[int, ...], Way] = {}
    for way in sorted((bill.way(sendings) for sendings in met), key=lambda way: way.rank):
        if all(sending in bill.every(sending[:2]) for sending in way.sendings):
            kept.setdefault(way.parts, way)
    return list(kept.values())[:wanted]


def _weigh(bill: Bill, ways: Sequence[Sequence[Sending]], met: dict[tuple[Sending, ...], Way]) -> list[Way]:
    bill.ask([sending[:2] for way in ways for sending in way])
    bill.ask_owed([union for way in ways for union in bill.unions(way)])
    found = [bill.way(way) for way in ways]
    met.update({way.sendings: way for way in found})
    return found


def _neighbours(way: Sequence[Sending], bill: Bill, shelf: Shelf) -> Iterator[list[Sending]]:
    """A sending by other services or from elsewhere; two sendings together; an item alone; an item with others; a sending cut in two."""
    for a, (mask, warehouse, _) in enumerate(way):
        rest = [s for n, s in enumerate(way) if n != a]
        for choice in bill.choices((mask, warehouse)):
            if choice not in way:
                yield [*rest, choice]
        for b in range(a + 1, len(way)):
            others = [s for n, s in enumerate(way) if n not in (a, b)]
            for at in sorted({warehouse, way[b][1]}):
                yield [*others, (mask | way[b][0], at, 0)]
        for at in shelf.warehouses:
            if at != warehouse:
                yield [*rest, (mask, at, 0)]
    for a, (mask, warehouse, _) in enumerate(way):
        rest = [s for n, s in enumerate(way) if n != a]
        inside = bits(mask)
        if len(inside) < 2:
            continue
        for n in inside:
            yield [*rest, (mask ^ 1 << n, warehouse, 0), (1 << n, warehouse, 0)]
            for b, (other, at, _) in enumerate(rest):
                yield [*(s for k, s in enumerate(rest) if k != b), (mask ^ 1 << n, warehouse, 0), (other | 1 << n, at, 0)]
        half = sum(1 << n for n in inside[: len(inside) // 2])
        yield [*rest, (half, warehouse, 0), (mask ^ half, warehouse, 0)]
