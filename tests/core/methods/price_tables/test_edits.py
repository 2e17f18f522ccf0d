"""A cell of a good table is spoilt: every parcel costs what it cost, or is not taken, or something is asked, or a note says what became of the cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fahuo.core.methods.plan import plan_methods
from fahuo.core.methods.price_tables.cells import Book, Place, column_name
from fahuo.core.methods.price_tables.read import Given, Understood, read_book
from fahuo.countries.names import resolve
from fahuo.plugins.price_tables.client import read_sheets
from tests.core.methods.price_tables import express_tables, lines_tables, odd_tables, posts_tables  # noqa: F401 they register their layouts
from tests.core.methods.price_tables.case import LAYOUTS, ORIGINS
from tests.core.methods.price_tables.drawn_tables import draw, names
from tests.core.methods.scene import rows, stage

ON = date(2026, 11, 26)
GIVEN = Given(origins=ORIGINS)
SPOILT = (None, "-", "面议", "#REF!", "=A1", "6O", "暂停", "?")
# what a cell outside the prices says may be taken away without a trace: then it was never said
NOTES = {
    *(
        "limit",
        "surcharge",
        "rounding",
        "volumetric",
        "volumetric_rule",
        "no_volumetric",
        "fuel",
        "no_fuel",
        "fee_note",
        "days",
        "postcodes",
    ),
    *("valid_from", "valid_to", "not_price", "zone_map"),
}
PRICED = [name for name in names() if draw(name).prices]
Sent = list[tuple[str, str, int]]


@cache
def table(name: str) -> tuple[Book, dict[str, str], Understood, dict[str, tuple[Sent, list[int | None]]]]:
    """A good table: its book, its answers, how it is understood, and what parcels at the edges of its bands cost by each service."""
    if name in LAYOUTS:
        case = LAYOUTS[name](Random(name))
        content, file, answers = case.content, case.name, dict(case.answers)
    else:
        drawn = draw(name)
        content, file, answers = drawn.content, drawn.name, drawn.answers
    book = read_sheets(content, file)
    found = read_book(book, resolve, answers, GIVEN)
    assert found.complete
    prices = {}
    for one in found.found:
        assert one.document is not None
        sent = edges(one.document)
        prices[one.document["code"]] = (sent, charged(one.document, sent))
    return book, answers, found, prices


def edges(document: dict[str, Any]) -> Sent:
    """Parcels just above, within and at the end of every band, to two countries of each zone."""
    found = []
    for zone in document["cards"][0]["zones"]:
        countries = [c if c != "*" else "BR" for c in zone.get("countries", [])[:2]] or list(zone["postcodes"])
        codes = [f"{codes[0].split('..')[0]}1" for codes in zone.get("postcodes", {}).values()] or [""]
        weights = sorted({w for b in zone["bands"] for w in (b["over_g"] + 1, (b["over_g"] + b["up_to_g"]) // 2 + 1, b["up_to_g"])})
        found += [(country, code, weight) for weight in weights for country in countries for code in codes]
    return found[:300]


def charged(document: dict[str, Any], sent: Sent) -> list[int | None]:
    """What the parcels cost; None where they are not taken."""
    given = [{"country": c, "postcode": p, "weight_g": g, "size": (100, 80, 20), "attributes": 0} for c, p, g in sent]
    offers = plan_methods(*rows(*given), stage([document], ON), ON).offers.sort("parcel_id")
    found: list[int | None] = offers["total_minor"].to_list()
    return found


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), name=st.sampled_from([*LAYOUTS, *PRICED]), spoilt=st.sampled_from(SPOILT))
def test_a_spoilt_cell_never_makes_another_price_in_silence(data: st.DataObject, name: str, spoilt: str | None) -> None:
    book, answers, good, prices = table(name)
    notes = {place for fact in good.facts if fact.code in NOTES for place in fact.places}
    spots = [
        (sheet, r, c)
        for sheet in book.sheets
        for r, row in enumerate(sheet.rows)
        for c, value in enumerate(row)
        if value is not None and Place(sheet.name, f"{column_name(c)}{r + 1}") not in notes
    ]
    sheet, r, c = data.draw(st.sampled_from(spots))
    at = Place(sheet.name, f"{column_name(c)}{r + 1}")
    cells = [list(row) for row in sheet.rows]
    cells[r][c] = spoilt
    edited = replace(book, sheets=tuple(replace(s, rows=tuple(map(tuple, cells))) if s is sheet else s for s in book.sheets))
    found = read_book(edited, resolve, answers, GIVEN)
    new_facts = [fact for fact in found.facts if fact not in good.facts]
    if not found.complete or any(at in fact.places or fact.code == "no_fee" for fact in new_facts):
        return
    documents = {one.document["code"]: one.document for one in found.found if one.document}
    for code, (sent, before) in prices.items():
        if code in documents:
            after = charged(documents[code], sent)
            wrong = [(s, b, a) for s, b, a in zip(sent, before, after, strict=True) if a is not None and a != b]
            assert not wrong, f"{at} {sheet.rows[r][c]!r} -> {spoilt!r}: {wrong[:3]}"
