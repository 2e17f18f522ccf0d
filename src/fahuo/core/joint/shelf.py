"""Whether a warehouse has what sendings take from it: what is free there, and what is promised to these very items already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import polars as pl

from fahuo.core.joint.ways import Item, Sending, bits


class Shelf:
    """Stock for some items at every warehouse."""

    def __init__(self, items: Sequence[Item], warehouses: Iterable[int], free: pl.DataFrame | None) -> None:
        """`free` is frames.Stock without what is promised to the items; None: everything is everywhere."""
        self._items = items
        self._endless = free is None
        self._left: Counter[tuple[int, int]] = Counter()
        for item in items:
            for product, pieces in item.products:
                self._left[item.warehouse_id, product] += pieces
        products = {product for item in items for product, _ in item.products}
        if free is not None:
            for product, warehouse, available in free.select("product_id", "warehouse_id", "available").iter_rows():
                if product in products:
                    self._left[warehouse, product] += available
        today = {item.warehouse_id for item in items}
        able = {w for w in warehouses if self._endless or any(self._left[w, p] > 0 for p in products)}
        self.warehouses = tuple(sorted(today | able))
        lines = Counter((item.order_id, item.line_no) for item in items)
        self._parted = [lines[item.order_id, item.line_no] > 1 for item in items]

    def has(self, sendings: Iterable[Sending]) -> bool:
        """Whether all of these can be sent together. Pieces of one line that come from one warehouse travel together."""
        need: Counter[tuple[int, int]] = Counter()
        of_line: dict[tuple[int, int, int], int] = {}
        for number, (mask, warehouse, _) in enumerate(sendings):
            for n in bits(mask):
                item = self._items[n]
                if self._parted[n] and of_line.setdefault((item.order_id, item.line_no, warehouse), number) != number:
                    return False
                if not self._endless:
                    for product, pieces in item.products:
                        need[warehouse, product] += pieces
        return all(self._left[at] >= pieces for at, pieces in need.items())

    def ample(self) -> frozenset[int]:
        """Warehouses of which no sending takes anything from another: all items are there at once, and no line is in two parts."""
        if any(self._parted):
            return frozenset()
        full = (1 << len(self._items)) - 1
        return frozenset(w for w in self.warehouses if self.has([(full, w, 0)]))
