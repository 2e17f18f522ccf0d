"""What is wrong with a catalogue or a stock file, as sentences: place, value, mend."""

from __future__ import annotations

import json

import polars as pl

from fahuo.cli.main import Problem
from fahuo.core.reasons import REASONS, mend, say

SHOWN = 20
# Without these a file is the wrong file: every line of every order would be refused for it.
NEEDED = {"catalog_column_missing": ("sku",), "stock_column_missing": ("sku", "quantity")}


def stop_without_columns(name: str, refusals: pl.DataFrame) -> None:
    """Raise Problem where a column is missing on which everything hangs."""
    for code, values in refusals.filter(pl.col("code").is_in(list(NEEDED))).select("code", "values").iter_rows():
        if json.loads(values)["field"] in NEEDED[code]:
            raise Problem(f"{name}: {say(code, values)}; {mend(code, values)}. Its first row must be the header")


def sentences(kind: str, refusals: pl.DataFrame) -> list[str]:
    """The first SHOWN refusals of a file of this kind, and how many more there are."""
    rows = refusals.head(SHOWN).select("code", "values").iter_rows()
    more = [f"{kind}: ... and {refusals.height - SHOWN} more"] if refusals.height > SHOWN else []
    return [f"{kind}: {_row(code, values)}{say(code, values)}; {mend(code, values)}" for code, values in rows] + more


def _row(code: str, values: str) -> str:
    """The row of the file, where the sentence does not name it itself."""
    row = json.loads(values).get("source_row")
    return f"row {row}: " if row and "{source_row}" not in REASONS[code].en else ""
