"""Tables as text: which encoding, what parts the cells, and the rows."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import PurePath

from fahuo.core.methods.price_tables.cells import Sheet
from fahuo.plugins.reading import faults
from fahuo.plugins.reading.source import open_source, read_pieces

_DELIMITERS = (";", "\t", ",", "|")
_LOOKED_AT = 400  # rows
_LONGEST_CELL = 10_000_000  # characters
MOST_TEXT = 100 * 1024 * 1024  # bytes, unpacked


def read_csv(content: bytes, name: str) -> Sheet:
    """A text file as one sheet, named as the file is. Told where it is no text."""
    with open_source(content, name) as (stream, head):
        pieces = []
        for piece in read_pieces(stream, head, name):
            pieces.append(piece)
            if sum(map(len, pieces)) > MOST_TEXT:
                raise faults.too_long(name, MOST_TEXT)
        text = b"".join(pieces).decode()
    before = csv.field_size_limit(_LONGEST_CELL)  # one figure for the whole process: others rely on theirs
    try:
        rows = tuple(tuple(cell.strip() or None for cell in row) for row in csv.reader(io.StringIO(text), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise faults.no_table(name, str(error), str(error)) from None
    finally:
        csv.field_size_limit(before)
    return Sheet(PurePath(name).stem, rows)


def _delimiter(text: str) -> str:
    """What parts the cells of most rows into the same number of cells."""
    lines = text.splitlines()[:_LOOKED_AT]

    def fits(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if len(row) > 1)
        width, rows = widths.most_common(1)[0] if widths else (0, 0)
        return rows, width

    return max(_DELIMITERS, key=fits)
