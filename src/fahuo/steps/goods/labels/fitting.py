"""Choose the largest size at which a text fits its room. What fits at none is refused by name: nothing is ever cut."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from fahuo.steps.goods.labels.metrics import RIGHT_TO_LEFT, SHAPED, WIDE, rows, width

POINTS_PER_MM = 72 / 25.4
LINE = 1.2  # height of a line in sizes: the templates set top-edge 0.95em and bottom-edge -0.25em
GAP = 0.05  # between lines
SLACK = 0.985  # what kerning and rounding may take of a room
# Runs without a space, of anything but Chinese and Japanese, which typst breaks by itself: so long a word fits in no column.
LONG_WORD = re.compile("[^\\s\u3000-\u9fff\uff00-\uffef]{19,}")
ZERO_WIDTH_SPACE = "\u200b"


@dataclass(frozen=True)
class Room:
    """A place on a label in mm, and the sizes in points to try, the largest first. A room of no height holds one line."""

    x: float
    y: float
    width: float
    height: float
    sizes: tuple[float, ...]


@dataclass(frozen=True)
class Row:
    """A text that begins on a line of its own: its size beside the others', and whether it is bold."""

    text: str
    scale: float = 1.0
    bold: bool = False


class Overfull(ValueError):
    """A text does not fit its room even in the smallest size. `where` names the field as glyphs.missing_in does."""

    def __init__(self, where: str, text: str) -> None:
        self.where, self.text = where, text
        super().__init__(f"{where} does not fit on the label even in the smallest print")


def printed(text: str) -> str:
    """A text as it is printed: composed (NFC), without control characters, with places to break in long words."""
    if text.isascii() and text.isprintable() and len(text) < 19:
        return text
    if not text.isprintable():
        text = "".join(c if unicodedata.category(c) != "Cc" else " " for c in text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return LONG_WORD.sub(lambda word: ZERO_WIDTH_SPACE.join(re.findall(".{1,6}", word.group())), text)


def set_rows(found: Sequence[Row], room: Room, where: str) -> dict[str, object]:
    """The rows as a template reads them: {rows, size or sizes, thin, rtl}. `sizes` are left to the template's own measure, for scripts whose
    width is known only when set. Raises Overfull."""
    kept = [Row(printed(row.text), row.scale, row.bold) for row in found if row.text]
    whole = "\n".join(row.text for row in kept)
    plain = whole.isascii()
    size = _size(kept, room)
    if size is None:
        raise Overfull(where, whole)
    said: dict[str, object] = {"rows": [[row.text, row.scale, row.bold] for row in kept], "size": size}
    if not plain:
        if WIDE.search(whole):
            said["thin"] = True
        if SHAPED.search(whole):
            said["sizes"] = [s for s in room.sizes if s <= size] or [size]
        if RIGHT_TO_LEFT.search(whole) and _leads_right(whole):
            said["rtl"] = True
    return said


def set_line(text: str, room: Room, where: str, bold: bool = True) -> dict[str, object]:
    """One line that does not break, as set_rows."""
    return set_rows([Row(text, 1.0, bold)], room, where)


def height(text: str, room_mm: float, size: float) -> float | None:
    """How high a text is in mm, set so wide in a size; None where a word is too wide."""
    lines = rows(printed(text), room_mm * POINTS_PER_MM * SLACK / size * 1000)
    return None if lines is None else (lines * LINE + (lines - 1) * GAP) * size / POINTS_PER_MM


def _leads_right(text: str) -> bool:
    """The first letter with a direction says where the text begins."""
    kinds = (unicodedata.bidirectional(c) for c in text)
    return next((kind for kind in kinds if kind in {"L", "R", "AL"}), "L") != "L"


def _size(found: Sequence[Row], room: Room) -> float | None:
    wide = room.width * POINTS_PER_MM * SLACK * 1000
    high = room.height * POINTS_PER_MM
    if not room.height:
        widest = max((width(row.text, row.bold) * row.scale for row in found), default=0.0)
        return next((size for size in room.sizes if widest * size <= wide), None)
    for size in room.sizes:
        total = 0.0
        for row in found:
            lines = rows(row.text, wide / (size * row.scale), row.bold)
            if lines is None:
                break
            total += lines * (LINE * row.scale + GAP)
            if total * size > high + GAP * size:
                break
        else:
            return size
    return None
