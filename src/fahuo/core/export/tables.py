"""The room's dated rules, read from its own CSV file. Each row says from when to when it holds, where it is from and how sure it is."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from importlib import resources
from typing import Literal

Row = dict[str, str]
Table = Literal["terms"]


@cache
def rows_on(table: Table, on: date) -> tuple[Row, ...]:
    """The rows that hold on the day, in the order of the file (the first that fits wins); an empty cell sets no condition."""
    return tuple(row for row in _rows(table) if _holds(row, on))


@cache
def _rows(table: Table) -> tuple[Row, ...]:
    text = resources.files("fahuo.core.export").joinpath(f"{table}.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def _holds(row: Row, on: date) -> bool:
    begins, ends = row["valid_from"], row["valid_to"]
    return not (begins and on < date.fromisoformat(begins)) and not (ends and on >= date.fromisoformat(ends))
