"""What is wrong with a document's text before there is any field to name: the line, what stands there, and what mends it."""

from __future__ import annotations

import json
import re

from fahuo.core.methods.faults import Fault

_AT = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)")
# Marks that a word processor or a Chinese keyboard puts where TOML and JSON want the plain one.
PLAIN = {
    **dict.fromkeys("“”„＂", '"'),
    **dict.fromkeys("‘’＇", "'"),
    **{
        "＝": "=",
        "，": ",",
        "、": ",",
        "：": ":",
        "［": "[",
        "］": "]",
        "【": "[",
        "】": "]",
        "｛": "{",
        "｝": "}",
        "＃": "#",
        "\u3000": " ",
    },
}
_MOST_SHOWN = 60
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')


class KeyTwice(ValueError):
    """A key that stands twice in one table; JSON itself would silently keep the last."""


def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A table of JSON in which no key stands twice. Raises KeyTwice."""
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise KeyTwice(key)
        found[key] = value
    return found


def syntax_fault(text: str, error: ValueError | RecursionError) -> Fault:
    """The one fault of a text that is neither TOML nor JSON."""
    if isinstance(error, KeyTwice):
        return Fault("document", "key_twice", (("value", f'"{error}"'),))
    if isinstance(error, RecursionError):
        return Fault("document", "too_deep", ())
    line, column = _where(text, error)
    lines = text.splitlines()
    written = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    place, value = f"document, line {line}", ("value", _shown(written))
    said = str(error)
    if "Cannot overwrite" in said or " twice " in said:
        return Fault(place, "key_twice", (value,))
    if mark := next((c for c in _QUOTED.sub("", written) if c in PLAIN), None):
        return Fault(place, "wide_mark", (value, ("mark", mark), ("plain", PLAIN[mark])))
    if "Invalid date" in said:
        return Fault(place, "not_date", (value,))
    if len(re.findall(r'(?<!\\)"', written)) % 2:
        return Fault(place, "open_text", (value,))
    return Fault(place, "syntax", (value, ("column", str(column))))


def _where(text: str, error: ValueError | RecursionError) -> tuple[int, int]:
    """Line and column, from 1; a text that ends too early is wrong in its last line."""
    if isinstance(error, json.JSONDecodeError):
        return error.lineno, error.colno
    found = _AT.search(str(error))
    if found and found[1]:
        return int(found[1]), int(found[2])
    lines = text.rstrip().splitlines() or [""]
    return len(lines), len(lines[-1]) + 1


def _shown(written: str) -> str:
    plain = "".join(c if c.isprintable() else "?" for c in written)
    return plain if len(plain) <= _MOST_SHOWN else f"{plain[:_MOST_SHOWN]}..."
