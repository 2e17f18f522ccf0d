"""Every "why not" of fahuo: the rooms' own reasons in one book, and how they are said."""

from __future__ import annotations

import json
from importlib import import_module

from fahuo.core.words import Reason, Step


def _book() -> dict[str, Reason]:
    rows: list[Reason] = []
    for step in Step:
        rows.extend(import_module(f"fahuo.core.{step.value}.reasons").REASONS)
    book = {row.code: row for row in rows}
    if len(book) != len(rows):
        raise ValueError(f"a reason is written twice: {sorted({r.code for r in rows if sum(o.code == r.code for o in rows) > 1})}")
    return book


REASONS = _book()


class _Lenient(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "—"


def say(code: str, values: str | dict[str, object] | None = None, language: str = "en") -> str:
    """The reason as a sentence: say("price_zero", language="zh-hans"). Values may be the JSON of a Refusals row.

    >>> say("product_unknown", '{"sku": "A1"}')
    'product A1 is not in the catalogue'
    """
    return _fill(REASONS[code].zh if language.startswith("zh") else REASONS[code].en, values)


def mend(code: str, values: str | dict[str, object] | None = None, language: str = "en") -> str:
    """What would mend it, as a sentence."""
    return _fill(REASONS[code].mend_zh if language.startswith("zh") else REASONS[code].mend_en, values)


def _fill(text: str, values: str | dict[str, object] | None) -> str:
    known = json.loads(values) if isinstance(values, str) else (values or {})
    return text.format_map(_Lenient({k: "—" if v is None else v for k, v in known.items()}))
