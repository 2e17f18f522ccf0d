"""Cost and selling price apart: any cards, rules and parcels with the judge; what each term of a rule does; worked again from what was kept."""

from __future__ import annotations

import re
import tomllib
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fahuo.core import frames
from fahuo.core.methods.check import check_methods
from fahuo.core.methods.check_selling import check_selling
from fahuo.core.methods.faults import BadCard
from fahuo.core.methods.plan import plan_methods
from fahuo.core.methods.read import read_service, read_text
from fahuo.core.methods.sell import sell
from fahuo.core.methods.sell_steps import card_steps, selling_steps, sold_again
from fahuo.core.methods.write import write_toml
from tests.core.methods.scene import ON, mark_ups, plan, rows, service, stage
from tests.core.methods.test_choice import PARCELS, RULE
from tests.core.methods.worlds import cards, services, without_circles

SLOW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
MINOR = st.integers(-2000, 20_000)


def planned(parcels, world):
    """Offers and selling prices."""
    offers = plan(parcels, world).offers
    return offers, sell(*rows(*parcels), offers, world, ON)


@st.composite
def sold_services(draw):
    """Documents of which some have cards of selling prices beside those of cost."""
    found = []
    for document in draw(services()):
        if draw(st.booleans()):
            selling = draw(cards())
            for card in selling:
                if draw(st.booleans()):
                    card["fuel_included"] = draw(st.booleans())
                if draw(st.booleans()):
                    card["zones"] = [{k: v for k, v in zone.items() if not k.startswith("days_")} for zone in card["zones"]]
            document = without_circles(document | {"selling": selling})
        found.append(document)
    return found


TERMS = st.fixed_dictionaries(
    {"base": st.sampled_from(["cost", "freight", "freight_fuel", "card", "card"])},
    optional={
        "percent_ppm": st.integers(-1_000_000, 3_000_000),
        "fixed_minor": MINOR,
        "per_kg_minor": MINOR,
        "least_margin_minor": MINOR,
        "currency": st.sampled_from(["EUR", "USD", "JPY", "KWD", "THB", "CNY"]),
        "carrier": st.sampled_from(["nobody", " NOBODY ", "somebody"]),
        "step_minor": st.sampled_from([1, 10, 50, 100, 1000]),
    },
)


@st.composite
def rules(draw):
    """Rules of mark-up: conditions as rules of choice have them, and terms."""
    found = []
    for _ in range(draw(st.integers(0, 4))):
        rule = {k: v for k, v in draw(RULE).items() if k != "effect"} | draw(TERMS)
        if draw(st.booleans()):
            rule["services"] = None
        if rule.get("step_minor"):
            rule["ending_minor"] = draw(st.integers(0, rule["step_minor"] - 1))
        found.append(rule)
    return found


@SLOW
@given(sold_services(), PARCELS, rules(), st.sampled_from(["CNY", "EUR", "JPY"]))
def test_the_judge_agrees(documents, parcels, found, home):
    world = stage(documents, currency=home, mark_ups=mark_ups(*found))
    given_rows = rows(*parcels)
    made = plan_methods(*given_rows, world, ON)
    selling = sell(*given_rows, made.offers, world, ON)
    assert check_selling(*given_rows, made.offers, world, ON, selling) == []
    assert check_methods(*given_rows, world, ON, made) == [], "what we ask for a parcel changes nothing of what it costs and how it goes"
    frames.SellingPrices.validate(selling)


@SLOW
@given(sold_services(), PARCELS, rules())
def test_selling_prices_change_no_offer_and_no_choice(documents, parcels, found):
    given_rows = rows(*parcels)
    made = plan_methods(*given_rows, stage(documents, mark_ups=mark_ups(*found)), ON)
    world = stage([{k: v for k, v in d.items() if k != "selling"} for d in documents])
    bare = plan_methods(*given_rows, world, ON)
    assert_frame_equal(made.offers, bare.offers)
    assert_frame_equal(made.selections, bare.selections)
    assert sell(*given_rows, bare.offers, world, ON).is_empty()


@SLOW
@given(sold_services(), PARCELS, rules(), st.data())
def test_prices_of_some_are_the_same_prices(documents, parcels, found, data):
    world = stage(documents, mark_ups=mark_ups(*found))
    orders, packed, contents = rows(*parcels)
    offers = plan_methods(orders, packed, contents, world, ON).offers
    made = sell(orders, packed, contents, offers, world, ON)
    mine = pl.col("parcel_id").is_in(list(data.draw(st.sets(st.sampled_from(range(len(parcels)))))))
    alone = sell(orders[::-1], packed.filter(mine)[::-1], contents.filter(mine), offers.filter(mine), world, ON)
    assert_frame_equal(alone, made.filter(mine))


@SLOW
@given(sold_services(), PARCELS, rules())
def test_the_words_lead_to_the_figures_from_what_was_kept(documents, parcels, found):
    world = stage(documents, mark_ups=mark_ups(*found))
    made, selling = planned(parcels, world)
    offers = {(o["parcel_id"], o["service_id"]): o for o in made.to_dicts()}
    for sold in selling.to_dicts():
        offer = offers[sold["parcel_id"], sold["service_id"]]
        steps = selling_steps(sold, offer)
        assert all(step.zh and step.en for step in steps)
        assert sold_again(sold, offer) == sold["sell_minor"]
        figures = {step.code: step.figure for step in steps}
        assert figures.get("selling") == sold["sell_minor"]
        if sold["card"] is None:
            continue
        # the card of selling prices, with the same pencil
        parcel = rows(*parcels)[1].row(sold["parcel_id"], named=True) | parcels[sold["parcel_id"]]
        last = card_steps(sold, parcel, world.rates)[-1]
        assert (last.code, last.figure) == ("total", sold["card_minor"])


@SLOW
@given(sold_services())
def test_a_document_with_selling_prices_is_written_and_read(documents):
    for document in documents:
        read = read_service(document)
        assert read_service(read_text(write_toml(document))) == read
        assert len(read.selling) == len(document.get("selling", []))


# 480 g to Germany costs 4.80 + 5.00 = 9.80 CNY; 1 USD is 7.1234 CNY.
def sold(*found, parcel=None, document=None, **world):
    rows_ = planned([parcel or {}], stage([document or service()], mark_ups=mark_ups(*found), **world))[1].to_dicts()
    return (rows_[0]["sell_minor"], rows_[0]["sell_currency"]) if rows_ else None


@pytest.mark.parametrize(
    ("terms", "price"),
    [
        ({"percent_ppm": 200_000}, (1176, "CNY")),
        ({"percent_ppm": -100_000}, (882, "CNY")),
        ({"percent_ppm": 333_333}, (1307, "CNY")),
        ({"fixed_minor": 300}, (1280, "CNY")),
        ({"per_kg_minor": 1000}, (1460, "CNY")),
        ({"percent_ppm": 10_000, "least_margin_minor": 250}, (1230, "CNY")),
        ({"percent_ppm": 500_000, "least_margin_minor": 250}, (1470, "CNY")),
        ({"percent_ppm": 200_000, "step_minor": 10}, (1180, "CNY")),
        ({"percent_ppm": 200_000, "step_minor": 10, "ending_minor": 9}, (1179, "CNY")),
        ({"percent_ppm": 200_000, "step_minor": 100, "ending_minor": 90}, (1190, "CNY")),
        ({"percent_ppm": 200_000, "step_minor": 100, "ending_minor": 70}, (1270, "CNY")),
        ({"fixed_minor": -2000}, (0, "CNY")),
        ({"currency": "USD"}, (138, "USD")),  # 9.80 x 0.140382402 = 1.3757
        ({"currency": "USD", "percent_ppm": 200_000, "fixed_minor": 50}, (216, "USD")),
        ({"currency": "JPY", "percent_ppm": 200_000}, (247, "JPY")),  # 206.3158 -> 206, 41.2 -> 41
        ({"currency": "THB"}, (None, None)),  # no rate on the day: no price, and no other rule's price in its place
    ],
)
def test_what_a_term_does(terms, price):
    assert sold(terms, {"percent_ppm": 900_000}) == price


FUELLED = service(
    fuel=[{"valid_from": "2020-01-01", "percent": 10}],
    card={"surcharges": [{"code": "x", "name_zh": "附加", "name_en": "extra", "fixed": 2}]},
)


@pytest.mark.parametrize(("base", "price"), [("cost", 1917), ("freight_fuel", 1817), ("freight", 1768)])
def test_what_the_percentage_is_of(base, price):
    # 9.80 freight + 0.98 fuel + 2.00 surcharge = 12.78
    assert sold({"base": base, "percent_ppm": 500_000}, document=FUELLED) == (price, "CNY")


def with_card(**card):
    zone = {"code": "S", "countries": ["DE"], "bands": [{"up_to_g": 1000, "flat": 20}]}
    return service(
        selling=[{"valid_from": "2026-01-01", "currency": "CNY", "zones": [zone], **card}],
        fuel=[{"valid_from": "2020-01-01", "percent": 10}],
    )


def test_a_card_of_selling_prices_stands_by_itself():
    assert sold(document=with_card()) == (2200, "CNY")
    assert sold(document=with_card(fuel_included=True)) == (2000, "CNY")
    assert sold(document=with_card(valid_to="2026-11-23")) is None, "no longer in force: nobody says a price"
    assert sold(document=with_card(currency="EUR", fuel_included=True)) == (2000, "EUR")
    offers, selling = planned([{"weight_g": 1001}], stage([with_card()]))
    assert selling["sell_minor"].item() is None and selling["reason"].item() == "beyond_bands"
    assert offers["total_minor"].item() == 1651, "what it costs is another thing: 15.01 and a tenth"


def test_a_rule_starts_from_the_card_where_it_says_so():
    off = {"base": "card", "percent_ppm": -50_000, "shop": "A"}
    more = {"percent_ppm": 200_000}
    document = with_card(fuel_included=True)
    assert sold(off, more, parcel={"shop": "A"}, document=document) == (1900, "CNY")
    assert sold(off, parcel={"shop": "B"}, document=document) == (2000, "CNY")
    assert sold(off, more, parcel={"shop": "B"}, document=document) == (1294, "CNY"), "10.78 and a fifth: the rule goes before the card"
    assert sold(off, more, parcel={"shop": "A", "weight_g": 1001}, document=document) == (1981, "CNY"), "beyond the card: the next rule"


def test_the_first_rule_by_position_acts_alone():
    first, second = {"percent_ppm": 100_000, "countries": "DE"}, {"percent_ppm": 500_000}
    assert sold(first, second) == (1078, "CNY")
    assert sold(first | {"position": 9}, second) == (1470, "CNY")
    assert sold(first | {"countries": "FR"}, second) == (1470, "CNY")
    assert sold(first | {"valid_to": ON}, second) == (1470, "CNY")
    assert sold(first | {"valid_from": ON}, second) == (1078, "CNY")
    assert sold(first | {"valid_from": ON + timedelta(1)}) is None
    assert sold({"carrier": "Nobody", "services": "line"}) == (980, "CNY")
    assert sold({"carrier": "somebody"}) is None
    assert sold({"min_value_minor": 1, "value_currency": "THB"}) is None, "a value that nobody can compare is in no range"


def test_the_words():
    terms = {"name": "US shops", "base": "freight", "percent_ppm": 155_000, "fixed_minor": 50, "per_kg_minor": 120, "currency": "USD"}
    world = stage([FUELLED], mark_ups=mark_ups(terms | {"least_margin_minor": 100, "step_minor": 10, "ending_minor": 9}))
    offers, selling = planned([{}], world)
    steps = selling_steps(selling.row(0, named=True), offers.row(0, named=True))
    assert [s.en for s in steps] == [
        "rule of mark-up 'US shops'",
        "cost: 12.78 CNY × 0.140382402 = 1.79 USD",
        "freight: 9.80 CNY × 0.140382402 = 1.38 USD",
        "mark-up: 15.5 % × 1.38 = 0.21 USD",
        "for the parcel: 0.50 USD",
        "per kg: 0.48 kg × 1.20 = 0.58 USD",
        "sum: 1.79 + 0.21 + 0.50 + 0.58 = 3.08 USD",
        "cost: 12.78 CNY × 0.140382402 = 1.79 USD",
        "at least cost + least margin: 1.79 + 1.00 = 2.79 USD",
        "up to the next multiple of 0.10 and 0.09 more: 3.09 USD",
        "selling price: 3.09 USD",
        "margin: 3.09 - 1.79 = 1.30 USD",
    ]
    assert steps[0].zh == "加价规则“US shops”" and steps[-1].zh == "毛利：3.09 - 1.79 = 1.30 USD"


def test_faults_of_a_card_of_selling_prices_are_named():
    document = with_card(insurance={"percent": 1}, valid_to="2025-01-01")
    document["selling"].append({"valid_from": "2026-02-01", "currency": "XXX", "zones": []})
    with pytest.raises(BadCard) as problem:
        read_service(document)
    said = problem.value.say("en")
    assert "selling[1].insurance: is no field of this table" in said
    assert "selling[1].valid_to: ends on 2025-01-01" in said
    assert 'selling[2].currency: currency "XXX" does not exist' in said
    over = with_card()
    over["selling"].append(over["selling"][0] | {"valid_from": "2026-02-01"})
    with pytest.raises(BadCard, match="selling: begins on 2026-02-01 while the card before it holds"):
        read_service(over)


PAGE = (Path(__file__).parents[3] / "docs" / "mark-ups.md").read_text()
WORDS = {
    "cost": {"base": "cost"},
    "freight": {"base": "freight"},
    "freight and fuel": {"base": "freight_fuel"},
    "card": {"base": "card"},
    "no rule": None,
}


def said_rule(text):
    """A rule as the page's table writes it; money in CNY or EUR, which have two decimals."""
    first, *more = [part.strip() for part in text.split(",")]
    terms = WORDS[first]
    for part in more:
        amount = [round(float(n) * 100) for n in re.findall(r"-?\d+\.\d\d", part)]
        if part.endswith("%"):
            terms = terms | {"percent_ppm": int(part[:-1]) * 10_000}
        elif part.startswith("in "):
            terms = terms | {"currency": part[3:]}
        elif part.startswith("up to"):
            terms = terms | {"step_minor": amount[0], "ending_minor": amount[1] if len(amount) > 1 else 0}
        else:
            name = {"for the parcel": "fixed_minor", "per kg": "per_kg_minor", "least margin": "least_margin_minor"}
            terms = terms | {next(v for k, v in name.items() if k in part): amount[0]}
    return terms


def documented():
    """The page's example card of cost, with the page's card of selling prices."""
    card = tomllib.loads(re.search(r"```toml\n(.*?)```", PAGE, re.S).group(1), parse_float=Decimal)
    bands = [{"up_to_g": 2000, "per_kg": 64, "per_parcel": 16}]
    return service(fuel=[{"valid_from": "2025-01-01", "percent": "14.5"}], zone={"bands": bands, "countries": ["DE", "FR"]}, **card)


@pytest.mark.parametrize(("text", "price"), re.findall(r"^\| ([^|]+?) \| (-?[\d.]+ [A-Z]{3}) \|$", PAGE, re.M))
def test_the_documented_prices(text, price):
    terms = said_rule(text)
    found = sold(*([terms] if terms else []), document=documented())
    assert f"{found[0] / 100:.2f} {found[1]}" == price


def test_the_page_has_its_table():
    assert len(re.findall(r"^\| ([^|]+?) \| (-?[\d.]+ [A-Z]{3}) \|$", PAGE, re.M)) == 9
