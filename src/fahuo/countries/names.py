"""Country names as people and shops write them -> ISO 3166-1 alpha-2.

A name is looked up, never guessed: it must be, but for case, accents and punctuation, a code or a name that a source knows.
Sources, the earlier winning: data/aliases.csv (ours, with the reason of each odd case), pycountry (ISO 3166), CLDR in English and
Chinese (babel), data/local_names.csv (CLDR in 34 other languages; names that mean two countries are left out).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache

import pycountry
from babel import Locale

from fahuo.countries import tables

KOSOVO = "XK"  # not ISO; used by carriers and by Google's address data


def resolve(names: list[str]) -> dict[str, str | None]:
    """Each name -> alpha-2 code, or None where the name names no one country. One dictionary look-up for each name.

    >>> list(resolve(["EIRE", "RSA", "usa", "Deutschland", "德国", "GBR", "European Community", "Unspecified", "Atlantis"]).values())
    ['IE', 'ZA', 'US', 'DE', 'DE', 'GB', None, None, None]
    """
    known = _table()
    return {name: known.get(fold(name)) for name in names}


def note(name: str) -> str | None:
    """Why a name was decided as it was, where that needs saying.

    >>> note("channel islands")[:36]
    'ambiguous: Jersey or Guernsey. JE is'
    """
    return _notes().get(fold(name))


def codes() -> frozenset[str]:
    """Every code that resolve can give."""
    return frozenset(code for code in _table().values() if code)


def fold(name: str) -> str:
    """Without case, accents, punctuation, spaces and article: "The Côte d'Ivoire" -> "cotedivoire"; "&" is "and", "St" is "saint".

    A slash stays, so that "N/A" is not Namibia.

    >>> fold(" U.S.A. ") == fold("usa"), fold("Bosnia & Herzegovina") == fold("bosnia and herzegovina")
    (True, True)
    """
    plain = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ").replace("’", "'").replace("臺", "台")
    words = "".join(c if c.isalnum() or c == "/" else "" if unicodedata.combining(c) or c in ".'" else " " for c in plain).split()
    kept = ["saint" if w in ("st", "ste") else w for w in words]
    if len(kept) > 1 and kept[0] == "the":
        kept = kept[1:]
    return unicodedata.normalize("NFC", "".join(kept))


@cache
def _table() -> dict[str, str | None]:
    table: dict[str, str | None] = {}
    for row in tables.rows("aliases.csv"):
        table.setdefault(fold(row["name"]), row["country"] or None)
    for written, code in (*_iso(), *_cldr()):
        table.setdefault(fold(written), code)
    for row in tables.rows("local_names.csv"):
        table.setdefault(fold(row["name"]), row["country"])
    table.pop("", None)
    return table


@cache
def _notes() -> dict[str, str]:
    return {fold(row["name"]): row["note"] for row in tables.rows("aliases.csv") if row["note"]}


def _iso() -> Iterator[tuple[str, str]]:
    """Codes first, so that no name can take one; then the names, "Korea, Republic of" also turned round."""
    countries = list(pycountry.countries)
    for country in countries:
        yield country.alpha_2, country.alpha_2
        yield country.alpha_3, country.alpha_2
    yield KOSOVO, KOSOVO
    yield "XKX", KOSOVO
    for country in countries:
        for name in (country.name, getattr(country, "common_name", None), getattr(country, "official_name", None)):
            if name:
                yield name, country.alpha_2
                head, comma, tail = name.partition(", ")
                if comma:
                    yield f"{tail} {head}", country.alpha_2


def _cldr() -> Iterator[tuple[str, str]]:
    iso = {country.alpha_2 for country in pycountry.countries} | {KOSOVO}
    for language in ("en", "zh", "zh_Hant"):
        for code, name in Locale.parse(language).territories.items():
            if code in iso:
                yield name, code
