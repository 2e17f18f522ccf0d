"""Every layout is read without a question that was not answered, and every parcel costs by the card what it costs by the layout's own description."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

import pytest

from fahuo.core.methods.plan import plan_methods
from fahuo.core.methods.price_tables.read import Given, Understood, read_book
from fahuo.core.words import attributes_of
from fahuo.countries.names import resolve
from fahuo.plugins.price_tables.client import read_sheets
from tests.core.methods.price_tables import express_tables, lines_tables, odd_tables, posts_tables  # noqa: F401 they register their layouts
from tests.core.methods.price_tables.case import LAYOUTS, ORIGINS, Case
from tests.core.methods.price_tables.tariffs import Parcel, Tariff
from tests.core.methods.scene import rows, stage

ON = date(2026, 11, 23)
GOODS = ((), (), (), ("battery",), ("liquid",), ("battery_only",))


def understood(case: Case) -> Understood:
    """The case's file as it is read with its answers."""
    return read_book(read_sheets(case.content, case.name), resolve, case.answers, Given(origins=ORIGINS))


def told(found: Understood) -> str:
    """Questions and faults for the message of an assertion."""
    asked = [f"{q.key} | {q.say()} {[str(p) for p in q.places[:2]]}" for q in found.questions]
    return "\n".join([*asked, *(fault.say() for f in found.found for fault in f.faults)])


def parcels(tariff: Tariff, random: Random, count: int = 300) -> list[Parcel]:
    """Parcels at and about every edge, to every country of the tariff and to one that it may not have."""
    countries = [c for group in tariff.prices for c in group] + ["CL"]
    edges = sorted(
        {e for bands in [*tariff.prices.values(), tariff.rest] for b in bands for e in (b.over_g, b.over_g + 1, b.up_to_g, b.up_to_g + 1)}
    )
    found = [Parcel(random.choice(countries), max(1, edge)) for edge in edges for _ in range(2)]
    heaviest = max(edges)
    while len(found) < count:
        size = tuple(random.choice((50, 100, 200, 300, 400, 610)) for _ in range(3))
        weight = random.choice((random.randrange(1, heaviest + 200), random.choice(edges) or 1))
        found.append(Parcel(random.choice(countries), weight, size, random.choice(GOODS)))  # type: ignore[arg-type]
    return found


def charged(document: dict[str, object], sent: list[Parcel], on: date = ON) -> list[Decimal | None]:
    """What the parcels cost by the document, through the price kernel."""
    given = [
        {"country": p.country, "weight_g": p.weight_g, "size": p.size, "attributes": attributes_of(p.attributes), "postcode": ""}
        for p in sent
    ]
    world = stage([document], on)
    offers = plan_methods(*rows(*given), world, on).offers.sort("parcel_id")  # type: ignore[arg-type]
    currency = document["cards"][0]["currency"]  # type: ignore[index]
    places = 0 if currency == "JPY" else 2
    return [None if total is None else Decimal(total).scaleb(-places) for total in offers["total_minor"].to_list()]


@pytest.mark.parametrize("name", list(LAYOUTS))
def test_the_card_costs_what_the_table_says(name: str) -> None:
    random = Random(name)
    case = LAYOUTS[name](random)
    found = understood(case)
    assert found.complete, told(found)
    documents = {f.document["code"]: f.document for f in found.found if f.document}
    assert set(documents) == set(case.tariffs)
    for code, tariff in case.tariffs.items():
        sent = parcels(tariff, random)
        wanted = [tariff.cost(p) for p in sent]
        got = charged(documents[code], sent)
        wrong = [(p, w, g) for p, w, g in zip(sent, wanted, got, strict=True) if w != g]
        assert not wrong, f"{len(wrong)} of {len(sent)}: {wrong[:3]}"
        assert sum(w is not None for w in wanted) > len(sent) // 8


def test_there_are_thirty_layouts_and_more() -> None:
    assert len(LAYOUTS) >= 30
