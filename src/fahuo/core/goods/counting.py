"""Counts: which bins, what a difference is, and where a count stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

import polars as pl

from fahuo.core.words import Telling

CLASSES = (("A", 80), ("B", 95), ("C", 100))  # percent of what left, by value


class CountState(StrEnum):
    """Where a count stands. Computed, never stored."""

    OPEN = "open"
    WAITS = "waits"  # finished with differences, not yet approved
    CLOSED = "closed"
    CANCELLED = "cancelled"


def state(tellings: Sequence[str]) -> CountState:
    """The state by what was told of it, in the order in which it was told."""
    for last, meant in ((Telling.CANCELLED, CountState.CANCELLED), (Telling.CLOSED, CountState.CLOSED)):
        if last in tellings:
            return meant
    decided = [t for t in tellings if t in (Telling.ASKED, Telling.REJECTED)]
    return CountState.WAITS if decided and decided[-1] == Telling.ASKED else CountState.OPEN


def balances(before: int, changes: Iterable[int]) -> tuple[int, int]:
    """The least and the most that lay in a bin while it was counted: what lay there before, and each move since.

    >>> balances(10, [-2, 5]), balances(10, [])
    ((8, 13), (10, 10))
    """
    low = high = at = before
    for change in changes:
        at += change
        low, high = min(low, at), max(high, at)
    return low, high


def difference(expected: int, low: int, high: int, counted: int) -> int | None:
    """Pieces too many (or, below zero, too few); 0 where the books explain what was counted; None where pieces moved and it must be counted again.

    Whoever counts while others pick may have seen the bin before a move or after it: any balance in between is right.

    >>> difference(10, 10, 10, 9), difference(10, 8, 10, 9), difference(10, 8, 10, 5)
    (-1, 0, None)
    """
    if low <= counted <= high:
        return 0
    return counted - expected if low == high else None


def classes(left: pl.DataFrame) -> pl.DataFrame:
    """ABC: product_id, value (what left, in money or pieces) -> product_id, class. What makes up the first 80 % is A, to 95 % B, the rest C.

    A product of which nothing left is C.
    """
    rows = left.group_by("product_id").agg(pl.col("value").sum()).sort("value", "product_id", descending=[True, False])
    total = max(int(rows["value"].sum()), 1)
    before = (pl.col("value").cum_sum() - pl.col("value")) * 100
    ranked = rows.with_columns(
        pl.when(pl.col("value") <= 0).then(pl.lit("C"))
        .when(before < 80 * total).then(pl.lit("A"))
        .when(before < 95 * total).then(pl.lit("B"))
        .otherwise(pl.lit("C")).alias("class")
    )  # fmt: skip
    return ranked.select("product_id", "class")


def oldest(bins: pl.DataFrame, most: int) -> list[int]:
    """Bins (bin_id, walk, code, counted_at) that were not counted for the longest time, never counted first; in the order of the walk."""
    chosen = bins.sort("counted_at", "walk", "code", nulls_last=False).head(most)
    return chosen.sort("walk", "code")["bin_id"].to_list()


def to_count(bins: pl.DataFrame, most: int) -> pl.DataFrame:
    """What to count today: of bins (bin_id, walk, code, counted_at, moved) at most so many, in the order of the walk, with `why`.

    Half of them by how often pieces moved there since they were counted ("moved"; errors are made where hands are), the others by how long
    nobody has counted them, never counted first ("oldest").
    """
    busy = bins.filter(pl.col("moved") > 0).sort("moved", "walk", "code", descending=[True, False, False]).head((most + 1) // 2)
    rest = bins.join(busy.select("bin_id"), on="bin_id", how="anti", maintain_order="left").sort(
        "counted_at", "walk", "code", nulls_last=False
    )
    both = [busy.with_columns(why=pl.lit("moved")), rest.head(most - busy.height).with_columns(why=pl.lit("oldest"))]
    return pl.concat(both).sort("walk", "code")
