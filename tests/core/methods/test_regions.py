"""States by their postcodes: beside Google's address data, and as a card uses them."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from fahuo.core.methods.places import postcodes_of
from fahuo.core.methods.postcodes import number
from fahuo.core.methods.read import read_service
from fahuo.core.methods.regions import REGIONS, entries_of
from fahuo.countries import metadata
from tests.core.methods.scene import plan, service, stage

# Of Google's data another reading: land beyond a state's own postcodes, and what one key of theirs has that ISO does not.
OTHERS = {"US": {"MH", "FM", "PW"}, "AU": {"JBT"}}
MEXICO = """
    Ags. B.C. B.C.S. Camp. Chih. Chis. CDMX Coah. Col. Dgo. Gro. Gto. Hgo. Jal. Méx. Mich.
    Mor. Nay. N.L. Oax. Pue. Qro. Q.R. Sin. S.L.P. Son. Tab. Tamps. Tlax. Ver. Yuc. Zac.
"""  # Google's keys in the order of ours
GOOGLE = {"MX": MEXICO.split()}


@pytest.mark.parametrize("country", sorted(REGIONS))
def test_no_postcode_is_in_two_states(country):
    spans = sorted((*postcodes_of(country, text), region) for region in REGIONS[country] for text in entries_of(country, region))
    assert [(a, b) for a, b in pairwise(spans) if a[1] >= b[0]] == []


@pytest.mark.parametrize("country", sorted(REGIONS))
def test_google_says_the_same(country):
    """Of postcodes drawn through the country at least 98 in 100 that both know are in the same state."""
    record = metadata.record(country)
    keys, zips = record["sub_keys"].split("~"), record["sub_zips"].split("~")
    ours = dict(zip(GOOGLE[country], REGIONS[country], strict=True)) if country in GOOGLE else {key: key for key in keys}
    assert set(ours.values()) - OTHERS.get(country, set()) == set(REGIONS[country])
    spans = [(*postcodes_of(country, text), region) for region in REGIONS[country] for text in entries_of(country, region)]
    digits = {"US": 5, "AU": 4, "BR": 5, "MX": 5}.get(country)
    codes = [f"{n:0{digits}}" for n in range(0, 10**digits, 37)] if digits else [f"{a}{n}{b}1A1" for a in "ABCEGHJKLMNPRSTVXY" for n in (0, 3) for b in "ABCEG"]  # fmt: skip
    same, other = 0, []
    for code in codes:
        mine = {region for low, high, region in spans if low <= number(country, code) <= high}
        theirs = {ours[key] for key, pattern in zip(keys, zips, strict=True) if pattern and re.match(pattern, code)} - OTHERS.get(
            country, set()
        )
        if mine and theirs:
            same, other = (same + 1, other) if mine & theirs else (same, [*other, (code, mine, theirs)])
    assert same > 50 and len(other) * 50 <= same, other


def test_a_zone_and_a_surcharge_by_state():
    card = service(zone={"countries": ["US", "DE"]})
    west = {name: value for name, value in card["cards"][0]["zones"][0].items() if name != "countries"}
    west |= {"code": "west", "regions": {"US": ["CA", "OR", "WA"]}, "bands": [{"up_to_g": 9000, "flat": 1}]}
    card["cards"][0]["zones"].append(west)
    card["cards"][0]["surcharges"] = [{"code": "x", "name_zh": "甲", "name_en": "x", "fixed": 7, "regions": {"US": ["NY", "OR"]}}]
    card["cards"][0]["limits"] = {"regions_refused": {"US": ["AK"]}}
    parcels = [
        {"country": "US", "postcode": code, "weight_g": 1000} for code in ("94103", "97205", "10001", "06390", "06391", "99501", None)
    ]
    made = plan(parcels, stage([card]))
    assert [(row["zone"], row["total_minor"], row["reason"]) for row in made.offers.to_dicts()] == [
        ("west", 100, None),
        ("west", 800, None),
        ("1", 2200, None),
        ("1", 2200, None),
        ("1", 1500, None),
        ("1", None, "place_not_served"),
        ("1", 1500, None),
    ]


@pytest.mark.parametrize(
    ("regions", "sentence"),
    [
        ({"US": ["California"]}, 'zones[1].regions.US: "California" is no state of US; use one of AL, AK, AZ'),
        ({"DE": ["BY"]}, 'zones[1].regions.DE: which postcodes "BY" has is known for AU, BR, CA, MX, US only; write them under postcodes'),
    ],
)
def test_a_state_that_is_not_known_is_named(regions, sentence):
    with pytest.raises(ValueError) as wrong:
        read_service(service(zone={"regions": regions}))
    assert sentence in str(wrong.value)
