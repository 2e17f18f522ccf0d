"""The joint choice: the best way to send the open orders of one buyer, or one order, with the runners-up and what each saves.

Merge or split x warehouse x boxes x service x duty. Up to EXACT items every way is considered; above, a bounded deterministic search. The best is
never dearer than today's plan, nor than everything in one sending.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from fahuo.core.joint.bill import Bill
from fahuo.core.joint.bounded import climb
from fahuo.core.joint.exact import best_ways
from fahuo.core.joint.owed import MUCH, Lack
from fahuo.core.joint.shelf import Shelf
from fahuo.core.joint.together import may_travel_together
from fahuo.core.joint.ways import Item, Priced, Sending, Way

if TYPE_CHECKING:
    from fahuo.core.journey import World

EXACT = 8  # items
SHOWN = 5  # ways beside today's


@dataclass(frozen=True)
class Joint:
    """What was found. Money in the merchant's currency."""

    items: tuple[Item, ...]
    today: Way
    ways: tuple[Way, ...]  # the best first; today's may be among them
    sendings: dict[Sending, Priced]  # all that the ways speak of
    exact: bool
    priced: int  # sendings that were packed and priced
    duty_known: bool  # of today's plan; where it is not, duty is left out of all ways, else ways whose duty is not known are left out
    lacks: tuple[Lack, ...]  # why not everything is known

    @property
    def best(self) -> Way:
        """The best way; today's where nothing is better."""
        return self.ways[0]

    def saves_minor(self, way: Way) -> int:
        """What a way costs less than today's."""
        return self.today.total_minor - way.total_minor


def plan_joint(orders: pl.DataFrame, lines: pl.DataFrame, allocations: pl.DataFrame, world: World, on: date, exact: int = EXACT) -> Joint:
    """Search ways to send frames.Allocations of orders that may travel together.

    Orders and Lines: all of these orders. `world.stock`: what is free beside the allocations. Services, rules, promises, aims and boxes are
    the merchant's, as for any other parcel. ValueError where the orders may not share a parcel, or nothing is allocated.
    """
    if not may_travel_together(orders):
        raise ValueError("these orders do not go to one buyer at one address under one currency and tax number")
    items = items_of(allocations, world.stock, exact)
    if not items:
        raise ValueError("nothing of these orders is allocated to a warehouse")
    shelf = Shelf(items, sorted(world.warehouses["warehouse_id"].to_list()), world.stock)
    today, together = _today(items), _together(items, shelf)
    bill = Bill(orders, lines, items, world, on, today)
    if len(items) <= exact:
        found = best_ways(bill, shelf, SHOWN)
    else:
        found = climb(bill, shelf, [today, *together, _by_order(items)], SHOWN)
    found = [way for way in found if way.duty_minor < MUCH]  # what one does not know, one does not propose
    as_planned = bill.way(today)
    ways = tuple(found) if found and found[0].rank <= as_planned.rank else (as_planned, *found[: SHOWN - 1])
    spoken = {s: bill.of(s) for way in (as_planned, *ways) for s in way.sendings}
    return Joint(items, as_planned, ways, spoken, len(items) <= exact, bill.priced, bill.duty_known, bill.owed.lacks())


def items_of(allocations: pl.DataFrame, free: pl.DataFrame | None = None, most: int = EXACT) -> tuple[Item, ...]:
    """The items of allocations, by order, line and warehouse.

    Pieces of which another warehouse has some, but not all, are two items: as many as are there, and the rest. So a line may be parted where
    that is what keeps it from travelling with the others. As long as there are no more than `most` items; the largest such lot first.
    """
    key = ["order_id", "line_no", "warehouse_id"]
    rows = allocations.sort(*key, "product_id").group_by(key, maintain_order=True).agg("product_id", "quantity")
    whole = [Item(o, n, w, tuple(zip(p, q, strict=True))) for o, n, w, p, q in rows.iter_rows()]
    lots = sorted((-_lot(item, free), n) for n, item in enumerate(whole) if _lot(item, free))
    cut = {n: -lot for lot, n in lots[: max(0, most - len(whole))]}
    return tuple(part for n, item in enumerate(whole) for part in (_parted(item, cut[n]) if n in cut else (item,)))


def _lot(item: Item, free: pl.DataFrame | None) -> int:
    """The most pieces of an item that another warehouse has where it has not all; 0 where there is none. Parts of kits stay together."""
    if free is None or len(item.products) > 1:
        return 0
    [(product, pieces)] = item.products
    elsewhere = free.filter(product_id=product).filter(pl.col("warehouse_id") != item.warehouse_id)["available"]
    return max((int(n) for n in elsewhere if 0 < n < pieces), default=0)


def _parted(item: Item, lot: int) -> tuple[Item, Item]:
    [(product, pieces)] = item.products
    return tuple(Item(item.order_id, item.line_no, item.warehouse_id, ((product, n),)) for n in (lot, pieces - lot))  # type: ignore[return-value]


def _today(items: tuple[Item, ...]) -> list[Sending]:
    """Each order by itself from each of its warehouses."""
    masks: dict[tuple[int, int], int] = {}
    for n, item in enumerate(items):
        key = (item.order_id, item.warehouse_id)
        masks[key] = masks.get(key, 0) | 1 << n
    return [(mask, warehouse, 0) for (_, warehouse), mask in masks.items()]


def _together(items: tuple[Item, ...], shelf: Shelf) -> list[list[Sending]]:
    """Everything in one sending, from wherever all of it is."""
    full = (1 << len(items)) - 1
    return [[(full, warehouse, 0)] for warehouse in shelf.warehouses if shelf.has([(full, warehouse, 0)])]


def _by_order(items: tuple[Item, ...]) -> list[Sending]:
    """All orders together, from each warehouse that they are allocated to."""
    masks: dict[int, int] = {}
    for n, item in enumerate(items):
        masks[item.warehouse_id] = masks.get(item.warehouse_id, 0) | 1 << n
    return [(mask, warehouse, 0) for warehouse, mask in masks.items()]
