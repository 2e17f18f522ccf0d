"""A new card beside the old one: which prices changed, what it would have changed on parcels, and how both stand in one service."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import polars as pl

from fahuo.core.methods.market import alone
from fahuo.core.methods.price_tables.compare import compare
from fahuo.core.methods.price_tables.effect import SENT, effect
from fahuo.core.methods.price_tables.install import install
from fahuo.core.methods.read import jsonable, read_service, read_text
from fahuo.core.methods.write import write_toml
from fahuo.sample.services import texts
from tests.core.methods.price_tables import express_tables, lines_tables, odd_tables, posts_tables  # noqa: F401 they register their layouts
from tests.core.methods.price_tables.case import LAYOUTS
from tests.core.methods.price_tables.test_layouts import understood

OLD, NEW = date(2026, 1, 1), date(2026, 7, 1)


def document(per_kg: str = "60", fee: str = "15", begin: date = OLD, up_to: int = 2000, **card: Any) -> dict[str, Any]:
    """A service with one card for Germany and France."""
    bands = [{"up_to_g": 500, "per_kg": "70", "per_parcel": fee}, {"up_to_g": up_to, "per_kg": per_kg, "per_parcel": fee}]
    zones = [{"code": c, "countries": [c], "days_p50": 5, "days_p90": 9, "bands": bands} for c in ("DE", "FR")]
    head = {"code": "X", "name_zh": "甲", "name_en": "X", "class": "line", "carrier": "C", "origins": ["CN"], "source": "test"}
    return {**head, "cards": [{"valid_from": begin, "currency": "CNY", "zones": zones, **card}]}


def sent(*parcels: tuple[str, int]) -> pl.DataFrame:
    """Parcels as they were priced."""
    rows = [
        {
            **{
                "parcel_id": n,
                "on": OLD,
                "country": country,
                "postcode": "1",
                "city": None,
                "company": None,
                "currency": "CNY",
                "value_minor": 100,
            },
            **{"length_mm": 100, "width_mm": 100, "height_mm": 100, "weight_g": weight, "pieces": 1, "attributes": 0, "warehouse_id": 1},
        }
        for n, (country, weight) in enumerate(parcels)
    ]
    return pl.DataFrame(rows, schema=SENT)


def test_only_what_changed_is_a_change_and_countries_that_change_alike_stand_together() -> None:
    before, after = read_service(document()), read_service(document(per_kg="66", begin=NEW, up_to=3000, min_g=50))
    found = compare(before.cards[0], after.cards[0])
    assert [(c.countries, c.over_g, c.up_to_g, c.before_minor, c.after_minor, c.percent) for c in found.changes] == [
        (("DE", "FR"), 500, 2000, 13500, 14700, Decimal("8.9")),
        (("DE", "FR"), 2000, 3000, None, 21300, None),
    ]
    assert found.changes[0].before == "60.00/kg + 15.00"
    assert found.same == 2
    assert [(t.say("en"), t.say("zh")) for t in found.terms] == [("minimum weight: 0 g → 50 g", "最低计费重: 0 g → 50 g")]


def test_a_card_changes_nothing_beside_itself() -> None:
    for text in texts().values() if isinstance(texts(), dict) else texts():
        card = read_service(read_text(text)).cards[-1]
        found = compare(card, card)
        assert (found.changes, found.terms, found.gained, found.lost) == ((), (), (), ())


def test_the_effect_is_the_difference_of_what_both_ask() -> None:
    before, after = read_service(document()), read_service(document(per_kg="66", begin=NEW, up_to=1500))
    market = alone(before, OLD, {})
    found = effect(sent(("DE", 400), ("DE", 1000), ("FR", 1500), ("FR", 1800), ("US", 100)), before, after, market, NEW)
    assert (found.parcels, found.before_minor, found.after_minor) == (3, 4300 + 7500 + 10500, 4300 + 8100 + 11400)
    assert (found.dearer, found.cheaper, found.refused, found.taken) == (2, 0, 1, 0)
    assert found.rows["parcel_id"].to_list() == [3, 2, 1]
    assert found.rows["difference_minor"].to_list() == [None, 900, 600]


def test_the_effect_of_a_new_service_is_all_taken() -> None:
    after = read_service(document(begin=NEW))
    found = effect(sent(("DE", 400), ("US", 400)), None, after, alone(after, NEW, {}), NEW)
    assert (found.parcels, found.taken, found.refused) == (0, 1, 0)
    assert effect(sent(), None, after, alone(after, NEW, {}), NEW).parcels == 0


def test_the_old_card_stays_in_force_until_the_new_one_begins() -> None:
    merged = read_service(
        install(
            document(fuel=None) | {"fuel": [{"valid_from": OLD, "percent": 10}]},
            document(per_kg="66", begin=NEW) | {"fuel": [{"valid_from": NEW, "percent": "12.5"}]},
        )
    )
    assert [(c.valid_from, c.valid_to) for c in merged.cards] == [(OLD, NEW), (NEW, None)]
    assert (merged.fuel_ppm(date(2026, 6, 30)), merged.fuel_ppm(NEW)) == (100_000, 125_000)


def test_a_card_of_the_same_day_gives_way_and_a_later_one_stays() -> None:
    later = date(2027, 1, 1)
    stood = install(install(document(), document("61", begin=NEW)), document("62", begin=later))
    merged = read_service(install(stood, document("66", begin=NEW)))
    assert [(c.valid_from, c.valid_to, c.zones[0].bands[1].per_kg_minor) for c in merged.cards] == [
        (OLD, NEW, 6000),
        (NEW, later, 6600),
        (later, None, 6200),
    ]


def test_what_is_written_as_text_reads_as_the_same_service() -> None:
    documents = [read_text(text) for text in (texts().values() if isinstance(texts(), dict) else texts())]
    documents += [f.document for name in LAYOUTS for f in understood(LAYOUTS[name](Random(name))).found if f.document]
    for made in documents:
        again = read_text(write_toml(made))
        assert read_service(again) == read_service(made)
        assert read_service(read_text(write_toml(jsonable(made)))) == read_service(made)
