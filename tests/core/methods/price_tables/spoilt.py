"""Good tables, one cell of which is spoilt: what parcels cost before, and what they cost afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from random import Random
from typing import Any

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
TABLES = [*LAYOUTS, *(name for name in names() if draw(name).prices)]
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
Sent = list[tuple[str, str, int]]  # country, postcode, grams


@dataclass(frozen=True)
class Good:
    """A good table: its answers, how it is understood, and what parcels at the edges of its bands cost by each service."""

    book: Book
    answers: dict[str, str]
    understood: Understood
    prices: dict[str, tuple[Sent, list[int | None]]]

    def cells(self) -> Iterator[Place]:
        """The cells that say something of prices."""
        notes = {place for fact in self.understood.facts if fact.code in NOTES for place in fact.places}
        for sheet in self.book.sheets:
            for r, row in enumerate(sheet.rows):
                for c, value in enumerate(row):
                    at = Place(sheet.name, f"{column_name(c)}{r + 1}")
                    if value is not None and at not in notes:
                        yield at

    def spoilt(self, at: Place, value: object) -> Understood:
        """How it is understood when that stands in a cell."""
        return read_book(replace(self.book, sheets=tuple(_with(s, at, value) for s in self.book.sheets)), resolve, self.answers, GIVEN)

    def silently(self, at: Place, value: object) -> list[tuple[tuple[str, str, int], int | None, int]]:
        """Parcels that would cost something else, when that stands in a cell, without a question and without a word about the cell."""
        found = self.spoilt(at, value)
        told = [fact for fact in found.facts if fact not in self.understood.facts]
        if not found.complete or any(at in fact.places or _no_fee(fact.code, fact.places, at) for fact in told):
            return []
        documents = {one.document["code"]: one.document for one in found.found if one.document}
        before = {one.document["code"]: one.document for one in self.understood.found if one.document}
        return [
            (parcel, was, now)
            for code, (sent, costs) in self.prices.items()
            if code in documents and documents[code] != before[code]
            for parcel, was, now in zip(sent, costs, charged(documents[code], sent), strict=True)
            if now is not None and now != was
        ]


@cache
def good(name: str) -> Good:
    """One of TABLES."""
    case = LAYOUTS[name](Random(name)) if name in LAYOUTS else draw(name)
    book = read_sheets(case.content, case.name)
    found = read_book(book, resolve, dict(case.answers), GIVEN)
    assert found.complete
    prices = {}
    for one in found.found:
        assert one.document is not None
        sent = _edges(one.document)
        prices[one.document["code"]] = (sent, charged(one.document, sent))
    return Good(book, dict(case.answers), found, prices)


def charged(document: dict[str, Any], sent: Sent) -> list[int | None]:
    """What the parcels cost; None where they are not taken."""
    given = [{"country": c, "postcode": p, "weight_g": g, "size": (100, 80, 20), "attributes": 0} for c, p, g in sent]
    offers = plan_methods(*rows(*given), stage([document], ON), ON).offers.sort("parcel_id")
    found: list[int | None] = offers["total_minor"].to_list()
    return found


def _edges(document: dict[str, Any]) -> Sent:
    """Parcels just above, within and at the end of every band, to two countries of each zone."""
    found = []
    for zone in document["cards"][0]["zones"]:
        countries = [c if c != "*" else "BR" for c in zone.get("countries", [])[:2]] or list(zone["postcodes"])
        codes = [f"{codes[0].split('..')[0]}1" for codes in zone.get("postcodes", {}).values()] or [""]
        weights = sorted({w for b in zone["bands"] for w in (b["over_g"] + 1, (b["over_g"] + b["up_to_g"]) // 2 + 1, b["up_to_g"])})
        found += [(country, code, weight) for weight in weights for country in countries for code in codes]
    return found[:300]


def _with(sheet: Any, at: Place, value: object) -> Any:
    if sheet.name != at.sheet:
        return sheet
    cells = [[value if at.cell == f"{column_name(c)}{r + 1}" else v for c, v in enumerate(row)] for r, row in enumerate(sheet.rows)]
    return replace(sheet, rows=tuple(map(tuple, cells)))


def _no_fee(code: str, places: tuple[Place, ...], at: Place) -> bool:
    """Whether the heading of the cell's column says that there is no such fee any more."""
    letters = at.cell.rstrip("0123456789")
    return code == "no_fee" and any(place.sheet == at.sheet and place.cell.rstrip("0123456789") == letters for place in places)
