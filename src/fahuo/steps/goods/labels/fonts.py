"""The fonts that fahuo prints with. They come from installed packages; the machine's own fonts are never used.

All are Noto, under the SIL Open Font License (docs/decisions/0002-libraries.md): Noto Sans for Latin, Greek, Cyrillic and Vietnamese;
Noto Sans SC for Chinese and Japanese, Noto Sans KR for Korean, each in one weight; one family a script for the others.
What none of them has is found by glyphs.py before anything is printed.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import manimgx_fonts
import pylopdf_fonts_ko
import pylopdf_fonts_zh_cn
import typst
from fontTools.ttLib import TTFont

OTHERS = (
    *("Devanagari", "Hebrew", "Arabic", "Thai", "Georgian", "Armenian", "Bengali", "Tamil", "Telugu", "Khmer", "Lao", "Myanmar", "Sinhala"),
    *("Gujarati", "Gurmukhi", "Kannada", "Malayalam", "Oriya", "Ethiopic", "Symbols"),
)
ONE_WEIGHT = ("Noto Sans SC", "Noto Sans KR")  # a thin outline makes their bold


@cache
def font_files() -> dict[str, Path]:
    """Family -> its file. The first family that has a glyph gives it."""
    folder = Path(manimgx_fonts.__file__).parent
    return {
        "Noto Sans": folder / "NotoSans[wght].ttf",
        "Noto Sans SC": pylopdf_fonts_zh_cn.sans_path(),
        "Noto Sans KR": pylopdf_fonts_ko.sans_path(),
        **{f"Noto Sans {name}": folder / f"NotoSans{name}[wght].ttf" for name in OTHERS},
        "Noto Emoji": folder / "NotoEmoji[wght].ttf",
    }


@cache
def glyph_family() -> dict[int, str]:
    """Code point -> the family that draws it."""
    found: dict[int, str] = {}
    for family, file in reversed(font_files().items()):
        with opened(file) as font:
            found.update(dict.fromkeys(font.getBestCmap(), family))
    return found


def opened(file: Path) -> TTFont:
    """A font file with numbers for glyph names: reading the names of 65,000 Chinese glyphs would take longer than printing."""
    font = TTFont(file, lazy=True)
    font.setGlyphOrder([str(n) for n in range(font["maxp"].numGlyphs)])
    return font


def families_for(text: Iterable[str]) -> list[str]:
    """The families that these characters need, in their order. A document names no more than it needs: typst asks each for every word."""
    known = glyph_family()
    used = {known.get(ord(c)) for c in set(text)}
    return [family for family in font_files() if family in used or family == "Noto Sans"]


@cache
def loaded_fonts() -> typst.Fonts:
    """The fonts, read once a process."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=sorted({file.parent for file in font_files().values()})
    )
