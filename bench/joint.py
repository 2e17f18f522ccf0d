"""python -m bench joint: the joint choice of two orders, beside a plain loop that plans every sending by itself and adds every way up."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from itertools import product
from typing import Any

import polars as pl
from tests.core.joint.brute import partings
from tests.core.joint.scene import ON, allocated, orders_of, world

from fahuo.core.joint.bill import Bill
from fahuo.core.joint.plan import EXACT, items_of, plan_joint

GOODS = (0, 3, 5, 7, 8, 10, 17, 4, 12, 19, 2, 6)  # places in the sample's catalogue
SIZES = (2, 3, 4, 6, 8, 12)
PLAIN_UP_TO = 4  # items: with six the plain loop takes minutes
TIMES, TIMES_OF_MANY = 12, 4


def main() -> None:
    """Measure and print; takes about a minute."""
    shown = f"{len(world().rates.services)} services, {world().warehouses.height} warehouses, everything everywhere"
    print(
        f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the start; the sample world: {shown}\n"
    )
    print(
        "| items of two orders | sets priced | ms of a core | ms by the clock | search | the plain loop, ms of a core |\n| ---: | ---: | ---: | ---: | --- | ---: |"
    )
    for size in SIZES:
        orders, lines = orders_of(*[[(n, 1) for n in part] for part in (GOODS[: (size + 1) // 2], GOODS[(size + 1) // 2 : size])])
        given = orders, lines, allocated(lines, 1)
        found = plan_joint(*given, world(), ON)
        cpu, wall = _least(lambda given=given: plan_joint(*given, world(), ON), TIMES if size <= PLAIN_UP_TO else TIMES_OF_MANY)
        plain = "–"
        if size <= PLAIN_UP_TO:
            begun = time.process_time()
            cost = _plain(*given)
            plain = f"{(time.process_time() - begun) * 1000:,.0f}, the same least cost"
            if cost != found.best.cost:
                raise SystemExit(f"the plain loop finds {cost}, the search {found.best.cost}")
        how = "all ways" if size <= EXACT else "bounded"
        goal = ", goal 50" if size in (2, 4) else ""
        print(f"| {size} | {found.priced:,} | {cpu * 1000:.0f}{goal} | {wall * 1000:.0f} | {how} | {plain} |", flush=True)


def _plain(orders: pl.DataFrame, lines: pl.DataFrame, allocations: pl.DataFrame) -> int:
    """The least cost: each sending packed, priced and taxed in a call of its own, every parting from all warehouses by all classes added up."""
    items = items_of(allocations)
    warehouses = world().warehouses["warehouse_id"].to_list()
    bill = Bill(orders, lines, items, world(), ON)
    for mask, warehouse in product(range(1, 1 << len(items)), warehouses):
        bill.ask([(mask, warehouse)])
    best = None
    for parts in partings(len(items)):
        masks = [sum(1 << n for n in part) for part in parts]
        every = [[s for w in warehouses for s in bill.every((mask, w))] for mask in masks]
        for chosen in product(*every):
            cost = bill.way(chosen).cost
            best = cost if best is None else min(best, cost)
    assert best is not None
    return best


def _least(work: Callable[[], Any], times: int) -> tuple[float, float]:
    """Seconds of a core and by the clock, each the least of some runs."""
    cpus, walls = [], []
    for _ in range(times):
        begun, busy = time.perf_counter(), time.process_time()
        work()
        cpus.append(time.process_time() - busy)
        walls.append(time.perf_counter() - begun)
    return min(cpus), min(walls)


if __name__ == "__main__":
    main()
