"""States and provinces: the names that a country's own regions go by, and the postcodes inside each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pycountry

from fahuo.countries import metadata, names, postcodes, tables

KNOWN = ""  # a region that exists but has no postcodes of its own to be held against


@cache
def aliases(country: str) -> dict[str, str]:
    """Folded name or code -> Google's key of the region, or KNOWN; empty where there is no list of regions.

    Google's keys and names come first; what only ISO 3166-2 knows (a Spanish autonomous community, say) is KNOWN.

    >>> aliases("US")["newyork"], aliases("US")["ny"], aliases("JP")["tokyo"], aliases("ES")["catalunya"]
    ('NY', 'NY', '東京都', '')
    """
    found: dict[str, str] = {}
    for name, key in _google(country):
        known = found.setdefault(names.fold(name), key)
        if known != key:
            found[names.fold(name)] = KNOWN  # two regions go by it
    if not found:
        return {}
    for subdivision in _subdivisions(country):
        bare, _, kind = subdivision.name.split(" [")[0].partition(", ")  # "Madrid, Comunidad de"
        for name in (subdivision.code, subdivision.code.partition("-")[2], *bare.split("/"), f"{kind} {bare}"):
            found.setdefault(names.fold(name), _by_iso(country).get(subdivision.code, KNOWN))
    for name, key in _without_suffix(country, found):
        found.setdefault(name, key)
    found.pop("", None)
    return found


def find(country: str, written: str) -> str | None:
    """The key of a region as a buyer writes it, KNOWN, or None. Of "Alicante/Alacant" or "Seoul (서울)" one part must be known.

    >>> find("US", "new york"), find("ES", "Alicante/Alacant"), find("US", "Atlantis")
    ('NY', 'A', None)
    """
    known = aliases(country)
    parts = [written, *re.split(r"[/(),]", written)] if re.search(r"[/(),]", written) else [written]
    return next((known[part] for part in map(names.fold, parts) if part in known), None)


@cache
def postcode_pattern(country: str, key: str) -> str | None:
    """What a clean postcode of this region must match; None where Google does not say."""
    starts = _column(country, "sub_zips").get(key)
    return postcodes.within(country, starts) if starts else None


@cache
def any_postcode_pattern(country: str) -> str | None:
    """What a clean postcode must match from which the region follows."""
    starts = [s for s in _column(country, "sub_zips").values() if s]
    return postcodes.within(country, "|".join(starts)) if starts else None


@cache
def postcode_example(country: str, key: str) -> str:
    """A postcode of the region, or how its postcodes begin.

    >>> postcode_example("US", "NY"), postcode_example("ES", "B")
    ('10000', '08…')
    """
    return (_column(country, "sub_zipexs").get(key) or "").split(",")[0] or f"{_column(country, 'sub_zips').get(key, '')}…"


def _google(country: str) -> Iterator[tuple[str, str]]:
    own = [key for key in metadata.record(country).get("sub_keys", "").split("~") if key]
    for key in own:
        yield key, key
        yield f"{country}{key}", key
    for row in tables.rows("region_aliases.csv"):
        if row["country"] == country:
            yield row["name"], row["key"]
    for record in (metadata.record(country), *metadata.translations(country)):
        keys = record.get("sub_keys", "").split("~")  # each language has its own order
        for column in ("sub_names", "sub_lnames", "sub_lfnames"):
            written = record.get(column, "").split("~")
            if len(written) == len(keys):
                yield from ((name, key if key in own else KNOWN) for name, key in zip(written, keys, strict=True) if name)


def _column(country: str, column: str) -> dict[str, str]:
    record = metadata.record(country)
    keys, values = record.get("sub_keys", "").split("~"), record.get(column, "").split("~")
    return dict(zip(keys, values, strict=True)) if len(keys) == len(values) else {}


def _subdivisions(country: str) -> list[Any]:
    """ISO 3166-2, in a fixed order: the library gives a set."""
    found: Any = pycountry.subdivisions
    return sorted(found.get(country_code=country) or (), key=lambda subdivision: str(subdivision.code))


@cache
def _by_iso(country: str) -> dict[str, str]:
    return {f"{country}-{iso}": key for key, iso in _column(country, "sub_isoids").items() if iso}


def _without_suffix(country: str, found: dict[str, str]) -> list[tuple[str, str]]:
    """Names without the word for the kind of region, and Latin names with one: "Kanagawa-ken" and "Kanagawa" alike."""
    suffixes = [names.fold(row["suffix"]) for row in tables.rows("region_suffixes.csv") if row["country"] == country]
    bare: dict[str, str] = {}
    for name, key in found.items():
        short = next((name[: -len(s)] for s in suffixes if name.endswith(s) and len(name) > len(s) + 1), name)
        if bare.setdefault(short, key) != key:
            bare[short] = KNOWN
    grown = {**bare, **found}.items()  # what looks like a suffix may be part of the name: Kyoto
    return [*bare.items(), *((f"{name}{s}", key) for name, key in grown for s in suffixes if name.isascii() == s.isascii())]
