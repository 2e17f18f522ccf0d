"""The package's own tables (data/*.csv)."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources


@cache
def rows(file: str) -> tuple[dict[str, str], ...]:
    """The rows of one table; a cell that is empty is an empty text.

    >>> rows("aliases.csv")[0]["country"]
    'GB'
    """
    text = resources.files("fahuo.countries").joinpath("data", file).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
