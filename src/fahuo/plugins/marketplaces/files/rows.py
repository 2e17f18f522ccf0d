"""One piece of a text table -> a frame of texts. The fast way proves that it lost nothing; where it cannot, it is read row by row.

Frames have the file's columns as String, source_row (as a spreadsheet shows it, the header's row included) and source_fault: null,
"cells FOUND EXPECTED" for a row with too many or too few cells, "quote" for one whose quotation mark never closes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator

import numpy as np
import polars as pl

ROW, FAULT = "source_row", "source_fault"
_COMMA_LIKE = (",", ";", "\t", "|")
_NEWLINE, _RETURN, _QUOTE = 10, 13, 34
_LONGEST = 1000  # lines that one row may have


def find_delimiter(line: str) -> str:
    """The separator that the header uses most, outside quotes; a comma if none."""
    bare = "".join(part for at, part in enumerate(line.split('"')) if at % 2 == 0)
    return max(_COMMA_LIKE, key=bare.count)


def read_rows(data: bytes, columns: list[str], delimiter: str, first_row: int) -> tuple[pl.DataFrame, int]:
    """A piece of whole rows -> frame, and the number of the row that follows it. Blank rows are counted and left out."""
    read = _read_fast(data, columns, delimiter)
    if read is None:
        return _read_carefully(data.decode(), columns, delimiter, first_row)
    numbered = read.with_columns(
        pl.int_range(first_row, first_row + pl.len(), dtype=pl.Int64).alias(ROW), pl.lit(None, pl.String).alias(FAULT)
    )
    if (read[columns[0]].fill_null("") == "").any():
        numbered = numbered.filter(pl.any_horizontal(pl.col(columns).fill_null("") != ""))
    blank = data[len(data.rstrip(b"\r\n")) :].count(b"\n") - 1  # rows at the end that the fast way did not see
    return numbered, first_row + len(read) + max(blank, 0)


def _read_fast(data: bytes, columns: list[str], delimiter: str) -> pl.DataFrame | None:
    """By polars; null where it fails, or where the count of separators and line breaks does not prove that every row is whole.

    polars refuses a row with too many cells. So if all rows together have exactly their separators, none has too few.
    """
    body = np.frombuffer(data.rstrip(b"\r\n"), np.uint8)
    breaks, marks = np.flatnonzero(body == _NEWLINE), np.flatnonzero(body == ord(delimiter))
    quotes = np.flatnonzero(body == _QUOTE)
    if len(quotes):
        if len(quotes) % 2 or not _well_placed(body, quotes, ord(delimiter)):
            return None
        inside = np.searchsorted(quotes, breaks) % 2, np.searchsorted(quotes, marks) % 2
        breaks, marks = breaks[inside[0] == 0], marks[inside[1] == 0]
    rows = len(breaks) + 1
    if len(marks) != rows * (len(columns) - 1) or _lone_returns(body):
        return None
    try:
        frame = pl.read_csv(
            body.tobytes() + b"\n", has_header=False, new_columns=columns, separator=delimiter, infer_schema=False, raise_if_empty=False
        )
    except pl.exceptions.PolarsError:
        return None
    return frame if frame.shape == (rows, len(columns)) else None


def _well_placed(body: np.ndarray[tuple[int], np.dtype[np.uint8]], quotes: np.ndarray[tuple[int], np.dtype[np.intp]], mark: int) -> bool:
    """Whether every quotation mark opens at the start of a cell, closes at its end, or is one of a doubled pair inside."""
    edge = np.array([mark, _NEWLINE, _RETURN, _QUOTE], np.uint8)
    before = body[np.maximum(quotes[::2] - 1, 0)]
    after = body[np.minimum(quotes[1::2] + 1, len(body) - 1)]
    opens = np.isin(before, edge) | (quotes[::2] == 0)
    closes = np.isin(after, edge) | (quotes[1::2] == len(body) - 1)
    return bool(opens.all() and closes.all())


def _lone_returns(body: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> bool:
    returns = np.flatnonzero(body == _RETURN)
    return bool(len(returns)) and bool((body[np.minimum(returns + 1, len(body) - 1)] != _NEWLINE).any())


def _read_carefully(text: str, columns: list[str], delimiter: str, first_row: int) -> tuple[pl.DataFrame, int]:
    """Row by row. A row that does not fit is kept with its fault; a quotation mark that never closes spoils its own line only."""
    width, row = len(columns), first_row - 1
    parts: list[pl.DataFrame] = []
    kept: list[tuple[str | int | None, ...]] = []
    for cells in _split(text.replace("\r\n", "\n").split("\n"), delimiter, width):
        row += 1
        if isinstance(cells, str):
            kept.append((cells, *[None] * (width - 1), row, "quote"))
        elif any(cells):
            over = any(cells[width:])  # empty cells beyond the header are nothing lost
            wrong = f"cells {len(cells)} {width}" if over or len(cells) < width else None
            kept.append((*(cell or None for cell in cells[:width]), *[None] * (width - len(cells)), row, wrong))
        if len(kept) >= 50_000:
            parts.append(_frame(kept, columns))
            kept = []
    return pl.concat([*parts, _frame(kept, columns)]), row + 1


def _frame(rows: list[tuple[str | int | None, ...]], columns: list[str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={**dict.fromkeys(columns, pl.String), ROW: pl.Int64, FAULT: pl.String}, orient="row")


def _split(lines: list[str], delimiter: str, width: int) -> Iterator[list[str] | str]:
    """The cells of each row; the bare line where a quotation mark opens and no row with the right number of cells comes of it."""
    if lines and not lines[-1]:
        lines.pop()
    at = 0
    while at < len(lines):
        if '"' not in lines[at]:
            yield lines[at].split(delimiter)
            at += 1
            continue
        used = 0

        def take(start: int = at) -> Iterator[str]:
            nonlocal used
            for here in range(start, min(start + _LONGEST, len(lines))):
                used += 1
                yield lines[here] + "\n"

        cells: list[str] | None
        try:
            cells = next(csv.reader(take(), delimiter=delimiter, strict=True))
        except (csv.Error, StopIteration):
            cells = None
        if cells is None or (used > 1 and len(cells) != width):
            alone = _alone(lines[at], delimiter)  # 12" nails: a mark that was meant as a sign
            cells, used = (alone, 1) if len(alone) == width and lines[at].count('"') % 2 == 0 else (None, 1)
        yield lines[at] if cells is None else cells
        at += used


def _alone(line: str, delimiter: str) -> list[str]:
    """The cells of one line by itself; none where a bare return stands in it."""
    try:
        return next(csv.reader([line], delimiter=delimiter))
    except csv.Error:
        return []
