"""What typst says of a template, as a reason with line, character and mend (core.goods.template_reasons)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from fahuo.core.reasons import mend, say

LONGEST = 60  # characters of the source that are shown
_PLACE = re.compile(r"template\.typ:(\d+):(\d+)")
# What typst's message begins with or holds -> the reason. The first that matches; `name` is the piece of the message that the reason names.
_MEANINGS: tuple[tuple[str, str], ...] = (
    (r"unclosed", "template_unclosed"),
    (r"package|@preview|@local", "template_package"),
    (r"file not found \(searched at (?P<name>.*?)\)", "template_no_file"),
    (r"path `\"?(?P<name>.*?)\"?` would escape", "template_no_file"),
    (r"cannot access file system|failed to load (linked image|file)|is a directory|access denied", "template_no_file"),
    (r"unknown variable: (?P<name>.+)", "template_unknown_name"),
    (r"dictionary does not contain key \"(?P<name>.+?)\"", "template_no_field"),
    (r"unknown font family: (?P<name>.+)", "template_font"),
    (r"maximum .*depth exceeded|condition is always true|infinite|loop seems|too many iterations|maximum (show|layout|function)", "template_endless"),
    (r"expected (comma|expression|identifier|pattern|block|semicolon|colon|keyword|equals|parameter|string|closing)|unexpected |"
     r"the character `|invalid|not a valid", "template_syntax"),
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """Why a paper could not be made from a template: a reason and its values."""

    code: str
    values: dict[str, Any]

    def say(self, language: str) -> str:
        """The sentence with its mend."""
        tip = mend(self.code, self.values, language)
        return f"{say(self.code, self.values, language)}{'。' if language.startswith('zh') else '. '}{tip[:1].upper()}{tip[1:]}"

    @property
    def line(self) -> int | None:
        """The line of the template, where there is one."""
        return self.values.get("line")


Said = Fault  # a warning has the same form


def told(fault: dict[str, Any], source: str, folder: str) -> Fault:
    """An error of typst: its message, diagnostic and hints."""
    message = _clean(str(fault["message"]), folder)
    line, column = _place(str(fault["diagnostic"]), source)
    rows = source.splitlines()
    text = rows[line - 1].strip()[:LONGEST] if 0 < line <= len(rows) else ""
    values: dict[str, Any] = {"line": line, "column": column, "text": text, "said": message}
    for pattern, code in _MEANINGS:
        if found := re.search(pattern, message):
            return Fault(code, values | {"name": _name(found, message)})
    hints = "; ".join(_clean(str(hint), folder) for hint in fault["hints"])
    return Fault("template_wrong", values | {"said": f"{message} ({hints})" if hints else message})


def read_warning(warning: dict[str, Any], source: str, folder: str) -> Said:
    """The same of a warning, which stops nothing."""
    return told(warning, source, folder)


def _place(diagnostic: str, source: str) -> tuple[int, int]:
    """Line and character of the template; where typst names none, its last line."""
    found = _PLACE.search(diagnostic)
    return (int(found[1]), int(found[2])) if found else (source.count("\n") + 1, 1)


def _name(found: re.Match[str], message: str) -> str:
    name = found.groupdict().get("name") or message
    return name.lstrip("/")[:LONGEST]


def _clean(message: str, folder: str) -> str:
    """Without the folder on our machine that typst names."""
    return message.replace(folder + "/", "").replace(folder, "").strip()
