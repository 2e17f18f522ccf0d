"""The fonts that fahuo prints with. They come from installed packages; the machine's own fonts are never used.

Noto Sans (package fontpkg-noto-sans, OFL): Latin, Greek, Cyrillic, Vietnamese, Devanagari, all weights and widths.
Noto Sans SC (package pylopdf-fonts-zh-cn, OFL): Chinese and Japanese, regular weight only.
What neither has (Korean, Thai, Arabic, Hebrew, emoji) is found by glyphs.py before anything is printed.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import fontpkg
import pylopdf_fonts_zh_cn
import typst

FAMILIES = ("Noto Sans", "Noto Sans SC")  # the first that has a glyph gives it


def font_files() -> tuple[Path, ...]:
    """The files of FAMILIES, in that order."""
    return (fontpkg.path("Noto Sans"), pylopdf_fonts_zh_cn.sans_path())


@cache
def loaded_fonts() -> typst.Fonts:
    """The fonts, read once a process (40 ms)."""
    folders = [file.parent for file in font_files()]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
