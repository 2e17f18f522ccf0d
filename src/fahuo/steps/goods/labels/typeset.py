"""Typeset one template of ours with data, by typst. The data goes in as JSON and is never read as markup."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any, Literal

import typst

from fahuo.steps.goods.labels.fonts import FAMILIES, loaded_fonts

# Runs without a space, of anything but Chinese and Japanese, which typst breaks by itself: so long a word fits in no column.
LONG_WORD = re.compile("[^\\s\u3000-\u9fff\uff00-\uffef]{19,}")
ZERO_WIDTH_SPACE = "\u200b"


class Picture(str):
    """The source of an SVG: no text to be read, so it goes in as it is."""


def typeset(template: Path, data: object, kind: Literal["pdf", "png"] = "pdf", ppi: float = 144.0) -> list[bytes]:
    """The document as bytes: one PDF, or one PNG a page. The same data gives the same bytes.

    `data` is anything that JSON holds; the template reads it with `json(bytes(sys.inputs.data))`. Numbers should come as text,
    already written as they are to be read.
    """
    made: Any = typst.compile(
        template,
        root=template.parent,
        font_paths=loaded_fonts(),
        ignore_system_fonts=True,
        format=kind,
        ppi=ppi,
        sys_inputs={"data": json.dumps(_clean(data), ensure_ascii=False), "fonts": json.dumps(FAMILIES)},
        pdf_tags=False,
    )
    pages: bytes | list[bytes] = made  # its stub forgets that many PNG pages come as a list
    return pages if isinstance(pages, list) else [pages]


def _clean(thing: object) -> object:
    """Texts composed (NFC), without control characters, and breakable; everything else as it is."""
    if isinstance(thing, Picture):
        return thing
    if isinstance(thing, str):
        text = "".join(c if unicodedata.category(c) != "Cc" else " " for c in unicodedata.normalize("NFC", thing))
        return LONG_WORD.sub(lambda word: ZERO_WIDTH_SPACE.join(re.findall(".{1,6}", word.group())), text)
    if isinstance(thing, dict):
        return {key: _clean(value) for key, value in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [_clean(value) for value in thing]
    return thing
