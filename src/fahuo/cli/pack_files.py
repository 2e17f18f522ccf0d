"""Files of items and of boxes for `fahuo pack`: a table with or without a header, whose columns go by their place or by their names."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import polars as pl

from fahuo.cli.main import Problem
from fahuo.core.goods.cells import number
from fahuo.plugins.marketplaces.files.client import read_table
from fahuo.plugins.marketplaces.files.rows import FAULT, ROW, find_delimiter, read_rows
from fahuo.plugins.reading.faults import Told
from fahuo.plugins.reading.source import open_source, read_pieces
from fahuo.plugins.reading.workbooks import MAGIC

ALIASES = {
    "order_id": "order", "order_no": "order", "order_number": "order", "qty": "quantity", "sku": "item", "product": "item",
    "height": "depth", "box": "name", "max_weight": "limit", "maximum_weight": "limit", "tare": "empty_weight", "outer_width": "width",
    "outer_length": "length", "outer_depth": "depth", "outer_height": "depth", "inner_height": "inner_depth", "type": "kind",
}  # fmt: skip


def read_columns(path: Path, columns: tuple[str, ...], needed: int) -> pl.DataFrame:
    """The file's cells as String under these names, source_row and source_fault. Raises Problem, whose text can be shown."""
    try:
        with open_source(path, path.name) as (stream, head):
            if head.startswith(MAGIC):
                raw = read_table(path)
                return _named(raw, path, [c for c in raw.columns if c not in (ROW, FAULT)], columns, needed)
            pieces = list(read_pieces(stream, head, path.name))
    except Told as fault:
        said = fault.en.split(": ")[0] if " is empty: " in fault.en else fault.en
        raise Problem(said if said is fault.en else f"{said}: give a row for each, with {_wanted(columns, needed)}") from None
    line, skipped = _first_line(b"".join(pieces[:1]))
    delimiter = find_delimiter(line)
    cells = [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter))]
    while len(cells) > needed and not cells[-1]:
        cells.pop()
    if len(cells) < needed:
        raise Problem(f"{path.name}, row {skipped + 1}: {len(cells)} columns, but there must be {needed}: {_wanted(columns, needed)}")
    places = [f"({i})" for i in range(1, len(cells) + 1)]
    parts, row = [], 1
    for piece in pieces:
        part, row = read_rows(piece, places, delimiter, row)
        parts.append(part)
    raw = pl.concat(parts)
    texts = [place for place, name in zip(places, columns, strict=False) if name in ("order", "item", "name", "attributes", "kind")]
    first = raw.head(1)
    numbers = [place for place in places[:needed] if place not in texts]
    if not raw.height or first.select(pl.any_horizontal(*[number(place).is_not_null() for place in numbers])).item():
        return _placed(raw, places, columns)
    return _named(raw.slice(1).rename(dict(zip(places, _unique(cells), strict=True))), path, _unique(cells), columns, needed)


def _first_line(data: bytes) -> tuple[str, int]:
    """The first line that holds anything, and how many there are before it."""
    lines = data.decode("utf-8", "replace").splitlines()
    at = next((i for i, line in enumerate(lines) if line.strip(' \t,;|"')), 0)
    return lines[at], at


def _wanted(columns: tuple[str, ...], needed: int) -> str:
    return ", ".join(name.replace("_", " ") for name in columns[:needed])


def _unique(cells: list[str]) -> list[str]:
    """Header cells as names, none twice."""
    seen: dict[str, int] = {}
    names = []
    for i, cell in enumerate(cells, 1):
        names.append(cell if cell and seen.setdefault(cell, i) == i else f"({i})")
    return names


def _placed(raw: pl.DataFrame, places: list[str], columns: tuple[str, ...]) -> pl.DataFrame:
    """Columns by their place; more than are known are left out."""
    return raw.select(*[pl.col(place).alias(name) for place, name in zip(places, columns, strict=False)], ROW, FAULT)


def _named(raw: pl.DataFrame, path: Path, header: list[str], columns: tuple[str, ...], needed: int) -> pl.DataFrame:
    """Columns by their names where the header names all that are needed, else by their place."""
    known: dict[str, str] = {}
    for cell in header:
        plain = re.sub(r"\W+", "_", re.sub(r"[(（].*?[)）]", "", cell.lower())).strip("_")
        plain = re.sub(r"_(mm|g)$", "", plain)
        known.setdefault(ALIASES.get(plain, plain), cell)
    if all(name in known for name in columns[:needed]):
        return raw.select(*[pl.col(known[name]).alias(name) for name in columns if name in known], ROW, FAULT)
    if len(header) < needed:
        raise Problem(f"{path.name}: {len(header)} columns, but there must be {needed}: {_wanted(columns, needed)}")
    return _placed(raw, header, columns)
