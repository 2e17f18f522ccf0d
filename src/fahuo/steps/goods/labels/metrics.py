"""How wide texts are in our fonts, so that a size can be chosen without setting the text first. In thousandths of the type size."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from fahuo.steps.goods.labels.fonts import ONE_WEIGHT, font_files, glyph_family, opened

# Scripts whose letters join, stack or break without spaces: their width is only known when they are set.
SHAPED = re.compile(
    "[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1200-\u139f\u1780-\u17ff\ufb1d-\ufdff\ufe70-\ufeff\U0001f000-\U0001faff]"
)
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
WIDE = re.compile("[\u2e80-\u303e\u3041-\u33ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]")  # may break between any two of them
EM = 1000.0


class _Advances(dict[str, float]):
    """Character -> its width; looked up in its font the first time."""

    def __init__(self, weight: int) -> None:
        self.weight = weight

    def __missing__(self, character: str) -> float:
        self[character] = _advance(character, self.weight)
        return self[character]


_REGULAR, _BOLD = _Advances(400), _Advances(700)


def width(text: str, bold: bool = False) -> float:
    """The width of a text on one line. Marks above letters and joined letters make it narrower, never wider."""
    return sum(map((_BOLD if bold else _REGULAR).__getitem__, text))


@cache
def _glyphs(family: str, weight: int) -> tuple[dict[int, str], Any, int]:
    font = opened(font_files()[family])
    return font.getBestCmap(), font.getGlyphSet(location={"wght": weight} if "fvar" in font else None), font["head"].unitsPerEm


def _advance(character: str, weight: int) -> float:
    family = glyph_family().get(ord(character))
    if family is None:
        return 0.0 if character in "\u200b\ufeff" else EM
    if family in ONE_WEIGHT:  # a Chinese or Korean glyph is as wide as it is high; the few narrower ones are rare
        return EM
    names, glyphs, units = _glyphs(family, weight)
    return float(glyphs[names[ord(character)]].width) * EM / units


@lru_cache(maxsize=4096)
def words(text: str, bold: bool = False) -> tuple[tuple[float, float], ...]:
    """The pieces between which a line may break: (width, width of the space after it)."""
    found = []
    for word, space in re.findall("([^\\s\u200b]+)([\\s\u200b]*)", text):
        gap = width(space, bold)
        pieces = WIDE.sub(lambda c: f"\0{c[0]}\0", word).split("\0") if WIDE.search(word) else [word]
        pieces = [p for p in pieces if p]
        found += [(width(p, bold), gap if p is pieces[-1] else 0.0) for p in pieces]
    return tuple(found)


def rows(text: str, room: float, bold: bool = False) -> int | None:
    """How many lines a text takes in a room so wide (thousandths of the size); None where one word is wider than the room."""
    if WIDE.search(text):
        room -= EM  # a line must not begin with a comma: its neighbour goes along
    used, lines, gap = 0.0, 1, 0.0
    for piece, space in words(text, bold):
        if piece > room:
            return None
        if used and used + gap + piece > room:
            lines, used = lines + 1, piece
        else:
            used += gap + piece
        gap = space
    return lines
