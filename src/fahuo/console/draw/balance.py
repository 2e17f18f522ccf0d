"""A product's balance over time as a picture: a step line, drawn on the server."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 720, 190, 52, 24, 12


def steps(daily: Sequence[tuple[date, int]], begin: date, end: date) -> list[tuple[date, int]]:
    """The balance at the end of each day on which it changed, from `begin` to `end`, both included. `daily` has days and changes, in any order."""
    balance, found = 0, []
    for day, change in sorted(daily):
        if day > end:
            break
        balance += change
        if day <= begin:
            found = [(begin, balance)]
        elif found and found[-1][0] == day:
            found[-1] = (day, balance)
        else:
            found = found or [(begin, 0)]
            found.append((day, balance))
    found = found or [(begin, 0)]
    return found if found[-1][0] == end else [*found, (end, found[-1][1])]


def balance(daily: Sequence[tuple[date, int]], end: date, days: int, label: str, line: int | None = None) -> SafeString:
    """The picture; `line`: a level to draw across, the reorder point."""
    begin = end - timedelta(days=days)
    points = steps(daily, begin, end)
    most = max(1, line or 0, *(value for _, value in points))
    top = _round_up(most)

    def x(day: date) -> float:
        return LEFT + (WIDTH - LEFT - 8) * (day - begin).days / days

    def y(value: int) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top)

    path, before = f"M{x(begin):.1f} {y(points[0][1]):.1f}", points[0][1]
    for day, value in points[1:]:
        path += f"L{x(day):.1f} {y(before):.1f}L{x(day):.1f} {y(value):.1f}"
        before = value
    area = f"{path}L{x(end):.1f} {y(0):.1f}L{x(begin):.1f} {y(0):.1f}Z"
    grid = format_html_join(
        "",
        '<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="#e1e3db"/><text x="{}" y="{}" text-anchor="end">{}</text>',
        ((LEFT, WIDTH - 8, f"{y(v):.1f}", f"{y(v):.1f}", LEFT - 6, f"{y(v) + 4:.1f}", f"{v:,}") for v in sorted({0, top // 2, top})),
    )
    months = format_html_join(
        "", '<text x="{}" y="{}" text-anchor="middle">{}</text>', ((f"{x(d):.1f}", HEIGHT - 6, f"{d:%Y-%m}") for d in _months(begin, end))
    )
    level = format_html(
        '<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="#b3291f" stroke-dasharray="4 4"/>', LEFT, WIDTH - 8, f"{y(line):.1f}", f"{y(line):.1f}"
    ) if line is not None else ""  # fmt: skip
    return format_html(
        '<svg class="balance" viewBox="0 0 {} {}" role="img" aria-label="{}" font-size="11" fill="#55605a">{}{}'
        '<path d="{}" fill="#e3f0eb"/><path d="{}" fill="none" stroke="#0f6b55" stroke-width="1.6"/>{}</svg>',
        WIDTH, HEIGHT, label, grid, months, area, path, level,
    )  # fmt: skip


def _months(begin: date, end: date) -> list[date]:
    """The first days of the months in between, six at most."""
    found, day = [], (begin.replace(day=1) + timedelta(days=32)).replace(day=1)
    while day <= end:
        found.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    every = max(1, -(-len(found) // 6))
    return found[::every]


def _round_up(value: int) -> int:
    """The next 1, 2 or 5 with zeros, even so that half of it is whole."""
    size = 1
    while True:
        for step in (2, 4, 10):
            if step * size >= value:
                return step * size
        size *= 10
