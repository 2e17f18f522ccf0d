"""A price table's cells in the colours of what was understood of them, and its questions as a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fahuo.core.methods.price_tables.cells import Book, Grid, Sheet
from fahuo.core.methods.price_tables.read import Understood
from fahuo.core.methods.price_tables.said import Choice, Question

MOST_ROWS, MOST_COLUMNS = 400, 60
SHOWN_BESIDE = 4  # cells to each side of the one that is asked about


def sheets(book: Book, read: Understood, language: str, heights: Mapping[str, int]) -> list[dict[str, Any]]:
    """Every sheet with cells: rows of (text, class, what was understood), merged cells with their spans. `heights` of those that are cut."""
    said: dict[tuple[str, str], tuple[str, list[str]]] = {}
    for fact in read.facts:
        for place in fact.places:
            kind, texts = said.setdefault((place.sheet, place.cell), ("sure" if fact.sure >= 95 else "likely", []))
            texts.append(fact.say(language))
            said[place.sheet, place.cell] = ("likely" if fact.sure < 95 else kind, texts)
    for place in read.keys:
        said.setdefault((place.sheet, place.cell), ("sure", []))
    for place in read.read:
        said[place.sheet, place.cell] = ("price", said.get((place.sheet, place.cell), ("", []))[1])
    for question in read.questions:
        for place in question.places:
            said[place.sheet, place.cell] = ("asked", [question.say(language)])
    return [_sheet(sheet, said, heights.get(sheet.name, len(sheet.rows))) for sheet in book.sheets if sheet.rows]


def _sheet(sheet: Sheet, said: dict[tuple[str, str], tuple[str, list[str]]], height: int) -> dict[str, Any]:
    grid = Grid.of(sheet)
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in sheet.merged}
    rows = []
    for r in range(min(grid.height, MOST_ROWS)):
        cells = []
        for c in range(min(grid.width, MOST_COLUMNS)):
            if grid.origin(r, c) != (r, c):
                continue
            kind, texts = said.get((sheet.name, grid.place(r, c).cell), ("", []))
            down, across = spans.get((r, c), (1, 1))
            cells.append({"text": grid.texts[r][c], "kind": kind, "said": "\n".join(texts), "down": down, "across": across})
        rows.append((r + 1, cells))
    more = max(0, height - MOST_ROWS)
    return {"name": sheet.name, "hidden": sheet.hidden, "rows": rows, "more": more}


def question(asked: Question, language: str, grids: Mapping[str, Grid]) -> dict[str, Any]:
    """A question with its choices in words, and the row of its first cell."""
    return {
        "row": _row(asked, grids),
        "key": asked.key,
        "said": asked.say(language),
        "places": [str(place) for place in asked.places[:4]],
        "choices": [(choice.value, _choice(choice, language), choice.proposed) for choice in asked.choices],
        "free": asked.free,
        "refused": asked.refused,
    }


def _row(asked: Question, grids: Mapping[str, Grid]) -> list[tuple[str, bool]]:
    """The cells of the row that is asked about, each with whether it is the one; none where it is no cell, or far down."""
    at = next((p for p in asked.places if p.cell and p.sheet in grids), None)
    if at is None:
        return []
    grid, row = grids[at.sheet], int("".join(c for c in at.cell if c.isdigit())) - 1
    if row >= grid.height:
        return []
    mine = {p.cell for p in asked.places if p.sheet == at.sheet}
    cells = [(grid.texts[row][c], grid.place(row, c).cell in mine) for c in grid.filled(row)]
    first = max(0, next((n for n, (_, own) in enumerate(cells) if own), 0) - SHOWN_BESIDE)
    shown = cells[first : first + 2 * SHOWN_BESIDE + 1]
    return [(text if len(text) <= 40 else f"{text[:37]}...", own) for text, own in shown] if len(cells) > 1 else []


def _choice(choice: Choice, language: str) -> str:
    text = choice.say(language)
    return text if len(text) <= 120 else f"{text[:117]}..."
