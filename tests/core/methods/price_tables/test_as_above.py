"""Rows that leave their place blank, as merged cells do once a table is a CSV: the place of the row above, told with its cell."""

from __future__ import annotations

import pytest

from fahuo.core.methods.price_tables.read import Given, Understood, read_book
from fahuo.countries.names import resolve
from fahuo.plugins.price_tables.client import read_sheets

HEAD = "国家,重量段KG,运费元/KG,挂号费元/票,时效\n"


def read(rows: str) -> Understood:
    answers = {"code:t": "T", "class:t": "line", "carrier:t": "X", "origins:t": "CN", "valid_from:t": "2026-12-01"}
    return read_book(read_sheets((HEAD + rows).encode(), "t.csv"), resolve, answers, Given())


def bands(found: Understood) -> dict[str, list[tuple[int, int]]]:
    assert found.complete, found.questions
    (one,) = found.found
    assert one.document
    zones = one.document["cards"][0]["zones"]
    return {",".join(zone["countries"]): [(band["up_to_g"], int(float(band["per_kg"]))) for band in zone["bands"]] for zone in zones}


def test_each_country_keeps_its_own_rows() -> None:
    found = read("英国,0<W≤0.5,62,18,6-9天\n,0.5<W≤2,58,20,6-9天\n德国、法国,0<W≤0.5,66,19,7-9天\n,0.5<W≤2,60,21,7-9天\n")
    assert bands(found) == {"GB": [(500, 62), (2000, 58)], "DE,FR": [(500, 66), (2000, 60)]}
    told = [fact for fact in found.facts if fact.code == "as_above"]
    assert [(fact.say("zh"), [place.cell for place in fact.places]) for fact in told] == [
        ("地区空白，同上一行：GB", ["A3"]),
        ("地区空白，同上一行：DE, FR", ["A5"]),
    ]


def test_a_country_with_fewer_brackets_gets_none_of_its_neighbour() -> None:
    found = read("英国,0<W≤0.5,62,18,6-9天\n,0.5<W≤2,58,20,6-9天\n德国,0<W≤0.5,66,19,7-9天\n")
    assert bands(found) == {"GB": [(500, 62), (2000, 58)], "DE": [(500, 66)]}


@pytest.mark.parametrize("word", ["-", "暂停"])
def test_a_bracket_that_is_suspended_is_its_own_country_s(word: str) -> None:
    found = read(f"英国,0<W≤0.5,62,18,6-9天\n,0.5<W≤2,{word},,\n德国,0<W≤0.5,66,19,7-9天\n,0.5<W≤2,60,21,7-9天\n")
    assert bands(found) == {"GB": [(500, 62)], "DE": [(500, 66), (2000, 60)]}


def test_a_line_with_a_place_of_its_own_ends_it() -> None:
    found = read("英国,0<W≤2,62,18,6-9天\n德国,,,,\n,0<W≤2,66,19,7-9天\n")
    assert bands(found) == {"GB": [(2000, 62)], "DE": [(2000, 66)]}
