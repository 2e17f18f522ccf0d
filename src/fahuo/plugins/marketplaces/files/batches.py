"""A file of any size in batches of whole orders, in bounded memory.

The rows of one order may lie anywhere in the file, so the whole file is read before the first batch is given; a broken file is refused
before anything is done. Meanwhile texts that repeat (products, dates, buyers, countries) are kept as numbers into a list of texts, which
takes a quarter to a half of the memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fahuo.core.orders.grouping import group
from fahuo.plugins.marketplaces.files.client import read_pieces
from fahuo.plugins.marketplaces.files.drafts import keys
from fahuo.plugins.marketplaces.files.mapping import Mapping, pick
from fahuo.plugins.marketplaces.files.rows import FAULT, ROW
from fahuo.plugins.reading import source as sources

ORDERS, ROWS = 4_000, 100_000
Choice = Callable[[list[str]], Mapping]
_PIECE = sources.PIECE // 2


class Batches:
    """The batches of one file: iterate once. `mapping` is the one that was chosen, `rows` counts the file's rows, `orders` its orders."""

    def __init__(
        self, source: bytes | Path, name: str = "", mapping: Mapping | str | Choice | None = None, orders: int = ORDERS, rows: int = ROWS
    ) -> None:
        """Read the whole file. `mapping` may be one, its name, what chooses it by the file's columns, or None for the best fit.

        A batch has at most `orders` orders and, unless one order is larger, at most `rows` rows. Raises UnreadableFile, UnfitMapping.
        """
        self._parts: list[pl.DataFrame] = []
        of_row: list[pl.DataFrame] = []
        texts: dict[str, pl.Categories] = {}
        for piece in read_pieces(source, name, _PIECE):
            if not self._parts:
                self.mapping = _chosen(mapping, [c for c in piece.columns if c not in (ROW, FAULT)])
                texts = {c: pl.Categories.random("fahuo") for c in piece.columns if c != ROW and _repeats(piece[c])}
            of_row.append(keys(piece, self.mapping))
            self._parts.append(piece.with_columns(pl.col(c).cast(pl.Categorical(known)) for c, known in texts.items()))
        known = pl.concat(of_row)
        grouped = group(known["number"], known["shop"], ~known["whole"].to_numpy())
        self.rows, self.orders = len(known), grouped.count
        self._turn, self._cuts = _cut(grouped.of_row, orders, rows)

    def __len__(self) -> int:
        return max(len(self._cuts) - 1, 0)

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """Frames as client.read_table makes them, each with all rows of its orders, in the order of the file."""
        begins = np.cumsum([0, *map(len, self._parts)])
        for start, end in zip(self._cuts[:-1], self._cuts[1:], strict=True):
            at = np.sort(self._turn[start:end])
            edges = np.searchsorted(at, begins)
            some = [
                part[at[low:high] - begin].with_columns(pl.selectors.categorical().cast(pl.String))
                for part, begin, low, high in zip(self._parts, begins[:-1], edges[:-1], edges[1:], strict=True)
                if high > low
            ]
            yield pl.concat(some)


def _chosen(mapping: Mapping | str | Choice | None, columns: list[str]) -> Mapping:
    if isinstance(mapping, Mapping):
        return pick(columns, mapping.name, [mapping])
    return mapping(columns) if callable(mapping) else pick(columns, mapping)


def _repeats(column: pl.Series) -> bool:
    return column.n_unique() * 2 < len(column)


def _cut(of_row: NDArray[np.int64], orders: int, rows: int) -> tuple[NDArray[np.int64], list[int]]:
    """Rows sorted by order, and where batches begin and end among them. A row of no order may be cut off from any other."""
    turn = np.argsort(of_row, kind="stable")
    sorted_ = of_row[turn]
    begins = np.flatnonzero((np.diff(sorted_, prepend=-2) != 0) | (sorted_ < 0))
    edges = np.append(begins, len(turn))
    alone = int(np.searchsorted(sorted_, 0))  # rows of no order come first
    cuts, at = [0], 0
    while at < len(begins):
        by_rows = int(np.searchsorted(edges, edges[at] + rows, side="right")) - 1
        at = min(max(by_rows, at + 1), max(at, alone) + orders, len(begins))
        cuts.append(int(edges[at]))
    return turn, cuts
