"""Where a parcel goes, by the card's document: a part of the judge, check.py. Postcodes are compared as the document writes them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from fahuo.core.methods.codes import COUNTRIES
from fahuo.core.methods.places import Places
from fahuo.core.methods.regions import REGIONS

Row = Mapping[str, Any]
Lists = Mapping[str, Places]
_ALL = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WHOLE = re.compile(r"([A-Z]{1,2})(\d{1,2})([A-Z]?)(\d[A-Z]{2})?")


def holds_place(parcel: Row, lists: Lists, names: Any, postcodes: Any, cities: Any, regions: Any = None) -> bool:
    """Whether the parcel goes to a place of the lists, or to one of these postcodes, cities or states (by country)."""
    country = parcel["country"]
    code = _written(country, parcel["postcode"] or "")
    city = _letters(parcel["city"] or "")
    return (
        any(lists[name].has(country, parcel["postcode"], parcel["city"]) for name in names or [])
        or any(low <= code <= high for low, high in (_range(country, text) for text in _entries(country, postcodes, regions)) if code)
        or any(city and city == _letters(name) for name in (cities or {}).get(country, []))
    )


def zone_of(card: Row, document: Row, parcel: Row, lists: Lists) -> Row | str:
    """The zone that the parcel goes to, or the reason why there is none."""
    country = parcel["country"]
    inside = [(zone, block) for zone in card["zones"] if (block := _block(zone, parcel, lists)) is not None]
    if inside:
        nearest: Row = min(inside, key=lambda pair: pair[1])[0]
        return nearest
    partly = False
    for zone in card["zones"]:
        named = {c for name in zone.get("places", []) for c in lists[name].countries}
        partly = partly or country in named or any(country in zone.get(field, {}) for field in ("postcodes", "cities", "regions"))
        listed = {(c, n) for name in zone.get("places", []) for c, n in lists[name].cities}
        listed |= {(c, _letters(n)) for c, names in zone.get("cities", {}).items() for n in names}
        if (country, _letters(parcel["city"] or "")) in listed:
            return zone  # type: ignore[no-any-return]
    rest = None
    for zone in card["zones"]:
        if country in zone.get("countries", []):
            return zone  # type: ignore[no-any-return]
        if "*" in zone.get("countries", []):
            rest = zone
    if country in COUNTRIES and country not in card.get("not_served", []) and country not in document["origins"] and rest is not None:
        return rest  # type: ignore[no-any-return]
    return "place_not_served" if partly and country in COUNTRIES else "country_not_served"


def _entries(country: str | None, postcodes: Any, regions: Any) -> list[str]:
    """What is written of a country's postcodes, and those of its states."""
    states = [text for region in (regions or {}).get(country, []) for text in REGIONS[country][region].split()]  # type: ignore[index]
    return [*(postcodes or {}).get(country, []), *states]


def _block(zone: Row, parcel: Row, lists: Lists) -> int | None:
    """How many postcodes lie in the zone's unbroken range around the parcel's; None where it has none there."""
    country, code = parcel["country"], _number(_written(parcel["country"], parcel["postcode"] or ""))
    ranges = [tuple(map(_number, _range(country, text))) for text in _entries(country, zone.get("postcodes"), zone.get("regions"))]
    ranges += [(low, high) for name in zone.get("places", []) for c, low, high in lists[name].spans if c == country]
    around = None
    for low, high in sorted(ranges):
        if around is not None and low <= around[1] + 1:
            around = (around[0], max(around[1], high))
        elif around is None or not around[0] <= code <= around[1]:
            around = (low, high)
        else:
            break
    return around[1] - around[0] if code and around is not None and around[0] <= code <= around[1] else None


def _written(country: str | None, text: str) -> str:
    """Letters and digits; a British district has two digits, because IV2 comes before IV10."""
    plain = "".join(c for c in text.upper() if c in _ALL)
    if country == "GB" and (found := _WHOLE.fullmatch(plain)):
        area, district, letter, rest = found.groups()
        plain = f"{area}{int(district):02}{letter}{rest or ''}"
    return plain[:12]


def _range(country: str, text: str) -> tuple[str, str]:
    """The first and the last postcode that an entry stands for."""
    first, _, last = text.partition("..")
    if country == "GB" and re.fullmatch(r"\s*[A-Za-z]{1,2}\d[A-Za-z]?\s+\S+\s*", first) and not last:
        outward, inward = first.split()
        begin = end = _written(country, outward) + inward.upper()
    else:
        begin, end = _written(country, first), _written(country, last or first)
    if country == "GB" and begin.isalpha():
        begin, end = begin + "0", end + "9"
    return begin, end + "Z" * (12 - len(end))


def _number(code: str) -> int:
    value = 0
    for place in range(12):
        value = value * 37 + (_ALL.index(code[place]) + 1 if place < len(code) else 0)
    return value


def _letters(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name).upper() if c.isalnum())
