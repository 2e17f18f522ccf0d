"""Cells of a catalogue or a stock file, all of them text: how a table of them is taken in, and how a bad cell is refused."""

from __future__ import annotations

import polars as pl

from fahuo.core import frames

_NUMBER = r"^[+-]?\d+(\.\d*)?$"  # no thousands separators: 1,200 may mean two things


def by_header(raw: pl.DataFrame) -> pl.DataFrame:
    """The same table with its header in small letters, every cell trimmed, and `source_row`: the header is row 1, so data begin at row 2.

    A `source_row` that the caller already gave stays. Of two equal headers the first counts. Rows without any cell are left out.
    """
    if "source_row" in raw.columns:
        rows = raw.get_column("source_row").cast(pl.Int64)
    else:
        rows = pl.int_range(2, raw.height + 2, eager=True, dtype=pl.Int64)
    cells: dict[str, pl.Series] = {}
    for header in raw.columns:
        name = header.strip().lstrip("\ufeff").lower()
        if name and name != "source_row" and name not in cells:
            cells[name] = raw.get_column(header).cast(pl.String).str.strip_chars().replace("", None)
    table = pl.DataFrame({"source_row": rows, **cells})
    return table.filter(pl.any_horizontal(pl.col(*cells).is_not_null())).sort("source_row") if cells else table.clear()


def whole_rows(table: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows whose cells stand under their headers, and refusals of the others.

    The reader of a file says it in `source_fault`: null, "cells FOUND EXPECTED" or "quote". Where there is no such column all are whole.
    """
    fault = pl.col("source_fault")
    if "source_fault" not in table.columns or table.get_column("source_fault").null_count() == table.height:
        return table, frames.empty(frames.Refusals)
    parts = fault.str.split(" ").list
    row, found, expected = pl.col("source_row"), parts.get(1, null_on_oob=True), parts.get(2, null_on_oob=True)
    ragged = table.filter(fault.str.starts_with("cells"))
    refusals = frames.gather(
        frames.refuse(ragged, "goods", "row_ragged", {"source_row": row, "found": found, "expected": expected}),
        frames.refuse(table.filter(~fault.str.starts_with("cells")), "goods", "quote_open", {"source_row": row}),
    )
    return table.filter(fault.is_null()), refusals


def number(field: str) -> pl.Expr:
    """The cell as Float64; null where it is empty or no plain number. Full-width digits count as digits."""
    plain = pl.col(field).str.normalize("NFKC").str.strip_chars()
    return pl.when(plain.str.contains(_NUMBER)).then(plain).cast(pl.Float64)


def refuse_cells(bad: pl.DataFrame, code: str, field: str, **more: pl.Expr) -> pl.DataFrame:
    """Refusals (step goods) for rows whose cell `field` is no good: the sentence gets source_row, field, value and what else is given."""
    said = {"source_row": pl.col("source_row"), "field": pl.lit(field), "value": pl.col(field)}
    return frames.refuse(bad, "goods", code, {**said, **more})


def with_first_row(rows: pl.DataFrame, *key: str) -> pl.DataFrame:
    """The rows, each with the number of the first row that has the same key as `first_row`."""
    return rows.with_columns(first_row=pl.col("source_row").min().over(key))
