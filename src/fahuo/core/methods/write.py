"""Writes a service's document as TOML, so that core.methods.read reads the same service from it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_INLINE = ("bands",)  # rows of a price table, one a line


def write_toml(document: Mapping[str, object]) -> str:
    """The document as text in the form of docs/rate-cards.md: plain fields, then tables, then lists of tables."""
    return "\n".join(_table(document, ())) + "\n"


def _table(table: Mapping[str, object], path: tuple[str, ...]) -> Iterator[str]:
    plain = {k: v for k, v in table.items() if v is not None and not _is_tables(k, v) and not isinstance(v, Mapping)}
    for name, value in plain.items():
        yield f"{_key(name)} = {_rows(value) if name in _INLINE else _value(value)}"
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from ("", f"[{_path((*path, name))}]", *_table(value, (*path, name)))
    for name, value in table.items():
        if _is_tables(name, value):
            assert isinstance(value, Sequence)
            for row in value:
                yield from ("", f"[[{_path((*path, name))}]]", *_table(row, (*path, name)))


def _is_tables(name: str, value: object) -> bool:
    return name not in _INLINE and isinstance(value, list | tuple) and bool(value) and all(isinstance(v, Mapping) for v in value)


def _rows(value: object) -> str:
    rows = value if isinstance(value, list | tuple) else []
    return "[\n" + "".join(f"  {_value(row)},\n" for row in rows) + "]"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | date):
        return value.isoformat() if isinstance(value, date) else str(value)
    if isinstance(value, Decimal):
        return f'"{value:f}"'
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items() if v is not None) + " }"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(v) for v in value)}]"
    # of JSON's strings TOML differs only in DEL, which it wants escaped as well
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007F")


def _key(name: object) -> str:
    return str(name) if _BARE.fullmatch(str(name)) else _value(str(name))


def _path(names: tuple[str, ...]) -> str:
    return ".".join(_key(name) for name in names)
