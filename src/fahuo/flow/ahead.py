"""Plan the next part of a batch while the last one is being stored: deciding needs no database, so the two can go on side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import TypeVar

import polars as pl

from fahuo.core.goods.materials import left_after
from fahuo.core.journey import Prepared, World, prepare
from fahuo.core.orders.allocate import left_of

PART = 1_000  # orders planned at once
T, U = TypeVar("T"), TypeVar("U")


def plan_in_parts(orders: pl.DataFrame, lines: pl.DataFrame, world: World, on: date) -> Iterator[Prepared]:
    """Plan a batch part by part, in the order in which orders are served: what one part promises, the next does not find.

    `orders` carry buyer_key and content, which the next part needs to see repeated orders. The parts are the same plan as the whole.
    """
    queue = orders.sort("placed_at", "shop", "number", "order_id")
    parts = [queue.slice(begin, PART) for begin in range(0, max(queue.height, 1), PART)]

    def plan() -> Iterator[Prepared]:
        now = world
        for part in parts:
            inside = lines.join(part.select("order_id"), on="order_id", how="semi", maintain_order="left") if len(parts) > 1 else lines
            prepared = prepare(part, inside, now, on)
            yield prepared
            now = _after(now, part, prepared)

    return iter(plan()) if len(parts) == 1 else one_ahead(plan())


def _after(world: World, part: pl.DataFrame, prepared: Prepared) -> World:
    """The world that the next part meets."""
    seen = part.filter(pl.col("buyer_key").is_not_null()).select("buyer_key", "content", "placed_at")
    return replace(
        world,
        stock=left_of(world.stock, prepared.allocations),
        materials=left_after(world.materials, prepared.needs),
        earlier=pl.concat([world.earlier, seen]) if world.earlier.width else seen,
    )


def one_ahead(things: Iterable[T], work: Callable[[T], U] = lambda thing: thing) -> Iterator[U]:  # type: ignore[assignment]
    """The things in their order, each worked out in another thread while the one before is being used."""
    source = iter(things)
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as pool:
        coming = pool.submit(_next, source, work)
        while (given := coming.result()) is not None:
            coming = pool.submit(_next, source, work)
            yield given[0]


def _next(source: Iterator[T], work: Callable[[T], U]) -> tuple[U] | None:
    for thing in source:
        return (work(thing),)
    return None
