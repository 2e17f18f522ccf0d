"""The bounded search for many items: from today's plan and from everything together, step to the best neighbour while there is a better one.

Deterministic: no dice, a bounded number of sendings priced. All starts climb side by side: the neighbours of a step of all of them are priced
in one batch.
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
    climbing = {way.sendings: way for way in _weigh(bill, list(starts), met)}
    for _ in range(STEPS):
        around = {here: [n for n in _neighbours(here, bill, shelf) if shelf.has(n)][:MOST_NEIGHBOURS] for here in climbing}
        if bill.priced > MOST_PRICED or not any(around.values()):
            break
        weighed = iter(_weigh(bill, [way for ways in around.values() for way in ways], met))
        best = {here: min((next(weighed) for _ in ways), key=lambda way: way.rank, default=None) for here, ways in around.items()}
        # who stands on top stays there; two that come to the same place go on as one
        climbing = {way.sendings: way for here, way in best.items() if way is not None and way.rank < climbing[here].rank}
        if not climbing:
            break
    kept: dict[tuple[int, ...], Way] = {}
    for way in sorted(met.values(), key=lambda way: way.rank):
        kept.setdefault(way.parts, way)
    return list(kept.values())[:wanted]


def _weigh(bill: Bill, ways: Sequence[Sequence[Sending]], met: dict[tuple[Sending, ...], Way]) -> list[Way]:
    places = [sending[:2] for way in ways for sending in way]
    bill.ask_owed([*(mask for mask, _ in places), *(union for way in ways for union in bill.unions(way))])  # all in one question
    bill.ask(places)
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
