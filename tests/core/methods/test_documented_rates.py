"""docs/rate-cards.md, worked out: its example card, its table, its sentences."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from fahuo.core.methods import bands, read, read_card, read_limits, read_places, read_surcharge
from fahuo.core.methods.check import check_methods
from fahuo.core.methods.derive import derivation
from fahuo.core.methods.faults import BadCard
from fahuo.core.methods.layout import pack_sides
from fahuo.core.methods.plan import plan_methods
from fahuo.core.methods.reasons import OF_OFFERS
from fahuo.core.words import Attribute, attributes_of
from tests.core.methods.scene import rows, stage

PAGE = (Path(__file__).parents[3] / "docs" / "rate-cards.md").read_text(encoding="utf-8")
# each card and what follows it
PARTS = [(part[: part.index("```")], part[part.index("```") :]) for part in PAGE.split("```toml\n")[1:]]
CARD = PARTS[0][0]
TEXTS = [text.strip().splitlines() for text in re.findall(r"```text\n(.*?)```", PAGE, re.S)]
ROWS = [
    [card, *(cell.strip() for cell in line.strip("|").split("|"))]
    for card, rest in PARTS
    for line in rest.splitlines()
    if re.match(r"\| 20\d\d-", line)
]
RATES = {"EUR": 7.8, "GBP": 9.0, "USD": 7.1}


def offer_of(card: str, day: str, to: str, size: str, weight: str, goods: str, value: str):
    on = date.fromisoformat(day)
    country, postcode, *more = to.split(" ", 2)
    city, _, company = (more[0] if more else "").partition("/")
    parcel = {
        **{"country": country, "postcode": postcode, "city": city or None, "company": company or None},
        **{"weight_g": int(weight), "attributes": attributes_of([goods])},
        **{"size": tuple(map(int, size.split("x"))), "value_minor": round(float(value) * 100)},
    }
    service = read.read_service(read.read_text(card))
    home = service.cards[0].currency
    world = stage([service], on, RATES | {"CNY": 1.0}, currency=home if home == "CNY" else "CNY")
    if "GB" in service.origins:
        world.warehouses = world.warehouses.with_columns(country=pl.lit("GB"))
    orders, parcels, contents = rows(parcel)
    plan = plan_methods(orders, parcels, contents, world, on)
    assert check_methods(orders, parcels, contents, world, on, plan) == []
    return plan.offers.row(0, named=True), {**parcels.row(0, named=True), **parcel, "currency": "EUR"}, world


def test_the_tables_are_read():
    assert len(ROWS) == 56 and len(PARTS) == 4
    said = {row[7] for row in ROWS if not row[7].isdigit()}
    unsaid = {"not_from_here", "currency_without_rate", "value_not_comparable", "girth_too_large", "pieces_above_limit", "currency_refused"}
    unsaid |= {"forbidden_by_rule", "outside_forced", "card_unreadable"}
    assert said == {reason.code for reason in OF_OFFERS} - unsaid


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " ".join(row[1:7]))
def test_pencil(row):
    offer, _, _ = offer_of(*row[:7])
    if row[7].isdigit():
        figures = [offer["reason"], offer["chargeable_g"], *(offer[f"{n}_minor"] for n in ("freight", "fuel", "surcharge", "total"))]
        assert figures == [None, int(row[7]), *(int(cell.replace(".", "")) for cell in row[8:12])]
        assert offer["chosen"] and (offer["currency"] != "CNY" or offer["home_minor"] == offer["total_minor"])
    else:
        assert offer["reason"] == row[7] and not offer["chosen"] and offer["total_minor"] is None
        cells = [cell for cell in row[8:10] if cell]
        expected = [pack_sides(*map(int, cell.split("x"))) if "x" in cell else int(cell) for cell in cells]
        if row[7] == "attribute_refused":
            expected = [int(Attribute.LIQUID | Attribute.BATTERY_ONLY), int(Attribute.LIQUID)]
        assert [v for v in (offer["limit"], offer["actual"]) if v is not None] == expected


@pytest.mark.parametrize(
    ("row", "language", "text"),
    [
        (ROWS[0], "en", TEXTS[0]),
        (ROWS[0], "zh", TEXTS[1]),
        (ROWS[19], "en", TEXTS[2]),
        (ROWS[19], "zh", TEXTS[3]),
        (ROWS[52], "en", TEXTS[4]),
        (ROWS[52], "zh", TEXTS[5]),
    ],
)
def test_first_row_in_words(row, language, text):
    offer, parcel, world = offer_of(*row[:7])
    assert [step.say(language) for step in derivation(offer, parcel, world.rates, "CNY")] == text


def test_heaviest_row_of_the_contract_in_words():
    offer, parcel, world = offer_of(*ROWS[55][:7])
    assert set(TEXTS[6]) <= {step.en for step in derivation(offer, parcel, world.rates, "CNY")}


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
    assert sorted(str(found.value).splitlines()) == sorted(TEXTS[7])
    assert len(found.value.say("zh").splitlines()) == len(TEXTS[7])


def test_documented_slips():
    """So do those of the second list."""
    battery = CARD[CARD.index("[[cards.surcharges]]") :]
    battery = battery[: battery.index("[[", 2)]
    slips = [
        ("divisor = 6000", "diviser = 6000"),
        ('postcodes = { FR = ["20"] }\n', f'postcodes = {{ US = ["995-999"] }}\n\n{battery}'),
    ]
    text = CARD
    for right, wrong in slips:
        assert text.count(right) == 1, right
        text = text.replace(right, wrong)
    with pytest.raises(BadCard) as found:
        read.read_service(read.read_text(text))
    said = found.value.say().splitlines()
    assert [line for line in said if "divisor: is missing" not in line] == TEXTS[8][:-1]
    with pytest.raises(BadCard) as found:
        read.read_text(CARD.replace('currency = "CNY"', "currency = “CNY”", 1))
    assert found.value.say() == TEXTS[8][-1]


def test_every_field_is_documented():
    names = {
        *read.SERVICE_FIELDS,
        *read.FUEL_FIELDS,
        *read.LIST_FIELDS,
        *read_card.CARD_FIELDS,
        *read_card.SELLING_FIELDS,
        *read_card.ZONE_FIELDS,
    }
    names |= {*read_limits.LIMIT_FIELDS, *read_limits.VOLUMETRIC_FIELDS, *bands.BAND_FIELDS, *read_places.COLUMNS}
    names |= {*read_surcharge.SURCHARGE_FIELDS, *read_surcharge.INSURANCE_FIELDS}
    described = PAGE[PAGE.index("## Fields") :]
    assert [name for name in sorted(names) if f"`{name}`" not in described] == []
