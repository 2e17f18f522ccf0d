"""data/local_names.csv is CLDR's: written by `collected` here, and still what CLDR says.

To write it anew, say with a later babel: python -m tests.countries.test_local_names
"""

from __future__ import annotations

import csv
from importlib import resources
from pathlib import Path

import pycountry
from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages

from fahuo.countries import names

LANGUAGES = [
    "ar",
    "bg",
    "cs",
    "da",
    "de",
    "el",
    "es",
    "et",
    "fa",
    "fi",
    "fr",
    "he",
    "hi",
    "hr",
    "hu",
    "id",
    "it",
    "ja",
    "ko",
    "lt",
    "lv",
    "ms",
    "nb",
    "nl",
    "pl",
    "pt",
    "ro",
    "ru",
    "sk",
    "sl",
    "sv",
    "th",
    "tr",
    "uk",
    "vi",
]


def collected() -> list[tuple[str, str]]:
    """Names of every country in LANGUAGES and in its own official languages; what means two countries is left out."""
    iso = {country.alpha_2 for country in pycountry.countries} | {names.KOSOVO}
    found: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if code in iso:
                found.setdefault(names.fold(name), {}).setdefault(code, name)
    for code in sorted(iso):
        for language in get_official_languages(code):
            try:
                name = Locale.parse(language).territories.get(code)
            except (UnknownLocaleError, ValueError):
                continue
            if name:
                found.setdefault(names.fold(name), {}).setdefault(code, name)
    return sorted((next(iter(by.values())), next(iter(by))) for by in found.values() if len(by) == 1)


def test_the_table_is_what_cldr_says() -> None:
    with resources.files("fahuo.countries").joinpath("data/local_names.csv").open(encoding="utf-8", newline="") as text:
        kept = [(row["name"], row["country"]) for row in csv.DictReader(text)]
    assert kept == collected()


if __name__ == "__main__":
    with Path("src/fahuo/countries/data/local_names.csv").open("w", encoding="utf-8", newline="") as text:
        csv.writer(text, lineterminator="\n").writerows([("name", "country"), *collected()])
