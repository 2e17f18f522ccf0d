"""Workbooks: values, merged ranges, and what is hidden."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import SheetTypeEnum, SheetVisibleEnum, load_workbook

from fahuo.core.methods.price_tables.cells import Sheet, Value
from fahuo.plugins.reading.workbooks import MAGIC, whole

_MOST_XML = 300 * 1024 * 1024  # of one sheet, unpacked
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')


def read_workbook(content: bytes, name: str) -> tuple[Sheet, ...]:
    """All sheets with cells. Told where the workbook has a password or is broken."""
    with whole(content, name):
        return tuple(_sheets(content, _hidden(content)))


def _sheets(content: bytes, hidden: dict[str, tuple[frozenset[int], frozenset[int]]]) -> Iterator[Sheet]:
    book = load_workbook(io.BytesIO(content))
    for about in book.sheets_metadata:
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(about.name)
        rows = [tuple(_value(cell) for cell in row) for row in sheet.to_python(skip_empty_area=False)]
        merged = tuple((top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ())
        last = max((bottom for _, _, bottom, _ in merged), default=0)
        rows.extend(() for _ in range(len(rows), min(last + 1, len(rows) + 1000)))
        columns, lines = hidden.get(about.name, (frozenset(), frozenset()))
        yield Sheet(about.name, tuple(rows), merged, about.visible != SheetVisibleEnum.Visible, columns, lines)


def _value(cell: Any) -> Value:
    if cell == "":
        return None
    if isinstance(cell, (str, bool, int, float, date)):
        return cell
    return str(cell) if isinstance(cell, (time, timedelta, datetime)) else None


def _hidden(content: bytes) -> dict[str, tuple[frozenset[int], frozenset[int]]]:
    """Hidden columns and rows of each sheet of an XLSX file, counted from 0. Other kinds of workbook: none are known."""
    if not content.startswith(MAGIC[0]):
        return {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
            return {}
        targets = {a.get("Id", ""): a.get("Target", "") for a in _tags(_text(archive, "xl/_rels/workbook.xml.rels"), "Relationship")}
        found = {}
        for sheet in _tags(_text(archive, "xl/workbook.xml"), "sheet"):
            target = targets.get(sheet.get("r:id", ""), "").removeprefix("/xl/").removeprefix("/")
            path = f"xl/{target}"
            if path in names:
                found[html.unescape(sheet.get("name", ""))] = _hidden_of(_text(archive, path))
        return found


def _text(archive: zipfile.ZipFile, name: str) -> str:
    if archive.getinfo(name).file_size > _MOST_XML:
        return ""
    return archive.read(name).decode("utf-8", "replace")


def _hidden_of(xml: str) -> tuple[frozenset[int], frozenset[int]]:
    columns: set[int] = set()
    for column in _tags(xml, "col"):
        if column.get("hidden") in ("1", "true"):
            first, last = int(column["min"]), int(column["max"])
            columns.update(range(first - 1, min(last, first + 1000)))
    rows = {int(row["r"]) - 1 for row in _tags(xml, "row") if row.get("hidden") in ("1", "true") and row.get("r", "").isdigit()}
    return frozenset(columns), frozenset(rows)


def _tags(xml: str, name: str) -> Iterator[dict[str, str]]:
    """Attributes of every tag of that name; a program wrote them, so they are plain."""
    for tag in re.finditer(rf"<(?:\w+:)?{name}\s([^>]*)>", xml):
        yield dict(_ATTRIBUTE.findall(tag[1]))
