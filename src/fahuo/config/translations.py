"""The catalogues of texts: gathered from the sources, and compiled where they are installed. Needs no gettext tools."""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent
LOCALE = PACKAGE / "locale"
LANGUAGE = "zh_Hans"
CALLS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
}
_TEXT = r"""[ur]?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
# What Django's templatize makes of a template: one call for each text, everything else blanked.
_CALL = re.compile(rf"\b(_|gettext|ngettext|pgettext)\(\s*{_TEXT}(?:\s*,\s*{_TEXT})?")

Message = tuple[str, str | None, str | None]  # singular, plural, context


def compile_all() -> int:
    """Write the .mo beside every .po that is newer. Returns how many were written; safe to run at every start."""
    written = 0
    for po in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as file:
            catalog = read_po(file, locale=po.parent.parent.name)
        text = BytesIO()
        write_mo(text, catalog)
        fresh = mo.with_suffix(f".mo.{os.getpid()}")  # two processes may begin at once
        fresh.write_bytes(text.getvalue())
        fresh.replace(mo)
        written += 1
    return written


def messages() -> set[Message]:
    """Every text of the package that is marked for translation."""
    found: set[Message] = set()
    for file in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in file.parts:
            found.update(_of_python(file.read_bytes()))
    for file in sorted(PACKAGE.rglob("templates/**/*.html")):
        found.update(_of_template(file.read_text(encoding="utf-8")))
    return found


def _of_python(source: bytes) -> Iterator[Message]:
    for _line, said, _comments, context in extract("python", BytesIO(source), keywords=CALLS):
        singular, plural = (said[0], said[1]) if isinstance(said, tuple) else (said, None)
        if singular:
            yield singular, plural, context


def _of_template(source: str) -> Iterator[Message]:
    from django.utils.translation.template import templatize

    for call, first, second in _CALL.findall(templatize(source)):
        one, other = ast.literal_eval(first), ast.literal_eval(second) if second else None
        if call == "pgettext":
            yield str(other), None, one
        elif one:
            yield one, other, None


def update() -> Catalog:
    """Bring the Chinese catalogue up to the sources: new texts come in empty, texts that are gone go."""
    path = LOCALE / LANGUAGE / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        old = read_po(file, locale=LANGUAGE)
    fresh = Catalog(
        locale=LANGUAGE,
        charset="utf-8",
        header_comment="# Texts of fahuo in Chinese. Gathered by `python -m fahuo.config.translations`.",
        fuzzy=False,
    )
    for singular, plural, context in sorted(messages(), key=lambda m: (m[0], m[2] or "")):
        known = old.get(singular, context=context)
        said = known.string if known and not known.fuzzy else None
        flags = ["python-format"] if re.search(r"%\(\w+\)s", singular) else []
        fresh.add((singular, plural) if plural else singular, _fit(said, plural is not None), context=context, flags=flags)
    with path.open("wb") as file:
        write_po(file, fresh, width=0, sort_output=True, no_location=True, include_previous=False)
    return fresh


def _fit(said: object, plural: bool) -> str | tuple[str, ...]:
    """A known translation in the form that the text has now. Chinese has one form for all numbers."""
    text = said[0] if isinstance(said, tuple | list) else said or ""
    return (str(text),) if plural else str(text)


if __name__ == "__main__":
    left = [m.id for m in update() if m.id and not (m.string if isinstance(m.string, str) else all(m.string))]
    sys.stdout.write("".join(f"not translated: {text}\n" for text in left))
