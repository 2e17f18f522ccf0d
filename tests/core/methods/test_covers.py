"""Cover: any cards, any rules and any parcels with the judge; and what each word of the page promises, with a pencil."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fahuo.core import frames
from fahuo.core.methods.check import check_methods
from fahuo.core.methods.derive_cover import cover_steps, same_again
from fahuo.core.methods.insure import cover
from fahuo.core.methods.plan import plan_methods
from fahuo.core.methods.replay import compare
from fahuo.core.words import Aim
from tests.core.methods.scene import EXCHANGE, ON, choice_rules, cover_rules, own_covers, plan, rows, service, stage
from tests.core.methods.test_choice import PARCELS, RULE
from tests.core.methods.worlds import services

SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
PERCENT = st.decimals(0, 20, places=3).map(str)
TERMS = st.fixed_dictionaries(
    {"percent": PERCENT},
    optional={"least": st.integers(0, 50), "cap": st.integers(0, 900), "included": st.integers(0, 300)},
)
COVER_RULE = RULE.map(lambda rule: {k: v for k, v in rule.items() if k != "effect"}).flatmap(
    lambda rule: st.fixed_dictionaries({"covers": st.booleans()}, optional={"carrier": st.sampled_from(["nobody", "somebody"])}).flatmap(
        lambda said: st.booleans().map(lambda all_: {k: v for k, v in (rule | said).items() if k != "services" or not all_})
    )
)
OWN = st.lists(
    st.tuples(st.integers(0, 5), st.integers(1, 2), st.booleans(), st.one_of(st.none(), st.integers(1, 10**6))),
    max_size=4,
    unique_by=lambda row: row[:2],
)


@st.composite
def covering(draw: st.DrawFn) -> list[dict]:
    """Any services, some of whose cards offer cover."""
    documents = draw(services())
    for document in documents:
        for card in document["cards"]:
            if draw(st.booleans()):
                card["insurance"] = draw(TERMS)
    return documents


@SLOW
@given(covering(), PARCELS, st.sampled_from(Aim), st.lists(COVER_RULE, max_size=4), OWN, st.lists(RULE, max_size=2))
def test_the_judge_agrees(documents, parcels, aim, rules, own, choosing):
    world = stage(
        documents,
        aim=aim,
        day_worth_minor=300,
        cover_rules=cover_rules(*rules),
        own_covers=own_covers(*own),
        choice_rules=choice_rules(*choosing),
    )
    given_rows = rows(*parcels)
    made = plan_methods(*given_rows, world, ON)
    assert check_methods(*given_rows, world, ON, made) == []
    frames.Covers.validate(made.covers)
    frames.Refusals.validate(made.refusals)
    known = {int(i): (s.code, s.service_class.value) for i, s in zip(world.rates.service_ids, world.rates.services, strict=True)}
    for selection, parcel in zip(made.selections.to_dicts(), parcels, strict=True):
        mine = pl.col("parcel_id") == selection["parcel_id"]
        covers = {row["service_id"]: row for row in made.covers.filter(mine).to_dicts()}
        again = compare(made.offers.filter(mine).to_dicts(), selection, known, parcel["service"], covers)
        assert (again[0].service_id if again else None) == selection["service_id"]
    for row in made.covers.filter(pl.col("reason").is_null()).to_dicts():
        assert same_again(row)
        steps = {step.code: step.figure for step in cover_steps(row, world.currency)}
        assert (steps["value"], steps["covered"], steps["premium"]) == (row["worth_minor"], row["covered_minor"], row["premium_minor"])


@SLOW
@given(covering(), PARCELS, st.lists(COVER_RULE, min_size=1, max_size=4), st.data())
def test_a_cover_for_some_is_the_same_cover(documents, parcels, rules, data):
    world = stage(documents, cover_rules=cover_rules(*rules))
    orders, packed, contents = rows(*parcels)
    made = plan_methods(orders, packed, contents, world, ON)
    some = list(data.draw(st.permutations(range(len(parcels)))))[: data.draw(st.integers(0, len(parcels)))]
    mine = pl.col("parcel_id").is_in(some)
    alone = plan_methods(orders, packed.filter(mine)[::-1], contents.filter(mine), world, ON)
    assert_frame_equal(alone.covers, made.covers.filter(mine))
    assert_frame_equal(alone.refusals, made.refusals.filter(mine))


@SLOW
@given(TERMS, st.integers(0, 10**9), st.sampled_from(["CNY", "EUR", "JPY", "KWD"]), st.sampled_from(["CNY", "USD", "JPY"]))
def test_one_parcel_s_cover_is_the_array_s(terms, value, currency, card_currency):
    world = stage([service(card={"currency": card_currency, "insurance": terms})], cover_rules=cover_rules({}))
    made = plan([{"currency": currency, "value_minor": value}], world).covers.to_dicts()
    found = cover(world.rates.cards[0], value, currency, world.rates, world.currency)
    assert [(r["premium_minor"], r["covered_minor"]) for r in made] == ([(found.premium_minor, found.covered_minor)] if value else [])


def test_with_a_pencil():
    terms = {"percent": "0.8", "least": 5, "cap": 20000, "included": 500}
    world = stage([service(card={"insurance": terms})], cover_rules=cover_rules({"min_value_minor": 100_000, "value_currency": "CNY"}))
    (row,) = plan([{"currency": "EUR", "value_minor": 40_000}], world).covers.to_dicts()
    # 400 EUR x 7.8 = 3,120 CNY; less 500 included = 2,620; 0.8 % of it = 20.96
    assert (row["worth_minor"], row["covered_minor"], row["premium_minor"], row["home_minor"]) == (312_000, 312_000, 2_096, 2_096)
    assert [step.en for step in cover_steps(row, "CNY")] == [
        "value: 400.00 EUR × 7.8 = 3,120.00 CNY",
        "covered: at most 20,000.00, here 3,120.00 CNY",
        "premium: 500.00 is included free; 0.8 % × (3,120.00 − 500.00) = 20.96 CNY",
    ]
    assert cover_steps(row, "CNY")[2].zh == "保费：免费保额 500.00，0.8 % × (3,120.00 − 500.00) = 20.96 CNY"
    assert plan([{"currency": "EUR", "value_minor": 12_820}], world).covers.is_empty()  # 999.96 CNY


def priced(code: str, per_parcel: int, **terms: object) -> dict:
    zone = {"bands": [{"over_g": 0, "up_to_g": 30000, "flat": per_parcel}]}
    return service(code, zone=zone, card={"insurance": terms} if terms else {})


@pytest.mark.parametrize("aim", [Aim.COST, Aim.PROMISE])
def test_the_premium_is_a_part_of_the_price(aim):
    """CHEAP 20 + 10 % of 1,000 = 120; FAIR 60 + 1 % = 70."""
    documents = [priced("CHEAP", 20, percent=10), priced("FAIR", 60, percent=1)]
    parcel = {"currency": "CNY", "value_minor": 100_000}
    covered = plan([parcel], stage(documents, aim=aim, cover_rules=cover_rules({})))
    uncovered = plan([parcel], stage(documents, aim=aim))
    assert covered.offers.filter("chosen")["service_id"].to_list() == [1]
    assert uncovered.offers.filter("chosen")["service_id"].to_list() == [0]
    assert uncovered.covers.is_empty()


def test_services_that_cover_go_first_and_where_none_does_it_is_said():
    bare, dear = priced("BARE", 20), priced("DEAR", 90, percent=1)
    parcel = {"currency": "CNY", "value_minor": 100_000}
    world = stage([bare, dear], cover_rules=cover_rules({"name": "valuable"}))
    made = plan([parcel], world)
    assert made.offers.filter("chosen")["service_id"].to_list() == [1]
    assert made.refusals.is_empty()
    made = plan([parcel | {"service": "BARE"}], world)
    assert made.refusals.select("code", "values").rows() == [
        ("cover_not_offered", '{"service":"BARE","rule":"valuable","currency":"CNY","on":"2026-11-23"}')
    ]
    assert made.offers.filter("chosen")["service_id"].to_list() == [0]  # it goes all the same


def test_a_value_without_a_rate_is_to_be_covered_and_the_refusal_says_what_is_missing():
    world = stage([priced("A", 20, percent=1)], cover_rules=cover_rules({"min_value_minor": 1}))
    made = plan([{"currency": "THB", "value_minor": 100}], world)
    assert made.refusals["code"].to_list() == ["cover_without_rate"]
    assert "THB" not in EXCHANGE


def test_a_person_s_word_goes_before_every_rule():
    documents = [priced("A", 20, percent=1)]
    first = {"order_id": 0, "parcel_id": 0, "currency": "CNY", "value_minor": 100_000}
    world = stage(documents, cover_rules=cover_rules({}), own_covers=own_covers((0, 1, False, None), (0, 2, True, 50_000)))
    made = plan([first, first | {"parcel_id": 1}, first | {"parcel_id": 2}], world).covers
    assert made.select("parcel_id", "value_minor", "rule_id").rows() == [(1, 50_000, None), (2, 100_000, 200)]


def test_an_exception_is_written_before_the_rule():
    documents = [priced("A", 20, percent=1) | {"carrier": "somebody"}]
    rules = cover_rules({"covers": False, "carrier": "somebody", "countries": "DE"}, {})
    parcel = {"currency": "CNY", "value_minor": 100_000}
    assert plan([parcel | {"country": "DE"}], stage(documents, cover_rules=rules)).covers.is_empty()
    assert plan([parcel | {"country": "US"}], stage(documents, cover_rules=rules)).covers["premium_minor"].to_list() == [1000]


@pytest.mark.parametrize(
    ("column", "value"),
    [("premium_minor", 1), ("covered_minor", 7), ("value_minor", 1), ("rule_id", 9), ("home_minor", 0), ("chosen", False)],
)
def test_the_judge_finds_what_is_wrong(column, value):
    world = stage([priced("A", 20, percent=1)], cover_rules=cover_rules({}))
    given_rows = rows({"currency": "CNY", "value_minor": 100_000})
    made = plan_methods(*given_rows, world, ON)
    wrong = made.covers.with_columns(pl.lit(value).cast(made.covers.schema[column]).alias(column))
    faults = check_methods(*given_rows, world, ON, type(made)(made.offers, made.refusals, covers=wrong))
    assert any(f"{column} of its cover is" in fault for fault in faults)
    assert check_methods(*given_rows, world, ON, type(made)(made.offers, made.refusals))  # a cover is missing
