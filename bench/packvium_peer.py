"""The peer of `bench pack`: packvium's balanced mode over files in the form of ../shared/data/cartons. Run by an environment that has it."""

from __future__ import annotations

import csv
import json
import sys
import time
from pathlib import Path

from packvium import Container, Dimensions, EffortBudget, Item, Packer, PackingConfig, Weight

WORK = EffortBudget(max_candidates_evaluated=50_000)  # as its own page says, so that no clock decides
FUSE_MS = 60_000


def main(items: str, boxes: str, support: float) -> None:
    """Print one JSON object: boxes, outer volume, pieces that were not packed, milliseconds of a processor."""
    stock: list[Container] = []
    outer: dict[str, int] = {}
    orders: dict[str, list[Item]] = {}
    with Path(boxes).open(encoding="utf-8") as file:
        for name, width, length, depth, tare, *inner, limit in csv.reader(file):
            stock.append(
                Container(
                    name,
                    Dimensions.mm(*inner),
                    Dimensions.mm(width, length, depth),
                    Weight.of(tare, "g"),
                    Weight.of(str(int(limit) - int(tare)), "g"),
                )
            )
            outer[name] = int(width) * int(length) * int(depth)
    with Path(items).open(encoding="utf-8") as file:
        for order, quantity, item, *size, weight in csv.reader(file):
            own = orders.setdefault(order, [])
            own.append(Item.create(f"{len(own)} {item}", Dimensions.mm(*size), f"{weight} g", quantity=int(quantity)))
    packer = Packer(PackingConfig.balanced(effort_budget=WORK, time_limit_ms=FUSE_MS, minimum_support_ratio=support))
    packer.pack(orders[next(iter(orders))], stock)
    count, volume, unpacked, took = 0, 0, 0, []
    for own in orders.values():
        begun = time.thread_time()
        found = packer.pack(own, stock)
        took.append((time.thread_time() - begun) * 1e3)
        count += len(found.containers)
        volume += sum(outer[box.container.id] for box in found.containers)
        unpacked += len(found.unpacked)
    print(
        json.dumps(
            {"boxes": count, "volume_m3": volume / 1e9, "unpacked": unpacked, "ms_per_order": sum(took) / len(took), "worst_ms": max(took)}
        )
    )


main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
