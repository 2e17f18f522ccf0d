"""A sheet of the floor as PDF, A4: number and barcode, facts, a table, places to sign. Headings in English and Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fahuo.steps.goods.labels.codes import code128, picture
from fahuo.steps.goods.labels.glyphs import Unprintable, missing_in
from fahuo.steps.goods.labels.typeset import typeset

TEMPLATE = Path(__file__).with_name("sheet.typ")
BARS_MM, BARS_HIGH_MM = 62.0, 11.0


@dataclass(frozen=True)
class Column:
    """A column of the table."""

    en: str
    zh: str
    right: bool = False
    wide: bool = False  # takes the room that the others leave
    big: bool = False
    tick: bool = False  # an empty box to be ticked by hand


@dataclass(frozen=True)
class Sheet:
    """What stands on a sheet. Every figure is text already."""

    title: tuple[str, str]  # English, Chinese
    number: str  # the Code 128
    subtitle: str
    facts: Sequence[tuple[str, str, str]]  # English, Chinese, value
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    signs: Sequence[tuple[str, str]] = ()
    note: str = ""
    row_mm: float = 1.3


def render_sheet(sheet: Sheet) -> bytes:
    """The sheet on as many pages as its rows need. Unprintable where a text has a character that the fonts lack."""
    if missing := missing_in(sheet):
        raise Unprintable(missing)
    bars = code128(sheet.number, BARS_MM, BARS_HIGH_MM)
    width = bars.width_mm
    return typeset(
        TEMPLATE,
        {
            "title": sheet.title,
            "number": sheet.number,
            "subtitle": sheet.subtitle,
            "facts": sheet.facts,
            "columns": [{k: v for k, v in vars(c).items() if v or k in ("en", "zh")} for c in sheet.columns],
            "rows": sheet.rows,
            "signs": sheet.signs,
            "note": sheet.note,
            "row_mm": sheet.row_mm,
            "bars": picture(width, bars.height_mm, [(0, 0, bars)]),
            "bars_mm": width,
        },
    )
