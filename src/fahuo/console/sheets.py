"""Lists as files: CSV in pieces as they are read, XLSX through a file on disk."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse

Cell = str | int | float | date | datetime | None
BOM = "﻿"  # without it Excel reads Chinese in a CSV as Latin-1
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def answer(kind: str, name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponseBase:
    """A download: kind is "xlsx" or "csv"; name is the file's without its end."""
    if kind == "xlsx":
        response: HttpResponseBase = FileResponse(_xlsx(header, rows), content_type=XLSX)
    else:
        response = StreamingHttpResponse(_csv(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.{'xlsx' if kind == 'xlsx' else 'csv'}"
    return response


def harmless(value: Cell) -> Cell:
    """A buyer's text that begins like a formula is kept from being one when a spreadsheet opens the file."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") and not _is_number(value):
        return "'" + value
    return value


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    text = io.StringIO()
    writer = csv.writer(text)
    yield BOM
    writer.writerow(header)
    for at, row in enumerate(rows, 1):
        writer.writerow([_said(harmless(cell)) for cell in row])
        if at % 500 == 0:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()


def _said(cell: Cell) -> Any:
    return cell.strftime("%Y-%m-%d %H:%M") if isinstance(cell, datetime) else cell


def _xlsx(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Any:
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 the response closes it
    book = xlsxwriter.Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    )
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True, "bottom": 1})
    moment, on = book.add_format({"num_format": "yyyy-mm-dd hh:mm"}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, header, bold)
    for column, title in enumerate(header):
        sheet.set_column(column, column, max(10, min(40, 2 * len(title))))
    for at, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, datetime):
                sheet.write_datetime(at, column, cell, moment)
            elif isinstance(cell, date):
                sheet.write_datetime(at, column, cell, on)
            elif isinstance(cell, str):
                sheet.write_string(at, column, cell[:32_000])
            elif cell is not None:
                sheet.write_number(at, column, cell)
    book.close()
    file.seek(0)
    return file
