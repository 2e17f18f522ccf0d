"""A price table's cells in the colours of what was understood of them, and its questions as a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from fahuo.console import names
from fahuo.core.methods.price_tables.cells import Book, Grid, Sheet
from fahuo.core.methods.price_tables.notes import read_rule
from fahuo.core.methods.price_tables.read import Understood
from fahuo.core.methods.price_tables.said import Choice, Question
from fahuo.core.words import Attribute, attributes_of

_WORDS = {
    "leave_out": _("left out"),
    "ignore": _("does not change a price"),
    "no_price": _("no price: not served"),
    "half_up": _("round half up"),
    "in_force": _("as in the card in force"),
    "charge": _("charged as the lightest"),
    "refuse": _("refused"),
    "end": _("nothing heavier is taken"),
    "upper": _("the price of the band above"),
    "lower": _("the price of the band below"),
    "above": _("as in the row above"),
    "kg": _("per kg"),
    "parcel": _("for the parcel"),
}
_NAMES = ("code", "name_zh", "name_en")  # the note's own words
_TERMS = {
    "fixed": _("for the parcel"),
    "per_kg": _("per kg"),
    "percent": _("% of the freight"),
    "residential": _("private addresses only"),
    "attributes": _("Only these goods"),
    "countries": _("Only to countries"),
    "postcodes": _("Only these postcodes"),
    "weight_above_g": _("above (g)"),
    "longest_above_mm": _("longest side above (mm)"),
    "weight_g": _("at most (g)"),
    "longest_mm": _("longest side at most (mm)"),
    "attributes_refused": _("Goods refused"),
    "postcodes_refused": _("Postcodes refused"),
    "min_g": _("charged as at least (g)"),
    "step_g": _("rounded up to (g)"),
    "least": _("freight at least"),
    "divisor": _("volumetric weight: divided by"),
}
MOST_ROWS, MOST_COLUMNS = 400, 60
LONG = 40  # characters: a longer text is written in several lines
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
            text = grid.texts[r][c]
            cells.append({"text": text, "long": len(text) > LONG, "kind": kind, "said": "\n".join(texts), "down": down, "across": across})
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


def answer(key: str, value: str) -> tuple[str, str]:
    """What an answer was about, and the answer in words."""
    rule = read_rule(value) if value.startswith("{") else None
    if rule:
        parts = [*(p for p in rule.get("surcharges", []) if isinstance(p, dict)), rule.get("limits", {}), rule.get("volumetric", {})]
        parts.append({name: said for name, said in rule.items() if name in ("min_g", "step_g", "least")})
        value = "; ".join(", ".join(_term(name, said) for name, said in part.items() if name not in _NAMES) for part in parts if part)
    return key.partition(":")[2] or key, str(_WORDS.get(value, value))


def _term(name: str, said: Any) -> str:
    """One field of a part of a card, as people say it."""
    if name in ("attributes", "attributes_refused") and isinstance(said, list):
        said = names.attributes(attributes_of(str(a) for a in said if str(a).upper() in Attribute.__members__).value)
    elif isinstance(said, dict):
        said = [f"{country} {', '.join(map(str, codes))}" for country, codes in said.items()]
    text = ", ".join(map(str, said)) if isinstance(said, list) else str(said)
    return str(_TERMS[name]) if said is True and name in _TERMS else f"{_TERMS.get(name, name)} {text}"


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
    beside = cells[first : first + 2 * SHOWN_BESIDE + 1]
    return [(text if len(text) <= LONG else f"{text[: LONG - 3]}...", own) for text, own in beside] if len(cells) > 1 else []


def _choice(choice: Choice, language: str) -> str:
    text = choice.say(language)
    return text if len(text) <= 120 else f"{text[:117]}..."
