"""Every drawn table is read with the answers of a person to what it leaves open, and costs what a pencil says; what it must ask, it asks."""

from __future__ import annotations

from datetime import date

import pytest

from fahuo.core.methods.plan import plan_methods
from fahuo.core.methods.price_tables.read import Given, Understood, read_book
from fahuo.core.words import attributes_of
from fahuo.countries.names import resolve
from fahuo.plugins.price_tables.client import read_sheets
from tests.core.methods.price_tables.case import ORIGINS
from tests.core.methods.price_tables.drawn_tables import Drawn, Sent, draw, names
from tests.core.methods.price_tables.test_layouts import told
from tests.core.methods.scene import rows, stage

ON = date(2026, 11, 26)


def read(drawn: Drawn, answers: dict[str, str]) -> Understood:
    """The table as it is read with these answers."""
    return read_book(read_sheets(drawn.content, drawn.name), resolve, answers, Given(origins=ORIGINS))


def charged(document: dict[str, object], sent: list[Sent]) -> list[str]:
    """What the parcels cost by the document, as they are written in the drawn tables."""
    given = [
        {"country": p.country, "weight_g": p.weight_g, "size": p.size, "attributes": attributes_of(p.attributes), "postcode": p.postcode}
        for p in sent
    ]
    world = stage([document], ON)
    offers = plan_methods(*rows(*given), world, ON).offers.sort("parcel_id")  # type: ignore[arg-type]
    return ["refused" if total is None else f"{total / 100:.2f}" for total in offers["total_minor"].to_list()]


@pytest.mark.parametrize("name", names())
def test_a_drawn_table_costs_what_a_pencil_says(name: str) -> None:
    drawn = draw(name)
    bare = read(drawn, {})
    assert {q.code for q in bare.questions} == drawn.asked, told(bare)
    found = read(drawn, drawn.answers)
    if not drawn.prices:
        assert not found.complete
        return
    assert found.complete, told(found)
    documents = {f.document["code"]: f.document for f in found.found if f.document}
    assert set(documents) == set(drawn.prices)
    for code, sent in drawn.prices.items():
        wanted = ["refused" if p.cost is None else f"{p.cost:.2f}" for p in sent]
        got = charged(documents[code], sent)
        assert got == wanted, [(p, g) for p, g, w in zip(sent, got, wanted, strict=True) if g != w]
