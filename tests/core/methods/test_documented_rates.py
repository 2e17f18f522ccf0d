"""docs/rate-cards.md, worked out: its example card, its table, its sentences."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from fahuo.core.methods import read
from fahuo.core.methods.derive import derivation
from fahuo.core.methods.faults import BadCard
from fahuo.core.methods.plan import plan_methods
from fahuo.core.words import Attribute, attributes_of
from tests.core.methods.scene import rows, stage

PAGE = (Path(__file__).parents[3] / "docs" / "rate-cards.md").read_text(encoding="utf-8")
CARD = re.search(r"```toml\n(.*?)```", PAGE, re.S).group(1)
TEXTS = [text.strip().splitlines() for text in re.findall(r"```text\n(.*?)```", PAGE, re.S)]
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if re.match(r"\| 20\d\d-", line)]


def offer_of(day: str, to: str, size: str, weight: str, goods: str, value: str):
    on = date.fromisoformat(day)
    country, postcode = to.split()
    parcel = {
        **{"country": country, "postcode": postcode, "weight_g": int(weight), "attributes": attributes_of([goods])},
        **{"size": tuple(map(int, size.split("x"))), "value_minor": round(float(value) * 100)},
    }
    world = stage([read.read_service(read.read_text(CARD))], on, {"EUR": 7.8})
    orders, parcels, contents = rows(parcel)
    return plan_methods(orders, parcels, contents, world, on).offers.row(0, named=True), {**parcels.row(0, named=True), **parcel}, world


def test_the_table_is_read():
    assert len(ROWS) == 19
    assert {row[6] for row in ROWS if not row[6].isdigit()} >= {"no_card_on_day", "too_heavy", "value_too_high", "beyond_bands"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " ".join(row[:6]))
def test_pencil(row):
    offer, _, _ = offer_of(*row[:6])
    if row[6].isdigit():
        figures = [offer["reason"], offer["chargeable_g"], *(offer[f"{n}_minor"] for n in ("freight", "fuel", "surcharge", "total"))]
        assert figures == [None, int(row[6]), *(int(cell.replace(".", "")) for cell in row[7:11])]
        assert offer["currency"] == "CNY" and offer["home_minor"] == offer["total_minor"] and offer["chosen"]
    else:
        assert offer["reason"] == row[6] and not offer["chosen"] and offer["total_minor"] is None
        expected = [int(cell) for cell in row[7:9] if cell]
        if row[6] == "attribute_refused":
            expected = [int(Attribute.LIQUID | Attribute.BATTERY_ONLY), int(Attribute.LIQUID)]
        assert [v for v in (offer["limit"], offer["actual"]) if v is not None] == expected


@pytest.mark.parametrize(("language", "text"), [("en", TEXTS[0]), ("zh", TEXTS[1])])
def test_first_row_in_words(language, text):
    offer, parcel, world = offer_of(*ROWS[0][:6])
    assert [step.say(language) for step in derivation(offer, parcel, world.rates, "CNY")] == text


def test_documented_faults():
    """The five slips that the page shows, made in its own card, give the page's sentences."""
    slips = [
        ("valid_to = 2026-07-01", "valid_to = 2025-01-01"),
        ("valid_from = 2025-01-01\nvalid_to", "valid_from = 2025-07-01\nvalid_to"),
        ("over_g = 1000, up_to_g = 2000, per_kg", "over_g = 1200, up_to_g = 2000, per_kg"),
        ('step = "22.50"', 'step = "-22.50"'),
        ('code = "3"\ncountries = ["JP"]', 'code = "1"\ncountries = ["JP"]'),
        ('currency = "CNY"\nmin_g = 50                 ', 'currency = "RMB"\nmin_g = 50                 '),
    ]
    text = CARD
    for right, wrong in slips:
        assert text.count(right) == 1, right
        text = text.replace(right, wrong)
    with pytest.raises(BadCard) as found:
        read.read_service(read.read_text(text))
    assert sorted(str(found.value).splitlines()) == sorted(TEXTS[2])
    assert len(found.value.say("zh").splitlines()) == len(TEXTS[2])


def test_every_field_is_documented():
    from fahuo.core.methods import tables

    names = {*read.SERVICE_FIELDS, *read.CARD_FIELDS, *read.ZONE_FIELDS, *read.LIMIT_FIELDS, *read.VOLUMETRIC_FIELDS}
    names |= {*read.SURCHARGE_FIELDS, *tables.BAND_FIELDS}
    described = PAGE[PAGE.index("## Fields") :]
    assert [name for name in sorted(names) if f"`{name}`" not in described] == []
