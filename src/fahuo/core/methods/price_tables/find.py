"""Finds the tables of a sheet: where a header is, which rows are its data, what is a title, what is a note."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum

from fahuo.core.methods.price_tables.amounts import is_nothing, read_price, read_sum
from fahuo.core.methods.price_tables.cells import Grid
from fahuo.core.methods.price_tables.header import HeaderReader
from fahuo.core.methods.price_tables.headings import FORM_LABEL, KEYS, PRICES, Heading, Role, read_heading
from fahuo.core.methods.price_tables.moments import read_transit
from fahuo.core.methods.price_tables.places import Gazetteer
from fahuo.core.methods.price_tables.weights import Span, read_span, unit_in

TITLE = 60  # a line that is longer is no title
_LABEL = re.compile(r"[0-9]{1,2}|[A-Z][0-9]?|[0-9][A-Z]|[一二三四五六七八九十]{1,2}")
_NOTE = re.compile(r"(?:备注|注意?|说明|注意事项|notes?|remarks?)\s*:", re.IGNORECASE)
_LABELLED = re.compile(
    r"[^:]{1,14}:|产品(?:名称|代码)?|渠道(?:名称|代码)?|服务(?:名称|代码)?|生效(?:日期|时间)|执行(?:日期|时间)|有效期|币种|货币|单位|限重|体积重|计泡(?:系数)?|材积|燃油(?:附加费)?|最低计费重?"
    r"|进位(?:制)?|(?:参考)?时效|(?:product|service)(?: name| code)?|effective(?: date| from)?|valid (?:from|to|until)|currency|unit|max(?:imum)? weight|transit time",
    re.IGNORECASE,
)
_DATED = re.compile(r"(?:生效|执行|失效|截止)(?:日期|时间)|有效期|effective(?: date)?$|valid (?:from|until|to)", re.IGNORECASE)
_TOTAL = re.compile(r"^(?:合计|总计|小计|平均|均价|total|subtotal|sum|average)(?![a-z])", re.IGNORECASE)


class Kind(Enum):
    """What a row is."""

    BLANK = "blank"
    HEADER = "header"
    DATA = "data"
    TEXT = "text"  # one cell: a title, a note, a section
    WORDS = "words"  # several cells without a price
    TOTAL = "total"


@dataclass
class Table:
    """A table: headings by column, rows of data, and what stands around them."""

    grid: Grid
    header: tuple[int, int]  # first and last row
    columns: dict[int, Heading]
    rows: list[int] = field(default_factory=list)
    sections: dict[int, Heading] = field(default_factory=dict)  # of a row: what the section that it is in says
    titles: list[tuple[int, int]] = field(default_factory=list)  # cells above it
    totals: list[int] = field(default_factory=list)

    def of(self, *roles: Role) -> list[int]:
        """Columns with one of these roles."""
        return [column for column, heading in self.columns.items() if heading.role in roles]

    @property
    def priced(self) -> bool:
        """Whether it has prices, not only places and zones."""
        return any(
            _is_value(text := self.grid.texts[row][column]) and not is_nothing(text)
            for row in self.rows
            for column, heading in self.columns.items()
            if heading.role in PRICES or (heading.role not in KEYS and (heading.span or heading.where or heading.basis_g is not None))
        )


@dataclass
class Layout:
    """A sheet taken apart."""

    grid: Grid
    tables: list[Table]
    notes: list[tuple[int, int]]  # cells with text that is in no table

    def lines(self, cells: Iterable[tuple[int, int]]) -> list[tuple[int, int, str]]:
        """The texts of cells; a label ("生效日期:") and what stands beside it are one."""
        kept = sorted(cells)
        found: list[tuple[int, int, str]] = []
        for n, (row, column) in enumerate(kept):
            text = self.grid.texts[row][column]
            before = kept[n - 1] if n else None
            if found and before and before[0] == row and found[-1][:2] == before and _LABELLED.fullmatch(found[-1][2]):
                found[-1] = (row, column, f"{found[-1][2].rstrip(':').strip()}:{text}")
            else:
                found.append((row, column, text))
        return found


class Finder:
    """Takes sheets apart."""

    def __init__(self, grid: Grid, gazetteer: Gazetteer) -> None:
        self.grid, self.gazetteer = grid, gazetteer
        self.header = HeaderReader(grid, gazetteer)
        self._headings: dict[str, Heading] = {}
        self._kinds: dict[int, Kind] = {}

    def layout(self) -> Layout:
        """All tables of the sheet, and its notes."""
        tables: list[Table] = []
        texts: list[tuple[int, int]] = []
        row = 0
        while row < self.grid.height:
            if self.kind(row) != Kind.HEADER:
                texts.extend((row, column) for column in self.grid.filled(row))
                row += 1
                continue
            last = self._header_end(row)
            first = self._header_begin(row, texts)
            found, end, notes = self._table(first, last)
            if not any(t.rows for t in found):  # a line that only looked like a header
                texts.extend((row, column) for column in self.grid.filled(row))
                row += 1
                continue
            notes = [*self._notes_in(row, last, found), *notes]
            titles, texts = self._titles(texts, row, tables)
            for table in found:
                table.titles = titles
            tables.extend(found)
            texts.extend(notes)
            row = end
        return Layout(self.grid, tables, sorted(set(texts)))

    def _notes_in(self, first: int, last: int, tables: list[Table]) -> list[tuple[int, int]]:
        """Cells beside a header that say a whole sentence ("备注：按10g进位"): notes, not columns."""
        found = []
        for row in range(first, last + 1):
            for column in self.grid.filled(row):
                text = self.grid.texts[row][column]
                if _NOTE.match(text) and len(text.split(":", 1)[1]) > 2:
                    found.append((row, column))
                    for table in tables:
                        table.columns.pop(column, None)
        return found

    def kind(self, row: int) -> Kind:
        """What a row is."""
        if row not in self._kinds:
            self._kinds[row] = self._classify(row)
        return self._kinds[row]

    def heading(self, text: str) -> Heading:
        """What a cell says as a heading."""
        if text not in self._headings:
            self._headings[text] = read_heading(text, self.gazetteer)
        return self._headings[text]

    def _classify(self, row: int) -> Kind:
        cells = [self.grid.texts[row][c] for c in self.grid.filled(row)]
        if not cells:
            return Kind.BLANK
        if _TOTAL.search(cells[0]) and len(cells) > 1:
            return Kind.TOTAL
        values = [text for text in cells if _is_value(text)]
        if len(cells) == 1:
            return Kind.DATA if read_price(cells[0]) else Kind.TEXT
        heads = [self.heading(text) for text in cells if not _is_value(text)]
        if values:
            return Kind.HEADER if self._numbered(row, cells, heads, values) else Kind.DATA
        roles = sum(h.role is not None or h.basis_g is not None for h in heads)
        labels = sum(h.says for h in heads)
        sides = sum(bool(h.span) or bool(h.where) for h in heads)
        long = any(len(text) > TITLE for text in cells)
        if labels >= 2 and roles and labels * 2 >= len(cells) and not long:
            return Kind.HEADER
        if heads[0].role in KEYS and len(cells) > 2 and all(_LABEL.fullmatch(text) for text in cells[1:]) and self._prices_below(row):
            return Kind.HEADER  # "重量 | A | B | C"
        if sides >= 2 and sides * 3 >= len(cells) * 2 and self._prices_below(row):
            return Kind.HEADER
        return Kind.WORDS

    def _prices_below(self, row: int) -> bool:
        below = next((r for r in range(row + 1, min(row + 4, self.grid.height)) if any(self.grid.filled(r))), None)
        return below is not None and sum(read_price(self.grid.texts[below][c]) is not None for c in self.grid.filled(below)) >= 2

    def _numbered(self, row: int, cells: list[str], heads: list[Heading], values: list[str]) -> bool:
        """Whether a row with numbers is a header: zones 1 2 3, or weights 0.5 1 1.5, beside a word such as 分区, 国家, KG."""
        amounts = [a.value for text in values if (a := read_price(text))]
        if len(amounts) != len(values) or len(amounts) < 2 or not heads or amounts != sorted(set(amounts)):
            return False
        upper = [self.grid.texts[row - 1][c] for c in self.grid.filled(row - 1)] if row else []
        unit = next((u for text in (*cells, *upper) if (u := unit_in(text))), None)
        heads = [h for h in heads if h.says or read_span(h.text, unit) is None]  # "3.1-20" among 0.5, 1, 1.5
        named = bool(heads) and all(h.says for h in heads) and any(h.role in KEYS for h in heads) and self.heading(cells[0]).says
        if not named or any(h.where or h.span for h in heads):
            return False
        zones = any(h.role == Role.ZONE for h in (*heads, *map(self.heading, upper)))
        counted = amounts == [Decimal(n) for n in range(int(amounts[0]), int(amounts[0]) + len(amounts))]
        return self._prices_below(row) and (zones or counted or not any(h.role == Role.WEIGHT for h in heads) or amounts[0] < 1)

    def _header_begin(self, row: int, texts: list[tuple[int, int]]) -> int:
        """The first row of a header whose upper rows say little themselves: names of goods or services over several columns."""
        first = row
        while first and self.kind(first - 1) == Kind.WORDS and self._is_over(first - 1):
            first -= 1
            texts[:] = [cell for cell in texts if cell[0] != first]
        return first

    def _is_over(self, row: int) -> bool:
        """Whether cells of the row reach over several columns, or down into the header."""
        wide = [c for c in self.grid.filled(row) if c + 1 < self.grid.width and self.grid.origin(row, c + 1) == self.grid.origin(row, c)]
        deep = [c for c in self.grid.filled(row) if row + 1 < self.grid.height and self.grid.origin(row + 1, c) == self.grid.origin(row, c)]
        return len(wide) + len(deep) >= 2

    def _header_end(self, row: int) -> int:
        """The last row of a header that begins at `row`: headers follow each other, and a merged cell may reach further down."""
        last = row
        while last + 1 < self.grid.height and self.kind(last + 1) in (Kind.HEADER, Kind.WORDS) and self._goes_on(row, last + 1):
            last += 1
        return last

    def _goes_on(self, first: int, row: int) -> bool:
        joined = any(self.grid.origin(row, c)[0] < row for c in range(self.grid.width) if self.grid.texts[row][c])
        if self.kind(row) == Kind.WORDS:
            return joined and not any(
                self.heading(self.grid.texts[row][c]).where for c in self.grid.filled(row) if self.grid.origin(row, c)[0] == row
            )
        if joined:
            return True
        if not self._prices_below(row) and self._is_map_row(row, self.header.columns(first, row - 1)):
            return False
        above = [self.heading(self.grid.texts[first][c]).role for c in self.grid.filled(first)]
        below = [self.heading(self.grid.texts[row][c]).role for c in self.grid.filled(row)]
        return not ({r for r in above if r in KEYS} & {r for r in below if r in KEYS})

    def _table(self, first: int, last: int) -> tuple[list[Table], int, list[tuple[int, int]]]:
        """The tables under a header (several, side by side), the row where they end, and the notes between."""
        columns = self.header.columns(first, last)
        tables = [Table(self.grid, (first, last), part) for part in self.header.apart(columns, first)]
        notes: list[tuple[int, int]] = []
        section = Heading()
        row = last + 1
        while row < self.grid.height:
            kind = self.kind(row)
            if kind == Kind.HEADER and not self._is_map_row(row, columns):
                break
            if kind == Kind.TEXT and self._is_map_row(row, columns):
                self._add(row, tables, section, notes)
            elif kind == Kind.TEXT:
                found = self._section(row, columns)
                if found is None and self._before_header(row):
                    break
                section = found or section
                if found is None:
                    notes.extend((row, c) for c in self.grid.filled(row))
            elif kind == Kind.TOTAL:
                tables[0].totals.append(row)
            elif kind in (Kind.DATA, Kind.WORDS, Kind.HEADER):
                self._add(row, tables, section, notes)
            row += 1
        return tables, row, notes

    def _add(self, row: int, tables: list[Table], section: Heading, notes: list[tuple[int, int]]) -> None:
        if _DATED.match(self.grid.texts[row][next(self.grid.filled(row))]):  # "生效日期 | 46357" under the prices
            notes.extend((row, c) for c in self.grid.filled(row))
            return
        taken = False
        for table in tables:
            filled = [c for c in self.grid.filled(row) if c in table.columns]
            priced = any(_is_value(self.grid.texts[row][c]) for c in filled)
            if filled and (priced or self._keyed(row, table)):
                table.rows.append(row)
                if section.says:
                    table.sections[row] = section
                taken = True
        if not taken:
            notes.extend((row, c) for c in self.grid.filled(row))

    def _keyed(self, row: int, table: Table) -> bool:
        """Whether a row without a price is one of the table's: it names a place or a weight in a column for that, and something beside it."""
        cells = [c for c in self.grid.filled(row) if c in table.columns]
        for column in cells:
            text, heading = self.grid.texts[row][column], table.columns[column]
            if heading.role in (Role.COUNTRY, Role.ZONE, Role.CODE) and (
                self.gazetteer.read(text) or (heading.role == Role.ZONE and _LABEL.fullmatch(text))
            ):
                return len(cells) > 1
            if heading.role == Role.WEIGHT and read_span(text, heading.unit):
                return len(cells) > 1
        across = [c for c in cells if table.columns[c].where.zones]
        return len(across) > 0 and all(self.gazetteer.read(self.grid.texts[row][c]) for c in across)

    def _is_map_row(self, row: int, columns: dict[int, Heading]) -> bool:
        """A row "英国 | 1区" under "国家 | 分区" has no price; it is no header either. Nor are countries below zones."""
        below = [c for c in self.grid.filled(row) if c in columns and columns[c].where.zones and not columns[c].where.countries]
        if (
            below
            and not any(_is_value(self.grid.texts[row][c]) for c in below)
            and all(self.gazetteer.read(self.grid.texts[row][c]).countries for c in below)
        ):
            return True
        cells = list(self.grid.filled(row))
        named = any(self.heading(self.grid.texts[row][c]).role for c in cells)
        return not named and len(cells) > 1 and all(c in columns and columns[c].role in KEYS for c in cells)

    def _section(self, row: int, columns: dict[int, Heading]) -> Heading | None:
        """A line inside a table that says where the rows below it are for, or at which weight."""
        text = self.grid.texts[row][next(self.grid.filled(row))]
        found = replace(self.heading(text), variant=text) if FORM_LABEL.fullmatch(text) else self.heading(text)
        below = next((r for r in range(row + 1, self.grid.height) if self.kind(r) != Kind.BLANK), None)
        if below is None or self.kind(below) != Kind.DATA or len(text) > TITLE:
            return None
        if found.where.sure or found.span or found.variant or (found.basis_g is not None and found.role in (Role.PRICE, None)):
            return found
        return None

    def _before_header(self, row: int) -> bool:
        """Whether the line is a title of the table that follows."""
        for below in range(row + 1, self.grid.height):
            if self.kind(below) == Kind.HEADER:
                return True
            if self.kind(below) not in (Kind.TEXT, Kind.BLANK):
                return False
        return False

    def _titles(self, texts: list[tuple[int, int]], row: int, tables: list[Table]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """Of the texts above a header: those that belong to it, and those that are notes."""
        begin = max((t.rows[-1] for t in tables if t.rows), default=-1)
        near = [(r, c) for r, c in texts if r > begin]
        return near, texts


def _is_value(text: str) -> bool:
    return (
        read_price(text) is not None
        or read_sum(text) is not None
        or (is_nothing(text) and bool(text))
        or (bool(re.search(r"[0-9]\s*(?:个?工作日|天|日|days?)", text, re.IGNORECASE)) and read_transit(text) is not None)
    )


__all__ = ["Finder", "Kind", "Layout", "Span", "Table"]
