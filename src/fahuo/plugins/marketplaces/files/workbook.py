"""A workbook's first sheet that holds anything, as texts: a cell is written as the spreadsheet shows it, less its number format."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO

import polars as pl
from python_calamine import CalamineSheet, load_workbook

from fahuo.plugins.marketplaces.files.header import name_columns
from fahuo.plugins.marketplaces.files.rows import FAULT, ROW
from fahuo.plugins.reading import faults
from fahuo.plugins.reading.workbooks import whole

_PIECE = 50_000
Cell = int | float | str | bool | time | date | datetime | timedelta


def read_workbook(stream: IO[bytes], name: str) -> Iterator[pl.DataFrame]:
    """Frames as rows.py makes them, by and by. Hidden sheets count as others do; there are no faulty rows in a workbook."""
    data = stream.read()
    with whole(data, name):
        yield from _frames(_sheet(data), name)


def _sheet(data: bytes) -> CalamineSheet | None:
    book = load_workbook(io.BytesIO(data))
    sheets = (book.get_sheet_by_name(title) for title in book.sheet_names)
    return next((sheet for sheet in sheets if sheet.end is not None and any(any(map(_text, row)) for row in sheet.iter_rows())), None)


def _frames(sheet: CalamineSheet | None, name: str) -> Iterator[pl.DataFrame]:
    if sheet is None:
        raise faults.empty(name)
    columns: list[str] = []
    kept: list[list[str | int | None]] = []
    for row, cells in enumerate(sheet.iter_rows(), 1):  # from the first row, also where the table begins lower
        texts = [_text(cell) for cell in cells]
        if not any(texts):
            continue
        if not columns:
            columns = name_columns([text or "" for text in texts], name, row)
            continue
        kept.append([*texts, row, None])
        if len(kept) == _PIECE:
            yield _frame(kept, columns)
            kept = []
    yield _frame(kept, columns)


def _frame(rows: list[list[str | int | None]], columns: list[str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={**dict.fromkeys(columns, pl.String), ROW: pl.Int64, FAULT: pl.String}, orient="row")


def _text(cell: Cell) -> str | None:
    """A whole number comes out of calamine as 1.0; a text with leading zeros stays as it is."""
    if isinstance(cell, str):
        return cell.strip() or None
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    return str(cell)
