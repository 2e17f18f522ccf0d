"""The words of core as the choices of a column."""

from __future__ import annotations


def choices(words: type) -> list[tuple[str, str]]:
    """Each word as its own name."""
    return [(word.value, word.value) for word in words]
