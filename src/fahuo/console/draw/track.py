"""The line with eight stations above an order's steps."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

INK = {"done": "#0f6b55", "here": "#0f6b55", "need": "#b3291f", "later": "#c9cdc2"}


def draw_track(stations: Sequence[tuple[str, str]], label: str) -> SafeString:
    """Stations as (state, name), state being done, here, need or later. Each sits at the left of its column."""
    n = len(stations)
    width = 100 / n
    reached = max((i for i, (state, _) in enumerate(stations) if state != "later"), default=-1)
    line = format_html('<line x1="8" y1="13" x2="{}%" y2="13" stroke="#e1e3db" stroke-width="3"/>', f"{100 - width + 1:.2f}")
    way = (
        format_html('<line x1="8" y1="13" x2="{}%" y2="13" stroke="#0f6b55" stroke-width="3"/>', f"{reached * width:.2f}")
        if reached > 0
        else ""
    )
    return format_html(
        '<svg role="img" aria-label="{}" xmlns="http://www.w3.org/2000/svg">{}{}<g transform="translate(8 0)">{}</g></svg>',
        label, line, way, format_html_join("", "{}", ((_station(i * width, state, name),) for i, (state, name) in enumerate(stations))),
    )  # fmt: skip


def _station(at: float, state: str, name: str) -> SafeString:
    place = f"{at:.2f}"
    ink = INK[state]
    if state == "done":
        return format_html('<circle cx="{}%" cy="13" r="6.5" fill="{}"><title>{}</title></circle>', place, ink, name)
    if state == "later":
        return format_html(
            '<circle cx="{}%" cy="13" r="5" fill="#fff" stroke="{}" stroke-width="2.5"><title>{}</title></circle>', place, ink, name
        )
    halo = format_html('<circle cx="{}%" cy="13" r="10" fill="{}" fill-opacity=".16"/>', place, ink)
    ring = '<circle cx="{}%" cy="13" r="6" fill="#fff" stroke="{}" stroke-width="4"><title>{}</title></circle>'
    return format_html("{}{}", halo, format_html(ring, place, ink, name))
