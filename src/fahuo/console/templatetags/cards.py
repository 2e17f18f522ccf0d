"""Where a line of a rate card stands on the page of its service, so that a figure can be followed to it."""

from __future__ import annotations

from zlib import crc32

from django import template

register = template.Library()


@register.simple_tag
def line_of(valid_from: object, zone: str, up_to_g: int | None) -> str:
    """The place of a zone's band on the page of its service: zones may have any name, an address may not."""
    return f"line-{crc32(f'{valid_from}|{zone}|{up_to_g}'.encode()):08x}"


@register.simple_tag
def card_line(card: str, zone: str | None, up_to_g: int | None) -> str:
    """Where an offer's line stands on that page; `card` is the service's code and the day from which the card holds."""
    return f"#{line_of(card.rpartition('@')[2], zone or '', up_to_g)}"
