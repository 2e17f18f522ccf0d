"""Typeset one template of ours with data, by typst. The data goes in as JSON and is never read as markup."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typst

from fahuo.steps.goods.labels.codes import Picture
from fahuo.steps.goods.labels.fitting import printed
from fahuo.steps.goods.labels.fonts import families_for, loaded_fonts

WHOLE = Path(__file__).parent.parent.parent  # the steps: a template reads its own folder and shapes.typ


def typeset(template: Path, data: object, *, ready: bool = False) -> bytes:
    """The document as PDF. The same data gives the same bytes.

    `data` is anything that JSON holds; the template reads it with `json(bytes(sys.inputs.data))`. Numbers should come as text,
    already written as they are to be read. `ready` data has been through fitting.printed() already.
    """
    written = json.dumps(data if ready else printed_all(data), ensure_ascii=False, separators=(",", ":"))
    made: Any = typst.compile(
        template,
        root=WHOLE,
        font_paths=loaded_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": written, "fonts": json.dumps(families_for(written + template.read_text("utf-8")))},
        pdf_tags=False,
    )
    pdf: bytes = made
    return pdf


def printed_all(thing: object) -> object:
    """Every text composed (NFC), without control characters, and breakable; everything else as it is."""
    if isinstance(thing, Picture):
        return thing
    if isinstance(thing, str):
        return printed(thing)
    if isinstance(thing, dict):
        return {key: printed_all(value) for key, value in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [printed_all(value) for value in thing]
    return thing
