"""Sheets of a workbook as they come in, and their cells as they are read: merged ranges filled, one form of digits, blanks and dashes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

Value = str | int | float | bool | date | None
Range = tuple[int, int, int, int]  # first row, first column, last row, last column, all included, from 0

_SAME = str.maketrans({"—": "-", "–": "-", "－": "-", "−": "-", "～": "~", "〜": "~", "∼": "~", "≦": "≤", "≧": "≥", "⩽": "≤", "⩾": "≥"})
_TYPED = re.compile(
    r"(?:[A-Z]{3}|[€$£¥])?\s*[0-9.,]*[0-9](?:\s*(?:k?g|lb))?(?:\s*(?:-|to|bis)\s*[0-9.,]*[0-9])?\s*(?:k?g|lb|[€$£¥]|[A-Z]{3})?",
    re.IGNORECASE,
)
_COMMA = re.compile(r"[0-9],[0-9]{2}(?![0-9])")
_POINT = re.compile(r"[0-9]\.[0-9]{1,2}(?![0-9])")


def _pointed(text: str) -> str:
    """A number typed with a decimal comma, as it is with a point: "1.250,50 €" becomes "1250.50 €"."""
    if not _TYPED.fullmatch(text) or not re.search(r"\.|,[0-9]{3}", text):  # "8,9" may be a list, and "12,50" is read as it is
        return text
    return re.sub(r"(?<=[0-9])\.(?=[0-9]{3}(?![0-9]))", "", text).replace(",", ".")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: rows of values from cell A1, whatever their length, and the ranges that are merged."""

    name: str
    rows: tuple[tuple[Value, ...], ...]
    merged: tuple[Range, ...] = ()
    hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    hidden_rows: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Book:
    """A file with its sheets."""

    name: str
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something was read."""

    sheet: str
    cell: str  # A1; empty: the whole sheet

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet


def column_name(column: int) -> str:
    """The letters of a column counted from 0: column_name(27) == "AB"."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def plain(value: Value) -> str:
    """A value as text: full-width digits and signs as usual ones, spaces single, lines kept."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, int | float):
        return f"{number_of(value):f}"
    text = unicodedata.normalize("NFKC", value.replace("℃", "")).translate(_SAME)
    return "\n".join(line for line in (" ".join(part.split()) for part in text.splitlines()) if line)


def number_of(value: float) -> Decimal:
    """A spreadsheet's number as it was typed: it keeps 15 digits, so 62.300000000000004 is 62.3."""
    number = Decimal(f"{value:.15g}").normalize()
    return number.quantize(Decimal(1)) if number == number.to_integral_value() and abs(number) < 10**15 else number


@dataclass(frozen=True)
class Grid:
    """A sheet whose merged ranges are filled; hidden rows and columns are blank."""

    sheet: Sheet
    origins: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)  # cell of a merged range -> its first cell

    @classmethod
    def of(cls, sheet: Sheet) -> Grid:
        """Fill the merged ranges."""
        height, width = len(sheet.rows), max((len(row) for row in sheet.rows), default=0)
        origins = {
            (r, c): (top, left)
            for top, left, bottom, right in sheet.merged
            for r in range(top, min(bottom, height - 1) + 1)
            for c in range(left, min(right, width - 1) + 1)
        }
        return cls(sheet, origins)

    @property
    def height(self) -> int:
        """How many rows there are."""
        return len(self.sheet.rows)

    @cached_property
    def width(self) -> int:
        """How many columns there are."""
        return max((len(row) for row in self.sheet.rows), default=0)

    @cached_property
    def texts(self) -> list[list[str]]:
        """The text of every cell."""
        blank = [""] * self.width  # most rows of a sheet that was formatted to its end
        inside = {r for r, _ in self.origins}
        texts = [
            [plain(self.value(r, c)) for c in range(self.width)] if self.sheet.rows[r] or r in inside else blank for r in range(self.height)
        ]
        return [[_pointed(text) for text in row] for row in texts] if self._has_decimal_commas(texts) else texts

    def _has_decimal_commas(self, texts: list[list[str]]) -> bool:
        """Whether the sheet's typed numbers have commas before their decimals ("12,50", "1.250,00") and none a point."""
        numbers = [text for row in texts for text in row if _TYPED.fullmatch(text)]
        return sum(bool(_COMMA.search(n)) for n in numbers) > 1 and not any(_POINT.search(n) for n in numbers)

    def value(self, row: int, column: int) -> Value:
        """What stands in a cell; a merged cell has what its range has."""
        if column in self.sheet.hidden_columns or row in self.sheet.hidden_rows:
            return None
        row, column = self.origin(row, column)
        cells = self.sheet.rows[row]
        return cells[column] if column < len(cells) else None

    def origin(self, row: int, column: int) -> tuple[int, int]:
        """The first cell of the range that the cell is in."""
        return self.origins.get((row, column), (row, column))

    def place(self, row: int, column: int) -> Place:
        """Where the cell is, for people."""
        row, column = self.origin(row, column)
        return Place(self.sheet.name, f"{column_name(column)}{row + 1}")

    def filled(self, row: int) -> Iterator[int]:
        """Columns of the row's cells that hold something, those of one merged range once."""
        seen = set()
        for column, text in enumerate(self.texts[row]):
            origin = self.origin(row, column)
            if text and origin not in seen:
                seen.add(origin)
                yield column
