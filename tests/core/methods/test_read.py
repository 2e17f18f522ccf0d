"""Reading a service's document: what is right is kept, what is wrong is named with place, value and mend, all at once."""

from __future__ import annotations

import copy
import json
import re
from datetime import date
from decimal import Decimal

import pytest

from fahuo.core.methods.faults import SENTENCES, BadCard
from fahuo.core.methods.read import jsonable, read_service, read_text
from fahuo.core.words import Attribute, Paper, ServiceClass
from fahuo.sample.services import services
from tests.core.methods.scene import service

FULL = {
    **service("FULL", papers=["cn22"], fuel=[{"valid_from": "2026-01-01", "percent": 9.5}, {"valid_from": "2020-01-01", "percent": "7"}]),
    "cards": [
        {
            **{"valid_from": date(2026, 1, 1), "currency": "KWD", "min_g": 100, "step_g": 50, "not_served": ["KP"]},
            "volumetric": {"divisor": 6000, "longest_above_mm": 400, "exceeds_percent": Decimal("12.5")},
            "limits": {"weight_g": 2000, "value": "10.125", "value_currency": "BHD", "attributes_allowed": ["battery", "fragile"]},
            "surcharges": [{"code": "x", "name_zh": "乙", "name_en": "x", "percent": 10, "postcodes": {"GB": ["bt 1"]}}],
            "zones": [
                {
                    **{"code": "A", "countries": ["DE"], "days_p50": 3, "days_p90": 3, "limits": {"longest_mm": 600}},
                    "bands": [{"up_to_g": 500, "per_kg": "1.234", "per_parcel": 1}, {"up_to_g": 900, "flat": 2}],
                },
                {
                    **{"code": "B", "countries": ["*"], "days_p50": 4, "days_p90": 9, "min_g": 0},
                    "bands": [{"up_to_g": 2000, "first_g": 500, "first": 3, "step_g": 500, "step": 0}],
                },
            ],
        },
        service()["cards"][0] | {"valid_to": "2026-01-01"},
    ],
}


def broken(*path, value=None, drop=False):
    """FULL with one thing changed."""
    document = copy.deepcopy(FULL)
    place = document
    for step in path[:-1]:
        place = place[step]
    if drop:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return document


def faults(document) -> list[str]:
    with pytest.raises(BadCard) as found:
        read_service(document)
    assert str(found.value) == found.value.say() and re.search("[一-鿿]", found.value.say("zh-hans"))
    return str(found.value).splitlines()


def test_all_that_a_document_can_say():
    read = read_service(FULL)
    assert read.service_class is ServiceClass.LINE and read.papers == (Paper.CN22,) and read.invented
    old, new = read.cards
    assert (old.valid_from, old.valid_to, new.valid_to) == (date(2020, 1, 1), date(2026, 1, 1), None)
    assert read.card(date(2025, 12, 31)) is old and read.card(date(2026, 1, 1)) is new and read.card(date(2019, 12, 31)) is None
    assert [read.fuel_ppm(date(y, 6, 1)) for y in (2019, 2020, 2025, 2026)] == [0, 70_000, 70_000, 95_000]
    a, b = new.zones
    assert (a.bands[0].per_kg_minor, a.bands[0].fee_minor) == (1234, 1000), "a dinar has three decimals"
    assert [(band.over_g, band.up_to_g) for band in a.bands] == [(0, 500), (500, 900)]
    assert (a.min_g, a.step_g, b.min_g) == (100, 50, 0)
    assert (a.limits.weight_g, a.limits.longest_mm, b.limits.longest_mm) == (2000, 600, None)
    assert (a.limits.value_minor, a.limits.value_currency) == (10125, "BHD")
    assert a.limits.refused & Attribute.LIQUID and not a.limits.refused & (Attribute.BATTERY | Attribute.FRAGILE | Attribute.UPRIGHT)
    assert "FR" in b.countries and not {"DE", "KP", "CN", "*"} & set(b.countries)
    assert new.surcharges[0].places.has("GB", "BT1 5GS", None) and not new.surcharges[0].places.has("GB", "BT15 5GS", None)
    assert new.volumetric.exceeds_ppm == 125_000


def test_json_and_toml_say_the_same():
    as_json = read_service(json.loads(json.dumps(jsonable(FULL))))
    assert as_json == read_service(FULL)
    assert read_text(json.dumps(jsonable(FULL))) == json.loads(json.dumps(jsonable(FULL)), parse_float=Decimal)
    for sample in services():
        assert read_service(json.loads(json.dumps(jsonable(sample.document)))) == sample


def test_null_is_as_if_not_written():
    assert read_service(broken("cards", 0, "valid_to", value=None)) == read_service(FULL)


CARD, ZONE, BAND = ("cards", 0), ("cards", 0, "zones", 0), ("cards", 0, "zones", 0, "bands", 1)
BAD = [
    (("code",), "", "code: is missing; add it"),
    (("code",), 7, "code: 7 is not text; put it in quotes"),
    (("code",), "x" * 41, f'code: "{"x" * 41}" is too long; write at most 40 characters'),
    (("class",), "air", 'class: class "air" does not exist; use one of express, line, post'),
    (("invented",), "yes", 'invented: "yes" is not true or false; write one of them'),
    (("colour",), 1, "colour: is no field of this table; known: code, name_zh"),
    (("orgins",), 1, "orgins: is no field of this table; did you mean origins? Known: code, name_zh"),
    ((*BAND, "per_parcl"), 1, "cards[1].zones[A].bands[2].per_parcl: is no field of this table; did you mean per_parcel? Known: size"),
    ((*CARD, "limits", "weight_least_g"), 2001, "cards[1].limits.weight_least_g: 2001 is more than weight_g, 2000: nothing can be both"),
    ((*CARD, "surcharges", 0, "postcodes"), {"GB": [" "]}, "cards[1].surcharges[1].postcodes.GB: is empty"),
    (
        (*CARD, "surcharges", 0, "postcodes"),
        {"US": ["995-999"]},
        'postcodes.US: "995-999" may be a range or one postcode; write a range as',
    ),
    ((*CARD, "surcharges", 0, "postcodes"), {"US": ["995,999"]}, 'postcodes.US: "995,999" may be a range or one postcode'),
    ((*CARD, "surcharges", 0, "postcodes"), {"DE": ["1000~1999"]}, 'postcodes.DE: "1000~1999" may be a range or one postcode'),
    ((*CARD, "surcharges", 0, "postcodes"), {"GB": ["IV1-IV28"]}, 'postcodes.GB: "IV1-IV28" may be a range or one postcode'),
    (("origins",), [], "origins: is empty; write at least one entry"),
    (("origins",), ["CN", "UK"], 'origins: country "UK" does not exist; use a two-letter code such as GB'),
    (("origins",), "CN", 'origins: "CN" is not a list; write it in square brackets'),
    (("papers",), ["cn24"], 'papers: paper "cn24" does not exist; use one of commercial_invoice'),
    (("fuel", 0, "percent"), -3, "fuel[1].percent: -3 is negative; write zero or more"),
    (("fuel", 0, "percent"), "1.23456", "fuel[1].percent: 1.23456 has too many decimals; write at most 4"),
    (("fuel", 0, "valid_from"), "2020-01-01", "fuel[2].valid_from: 2020-01-01 is already in fuel; delete one of the two"),
    (("cards",), [], "cards: is empty; write at least one entry"),
    (("cards", 1), 5, "cards[2]: 5 is not a table; write keys and values"),
    ((*CARD, "valid_from"), "1.1.2026", 'cards[1].valid_from: "1.1.2026" is not a date; write it as 2026-07-01'),
    (
        (*CARD, "valid_from"),
        "2025-12-31",
        "cards: begins on 2025-12-31 while the card before it holds until 2026-01-01; change one of the dates",
    ),
    ((*CARD, "valid_to"), "2026-01-01", "cards[1].valid_to: ends on 2026-01-01, not after its beginning 2026-01-01"),
    ((*CARD, "currency"), "RMB", 'cards[1].currency: currency "RMB" does not exist; use an ISO 4217 code such as CNY'),
    ((*CARD, "min_g"), -1, "cards[1].min_g: -1 is negative; write zero or more"),
    ((*CARD, "step_g"), 0, "cards[1].step_g: 0 is too small; write 1 or more"),
    ((*CARD, "step_g"), 0.5, "cards[1].step_g: 0.5 is not a whole number; write one"),
    ((*CARD, "volumetric", "divisor"), -1, "cards[1].volumetric.divisor: -1 is negative; write zero or more"),
    ((*CARD, "limits", "weight_g"), 10**9, "cards[1].limits.weight_g: 1000000000 is too large; write 100000000 or less"),
    (
        (*CARD, "limits", "attributes_allowed"),
        ["soft"],
        'cards[1].limits.attributes_allowed: goods attribute "soft" does not exist; use one of fragile',
    ),
    ((*CARD, "limits", "attributes_refused"), ["food"], "cards[1].limits: write one of attributes_allowed, attributes_refused, not both"),
    ((*CARD, "limits", "value_currency"), None, "cards[1].limits: write value, value_currency together, or none of them"),
    ((*CARD, "surcharges", 0, "fixed"), 5, "cards[1].surcharges[1]: write exactly one of fixed, percent, per_kg"),
    ((*CARD, "surcharges", 0, "postcodes"), {"XX": ["1"]}, 'cards[1].surcharges[1].postcodes: country "XX" does not exist'),
    ((*CARD, "surcharges", 0, "postcodes"), {"GB": [7, "--"]}, "cards[1].surcharges[1].postcodes.GB: 7 is not text; put it in quotes"),
    ((*ZONE, "code"), "B", 'cards[1].zones[B, row 2]: "B" is already in zones[B, row 1]; delete one of the two'),
    ((*ZONE, "countries"), ["DE", "DE"], 'cards[1].zones[A].countries: "DE" is already in countries; delete one of the two'),
    ((*ZONE, "countries"), ["KP"], 'cards[1].zones[A].countries: "KP" is already in not_served; delete one of the two'),
    ((*ZONE, "countries"), ["*"], 'cards[1].zones[B].countries: "*" may stand in one zone only; it is already in zones[A]'),
    ((*ZONE, "days_p90"), 2, "cards[1].zones[A].days_p90: 2 days is less than days_p50, 3; write as many or more"),
    ((*ZONE, "bands"), [], "cards[1].zones[A].bands: is empty; write at least one entry"),
    ((*ZONE, "bands", 0, "over_g"), 100, "cards[1].zones[A].bands[1].over_g: begins at 100 g while prices end at 0 g: a gap; begin at 0"),
    ((*BAND, "over_g"), 501, "cards[1].zones[A].bands[2].over_g: begins at 501 g while prices end at 500 g: a gap; begin at 500"),
    ((*BAND, "over_g"), 499, "cards[1].zones[A].bands[2].over_g: begins at 499 g while the band before it ends at 500 g: they overlap"),
    ((*BAND, "up_to_g"), 500, "cards[1].zones[A].bands[2].up_to_g: ends at 500 g, not above its beginning 500 g; write more"),
    ((*BAND, "flat"), "2.0001", "cards[1].zones[A].bands[2].flat: 2.0001 has too many decimals; write at most 3"),
    ((*BAND, "flat"), "a lot", 'cards[1].zones[A].bands[2].flat: "a lot" is not a number; write it as 12.50'),
    ((*BAND, "flat"), float("nan"), "cards[1].zones[A].bands[2].flat: nan is not a number"),
    ((*BAND, "flat"), "1e-999999999", "has too many decimals"),
    ((*BAND, "flat"), "1e30", "cards[1].zones[A].bands[2].flat: 1E+30 is too large; write 9000000 or less"),
    ((*BAND, "per_kg"), 3, "cards[1].zones[A].bands[2]: has no one form of price (has: per_kg, flat)"),
    ((*BAND, "flat"), None, "cards[1].zones[A].bands[2]: has no one form of price (has: -)"),
]


@pytest.mark.parametrize(("path", "value", "sentence"), BAD, ids=lambda v: ".".join(map(str, v)) if isinstance(v, tuple) else None)
def test_each_fault_is_named(path, value, sentence):
    found = faults(broken(*path, value=value))
    assert any(line.startswith(sentence) or sentence in line for line in found), found


def test_a_dash_belongs_to_some_postcodes():
    read = read_service(
        broken(*CARD, "surcharges", 0, "postcodes", value={"JP": ["100-0001..100-0009"], "PT": ["1000-205"], "PL": ["00-950"]})
    )
    places = read.cards[1].surcharges[0].places
    assert places.has("JP", "1000005", None) and places.has("PT", "1000-205", None) and places.has("PL", "00950", None)


def test_one_slip_is_one_fault():
    assert len(faults(broken(*ZONE, "bands", 0, "up_to_g", value="500"))) == 1, "the band after it begins where nobody can say"
    assert len(faults(broken(*ZONE, "bands", 1, "up_to_g", value=10**12))) == 1


@pytest.mark.parametrize(
    ("change", "twice"),
    [
        ({}, True),
        ({"percent": 3}, True),
        ({"valid_from": "2026-06-01"}, True),
        ({"percent": None, "fixed": 3}, False),
        ({"countries": ["FR"]}, False),
        ({"group": "g"}, False),
    ],
)
def test_the_same_surcharge_twice(change, twice):
    document = copy.deepcopy(FULL)
    first = document["cards"][0]["surcharges"][0]
    document["cards"][0]["surcharges"].append(first | change)
    if twice:
        said = 'cards[1].surcharges[2]: "x" has the conditions of surcharges[1] on the same days and would be charged twice'
        assert faults(document)[0].startswith(said)
    else:
        read_service(document)


def test_what_was_taken_in_before_a_slip_was_looked_for_is_priced_still():
    document = copy.deepcopy(FULL)
    document["cards"][0]["surcharges"] *= 2
    document["cards"][0]["limits"]["weight_least_g"] = 2001
    document["cards"][0]["surcharges"][0] = document["cards"][0]["surcharges"][0] | {"postcodes": {"US": ["995-999"]}}
    with pytest.raises(BadCard):
        read_service(document)
    assert len(read_service(document, taken_in=True).cards[1].surcharges) == 2
    document["cards"][0]["step_g"] = -1
    with pytest.raises(BadCard):
        read_service(document, taken_in=True)


def test_old_cards_whose_surcharge_is_called_value_are_priced_still():
    called = {"code": "value", "name_zh": "甲", "name_en": "x", "fixed": 1, "of": "value"}
    card = service(card={"surcharges": [called, {"code": "y", "name_zh": "甲", "name_en": "y", "percent": 1, "of": "value"}]})
    with pytest.raises(BadCard):
        read_service(card)
    assert [extra.of for extra in read_service(card, taken_in=True).cards[0].surcharges] == [("value",), ("value",)]


def test_a_surcharge_may_change_with_the_days():
    document = copy.deepcopy(FULL)
    first = document["cards"][0]["surcharges"][0]
    spans = [("2026-01-01", "2026-06-01"), ("2026-06-01", "2026-07-01"), ("2026-07-01", None)]
    document["cards"][0]["surcharges"] = [first | {"percent": n, "valid_from": a, "valid_to": b} for n, (a, b) in enumerate(spans)]
    assert len(read_service(document).cards[1].surcharges) == 3


def test_first_band_may_begin_below_the_minimum():
    document = broken(*ZONE, "bands", 0, "over_g", value=99)
    assert read_service(document).cards[1].zones[0].bands[0].over_g == 99


def test_all_faults_at_once():
    document = broken(*BAND, "flat", value=-1)
    document |= {"class": "air", "origins": ["XX"]}
    document["cards"][1]["currency"] = "??"
    assert len(faults(document)) == 4


def test_every_sentence_is_in_both_languages():
    for code, (zh, en) in SENTENCES.items():
        assert re.search("[一-鿿]", zh), code
        assert set(re.findall(r"\{(\w+)\}", zh)) == set(re.findall(r"\{(\w+)\}", en)), code


@pytest.mark.parametrize("document", [[], None, "text", {"cards": {"a": 1}}, {"cards": [None, [], {"zones": [1, {"bands": [None]}]}]}])
def test_any_shape_is_a_sentence(document):
    with pytest.raises(BadCard):
        read_service(document)


def two_zones(first: dict, second: dict) -> dict:
    """A service with two zones that differ in where they are."""
    document = service()
    zone = {k: v for k, v in document["cards"][0]["zones"][0].items() if k != "countries"}
    document["cards"][0]["zones"] = [zone | {"code": "A"} | first, zone | {"code": "B"} | second]
    return document


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        ({"postcodes": {"DE": ["1"]}}, {"postcodes": {"DE": ["1"]}}, 'cards[1].zones[B].postcodes.DE: "1" is already in zones[A]'),
        (
            {"postcodes": {"DE": ["10..19"]}},
            {"postcodes": {"DE": ["15..25"]}},
            'cards[1].zones[B].postcodes.DE: "15" crosses postcodes of zones[A]; keep them apart, or one wholly inside the other',
        ),
        ({"cities": {"DE": ["Köln"]}}, {"cities": {"DE": ["KOLN"]}}, 'cards[1].zones[B].cities.DE: "KOLN" is already in zones[A]'),
        ({"postcodes": {"DE": ["9..10"]}}, {"countries": ["DE"]}, 'postcodes.DE: "9..10" has ends that are not written alike'),
        ({}, {"countries": ["DE"]}, "cards[1].zones[A].countries: is missing; add it"),
    ],
)
def test_where_zones_lie(first, second, sentence):
    assert any(sentence in line for line in faults(two_zones(first, second)))


def test_one_range_inside_another_is_right():
    read_service(two_zones({"postcodes": {"US": ["9"]}}, {"postcodes": {"US": ["995..999"]}}))


X = {"code": "x", "name_zh": "甲", "name_en": "x"}
BAD_FORMS = [
    (
        {"surcharges": [{"code": "x", "name_zh": "甲", "name_en": "x", "fixed": 1, "zones": ["9"]}]},
        'zones: "9" is not defined in this document; defined: 1',
    ),
    ({"surcharges": [{"code": "x", "name_zh": "甲", "name_en": "x", "percent": 1, "of": "duty"}]}, 'of: "duty" is not defined'),
    ({"surcharges": [{**X, "percent": 1, "of": []}]}, "surcharges[1].of: is empty"),
    ({"surcharges": [{**X, "percent": 1, "of": ["fuel", "fuel"]}]}, 'surcharges[1].of: "fuel" is already in of'),
    ({"surcharges": [{**X, "fixed": 1, "of": "value"}]}, "surcharges[1].of: is written only together with percent"),
    ({"surcharges": [{**X, "fixed": 1, "free_g": 9}]}, "surcharges[1].free_g: is written only together with per_kg, step"),
    ({"surcharges": [{**X, "step": 1}]}, "surcharges[1]: write step_g, step together"),
    (
        {"surcharges": [{**X, "per_kg": 1, "step": 1, "step_g": 1}]},
        "surcharges[1]: write exactly one of fixed, percent, per_kg, step, per_piece",
    ),
    (
        {"surcharges": [{**X, "fixed": 1, "chargeable_above_g": 9, "chargeable_up_to_g": 9}]},
        "surcharges[1].chargeable_above_g: 9 g is not below chargeable_up_to_g, 9 g",
    ),
    (
        {"surcharges": [{**X, "per_kg": 1, "free_g": 9, "chargeable_up_to_g": 8}]},
        "surcharges[1].free_g: 9 g is not below chargeable_up_to_g, 8 g",
    ),
    (
        {"surcharges": [{**X, "code": "fuel", "fixed": 1}, {**X, "percent": 1, "of": ["fuel"]}]},
        'surcharges[2].of: "fuel" is the code of a surcharge and a name that “of” has already',
    ),
    ({"surcharges": [{**X, "percent": 1, "of": ["x"]}]}, "cards[1].surcharges: are taken of each other without a beginning: x → x"),
    (
        {"surcharges": [{**X, "percent": 1, "of": ["y"]}, {**X, "code": "y", "percent": 1, "of": ["fuel", "x"]}]},
        "surcharges: are taken of each other without a beginning: x → y → x; take one of them out of an “of”",
    ),
    (
        {
            "surcharges": [
                {**X, "fixed": 1, "group": "g"},
                {**X, "code": "y", "percent": 1, "of": "z", "group": "g"},
                {**X, "code": "z", "percent": 9, "of": "x"},
            ]
        },
        "beginning: x / y → z → x / y",
    ),
    (
        {"min_g": "1 stone"},
        'cards[1].min_g: "1 stone" is no weight; write whole grams, or text with a unit such as "1.5 kg", "1 lb", "8 oz"',
    ),
    ({"step_g": "0 lb"}, 'cards[1].step_g: "0 lb" is too small; write 1 g or more'),
    ({"discount_percent": 101}, "discount_percent: 101 is too large; write 100 or less"),
    (
        {"surcharges": [{"code": "x", "name_zh": "甲", "name_en": "x", "fixed": 1, "valid_from": "2026-02-01", "valid_to": "2026-01-01"}]},
        "surcharges[1].valid_to: ends on 2026-01-01, not after its beginning 2026-02-01",
    ),
    ({"limits": {"weekdays_refused": ["someday"]}}, 'limits.weekdays_refused: "someday" is no day of the week; use one of monday'),
    ({"limits": {"days_refused": ["soon"]}}, 'limits.days_refused[1].day: "soon" is not a date'),
    ({"limits": {"fits_mm": [9, 8, 7], "least_mm": [1, 9, 9]}}, "limits.least_mm: [9, 9, 1] is more than fits_mm, [9, 8, 7]"),
    ({"surcharges": [{"code": "x", "name_zh": "甲", "name_en": "x", "per_kg": 1, "least": 3, "most": 2}]}, "least: 3 is more than most, 2"),
    ({"limits": {"fits_mm": [1, 2]}}, "limits.fits_mm: write three sides, such as [600, 400, 350]"),
    ({"limits": {"currencies": ["RMB"]}}, 'limits.currencies.currency: currency "RMB" does not exist'),
    ({"volumetric": {"divisor": 5000, "share_percent": 101}}, "volumetric.share_percent: 101 is too large; write 100 or less"),
    ({"insurance": {"least": 1}}, "insurance.percent: is missing"),
    ({"sizes": [{"code": "a"}, {"code": "a"}]}, 'sizes[2].code: "a" is already in sizes'),
]


@pytest.mark.parametrize(("card", "sentence"), BAD_FORMS, ids=lambda v: v if isinstance(v, str) else "")
def test_faults_of_the_newer_forms(card, sentence):
    assert any(sentence in line for line in faults(service(card=card)))


@pytest.mark.parametrize(
    ("zone", "sentence"),
    [
        (
            {"tiered": True, "bands": [{"up_to_g": 5, "flat": 1}, {"up_to_g": 9, "first_g": 1, "first": 1, "step_g": 1, "step": 1}]},
            "bands[2].first: a tiered",
        ),
        ({"bands": [{"size": "a", "up_to_g": 5, "flat": 1}]}, 'bands[1].size: "a" is not defined in this document; defined: -'),
    ],
)
def test_faults_of_bands(zone, sentence):
    assert any(sentence in line for line in faults(service(zone=zone)))


def test_sizes_in_all_bands_or_in_none():
    bands = [{"size": "a", "up_to_g": 5, "flat": 1}, {"up_to_g": 9, "flat": 1}]
    assert any(
        "bands: name a size in every band" in line for line in faults(service(card={"sizes": [{"code": "a"}]}, zone={"bands": bands}))
    )


def test_fuel_of_a_surcharge_that_is_not_there():
    fuel = [{"valid_from": "2026-01-01", "percent": 1, "of": ["remote"]}]
    assert faults(service(fuel=fuel)) == ['fuel[1].of: "remote" is not defined in this document; defined: freight']
