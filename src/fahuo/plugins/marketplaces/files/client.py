"""Files of orders: CSV (comma, semicolon, tab or bar; UTF-8, UTF-16, GB 18030 or Latin-1; gzip) and workbooks, told apart by content."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from fahuo.plugins.marketplaces.files.header import split_header
from fahuo.plugins.marketplaces.files.rows import read_rows
from fahuo.plugins.marketplaces.files.workbook import read_workbook
from fahuo.plugins.reading import source as sources
from fahuo.plugins.reading.faults import UnreadableFile
from fahuo.plugins.reading.workbooks import MAGIC

__all__ = ["UnreadableFile", "read_pieces", "read_table"]


def read_table(source: bytes | Path, name: str = "") -> pl.DataFrame:
    """A whole file -> its columns as String, source_row (Int64, the header's row being 1) and source_fault (see rows.py).

    `name` is what the user calls the file. Raises UnreadableFile, whose text can be shown as it is.
    """
    return pl.concat(list(read_pieces(source, name)))


def read_pieces(source: bytes | Path, name: str = "", size: int = sources.PIECE) -> Iterator[pl.DataFrame]:
    """The same in pieces of about `size` bytes, at least one, so that a large file is never in memory as a whole."""
    name = name or (source.name if isinstance(source, Path) else "the file")
    with sources.open_source(source, name) as (stream, head):
        if head.startswith(MAGIC):
            yield from read_workbook(stream, name)
            return
        columns: list[str] = []
        for piece in sources.read_pieces(stream, head, name, size):
            if not columns:
                columns, delimiter, piece, row = split_header(piece, name)
            frame, row = read_rows(piece, columns, delimiter, row)
            yield frame
