"""Rows of one order number belong together, wherever they lie in the file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray


@dataclass(frozen=True)
class Grouping:
    """Which order each row belongs to: 0, 1, ... in the order in which the numbers first appear; -1 for a row of no order."""

    of_row: NDArray[np.int64]
    count: int

    def first(self, have: NDArray[np.bool_]) -> NDArray[np.int64]:
        """For each order its first row among those that `have`, or -1."""
        rows = np.flatnonzero(have & (self.of_row >= 0))[::-1]
        found = np.full(self.count, -1, np.int64)
        found[self.of_row[rows]] = rows  # of several, the last written stays: the first row, since they come backwards
        return found

    def values(self, columns: pl.DataFrame) -> pl.DataFrame:
        """For each order the first value by row of each column that is not null; null where all its rows are."""
        whole = columns[self.first(np.ones(len(columns), np.bool_))]
        for name in columns.columns:
            if 0 < columns[name].null_count() < len(columns):
                found = self.first(columns[name].is_not_null().to_numpy())
                value = columns[name][np.maximum(found, 0)]
                whole = whole.with_columns(pl.when(pl.Series(found >= 0)).then(value).alias(name))
        return whole


def group(number: pl.Series, shop: pl.Series, outside: NDArray[np.bool_]) -> Grouping:
    """Group rows by shop and number; rows that are `outside`, or have no number, belong to no order.

    Rows of an order mostly follow each other: only the heads of such runs are compared as texts.
    """
    rows = pl.DataFrame({"number": number, "shop": shop})
    signs = rows.select(named=pl.col("number").is_not_null(), begins=pl.any_horizontal(pl.all().ne_missing(pl.all().shift(1))))
    named = signs["named"].to_numpy() & ~outside
    begins = signs["begins"].to_numpy() | ~named
    begins[:1] = True
    begins[1:] |= ~named[:-1]
    run = np.cumsum(begins) - 1
    starts = np.flatnonzero(begins)
    starts = starts[named[starts]]
    heads = rows[starts]
    known = heads.unique(maintain_order=True) if len(heads) > 1 else heads
    if len(known) == len(heads):
        of_head = np.arange(len(heads))
    else:
        known = known.with_row_index("at")
        of_head = heads.join(known, on=["number", "shop"], how="left", nulls_equal=True, maintain_order="left")["at"].to_numpy()
    of_run = np.full(int(run[-1]) + 1 if len(run) else 0, -1, np.int64)
    of_run[run[starts]] = of_head
    return Grouping(of_run[run], len(known))
