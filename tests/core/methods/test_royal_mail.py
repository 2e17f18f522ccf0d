"""Two years of a real post's published prices: a grid of country, weight, size and day, equal to the penny."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from fahuo.core.methods.check import check_methods
from fahuo.core.methods.derive import derivation
from fahuo.core.methods.plan import plan_methods
from tests.core.methods import royal_mail
from tests.core.methods.royal_mail import COUNTRIES, FOLDER, SIZES, Table, code_of, documents, fits, tables
from tests.core.methods.scene import rows, stage

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not FOLDER.is_dir(), reason="../shared/data/rates/royal_mail is absent")]
SIDES = [
    (240, 165, 5),
    (240, 165, 6),
    (165, 5, 240),
    (353, 250, 25),
    (353, 250, 26),
    (450, 350, 100),
    (450, 350, 160),
    (300, 300, 300),
    (620, 100, 90),
]
RATES = {"CNY": 1.0, "GBP": 9.0}


def published(table: Table, sides: tuple[int, int, int], grams: int) -> tuple[str, int] | None:
    """The cell of the list, read as a person reads it: the smallest size that takes it, the first weight that is not below."""
    for size in ("", *SIZES):
        prices = table.prices.get(size)
        if prices is None or (size and not fits(size, sides, abroad=bool(table.zone))):
            continue
        if weights := [w for w in sorted(prices) if grams <= w]:
            return size, weights[0]
    return None


def grid(found: list[Table]) -> Iterator[dict[str, Any]]:
    """Every weight at which some price ends, and a gram more; in every zone, in sizes at their very ends."""
    weights = sorted({w + more for table in found for prices in table.prices.values() for w in prices for more in (0, 1)} | {1})
    for countries in COUNTRIES.values():
        for n, (sides, grams) in enumerate((s, w) for s in SIDES for w in weights):
            yield {"country": countries[n % len(countries)], "size": sides, "weight_g": grams, "currency": "GBP"}


def test_the_files_are_all_read():
    found = [len(tables(FOLDER / f"{day:%Y%m%d}")) for day in royal_mail.days()]
    files = [len(list((FOLDER / f"{day:%Y%m%d}").glob("*.yml"))) for day in royal_mail.days()]
    assert len(found) == 3 and all(t >= f >= 34 for t, f in zip(found, files, strict=True))
    assert not any(size and size not in SIZES for day in royal_mail.days() for t in tables(FOLDER / f"{day:%Y%m%d}") for size in t.prices)


@pytest.mark.parametrize("at", ["first day", "last day"])
@pytest.mark.parametrize("n", [0, 1, 2])
def test_every_price_to_the_penny(n: int, at: str):
    begins = royal_mail.days()
    ends = [*begins[1:], date(2024, 4, 2)]
    on = begins[n] if at == "first day" else ends[n] - timedelta(1)
    found = tables(FOLDER / f"{begins[n]:%Y%m%d}")
    by_zone = {(code_of(t.service, t.cover), t.zone): t for t in found}
    zone_of = {country: zone for zone, countries in COUNTRIES.items() for country in countries}
    world = stage(documents(), on, RATES, currency="GBP")
    world.warehouses = pl.DataFrame({"warehouse_id": [1], "country": ["GB"]})
    parcels = list(grid(found))
    offers = plan_methods(*rows(*parcels), world, on).offers
    codes = {int(i): s.code for i, s in zip(world.rates.service_ids, world.rates.services, strict=True)}
    priced = set()
    for parcel, service, total, reason in offers.select("parcel_id", "service_id", "total_minor", "reason").iter_rows():
        asked = parcels[parcel]
        table = by_zone.get((codes[service], zone_of[asked["country"]]))
        sides = tuple(sorted(asked["size"], reverse=True))
        cell = published(table, sides, asked["weight_g"]) if table else None
        price: Decimal | None = table.prices[cell[0]][cell[1]] if cell else None
        assert total == (None if price is None else int(price * 100)), (codes[service], asked, price, reason)
        if cell:
            priced.add((codes[service], table.zone, *cell))
    every = {(code_of(t.service, t.cover), t.zone, size, grams) for t in found for size, prices in t.prices.items() for grams in prices}
    assert priced == every and len(every) > 400, "each printed price is asked for at least once"


def test_the_judge_and_the_words_agree():
    on = royal_mail.days()[1]
    world = stage(documents(), on, RATES, currency="GBP")
    world.warehouses = pl.DataFrame({"warehouse_id": [1], "country": ["GB"]})
    parcels = list(grid(tables(FOLDER / f"{on:%Y%m%d}")))[::37]
    given = rows(*parcels)
    made = plan_methods(*given, world, on)
    assert check_methods(*given, world, on, made) == []
    for offer in made.offers.filter(pl.col("reason").is_null()).to_dicts():
        steps = derivation(
            offer, given[1].row(offer["parcel_id"], named=True) | parcels[offer["parcel_id"]] | {"postcode": None}, world.rates, "GBP"
        )
        assert {s.code: s.figure for s in steps}["total"] == offer["total_minor"]
