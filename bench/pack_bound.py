"""The limit of `bench pack`: how few boxes, and how little volume, orders need at least, proved by counting (core/goods/fill_bound.py)."""

from __future__ import annotations

from itertools import combinations_with_replacement

import numpy as np

from fahuo.core.goods import fill
from fahuo.core.goods.fill_bound import refuted
from fahuo.core.goods.fill_floor import Desk, learn_turns, make_desk
from fahuo.core.goods.memo import Packed
from fahuo.core.goods.pack_orders import Boxes, Orders

MOST_TEAMS = 20_000  # of one order; where there are more, nothing is proved


def bounds(orders: Orders, boxes: Boxes, packed: list[Packed]) -> tuple[int, int, int, int]:
    """Boxes at least, orders whose number of boxes is proved to be the fewest, orders of which the volume is proved too, volume at least (mm3)."""
    desk, least_boxes, fewest, smallest, least_volume = make_desk(), 0, 0, 0, 0
    for i, (parcels, _) in enumerate(packed):
        kinds = orders.kinds[orders.starts[i] : orders.starts[i + 1]]
        used, volume = parcels.shape[1], int(boxes.volume[parcels[1]].sum())
        size, least = _order(kinds, boxes, used, volume, desk)
        least_boxes += size
        fewest += size == used
        smallest += size == used and least == volume
        least_volume += least
    return least_boxes, fewest, smallest, least_volume


def _order(kinds: fill.Ints, boxes: Boxes, used: int, volume: int, desk: Desk) -> tuple[int, int]:
    """The fewest boxes that are not refuted, and the least volume of that many (or of as many as are used, whichever is less)."""
    counts = kinds[:, fill.COUNT].copy()
    needed = fill.burden(kinds, counts)
    if counts.sum() > fill.MAX_PIECES or used > fill.TEAM:
        return max(1, -(-needed[0] // int(boxes.table[:, fill.INNER].max()))), int(boxes.volume.min())
    learn_turns(kinds, desk)
    size, least = used, volume
    for team_size in range(used, 0, -1):
        teams = [
            team
            for team in combinations_with_replacement(range(len(boxes.table)), team_size)
            if (team_size < used or boxes.volume[list(team)].sum() < volume)
            and (boxes.table[list(team)][:, [fill.INNER, fill.ROOM]].sum(axis=0) >= needed).all()
        ]
        for team in teams[:MOST_TEAMS]:
            desk.inside[:team_size] = boxes.table[list(team), :4]
            if not refuted(kinds, counts, team_size, desk):
                size, least = team_size, min(least, int(boxes.volume[list(team)].sum()))
    return size, least


def drawn_orders(count: int, seed: int) -> list[tuple[int, ...]]:
    """Rows (order, quantity, item, width, length, depth, weight) of orders drawn by lot: 2 to 12 kinds of 1 to 3 pieces, 20 to 300 mm."""
    draw, rows = np.random.default_rng(seed), []
    for order in range(count):
        for item in range(int(draw.integers(2, 13))):
            size = np.exp(draw.uniform(np.log(20), np.log(300), 3)).astype(int)
            weight = max(1, int(size.prod() / 1000 * draw.uniform(0.1, 0.8)))
            rows.append((order, int(draw.integers(1, 4)), item, *size.tolist(), weight))
    return rows
