"""Postcodes and cities: what is written, what is inside, and that 50,000 of them cost nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahuo.core.methods.faults import BadCard
from fahuo.core.methods.places import Places, plain_city, postcodes_of
from fahuo.core.methods.postcodes import number
from fahuo.core.methods.read import read_service
from fahuo.core.methods.read_places import read_list, read_rows
from fahuo.core.methods.splits import split_spans
from tests.core.methods.scene import plan, service, stage


@pytest.mark.parametrize(
    ("country", "entry", "inside", "outside"),
    [
        ("DE", "1000..1999", ["10000", "19999", "1999"], ["20000", "09999", ""]),
        ("US", "995..999", ["99501", "99950-1234"], ["99499", "9"]),
        ("GB", "IV1..IV28", ["IV1 1AA", "IV2 3BW", "IV12 4AA", "iv28 3xx", "IV9"], ["IV30 1AA", "IV36 1AA"]),
        ("GB", "BT1", ["BT1 5GS", "BT15GS", "BT1"], ["BT15 5GS", "BT15", "B1 1AA"]),
        ("GB", "B", ["B1 1AA", "B70 1AA"], ["BT1 5GS", "BA1 1AA"]),
        ("GB", "BT1 5", ["BT1 5GS"], ["BT1 4GS", "BT15 5GS"]),
        ("GB", "W1A", ["W1A 1AA"], ["W1B 1AA", "W11 1AA"]),
        ("JP", "100-0001", ["1000001", "100-0001"], ["1000002"]),
    ],
)
def test_what_an_entry_stands_for(country, entry, inside, outside):
    low, high = postcodes_of(country, entry)
    assert [code for code in inside if not low <= number(country, code) <= high] == []
    assert [code for code in outside if low <= number(country, code) <= high] == []


@pytest.mark.parametrize("entry", ["800..1299", "20..10", "..", "10..", "--", ""])
def test_an_entry_that_stands_for_nothing(entry):
    with pytest.raises(ValueError):
        postcodes_of("AU", entry)


def test_city_names_as_people_write_them():
    assert {plain_city(name) for name in ("Saint-Étienne", "SAINT ETIENNE", "saint étienne.")} == {"SAINTETIENNE"}
    places = Places.of([], [("DE", plain_city("Köln")), ("JP", plain_city("那覇市"))])
    assert places.has("DE", "50667", "KOLN") and places.has("JP", None, "那覇市") and not places.has("FR", None, "Köln")


SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted), max_size=6)


@given(SPANS, st.integers(0, 30))
def test_merged_spans_hold_the_same(spans, point):
    places = Places.of([("DE", low, high) for low, high in spans])
    assert any(low <= point <= high for low, high in spans) == any(low <= point <= high for _, low, high in places.spans)
    assert all(a[2] + 1 < b[1] for a, b in zip(places.spans, places.spans[1:], strict=False))


@given(st.integers(1, 40), st.data())
def test_the_innermost_range_counts(width, data):
    spans = [(0, width, 0)]
    for zone in range(1, data.draw(st.integers(0, 5))):  # each inside one that is there
        low, high, _ = data.draw(st.sampled_from(spans))
        a = data.draw(st.integers(low, high))
        b = data.draw(st.integers(a, high))
        if any(not (b < x or a > y or (x <= a and b <= y) or (a <= x and y <= b)) or (x, y) == (a, b) for x, y, _ in spans):
            continue
        spans.append((a, b, zone))
    found = split_spans(spans)
    for point in range(width + 1):
        inner = min((y - x, zone) for x, y, zone in spans if x <= point <= y)[1]
        assert [zone for low, high, zone in found if low <= point <= high] == [inner]


def test_a_file_of_places():
    rows = read_rows("\ufeffCountry,postcode_from,postcode_to,city\nDE,10,,\nDE,2000,2999,\n\nGB,,,Lerwick\n", "far.csv")
    places = read_list(rows, "far.csv")
    assert places.has("DE", "10999", None) and places.has("DE", "29990", None) and places.has("GB", None, "lerwick") and len(places) == 3


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a,b\n", "far.csv: has no column country; the first row should be country, postcode_from, postcode_to, city"),
        ("country,to\n", "far.csv: has no column postcode_from"),
        ("country,postcode_from\nDE,1\nUK,2\n", 'far.csv[3].country: country "UK" does not exist'),
        ("country,postcode_from,postcode_to\nAU,800,1299\n", 'far.csv[2].postcode_to: "800..1299" has ends that are not written alike'),
        ("country,city\nDE,\n", "far.csv[2]: names no place; write one of postcode_from, city"),
    ],
)
def test_what_is_wrong_with_a_file_of_places(text, sentence):
    with pytest.raises(BadCard) as found:
        read_list(read_rows(text, "far.csv"), "far.csv")
    assert found.value.say().startswith(sentence) and found.value.say("zh")


def test_fifty_thousand_remote_places():
    rng = np.random.default_rng(1)
    codes = [f"{n:05}" for n in rng.choice(100_000, 40_000, replace=False)]
    text = "country,postcode_from,postcode_to,city\n" + "".join(f"DE,{code},,\n" for code in codes)
    text += "".join(f"DE,,,Town {n}\n" for n in range(10_000))
    extra = {"code": "r", "name_zh": "偏远", "name_en": "remote", "fixed": 7, "places": ["far"]}
    document = service(card={"surcharges": [extra]}, places=[{"code": "far", "file": "far.csv"}])
    world = stage([document], files={"far.csv": read_list(read_rows(text, "far.csv"), "far.csv")})
    inside = set(codes)
    parcels = [{"postcode": f"{n:05}", "city": city} for n in range(0, 100_000, 997) for city in (None, "town 77", "Town 10000")]
    made = plan(parcels, world).offers["surcharge_minor"].to_list()
    assert made == [700 if p["postcode"] in inside or p["city"] == "town 77" else 0 for p in parcels]


def test_a_list_that_is_not_there():
    with pytest.raises(BadCard, match=r'places\[1\]\.file: there is no file "far\.csv"; give it together with the card'):
        read_service(service(places=[{"code": "far", "file": "far.csv"}]))
    with pytest.raises(BadCard, match=r'places: "near" is not defined in this document; defined: far'):
        zone = {"countries": ["US"], "places": ["near"]}
        read_service(service(places=[{"code": "far", "postcodes": {"DE": ["1"]}}], zone=zone))


ROWS_WRONG = [
    ('country,city\nUS,"abc\nUS,Nome\n', 'far.csv[2]: this row cannot be read: US,"abc; a quotation mark is not closed'),
    ("country,city\nUS,Nome\nUS," + "a" * 200_000, "far.csv[3]: this row cannot be read: US,aaa"),
    ("country,postcode_from\n", "far.csv: is empty; write at least one entry"),
    ("country,postcode_from\nUS,100-200\n", 'far.csv[2].postcode_from: "100-200" may be a range or one postcode'),
    ("country,postcode_from\nUS,200..100\n", 'far.csv[2].postcode_to: "200..100.." has ends that are not written alike'),
]


@pytest.mark.parametrize(("text", "sentence"), ROWS_WRONG)
def test_rows_of_a_list_that_cannot_be_read_are_named(text: str, sentence: str) -> None:
    with pytest.raises(BadCard) as found:
        read_list(read_rows(text, "far.csv"), "far.csv")
    assert found.value.say().startswith(sentence), found.value.say()


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_list_may_come_from_any_spreadsheet(mark: str, end: str) -> None:
    text = end.join(
        [f"country{mark}postcode_from{mark}postcode_to{mark}city", f"US{mark}995{mark}999{mark}", f"US{mark}100..102{mark}{mark}"]
    )
    places = read_list(read_rows(text + end, "far.csv"), "far.csv")
    assert places.has("US", "99701", None) and places.has("US", "10199", None) and not places.has("US", "10301", None)
