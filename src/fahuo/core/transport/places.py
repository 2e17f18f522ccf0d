"""The places of a planned way as codes, "CN:hub", and how they are said."""

from __future__ import annotations

WORDS = {
    "warehouse": ("仓库", "warehouse"),
    "hub": ("出口集货中心", "export hub"),
    "gateway": ("进口口岸", "port of entry"),
    "depot": ("末端网点", "delivery depot"),
    "door": ("收件人", "buyer's door"),
}


def say_place(code: str, language: str = "en") -> str:
    """A place in words; a code of another kind comes back as it is.

    >>> say_place("CN:hub")
    'CN export hub'
    """
    country, _, kind = code.partition(":")
    if kind not in WORDS:
        return code
    return f"{country} {WORDS[kind][0 if language.startswith('zh') else 1]}"
