"""Tables in a web page, or in the XML of Excel 2003, that were saved as .xls: what many forwarders' systems export."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import PurePath

from fahuo.core.methods.price_tables.cells import Range, Sheet, Value
from fahuo.plugins.reading import faults

MOST_SPAN = 500
MOST_CELLS = 1_000_000


def is_markup(content: bytes) -> bool:
    """Whether a file is a web page or XML, whatever its name says."""
    head = content[:400].lstrip(b"\xef\xbb\xbf \r\n\t")
    return head.startswith(b"<") or head.startswith((b"\xff\xfe<\x00", b"\xfe\xff\x00<"))


def read_markup(content: bytes, name: str) -> tuple[Sheet, ...]:
    """The tables of a page as sheets, or the worksheets of Excel's XML. Told where there is none."""
    page = _Page(PurePath(name).stem)
    page.feed(content.decode(_encoding(content), "replace"))
    page.close()
    if page.cells > MOST_CELLS:
        raise faults.too_many_cells(name)
    found = page.sheets()
    if not any(sheet.rows for sheet in found):
        raise faults.no_table(name, "内容为网页或 XML，其中没有表格", "its content is a web page or XML without a table in it")
    return found


class _Page(HTMLParser):
    """Reads <table>, <tr>, <td> of a page and Worksheet, Row, Cell, Data of Excel's XML; entities are characters and nothing else is looked up."""

    def __init__(self, title: str) -> None:
        super().__init__(convert_charrefs=True)
        self.title = title
        self.open: list[_Rows] = []  # tables inside each other
        self.done: list[_Rows] = []
        self.cells = 0
        self.text: list[str] | None = None
        self.about: dict[str, str] = {}
        self.type = self.named = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A table, a row or a cell begins."""
        about = {name.rpartition(":")[2]: value or "" for name, value in attrs}
        kind = tag.rpartition(":")[2]
        if kind == "worksheet":
            self.named = about.get("name", "")
        elif kind == "table":
            for outer in self.open:
                outer.layout = True  # tables inside tables: the outer one only arranges the page
            self.text = None
            self.open.append(_Rows(self.named))
        elif kind in ("tr", "row") and self.open:
            self._end_cell()
            self.open[-1].line(_index(about.get("index")))
        elif kind in ("td", "th", "cell") and self.open:
            self._end_cell()
            self.text, self.about, self.type = [], about, ""
        elif kind == "data":
            self.type = about.get("type", "")
        elif kind == "br" and self.text is not None:
            self.text.append("\n")
        if kind in ("cell", "row") and self.get_starttag_text().endswith("/>"):  # type: ignore[union-attr]
            self._end_cell()

    def handle_endtag(self, tag: str) -> None:
        """A table, a row or a cell ends."""
        kind = tag.rpartition(":")[2]
        if kind in ("td", "th", "cell", "tr", "row", "table"):
            self._end_cell()
        if kind == "table" and self.open:
            self.done.append(self.open.pop())

    def handle_data(self, data: str) -> None:
        """Text of a cell."""
        if self.text is not None:
            self.text.append(data)

    def sheets(self) -> tuple[Sheet, ...]:
        """The tables that hold no other table."""
        kept = [rows for rows in (*self.done, *self.open) if not rows.layout and rows.rows]
        titles = [rows.named or (self.title if len(kept) == 1 else f"{self.title} {n}") for n, rows in enumerate(kept, 1)]
        return tuple(rows.sheet(title) for rows, title in zip(kept, titles, strict=True))

    def _end_cell(self) -> None:
        if self.text is None or not self.open:
            return
        text = "\n".join(" ".join(line.split()) for line in "".join(self.text).split("\n")).strip()
        self.text = None
        self.cells += 1
        if self.cells > MOST_CELLS:
            return
        down, across = (
            (_span(self.about.get("mergedown"), 0) + 1, _span(self.about.get("mergeacross"), 0) + 1)
            if "mergedown" in self.about or "mergeacross" in self.about
            else (_span(self.about.get("rowspan")), _span(self.about.get("colspan")))
        )
        self.open[-1].put(_value(text, self.type), down, across, _index(self.about.get("index")))


def _value(text: str, kind: str) -> Value:
    if kind == "Number":
        try:
            return float(text)
        except ValueError:
            return text or None
    return text[:10] if kind == "DateTime" else text or None


class _Rows:
    """Rows that are filled from left to right, past the cells that reach down from above."""

    def __init__(self, named: str = "") -> None:
        self.named, self.layout = named, False
        self.rows: list[list[Value]] = []
        self.merged: list[Range] = []
        self.taken: set[tuple[int, int]] = set()
        self.column = 0

    def line(self, index: int | None = None) -> None:
        """Begin a row; `index` counted from 0 where it is written."""
        while index is not None and len(self.rows) < min(index, 1 << 20):
            self.rows.append([])
        self.rows.append([])
        self.column = 0

    def put(self, value: Value, down: int, across: int, index: int | None = None) -> None:
        """The next cell of the row."""
        if not self.rows:
            self.line()
        row = len(self.rows) - 1
        self.column = self.column if index is None else min(index, 16_383)
        while (row, self.column) in self.taken:
            self.column += 1
        cells = self.rows[row]
        cells.extend(None for _ in range(len(cells), self.column + across))
        cells[self.column] = value
        if down > 1 or across > 1:
            self.merged.append((row, self.column, row + down - 1, self.column + across - 1))
            self.taken.update((r, c) for r in range(row + 1, row + down) for c in range(self.column, self.column + across))
        self.column += across

    def sheet(self, name: str) -> Sheet:
        """What was filled."""
        return Sheet(name, tuple(map(tuple, self.rows)), tuple(self.merged))


def _span(text: str | None, least: int = 1) -> int:
    return max(least, min(int(text), MOST_SPAN)) if text and text.strip().isdigit() else least


def _index(text: str | None) -> int | None:
    return int(text) - 1 if text and text.isdigit() and int(text) > 0 else None


def _encoding(content: bytes) -> str:
    """UTF-8 where it is; else what the page says, GB 2312 as the GB 18030 that Chinese systems write."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        said = re.search(rb"charset=[\"']?([A-Za-z0-9_-]+)", content[:4000])
        name = said[1].decode().lower() if said else "gb18030"
        return "gb18030" if name.startswith("gb") or name not in ("windows-1252", "iso-8859-1", "big5", "shift_jis") else name
    return "utf-8-sig"
