"""Tables as text: which encoding, what parts the cells, and the rows."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import PurePath

from fahuo.core.methods.price_tables.cells import Sheet
from fahuo.plugins.marketplaces.files import faults

_DELIMITERS = (";", "\t", ",", "|")
_LOOKED_AT = 400  # rows


def read_csv(content: bytes, name: str) -> Sheet:
    """A text file as one sheet, named as the file is. Told where it is no text."""
    text = _decoded(content, name)
    csv.field_size_limit(10_000_000)
    try:
        rows = tuple(tuple(cell.strip() or None for cell in row) for row in csv.reader(io.StringIO(text), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise faults.no_table(name, str(error), str(error)) from None
    return Sheet(PurePath(name).stem, rows)


def _decoded(content: bytes, name: str) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _strict(content, encoding, name)
    head = content[:4000]
    if head.count(0) > len(head) // 5:  # UTF-16 without its mark: every other byte of Latin letters is 0
        return _strict(content, "utf-16-le" if head[1:2] == b"\x00" or head[1::2].count(0) >= head[::2].count(0) else "utf-16-be", name)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _strict(content, "gb18030", name)


def _strict(content: bytes, encoding: str, name: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise faults.no_table(name, "不是文字", "it is not text")
    return text


def _delimiter(text: str) -> str:
    """What parts the cells of most rows into the same number of cells."""
    lines = text.splitlines()[:_LOOKED_AT]

    def fits(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if len(row) > 1)
        width, rows = widths.most_common(1)[0] if widths else (0, 0)
        return rows, width

    return max(_DELIMITERS, key=fits)
