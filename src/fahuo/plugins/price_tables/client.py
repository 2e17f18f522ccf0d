"""Reads a file into sheets, whichever it is: a workbook or text. What cannot be read is told, with what mends it."""

from __future__ import annotations

from fahuo.core.methods.price_tables.cells import Book
from fahuo.plugins.price_tables.markup import is_markup, read_markup
from fahuo.plugins.price_tables.text import read_csv
from fahuo.plugins.price_tables.workbook import read_workbook
from fahuo.plugins.reading import faults
from fahuo.plugins.reading.faults import Told
from fahuo.plugins.reading.workbooks import MAGIC

MOST_BYTES = 50 * 1024 * 1024
MOST_CELLS = 3_000_000


def look_at(content: bytes, name: str) -> None:
    """Told where a file is empty, too large or a PDF: what is seen without reading it."""
    if not content.strip():
        raise Told(f"文件 {name} 是空的：请选择货代的价格表", f"{name} is empty: choose the forwarder's price table")
    if len(content) > MOST_BYTES:
        raise Told(f"文件 {name} 超过 50 MB：请只保留价格表", f"{name} is larger than 50 MB: keep only the price table in it")
    if content.startswith(b"%PDF"):
        raise faults.no_table(name, "是 PDF", "it is a PDF")


def read_sheets(content: bytes, name: str) -> Book:
    """The file's sheets. Told where it is empty, too large, has a password, is broken or is no table."""
    look_at(content, name)
    if content.startswith(MAGIC):
        sheets = read_workbook(content, name)
    else:
        sheets = read_markup(content, name) if is_markup(content) else (read_csv(content, name),)
    if sum(value is not None for sheet in sheets for row in sheet.rows for value in row) > MOST_CELLS:
        raise faults.too_many_cells(name)
    if not any(value not in (None, "") for sheet in sheets for row in sheet.rows for value in row):
        raise Told(f"文件 {name} 里没有内容：请选择货代的价格表", f"{name} holds nothing: choose the forwarder's price table")
    return Book(name, sheets)
