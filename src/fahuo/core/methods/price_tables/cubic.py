"""Prices by the cubic metre: a card weighs a parcel's size, so a cubic metre stands for as many kilograms as a person says."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from fahuo.core.methods.price_tables.entry import Entry
from fahuo.core.methods.price_tables.said import LEAVE_OUT, Choice, Desk
from fahuo.core.methods.price_tables.weights import CUBIC_G

CM3_KG = 10**6  # cm³ in a cubic metre: so many of them ÷ the divisor are its kilograms
_DIVISORS = (1000, 2000, 4000, 5000, 6000)


def by_weight(entries: list[Entry], divisor: int | None, desk: Desk) -> tuple[list[Entry], int | None]:
    """The entries with prices per kg and brackets in grams instead of those by the cubic metre, and the divisor that makes a parcel's size
    the same weight. Without a divisor in the notes it is asked; until then the prices wait.
    """
    cubic = [e for e in entries if e.heading.basis_g == CUBIC_G]
    if not cubic:
        return entries, None
    if divisor is None:
        text = cubic[0].column or cubic[0].heading.text
        choices = [
            *(Choice(str(d), f"1 立方 = {_kg(d)} kg（÷{d}）", f"1 m³ = {_kg(d)} kg (÷ {d})", d == 1000) for d in _DIVISORS),
            Choice(LEAVE_OUT, "不读这些价格", "leave these prices out"),
        ]
        read = lambda a: a if a == LEAVE_OUT or re.fullmatch(r"[1-9][0-9]{2,4}", a) else None  # noqa: E731
        answer = desk.ask("cubic", text, [e.place for e in cubic], read, choices, "text", text=text)
        if answer is None or answer == LEAVE_OUT:
            return [e for e in entries if not _is_cubic(e)], None
        divisor = int(answer)
    else:
        desk.tell("cubic", [e.place for e in cubic], 90, divisor=divisor, kg=_kg(divisor))
    return [_weighed(e, divisor) if _is_cubic(e) else e for e in entries], divisor


def _is_cubic(entry: Entry) -> bool:
    """Whether its price or its bracket is in cubic metres."""
    return entry.heading.basis_g == CUBIC_G or bool(entry.heading.span and entry.heading.span.cubic)


def _kg(divisor: int) -> str:
    return f"{Decimal(CM3_KG) / divisor:.4g}"


def _weighed(entry: Entry, divisor: int) -> Entry:
    """Its price by the kilogram, its bracket in grams: a cubic metre was read as a ton."""
    span = entry.heading.span
    if span is not None and span.cubic:
        span = replace(
            span,
            over_g=_scaled(span.over_g, divisor),
            up_to_g=_scaled(span.up_to_g, divisor),
            grain_g=max(1, span.grain_g * 1000 // divisor),
        )
    entry = replace(entry, heading=replace(entry.heading, span=span))
    if entry.heading.basis_g != CUBIC_G or entry.value is None:
        return entry
    return replace(entry, value=entry.value * divisor / CM3_KG, heading=replace(entry.heading, basis_g=1000))


def _scaled(grams: int | None, divisor: int) -> int | None:
    return None if grams is None else grams * 1000 // divisor
