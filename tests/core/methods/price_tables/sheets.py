"""Workbooks and text files from rows, as a forwarder's clerk would save them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

Row = Sequence[Any]


@dataclass
class Page:
    """A sheet: rows, merged ranges as "A1:C1", and what is hidden."""

    name: str
    rows: list[Row]
    merged: tuple[str, ...] = ()
    hidden: bool = False
    hidden_columns: tuple[int, ...] = ()
    hidden_rows: tuple[int, ...] = ()


def workbook(*pages: Page) -> bytes:
    """An XLSX file."""
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    book.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})  # the same rows are the same bytes
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for page in pages:
        sheet = book.add_worksheet(page.name)
        for r, row in enumerate(page.rows):
            for c, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(r, c, value, day)
                elif isinstance(value, (int, float, Decimal)):
                    sheet.write_number(r, c, float(value))
                elif value is not None:
                    sheet.write_string(r, c, value)
        for cells in page.merged:
            sheet.merge_range(cells, "")
            top, left, _, _ = _corners(cells)
            value = page.rows[top][left]
            sheet.write_number(top, left, float(value)) if isinstance(value, (int, float, Decimal)) else sheet.write_string(
                top, left, value
            )
        for column in page.hidden_columns:
            sheet.set_column(column, column, None, None, {"hidden": True})
        for row in page.hidden_rows:
            sheet.set_row(row, None, None, {"hidden": True})
        if page.hidden:
            sheet.hide()
    book.close()
    return kept.getvalue()


def text(rows: Iterable[Row], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """A CSV file."""
    kept = io.StringIO()
    csv.writer(kept, delimiter=delimiter).writerows([["" if v is None else v for v in row] for row in rows])
    return kept.getvalue().encode(encoding)


def _corners(cells: str) -> tuple[int, int, int, int]:
    from xlsxwriter.utility import xl_cell_to_rowcol

    first, last = (xl_cell_to_rowcol(cell) for cell in cells.split(":"))
    return (*first, *last)
