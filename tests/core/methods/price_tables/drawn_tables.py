"""Tables drawn as text, one a file: what stands in the cells, the answers of a person, and prices worked out with a pencil.

The first line says what is peculiar. `file:` is the name, `csv: ENCODING DELIMITER` makes it a text file. `== NAME` begins a sheet: cells parted by
" | ", `^` and `<` are merged with the cell above and to the left, 'quoted' cells are text, `@2026-11-20` is a day, a row that begins with `~` and a
heading that ends with `!` are hidden, `.` is an empty row. `== asked` names the kinds of questions that it must raise, `== answers` is key = answer,
`== prices CODE` has lines such as `GB SW1A1AA 1.2kg 300x200x100 battery = 61.00`, or `refused`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.core.methods.price_tables.sheets import Page, text, workbook

FOLDER = Path(__file__).parent / "drawn"
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_WEIGHT = re.compile(r"(\d+(?:\.\d+)?)(kg|g)")


@dataclass
class Sent:
    """A parcel and what it costs; None where it is refused."""

    country: str
    weight_g: int
    cost: Decimal | None
    postcode: str = ""
    size: tuple[int, ...] = (100, 80, 20)
    attributes: tuple[str, ...] = ()


@dataclass
class Drawn:
    """A drawn table."""

    name: str
    content: bytes
    asked: set[str] = field(default_factory=set)
    answers: dict[str, str] = field(default_factory=dict)
    prices: dict[str, list[Sent]] = field(default_factory=dict)


def names() -> list[str]:
    """The drawn tables, by the names of their files."""
    return sorted(path.stem for path in FOLDER.glob("*.txt"))


def draw(name: str) -> Drawn:
    """The file of that name."""
    head, *parts = re.split(r"^== ", (FOLDER / f"{name}.txt").read_text("utf-8"), flags=re.M)
    terms = dict(line.split(": ", 1) for line in head.splitlines()[1:] if line)
    drawn, pages = Drawn(terms["file"], b""), []
    for part in parts:
        title, _, body = part.partition("\n")
        lines = body.splitlines()
        if title == "asked":
            drawn.asked = set(lines)
        elif title == "answers":
            drawn.answers = dict(line.split(" = ", 1) for line in lines if line)
        elif title.startswith("prices "):
            drawn.prices[title.removeprefix("prices ")] = [_sent(line) for line in lines if line]
        else:
            pages.append(_page(title, [line for line in lines if line]))
    if "csv" in terms:
        encoding, delimiter = terms["csv"].split()
        drawn.content = text(pages[0].rows, encoding, delimiter)
    else:
        drawn.content = workbook(*pages)
    return drawn


def _page(title: str, lines: list[str]) -> Page:
    rows: list[list[Any]] = []
    hidden_rows, hidden_columns = [], set()
    for r, line in enumerate(lines):
        if line.startswith("~"):
            hidden_rows.append(r)
        cells = [] if line == "." else line.removeprefix("~").split(" |")
        rows.append([cell.strip() for cell in cells])
        hidden_columns |= {c for c, cell in enumerate(rows[-1]) if cell.endswith("!") and not rows[-1][0].endswith("!")}
    merged = _merged(rows)
    values = [[None if cell in ("^", "<") else _value(cell) for cell in row] for row in rows]
    return Page(title, values, merged, hidden_columns=tuple(hidden_columns), hidden_rows=tuple(hidden_rows))


def _merged(rows: list[list[str]]) -> tuple[str, ...]:
    from xlsxwriter.utility import xl_range

    at = lambda r, c: rows[r][c] if r < len(rows) and c < len(rows[r]) else ""  # noqa: E731
    found = []
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell in ("^", "<"):
                continue
            right, down = c, r
            while at(r, right + 1) == "<":
                right += 1
            while at(down + 1, c) == "^":
                down += 1
            if (right, down) != (c, r):
                found.append(xl_range(r, c, down, right))
    return tuple(found)


def _value(cell: str) -> Any:
    if not cell:
        return None
    if cell[0] == "'" == cell[-1]:
        return cell[1:-1]
    if cell[0] == "@":
        return date.fromisoformat(cell[1:])
    if _NUMBER.fullmatch(cell):
        return float(cell) if "." in cell else int(cell)
    return cell.replace("\\n", "\n").removesuffix("!")


def _sent(line: str) -> Sent:
    left, _, cost = line.partition(" = ")
    country, *words = left.split()
    sent = Sent(country, 0, None if cost == "refused" else Decimal(cost))
    for word in words:
        if weight := _WEIGHT.fullmatch(word):
            sent.weight_g = round(float(weight[1]) * (1000 if weight[2] == "kg" else 1))
        elif "x" in word and word[0].isdigit():
            sent.size = tuple(sorted(map(int, word.split("x")), reverse=True))
        elif word.islower():
            sent.attributes += (word,)
        else:
            sent.postcode = word
    return sent
