"""Rules that match first, then the aim: any rules and any parcels with the judge, and what each word of the page promises."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fahuo.core import frames
from fahuo.core.methods.check import check_methods
from fahuo.core.methods.plan import plan_methods
from fahuo.core.methods.replay import compare
from fahuo.core.methods.transit import of_card, share_by
from fahuo.core.words import Aim, Attribute
from tests.core.methods.scene import ON, choice_rules, rows, stage
from tests.core.methods.worlds import COUNTRIES, PARCEL, services

SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
AIMS = st.tuples(st.sampled_from([*Aim, Aim.PROMISE]), st.integers(0, 3000), st.sampled_from([1, 500_000, 900_000, 950_000, 1_000_000]))
PARCELS = st.lists(PARCEL.flatmap(lambda p: st.sampled_from(["A", "B", None]).map(lambda shop: p | {"shop": shop})), min_size=1, max_size=6)
RULE = st.fixed_dictionaries(
    {
        "effect": st.sampled_from(["prefer", "forbid", "force"]),
        "services": st.lists(st.sampled_from(["A", "B", "C", "post", "line", "Z"]), min_size=1, max_size=2).map(" ".join),
    },
    optional={
        "shop": st.sampled_from(["A", "B"]),
        "countries": st.lists(st.sampled_from(COUNTRIES), min_size=1, max_size=3).map(" ".join),
        "postcodes": st.sampled_from(["10", "BT1 5", "1,bt", "BT15", "b"]),
        "warehouse_id": st.sampled_from([1, 2]),
        "attributes": st.sampled_from([2, 16, 48]),
        "min_weight_g": st.integers(0, 3000),
        "max_weight_g": st.integers(1, 4000),
        "min_value_minor": st.integers(0, 30_000),
        "max_value_minor": st.integers(0, 30_000),
        "value_currency": st.sampled_from(["EUR", "JPY", "THB"]),
        "valid_from": st.integers(-3, 3).map(lambda n: ON + timedelta(n)),
        "valid_to": st.integers(-3, 3).map(lambda n: ON + timedelta(n)),
    },
)
LANES = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["CN", "DE"]), st.sampled_from(COUNTRIES), st.floats(0.2, 3.2), st.floats(0, 0.8)),
    max_size=6,
    unique_by=lambda row: row[:3],
)


def lanes_frame(found) -> pl.DataFrame:
    schema = frames.empty(frames.Lanes).schema
    return pl.DataFrame([(*row, 50, 5) for row in found], schema=schema, orient="row")


@SLOW
@given(services(), PARCELS, AIMS, st.lists(RULE, max_size=4), LANES)
def test_the_judge_agrees(documents, parcels, aim, rules, lanes):
    world = stage(
        documents, aim=aim[0], day_worth_minor=aim[1], keep_ppm=aim[2], choice_rules=choice_rules(*rules), lanes=lanes_frame(lanes)
    )
    given_rows = rows(*parcels)
    made = plan_methods(*given_rows, world, ON)
    assert check_methods(*given_rows, world, ON, made) == []
    frames.Offers.validate(made.offers)
    frames.Selections.validate(made.selections)
    assert made.offers.filter("chosen").height + made.refusals.height == len(parcels)
    served = made.offers.filter("chosen").select("parcel_id", "service_id")
    assert_frame_equal(made.selections.drop_nulls("service_id").select("parcel_id", "service_id"), served)
    # made again from what was kept alone
    known = {int(i): (s.code, s.service_class.value) for i, s in zip(world.rates.service_ids, world.rates.services, strict=True)}
    for selection, parcel in zip(made.selections.to_dicts(), parcels, strict=True):
        again = compare(made.offers.filter(parcel_id=selection["parcel_id"]).to_dicts(), selection, known, parcel["service"])
        assert (again[0].service_id if again else None) == selection["service_id"]


@SLOW
@given(services(), PARCELS, AIMS, st.lists(RULE, max_size=4), st.data())
def test_a_choice_for_some_is_the_same_choice(documents, parcels, aim, rules, data):
    world = stage(documents, aim=aim[0], day_worth_minor=aim[1], keep_ppm=aim[2], choice_rules=choice_rules(*rules))
    orders, packed, contents = rows(*parcels)
    made = plan_methods(orders, packed, contents, world, ON)
    some = list(data.draw(st.permutations(range(len(parcels)))))[: data.draw(st.integers(0, len(parcels)))]
    mine = pl.col("parcel_id").is_in(some)
    alone = plan_methods(orders, packed.filter(mine)[::-1], contents.filter(mine), world, ON)
    assert_frame_equal(alone.offers, made.offers.filter(mine))
    assert_frame_equal(alone.selections, made.selections.filter(mine))
    assert_frame_equal(alone.refusals, made.refusals.filter(mine))


@SLOW
@given(services(), PARCELS, AIMS, st.lists(RULE, max_size=3), RULE)
def test_a_rule_behind_one_that_matches_all_changes_nothing(documents, parcels, aim, rules, behind):
    every = {"effect": "prefer", "services": "A"}
    few, more = (choice_rules(*rules, every, *further) for further in ([], [behind]))
    made = [plan_methods(*rows(*parcels), stage(documents, aim=aim[0], choice_rules=r), ON) for r in (few, more)]
    assert_frame_equal(made[0].offers, made[1].offers)


def document(code, price, p50, p90, kind="line"):
    zone = {"code": "Z", "countries": ["DE"], "days_p50": p50, "days_p90": p90, "bands": [{"up_to_g": 30_000, "flat": price}]}
    card = {"valid_from": "2020-01-01", "currency": "CNY", "zones": [zone]}
    names = {"code": code, "name_zh": code, "name_en": code, "class": kind, "carrier": "nobody", "source": "invented for a test"}
    return {**names, "origins": ["CN"], "cards": [card]}


THREE = [document("FAST", "90", 3, 5, "express"), document("MIDDLE", "60", 8, 12), document("SLOW", "20", 15, 30, "post")]


def chosen(*parcels, **world):
    made = plan_methods(*rows(*parcels), stage(THREE, **world), ON)
    codes = ["FAST", "MIDDLE", "SLOW"]
    return [codes[i] if i is not None else None for i in made.selections["service_id"]], made


@pytest.mark.parametrize(
    ("least", "day", "taken"),
    [
        (900_000, 30, "SLOW"),
        (900_000, 29, "MIDDLE"),
        (500_000, 15, "SLOW"),
        (510_000, 15, "MIDDLE"),
        (900_000, 11, "FAST"),
        (900_000, 2, "FAST"),
    ],
)
def test_the_cheapest_that_keeps_the_day_surely_enough(least, day, taken):
    got, made = chosen({"promised_on": ON + timedelta(day)}, aim=Aim.PROMISE, keep_ppm=least)
    assert got == [taken]
    offer = made.offers.filter("chosen").row(0, named=True)
    surest = made.offers["keep_ppm"].max()
    assert offer["keep_ppm"] >= least or offer["keep_ppm"] == surest
    assert made.selections["least_ppm"].item() == least


def test_without_a_promise_that_aim_is_the_cheapest():
    got, made = chosen({}, aim=Aim.PROMISE)
    assert got == ["SLOW"] and made.offers["keep_ppm"].is_null().all() and made.selections["ship_by"].item() is None


def test_ship_by_is_the_last_day_that_keeps_the_promise():
    day = ON + timedelta(60)
    _, made = chosen({"promised_on": day}, aim=Aim.COST)
    assert made.selections["ship_by"].item() == day - timedelta(30)  # nine times in ten, the card's p90
    _, made = chosen({"promised_on": day}, aim=Aim.PROMISE, keep_ppm=970_000)
    left = (day - made.selections["ship_by"].item()).days
    mean, deviation = of_card(15, 30)
    assert share_by(left, mean, deviation) >= 970_000 > share_by(left - 1, mean, deviation)


class Border:
    """Duty that only the post is spared."""

    def __init__(self, owed):
        self.owed = owed

    def owed_by(self, parcels, contents, service_class):
        assert contents["parcel_id"].is_in(parcels["parcel_id"].implode()).all()
        return np.full(len(parcels), self.owed[service_class], dtype=np.int64)


def test_landed_cost_adds_duty_of_the_class_and_days():
    world = stage(THREE, aim=Aim.LANDED, day_worth_minor=100)
    # SLOW 2000 + 15 days x 100 + 9000; MIDDLE 6000 + 800 + 0; FAST 9000 + 300 + 0
    border = Border({"post": 9000, "line": 0, "express": 0})
    made = plan_methods(*rows({}), world, ON, border)
    assert made.offers.filter("chosen")["service_id"].to_list() == [1]
    assert made.offers["duty_minor"].to_list() == [0, 0, 9000]
    assert check_methods(*rows({}), world, ON, made) == []
    # one class is not known: nothing is compared with it, and the cheapest by freight and days is taken
    made = plan_methods(*rows({}), world, ON, Border({"post": 9000, "line": 0, "express": -1}))
    assert made.offers.filter("chosen")["service_id"].to_list() == [2] and made.offers["duty_minor"].is_null().all()


def test_a_forbidden_service_is_refused_with_the_rules_name():
    got, made = chosen({}, choice_rules=choice_rules({"name": "no post", "effect": "forbid", "services": "post", "countries": "FR DE"}))
    assert got == ["MIDDLE"]
    assert made.offers["reason"].to_list() == [None, None, "forbidden_by_rule"] and made.offers["limit"].to_list() == [None, None, 100]
    assert made.offers["home_minor"].to_list() == [9000, 6000, None]
    assert made.selections.select("rule", "effect", "followed").row(0) == ("no post", "forbid", True)


def test_forced_services_only_or_a_refusal_that_names_the_rule():
    force = {"name": "batteries fly", "effect": "force", "attributes": int(Attribute.BATTERY), "services": "FAST"}
    got, made = chosen({"attributes": 16}, {}, choice_rules=choice_rules(force))
    assert got == ["FAST", "SLOW"]
    assert made.offers["reason"].to_list()[:3] == [None, "outside_forced", "outside_forced"]
    got, made = chosen({"attributes": 16}, choice_rules=choice_rules(force | {"services": "ELSEWHERE"}))
    assert got == [None] and made.refusals["code"].to_list() == ["rule_leaves_none"]
    assert "batteries fly" in made.refusals["values"][0] and made.selections["followed"].to_list() == [False]


def test_preferred_services_go_first_where_they_can():
    prefer = {"effect": "prefer", "services": "FAST MIDDLE"}
    assert chosen({}, choice_rules=choice_rules(prefer))[0] == ["MIDDLE"]
    got, made = chosen({}, choice_rules=choice_rules(prefer | {"services": "NONE"}))
    assert got == ["SLOW"] and made.selections["followed"].to_list() == [False]


@pytest.mark.parametrize(
    ("begins", "country", "postcode", "holds"),
    [
        ("BT1", "GB", "BT1 5GS", True),
        ("BT1", "GB", "bt15gs", True),
        ("BT1", "GB", "BT15 5GS", False),
        ("BT15", "GB", "BT15 5GS", True),
        ("BT", "GB", "BT1 5GS", True),
        ("B", "GB", "BT1 5GS", False),
        ("B", "GB", "B1 1AA", True),
        ("W1", "GB", "W1A 1AA", True),
        ("IM1 BT", "GB", "IM1 1AA", True),
        ("1", "GB", "BT1 5GS", False),
        ("10", "DE", "10115", True),
        ("1", "DE", "10115", True),
        ("15", "DE", "10115", False),
        ("10-1", "DE", "10115", True),
        ("10", "DE", None, False),
    ],
)
def test_postcodes_of_a_rule_are_read_as_those_of_a_card(begins, country, postcode, holds):
    documents = [document(code, price, 3, 5) for code, price in (("A", "10"), ("B", "20"))]
    for one in documents:
        one["cards"][0]["zones"][0]["countries"] = ["DE", "GB"]
    world = stage(documents, choice_rules=choice_rules({"effect": "forbid", "services": "A", "postcodes": begins}))
    given_rows = rows({"country": country, "postcode": postcode})
    made = plan_methods(*given_rows, world, ON)
    assert made.offers.filter("chosen")["service_id"].to_list() == [1 if holds else 0]
    assert check_methods(*given_rows, world, ON, made) == []


def test_the_first_rule_that_matches_acts_alone():
    first = {"effect": "prefer", "services": "FAST", "shop": "A"}
    second = {"effect": "forbid", "services": "FAST"}
    assert chosen({"shop": "A"}, {"shop": "B"}, choice_rules=choice_rules(first, second))[0] == ["FAST", "SLOW"]
    turned = choice_rules(first | {"position": 5}, second | {"position": 1})
    assert chosen({"shop": "A"}, {"shop": "B"}, choice_rules=turned)[0] == ["SLOW", "SLOW"]


def test_a_rule_holds_from_its_first_day_to_the_day_before_its_last():
    def taken(**days):
        return chosen({}, choice_rules=choice_rules({"effect": "force", "services": "FAST", **days}))[0]

    assert taken(valid_from=ON) == ["FAST"] and taken(valid_from=ON + timedelta(1)) == ["SLOW"]
    assert taken(valid_to=ON) == ["SLOW"] and taken(valid_to=ON + timedelta(1)) == ["FAST"]
    assert taken(valid_from=date(2020, 1, 1), valid_to=date(2030, 1, 1)) == ["FAST"]


def test_learnt_days_take_the_place_of_the_cards():
    # the post is as fast as an express on this lane
    learnt = lanes_frame([(2, "CN", "DE", np.log(3.2), 0.2)])
    day = {"promised_on": ON + timedelta(6)}
    assert chosen(day, aim=Aim.COST)[0] == ["FAST"]
    got, made = chosen(day, aim=Aim.COST, lanes=learnt)
    offer = made.offers.filter("chosen").row(0, named=True)
    assert got == ["SLOW"] and (offer["days_p50"], offer["days_p90"]) == (4, 5) and made.selections["seen"].item() == 50
    assert chosen(day | {"warehouse_id": 2}, aim=Aim.COST, lanes=learnt)[0] == [None]


def test_the_buyers_wish_stands_against_a_preference_but_not_against_a_ban():
    wish = {"service": "FAST"}
    assert chosen(wish, choice_rules=choice_rules({"effect": "prefer", "services": "SLOW"}))[0] == ["FAST"]
    got, made = chosen(wish, choice_rules=choice_rules({"effect": "forbid", "services": "FAST"}))
    assert got == [None] and made.refusals["code"].to_list() == ["asked_service_refuses"]
