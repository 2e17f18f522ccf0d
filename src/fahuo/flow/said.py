"""A verb that cannot be done, and why: a sentence in both languages."""

from __future__ import annotations

from typing import Any

from fahuo.core.reasons import mend, say


class NotPossible(Exception):
    """A verb that cannot be done; the text is a sentence for the user, `zh` the same in Chinese."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.en, self.zh = en, zh

    def said(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


def not_possible(code: str, values: dict[str, Any] | None = None) -> NotPossible:
    """The exception that says a reason with its mend."""
    return NotPossible(f"{say(code, values, 'en')}: {mend(code, values, 'en')}", f"{say(code, values, 'zh')}。{mend(code, values, 'zh')}")
