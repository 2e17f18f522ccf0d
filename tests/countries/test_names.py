"""Country names as people write them."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pycountry
import pytest

from fahuo.countries import names, tables

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data" / "orders"

WRITTEN = {
    "GB": ["United Kingdom", "UK", "u.k.", "GBR", "Great Britain", "England", "Northern Ireland", "英国", "United Kingdom (UK)", "ＧＢ"],
    "IE": ["EIRE", "Ireland", "Éire", "Republic of Ireland", "爱尔兰"],
    "ZA": ["RSA", "South Africa", "南非", "ZAF"],
    "US": ["USA", "U.S.A.", "United States", "united states of america", "America", "美国", "Estados Unidos", "United States (US)"],
    "DE": ["Germany", "Deutschland", "德国", " germany ", "GERMANY", "Allemagne", "Alemania"],
    "NL": ["Netherlands", "The Netherlands", "Holland", "Nederland"],
    "KR": ["South Korea", "Korea, Republic of", "Republic of Korea", "Korea", "대한민국", "韩国"],
    "CZ": ["Czech Republic", "Czechia", "Česko", "捷克"],
    "CI": ["Côte d'Ivoire", "Cote d’Ivoire", "Ivory Coast"],
    "HK": ["Hong Kong", "Hongkong", "中国香港特别行政区", "香港"],
    "BA": ["Bosnia & Herzegovina", "Bosnia and Herzegovina"],
    "LC": ["St. Lucia", "Saint Lucia"],
    "JE": ["Jersey", "Channel Islands"],
    "TW": ["Taiwan", "臺灣", "台湾"],
    "GR": ["Greece", "EL", "Ελλάδα"],
    "JP": ["Japan", "日本", "Japon"],
    "CD": ["DR Congo", "Congo, The Democratic Republic of the"],
    "CG": ["Republic of the Congo"],
    "NE": ["Niger"],
    "NG": ["Nigeria"],
    "DM": ["Dominica"],
    "DO": ["Dominican Republic"],
}
NO_ONE_COUNTRY = [
    "European Community",
    "Unspecified",
    "Congo",
    "Virgin Islands",
    "Europe",
    "",
    "  ",
    "-",
    "Unknown",
    "Atlantis",
    "XX",
    "Germny",
    "123",
]


@pytest.mark.parametrize("code", WRITTEN)
def test_written_names_resolve(code: str) -> None:
    assert names.resolve(WRITTEN[code]) == dict.fromkeys(WRITTEN[code], code)


def test_what_names_no_one_country_is_none_and_never_a_guess() -> None:
    assert names.resolve(NO_ONE_COUNTRY) == dict.fromkeys(NO_ONE_COUNTRY)


def test_every_code_and_english_name_of_iso_resolves_to_itself() -> None:
    for country in pycountry.countries:
        short = () if country.name == "Congo" else (country.name,)  # the one name that two countries bear
        for written in (country.alpha_2, country.alpha_2.lower(), country.alpha_3, *short):
            assert names.resolve([written])[written] == country.alpha_2, written


def test_the_ambiguous_choice_is_documented() -> None:
    assert "ambiguous" in (names.note("Channel Islands") or "")
    assert names.note("Germany") is None


def test_no_alias_overrides_a_code_of_iso() -> None:
    codes = {c.alpha_2 for c in pycountry.countries} | {c.alpha_3 for c in pycountry.countries}
    for row in tables.rows("aliases.csv"):
        if row["name"] in codes:
            assert row["country"] == pycountry.countries.get(**{f"alpha_{len(row['name'])}": row["name"]}).alpha_2, row


@pytest.mark.shared
def test_the_exporters_own_countries_are_all_decided() -> None:
    file = SHARED / "online_retail_2010-12_2011-03.csv.gz"
    if not file.exists():
        pytest.skip(f"{file} is not there")
    with gzip.open(file, "rt", encoding="utf-8", errors="replace", newline="") as text:
        found = {row["Country"] for row in csv.DictReader(text)}
    unresolved = {name for name, code in names.resolve(sorted(found)).items() if code is None}
    assert unresolved <= {"European Community", "Unspecified"}
