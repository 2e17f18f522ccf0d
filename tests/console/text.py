"""What a reader sees of a page."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

SILENT = {"script", "style", "title", "option"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("input", "br", "meta", "link", "circle", "line", "path", "rect", "img", "hr"):
            self.inside.append(tag)
        self.texts.extend(value for name, value in attrs if name in ("placeholder", "title", "aria-label") and value)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not SILENT & set(self.inside) and data.strip():
            self.texts.append(" ".join(data.split()))


def texts(page: Any) -> list[str]:
    """The visible texts of an answer, one an element."""
    reader = _Reader()
    reader.feed(page.content.decode())
    return reader.texts


def read(page: Any) -> str:
    """The visible text of an answer in one piece."""
    return " ".join(texts(page))
