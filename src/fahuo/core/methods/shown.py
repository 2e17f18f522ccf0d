"""Figures as people read them: money with its decimals, weights, sides, percentages."""

from __future__ import annotations

from decimal import Decimal

from fahuo.core.methods.layout import unpack_sides
from fahuo.core.words import ATTRIBUTE_NAMES, Attribute, minor_units


def percent(ppm: int) -> str:
    """Parts per million as a percentage: 14.5 %."""
    return f"{(Decimal(ppm) / 10**4).normalize():f} %"


def money(minor: int | None, currency: str, named: bool = False) -> str:
    """Minor units with as many decimals as the currency has."""
    if minor is None:
        return "—"
    places = minor_units(currency)
    return f"{Decimal(minor).scaleb(-places):,.{places}f}" + (f" {currency}" if named else "")


def unit(value: int | None, name: str) -> str:
    """A figure with its unit."""
    return "—" if value is None else f"{value:,} {name}"


def sides(packed: int | None) -> str:
    """Three sides that layout.pack_sides made one figure of."""
    return "—" if packed is None else " × ".join(f"{side:,}" for side in unpack_sides(packed)) + " mm"


def names(bits: int, language: str) -> str:
    """Goods attributes in the language."""
    zh = language.startswith("zh")
    return ("、" if zh else ", ").join(ATTRIBUTE_NAMES[a][0 if zh else 1] for a in Attribute if a & bits)
