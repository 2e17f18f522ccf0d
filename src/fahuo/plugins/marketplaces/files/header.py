"""The header of a table: where it is, what its columns are called."""

from __future__ import annotations

import csv
import re

from fahuo.plugins.marketplaces.files.rows import FAULT, ROW, find_delimiter
from fahuo.plugins.reading import faults

_DATA = re.compile(r"[-+]?[\d][\d.,:/\-\sT]*")  # a number or a date; hardly ever the name of a column
_SEPARATOR = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)  # spreadsheet programs write it as the first line


def split_header(data: bytes, name: str) -> tuple[list[str], str, bytes, int]:
    """The first piece of a text table -> column names, delimiter, what follows the header, and the row where that begins.

    Blank rows above the header are passed over and counted.
    """
    row, at, delimiter = 0, 0, ""
    while at < len(data):
        row += 1
        end = data.find(b"\n", at) + 1 or len(data)
        line = data[at:end].decode("utf-8", "replace")
        said = _SEPARATOR.fullmatch(line)
        if said:
            delimiter = said[1]
        elif line.strip(' \t\r\n,;|"'):
            for _ in range(50):  # a header cell may hold line breaks
                if line.count('"') % 2 == 0 or end == len(data):
                    break
                end = data.find(b"\n", end) + 1 or len(data)
                line = data[at:end].decode("utf-8", "replace")
            if line.count('"') % 2:
                raise faults.open_header(name, row)
            delimiter = delimiter or find_delimiter(line)
            cells = next(csv.reader(line.splitlines(keepends=True), delimiter=delimiter))
            return name_columns(cells, name, row), delimiter, data[end:], row + 1
        at = end
    raise faults.empty(name)


def name_columns(cells: list[str], name: str, row: int) -> list[str]:
    """Header cells -> column names: "(3)" for a third one without a name, and none twice."""
    named = [" ".join(cell.split()) for cell in cells]
    said = [cell for cell in named if cell]
    if not said:
        raise faults.empty(name)
    if 3 * sum(1 for cell in said if _DATA.fullmatch(cell)) >= len(said):
        raise faults.no_header(name, row, ", ".join(said)[:60])
    seen: dict[str, int] = {}
    for at, cell in enumerate(named, 1):
        if cell and seen.setdefault(cell, at) != at:
            raise faults.same_header(name, row, cell, seen[cell], at)
    return [f"{cell} (file)" if cell in (ROW, FAULT) else cell or f"({at})" for at, cell in enumerate(named, 1)]
