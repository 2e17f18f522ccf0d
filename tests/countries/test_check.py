"""Addresses, phones and buyers' numbers by the destination's own rules, through the book."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import phonenumbers
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fahuo.core import frames
from fahuo.core.book import CountryBook
from fahuo.core.frames import Orders, Refusals
from fahuo.core.reasons import REASONS, say
from fahuo.countries import metadata, names, phones, postcodes, regions, tables
from fahuo.countries.book import Book
from fahuo.countries.examples import EXCHANGE

BOOK: CountryBook = Book(EXCHANGE)
DAY = date(2026, 11, 23)
SCHEMA = frames.empty(Orders).schema
TEXTS = ("street", "city", "region", "postcode", "country", "phone", "tax_id")


def orders(*rows: dict[str, Any]) -> pl.DataFrame:
    usual = {"number": "1", "shop": "s", "currency": "EUR", "freight_minor": 0, "discount_minor": 0, "street": "1 High St", "city": "Town"}
    return pl.DataFrame([{"order_id": n, **usual, **row} for n, row in enumerate(rows)], schema=SCHEMA)


def refused(*rows: dict[str, Any], on: date = DAY) -> list[tuple[int, str, dict[str, Any]]]:
    found = BOOK.check(orders(*rows), on)
    Refusals.validate(found)
    return [(n, code, json.loads(values)) for n, code, values in found.select("order_id", "code", "values").rows()]


SOUND = [
    {"country": "DE", "postcode": "10115", "phone": "030 901820"},
    {"country": "DE", "postcode": "D-10115", "phone": "+49 30 901820"},
    {"country": "GB", "postcode": "ec1y8sy", "phone": "+44 (0)20 7946 0958"},
    {"country": "US", "postcode": "90210-1234", "region": "California", "phone": "(310) 550-0100"},
    {"country": "US", "postcode": "902101234", "region": "ca"},
    {"country": "US", "postcode": "90210"},  # the postcode says the state
    {"country": "ES", "postcode": "28001", "region": "Comunidad de Madrid"},
    {"country": "IT", "postcode": "20121", "region": "Milano"},
    {"country": "JP", "postcode": "１５４－００２３", "region": "東京都", "phone": "03-1234-5678"},
    {"country": "JP", "postcode": "1540023", "region": "Tokyo-to"},
    {"country": "CA", "postcode": "H3Z2Y7", "region": "Québec"},
    {"country": "BR", "postcode": "01310100", "region": "São Paulo", "tax_id": "390.533.447-05"},
    {"country": "KR", "postcode": "03051", "region": "Seoul", "tax_id": "P123456789012"},
    {"country": "AE", "city": "Dubai"},
    {"country": "HK", "city": "Kowloon", "postcode": "000000"},
    {"country": "IE", "city": "Dublin"},
    {"country": "PL", "postcode": "00950"},
    {"country": "LV", "postcode": "1010"},
    {"country": "NL", "postcode": "1234AB"},
    {"country": "AO"},  # Google says nothing: street and city
    {"country": "JM", "city": "Kingston"},
    {"country": "DE", "postcode": "10115", "phone": "+86 138 0013 8000"},  # a foreign number
    {"country": "DE", "postcode": "10115", "phone": "0086 138 0013 8000"},
    {"country": "FR", "postcode": "75001", "phone": "01 23 45 67 89 ext. 12"},
]
UNSOUND = [
    ({"country": None}, "country_unknown", {"country": None}),
    ({"country": "DE", "postcode": None}, "address_missing", {"fields": "postcode"}),
    ({"country": "DE", "postcode": "10115", "street": " ", "city": "-"}, "address_missing", {"fields": "street, city"}),
    ({"country": "US", "postcode": None, "region": "null"}, "address_missing", {"fields": "region, postcode"}),
    ({"country": "AO", "city": ""}, "address_missing", {"fields": "city"}),
    ({"country": "DE", "postcode": "1011"}, "postcode_invalid", {"postcode": "1011", "country": "DE", "example": "26133"}),
    ({"country": "GB", "postcode": "12345"}, "postcode_invalid", {"postcode": "12345", "country": "GB", "example": "EC1Y 8SY"}),
    ({"country": "JE", "postcode": "GY1 1AA"}, "postcode_invalid", {"postcode": "GY1 1AA", "country": "JE", "example": "JE1 1AA"}),
    ({"country": "PL", "postcode": "0-0950"}, "postcode_invalid", {"postcode": "0-0950", "country": "PL", "example": "00-950"}),
    (
        {"country": "US", "postcode": "90210", "region": "NY"},
        "postcode_invalid",
        {"postcode": "90210", "country": "US (NY)", "example": "10000"},
    ),
    ({"country": "US", "postcode": "90210", "region": "Atlantis"}, "region_unknown", {"region": "Atlantis", "country": "US"}),
    ({"country": "DE", "postcode": "10115", "phone": "12345"}, "phone_invalid", {"phone": "12345", "country": "DE"}),
    ({"country": "US", "postcode": "90210", "phone": "000-000-0000"}, "phone_invalid", {"phone": "000-000-0000", "country": "US"}),
    ({"country": "FR", "postcode": "75001", "phone": "call me"}, "phone_invalid", {"phone": "call me", "country": "FR"}),
    ({"country": "BR", "postcode": "01310-100", "region": "SP"}, "tax_id_missing", {"country": "BR", "kind": "CPF/CNPJ"}),
    (
        {"country": "BR", "postcode": "01310-100", "region": "SP", "tax_id": "39053344706"},
        "tax_id_invalid",
        {"kind": "CPF/CNPJ", "tax_id": "39053344706"},
    ),
    ({"country": "CL", "tax_id": "12.531.909-3"}, "tax_id_invalid", {"kind": "RUT", "tax_id": "12.531.909-3"}),
]


@pytest.mark.parametrize("row", SOUND, ids=lambda row: " ".join(str(v) for v in row.values()))
def test_a_sound_order_has_no_refusal(row: dict[str, Any]) -> None:
    assert refused(row) == []


@pytest.mark.parametrize(("row", "code", "values"), UNSOUND, ids=lambda part: part if isinstance(part, str) else "")
def test_a_fault_is_named_with_what_caused_it(row: dict[str, Any], code: str, values: dict[str, Any]) -> None:
    assert refused(row) == [(0, code, values)]
    assert "—" not in say(code, values) or None in values.values()


def test_an_order_hears_all_its_faults_at_once() -> None:
    found = refused({"country": "BR", "postcode": "1", "region": "Atlantis", "street": None, "phone": "1"})
    assert [code for _, code, _ in found] == ["address_missing", "phone_invalid", "postcode_invalid", "region_unknown", "tax_id_missing"]


def test_a_number_is_demanded_from_the_first_day_of_its_rule() -> None:
    row = {"country": "TR", "postcode": "06101"}
    assert refused(row, on=date(2026, 2, 5)) == []
    assert [code for _, code, _ in refused(row, on=date(2026, 2, 6))] == ["tax_id_missing"]


def test_no_orders_have_no_refusals() -> None:
    assert BOOK.check(orders(), DAY).equals(frames.empty(Refusals))


def test_every_countrys_own_example_postcode_fits() -> None:
    for code in sorted(names.codes()):
        form = postcodes.pattern(code)
        for example in filter(None, metadata.record(code).get("zipex", "").split(",")):
            if form is not None:
                assert pl.Series([example]).str.contains(form).item(), (code, example)


def test_every_region_is_known_by_its_own_names() -> None:
    for code in ("US", "CA", "AU", "BR", "ES", "IT", "JP", "KR", "MX", "IN", "CN", "TW", "RU"):
        record = metadata.record(code)
        for key in record["sub_keys"].split("~"):
            assert regions.aliases(code)[names.fold(key)] in (key, regions.KNOWN)
        for name in record.get("sub_names", record["sub_keys"]).split("~"):
            assert names.fold(name) in regions.aliases(code)


WRITTEN_REGIONS = {
    "US": "ny|New York|New York State|Washington D.C.|Puerto Rico|AE|US-CA",
    "ES": "Islas Baleares|Illes Balears|Alicante/Alacant|Andalucía|Cataluña|Orense|Madrid|Vizcaya",
    "IT": "Forlì-Cesena|Bolzano|Rome|Lombardia|MI",
    "JP": "Hokkaidō|Kyoto-fu|Kyoto|大阪|東京都|Tokyo-to|Osaka Prefecture",
    "KR": "Gyeonggi-do|Seoul|서울|서울시|Seoul City|강원특별자치도",
    "MX": "Nuevo León|Mexico City|CDMX|Estado de México",
    "CA": "Québec|B.C.|PEI",
    "IN": "Orissa|NCT of Delhi|Andaman & Nicobar",
    "TW": "New Taipei City|臺北市|台北",
    "RU": "Московская обл.|Москва|Moscow Oblast",
    "CN": "广东|Guangdong Province|内蒙古|Tibet",
}


@pytest.mark.parametrize("country", WRITTEN_REGIONS)
def test_regions_as_buyers_write_them(country: str) -> None:
    assert [r for r in WRITTEN_REGIONS[country].split("|") if regions.find(country, r) is None] == []
    assert [r for r in ("Atlantis", "x", "New", "Gondor (Minas Tirith)") if regions.find(country, r) is not None] == []


def test_the_tables_of_regions_name_keys_that_exist() -> None:
    for row in tables.rows("region_aliases.csv"):
        assert row["key"] in ("", *metadata.record(row["country"])["sub_keys"].split("~")), row


@pytest.mark.parametrize("country", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_the_pattern_of_a_numbering_plan_accepts_nothing_that_the_library_refuses(country: str) -> None:
    """Numbers about the library's examples, one digit changed at each place: what the pattern is sure of must be valid."""
    tried = []
    for kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE):
        example = phonenumbers.example_number_for_type(country, kind)
        if example is None:
            continue
        bare = phonenumbers.national_significant_number(example)
        changed = [bare, *(bare[:n] + digit + bare[n + 1 :] for n in range(min(5, len(bare))) for digit in "0379"), bare + "1", bare[:-1]]
        trunk = phonenumbers.PhoneMetadata.metadata_for_region(country).national_prefix or ""
        tried += [form for number in changed for form in (number, trunk + number, f"+{example.country_code}{number}")]
    form = phones.pattern(country)
    assert form is not None
    sure = [phone for phone in tried if form.fullmatch(phone)]
    assert [phone for phone in sure if not phones.is_valid(phone, country)] == []


WORDS = st.none() | st.sampled_from(
    [
        "",
        "-",
        "Town",
        "90210",
        "10115",
        "NY",
        "Tokyo",
        "SW1A 1AA",
        "+49 30 901820",
        "12345",
        "39053344705",
        "\u0000",
        "🙂",
        "ＡＢＣ",
        "null",
        "'\"{}",
    ]
)
DRAWN = st.fixed_dictionaries({**dict.fromkeys(TEXTS, WORDS), "country": st.none() | st.sampled_from(sorted(names.codes()))})


@settings(max_examples=60, deadline=None)
@given(st.lists(DRAWN, max_size=8), st.dates(date(2010, 1, 1), date(2030, 1, 1)))
def test_any_orders_are_judged_one_by_one_and_in_any_order(rows: list[dict[str, Any]], on: date) -> None:
    batch = orders(*rows)
    found = BOOK.check(batch, on)
    Refusals.validate(found)
    assert set(found["code"].to_list()) <= set(REASONS)
    assert_frame_equal(BOOK.check(batch.reverse(), on), found)
    for n in range(len(rows)):
        assert_frame_equal(BOOK.check(batch.slice(n, 1), on), found.filter(order_id=n))
