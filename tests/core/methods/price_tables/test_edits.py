"""A cell of a good table is spoilt: every parcel costs what it cost, or is not taken, or something is asked, or a note says what became of the cell."""

from __future__ import annotations

from hashlib import sha256
from os import urandom

import pytest
from hypothesis import settings

from fahuo.core.methods.price_tables.cells import Place
from tests.core.methods.price_tables.spoilt import TABLES, good

SPOILT = (None, "-", "面议", "#REF!", "=A1", "6O", "暂停", "?", "停运", "暂不接收", 0, -5, "约62", "62元起")
SEARCH = settings.get_current_profile_name() == "search"  # `make search` tries other edits, and more of them
SHARE, SALT = (60, urandom(8).hex()) if SEARCH else (3, "")  # edits of each table


@pytest.mark.hypothesis
@pytest.mark.parametrize("name", TABLES)
def test_a_spoilt_cell_never_makes_another_price_in_silence(name: str) -> None:
    table = good(name)
    edits = [(at, spoilt) for at in table.cells() for spoilt in SPOILT]
    tried = sorted(edits, key=lambda edit: sha256(f"{SALT}{name} {edit}".encode()).digest())[:SHARE]
    wrong = {f"{at} -> {spoilt!r}": parcels[:3] for at, spoilt in tried if (parcels := table.silently(at, spoilt))}
    assert not wrong


@pytest.mark.parametrize(
    ("name", "at", "spoilt", "asked"),
    [
        # a weight that is charged at least, or rounded to
        ("merged_countries_and_signed_bands", "Sheet1!E4", None, "blank_min"),
        ("merged_countries_and_signed_bands", "Sheet1!E4", "暂停", "grams"),
        ("merged_countries_and_signed_bands", "Sheet1!E4", "-", ""),
        ("packet_with_price_per_kg_and_registration", "e邮宝!D3", "暂停", "grams"),
        ("yunexpress_list", "全球专线（标快普货）!G4", None, "blank_step"),
        ("yunexpress_list", "全球专线（标快普货）!G4", "停运", "grams"),
        ("yunexpress_list", "全球专线（标快普货）!G4", "-", ""),
        ("yunexpress_list", "全球专线（标快普货）!H8", "-", ""),
        # a bracket without a price, whose weights neither the bracket above nor first and continuation weight take over
        ("express_with_open_steps", "UPS!B5", None, "gap"),
        ("winit_pounds", "USPS GA!B7", None, "gap"),
        ("ounces_across", "Domestic!D3", None, ""),
        ("sf_first_and_continuation", "特惠!E4", None, ""),
        ("step_prices_per_half_kilo", "东南亚!D3", None, ""),
        # a fee that is gone beside a price that a person has given
        ("a_name_that_nobody_knows", "Sheet1!C6", None, "blank_fee"),
        # nothing, where nobody says whether a price is for the parcel or for the kilogram
        ("bare_numbers_as_zones", "Rates!B5", 0, "zero"),
        ("first_and_continuation_down", "UPS!B5", 0, "zero"),
        ("handling_and_registration_add_up", "Sheet1!C3", 0, ""),
        # a row that has no end any more, between others; a weight of nothing
        ("english_list_with_from_and_to", "Rates!E5", None, "overlap"),
        ("each_further_half_kilogram", "Tariff!A8", 0, "empty_band"),
    ],
)
def test_what_a_cell_no_longer_says_is_asked_or_told(name: str, at: str, spoilt: object, asked: str) -> None:
    table, (sheet, cell) = good(name), at.split("!")
    found = table.spoilt(Place(sheet, cell), spoilt)
    assert asked in {q.code for q in found.questions} if asked else found.complete
    assert not table.silently(Place(sheet, cell), spoilt)
    if not asked:
        assert any(Place(sheet, cell) in fact.places for fact in found.facts)
