"""Papers of 100 x 150 mm with a code, facts and a table: the pick slip, the packing list, the box mark. The table goes on to further pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fahuo.steps.goods.labels.canvas import Canvas, Page
from fahuo.steps.goods.labels.codes import code128, gs1_128, middle, qr_code
from fahuo.steps.goods.labels.fitting import Room

WIDTH, HEIGHT, EDGE = 100.0, 150.0, 4.0
ROW = 6.4  # mm: two lines of small print
FACT = 7.0
BIG = (22.0, 20.0, 18.0, 16.0, 14.0, 12.0, 10.0, 9.0, 8.0, 7.0, 6.0, 5.0)
BODY = (9.0, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0, 4.5, 4.0, 3.5)
HEAD = (5.6, 5.0, 4.5, 4.0)
SSCC_HIGH = 30.0


@dataclass(frozen=True)
class Column:
    """A column of the table; `width` in mm, `tick` a box to tick instead of a text."""

    zh: str
    en: str
    width: float
    bold: bool = False
    tick: bool = False


@dataclass(frozen=True)
class Sheet:
    """What stands on the paper. `code` is printed as bars and as text."""

    zh: str
    en: str
    big: str  # in the corner: 3 / 12, a country
    code: str
    facts: tuple[tuple[str, str, str], ...]  # (zh, en, value), two side by side
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    foot: str = ""
    sscc: str | None = None  # printed as GS1-128 (00)


def sheet_pages(sheet: Sheet) -> list[Page]:
    """The pages. Raises Unprintable; ValueError where the SSCC is none."""
    places = list(_placed(sheet))
    made = []
    for no, (top, rows) in enumerate(places, start=1):
        canvas = Canvas(WIDTH, HEIGHT)
        _title(canvas, sheet, f"{no} / {len(places)}" if len(places) > 1 else "")
        if no == 1:
            _facts(canvas, sheet)
        _table(canvas, sheet, top, rows, sum(len(r) for _, r in places[: no - 1]))
        if no == 1 and sheet.sscc:
            _sscc(canvas, sheet.sscc)
        if no == len(places) and sheet.foot:
            canvas.text(sheet.foot, Room(EDGE, HEIGHT - 4.6 - (SSCC_HIGH if no == 1 and sheet.sscc else 0), 92, 0, BODY[3:]), "foot")
        made.append(canvas.page())
    return made


def _placed(sheet: Sheet) -> Iterator[tuple[float, tuple[tuple[str, ...], ...]]]:
    """Where the table begins on each page, and the rows that stand there."""
    top = 33.0 + (len(sheet.facts) + 1) // 2 * FACT
    left, bottom = sheet.rows, HEIGHT - 5.4 - (SSCC_HIGH if sheet.sscc else 0)
    while True:
        room = max(1, int((bottom - top - 4.0) // ROW))
        yield top, left[:room]
        left = left[room:]
        if not left:
            return
        top, bottom = 33.0, HEIGHT - 5.4


def _title(canvas: Canvas, sheet: Sheet, page: str) -> None:
    canvas.text(f"{sheet.zh} {sheet.en}", Room(EDGE, 2, 60, 0, (13, 11, 10, 9, 8, 7, 6)), "title", bold=True)
    canvas.text(sheet.big, Room(66, 1.4, 30, 0, BIG), "title", bold=True)
    try:
        bars = code128(sheet.code, WIDTH - 4, 13)
        canvas.code(middle(2, WIDTH - 4, bars), 11, bars)
    except ValueError:  # too long for bars, or not in plain letters
        square = qr_code(sheet.code, 13)
        canvas.code(middle(2, WIDTH - 4, square), 11, square)
    canvas.text(sheet.code, Room(EDGE, 24.4, 92, 0, (12, 11, 10, 9, 8, 7, 6, 5, 4)), "code", bold=True, centre=True)
    if page:
        canvas.text(f"第 {page} 页", Room(84, 25.4, 14, 0, BODY[3:]), "page")
    canvas.rule(0, 31.4, WIDTH)


def _facts(canvas: Canvas, sheet: Sheet) -> None:
    for n, (zh, en, value) in enumerate(sheet.facts):
        x, y = EDGE + 47 * (n % 2), 32.4 + n // 2 * FACT
        canvas.text(f"{zh} {en}", Room(x, y, 45, 0, HEAD), "title")
        canvas.text(value or "—", Room(x, y + 2.2, 45, 4.3, BODY), en.lower().replace(" ", "_"), bold=True)


def _table(canvas: Canvas, sheet: Sheet, top: float, rows: tuple[tuple[str, ...], ...], before: int) -> None:
    canvas.rule(EDGE, top, 92)
    x = EDGE
    for column in sheet.columns:
        canvas.text(f"{column.zh} {column.en}", Room(x, top + 0.5, column.width - 1, 0, (*HEAD, 3.5, 3.0)), "title")
        x += column.width
    canvas.rule(EDGE, top + 3.6, 92)
    for n, row in enumerate(rows):
        x, y = EDGE, top + 4.0 + n * ROW
        for column, text in zip(sheet.columns, row, strict=True):
            if column.tick:
                canvas.box(x + 1, y + 1, 3.6)
            elif text:
                canvas.text(text, Room(x, y + 0.2, column.width - 1, ROW - 0.6, BODY), f"lines[{before + n + 1}]", bold=column.bold)
            x += column.width
        canvas.rule(EDGE, y + ROW - 0.2, 92)


def _sscc(canvas: Canvas, number: str) -> None:
    """GS1 logistic label: application identifier (00), bars and what they say."""
    bars = gs1_128(f"(00){number}", WIDTH - 4, SSCC_HIGH - 10)
    y = HEIGHT - SSCC_HIGH + 1
    canvas.rule(0, y - 1, WIDTH)
    canvas.text("SSCC", Room(EDGE, y - 0.4, 20, 0, HEAD), "sscc")
    canvas.code(middle(2, WIDTH - 4, bars), y + 3, bars)
    canvas.text(f"(00) {number}", Room(EDGE, HEIGHT - 6, 92, 0, (10, 9, 8)), "sscc", bold=True, centre=True)
