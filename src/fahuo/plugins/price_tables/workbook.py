"""Workbooks: values, merged ranges, what is hidden, and what was never worked out."""

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
_MOST_UNWORKED = 100_000
_AT = re.compile(r'\br="([A-Z]{1,3})([0-9]+)"')
_ERROR = re.compile(r'<c\b([^>]*\bt="e"[^>]*)>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?\s*<v>([^<]*)</v>')
_UNWORKED = re.compile(r"<c\b([^>]*)>\s*<f(?:\s[^>]*)?(?:/>|>([^<]*)</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
Apart = tuple[frozenset[int], frozenset[int], dict[tuple[int, int], str]]  # hidden columns and rows, and cells without a value
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')


def read_workbook(content: bytes, name: str) -> tuple[Sheet, ...]:
    """All sheets with cells. Told where the workbook has a password or is broken."""
    with whole(content, name):
        return tuple(_sheets(content, _apart(content)))


def _sheets(content: bytes, hidden: dict[str, Apart]) -> Iterator[Sheet]:
    book = load_workbook(io.BytesIO(content))
    for about in book.sheets_metadata:
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(about.name)
        rows = [
            tuple(_value(cell) for cell in row) if any(cell != "" for cell in row) else () for row in sheet.to_python(skip_empty_area=False)
        ]
        merged = tuple((top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ())
        last = max((bottom for _, _, bottom, _ in merged), default=0)
        rows.extend(() for _ in range(len(rows), min(last + 1, len(rows) + 1000)))
        columns, lines, unworked = hidden.get(about.name, (frozenset(), frozenset(), {}))
        for (row, column), text in unworked.items():
            _put(rows, row, column, text)
        yield Sheet(about.name, tuple(rows), merged, about.visible != SheetVisibleEnum.Visible, columns, lines)


def _put(rows: list[tuple[Value, ...]], row: int, column: int, text: str) -> None:
    """Write a text where the reader of workbooks has nothing: an error, or a formula that was never worked out."""
    rows.extend(() for _ in range(len(rows), row + 1))
    cells = [*rows[row], *[None] * (column + 1 - len(rows[row]))]
    if cells[column] is None:
        cells[column] = text
        rows[row] = tuple(cells)


def _value(cell: Any) -> Value:
    if cell == "":
        return None
    if isinstance(cell, (str, bool, int, float, date)):
        return cell
    return str(cell) if isinstance(cell, (time, timedelta, datetime)) else None


def _apart(content: bytes) -> dict[str, Apart]:
    """Of each sheet of an XLSX file: hidden columns and rows, counted from 0, and cells without a value. Other kinds of workbook: none are known."""
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
                found[html.unescape(sheet.get("name", ""))] = _apart_of(_text(archive, path))
        return found


def _text(archive: zipfile.ZipFile, name: str) -> str:
    if archive.getinfo(name).file_size > _MOST_XML:
        return ""
    return archive.read(name).decode("utf-8", "replace")


def _apart_of(xml: str) -> Apart:
    columns: set[int] = set()
    for column in _tags(xml, "col"):
        if column.get("hidden") in ("1", "true"):
            first, last = int(column["min"]), int(column["max"])
            columns.update(range(first - 1, min(last, first + 1000)))
    rows = {int(row["r"]) - 1 for row in _tags(xml, "row") if row.get("hidden") in ("1", "true") and row.get("r", "").isdigit()}
    return frozenset(columns), frozenset(rows), _unworked(xml)


def _unworked(xml: str) -> dict[tuple[int, int], str]:
    """Cells with an error ("#REF!"), and formulas without a value ("=B2*2"): of both the reader of workbooks makes blanks."""
    found: dict[tuple[int, int], str] = {}
    for pattern, sign in ((_ERROR, ""), (_UNWORKED, "=")) if "<f" in xml or 't="e"' in xml else ():
        for cell in pattern.finditer(xml):
            at = _AT.search(cell[1])
            if at and len(found) < _MOST_UNWORKED:
                found[int(at[2]) - 1, _column(at[1])] = f"{sign}{html.unescape(cell[2] or '')}"[:80]
    return found


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _tags(xml: str, name: str) -> Iterator[dict[str, str]]:
    """Attributes of every tag of that name; a program wrote them, so they are plain."""
    for tag in re.finditer(rf"<(?:\w+:)?{name}\s([^>]*)>", xml):
        yield dict(_ATTRIBUTE.findall(tag[1]))
