"""Ranges one inside the other as ranges side by side: the innermost counts."""

from __future__ import annotations

from collections.abc import Iterable


def split_spans(spans: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """(low, high, zone), nested or apart, both ends included, as (low, high, zone) in order and without overlap."""
    found: list[tuple[int, int, int]] = []
    around: list[tuple[int, int]] = []  # (high, zone) of the ranges that are open, the innermost last
    at = 0  # all below is settled

    def settle(until: int) -> None:
        nonlocal at
        if around and at <= until:
            found.append((at, until, around[-1][1]))
        at = until + 1

    for low, high, zone in sorted(spans, key=lambda s: (s[0], -s[1])):
        while around and around[-1][0] < low:
            settle(around[-1][0])
            around.pop()
        settle(low - 1)
        around.append((high, zone))
    while around:
        settle(around[-1][0])
        around.pop()
    return found
