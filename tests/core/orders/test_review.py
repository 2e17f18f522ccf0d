"""Review rules: rows that match, the first by position decides."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from fahuo.core.orders.plan import plan_orders
from fahuo.core.orders.repeats import buyer_key, content_keys
from fahuo.core.words import Attribute
from tests.core.orders.small_world import ON, START, batch, world

PLAIN = {"lines": [("PEN", 2)]}


def held(rules: list[dict[str, Any]], *orders: dict[str, Any], **changes: Any) -> dict[int, int]:
    """Order -> place of the rule that holds it."""
    plan = plan_orders(*batch(*orders), world(rules=rules, **changes), ON)
    assert len(plan.lines), "a hold is of an order that is planned"
    return {row["order_id"]: row["rule_id"] - 100 for row in plan.holds.iter_rows(named=True)}


@pytest.mark.parametrize(
    ("rule", "yes", "no"),
    [
        ({"country": "AU"}, {"country": "AU"}, {"country": "NZ"}),
        ({"shop": "web"}, {}, {"shop": "market"}),
        ({"buyer": "b1"}, {"buyer": "b1"}, {"buyer": None}),
        ({"attribute": int(Attribute.BATTERY_ONLY)}, {"lines": [("PEN", 1), ("POWER", 1)]}, {"lines": [("CUP", 1)]}),
        ({"attribute": int(Attribute.BATTERY_ONLY | Attribute.FOOD)}, {"lines": [("TEA", 1)]}, {"lines": [("CUP", 1)]}),
        ({"min_value_minor": 1000, "value_currency": "EUR"}, {"lines": [("PEN", 2, 500)]}, {"lines": [("PEN", 1, 999)]}),
        ({"max_value_minor": 1000, "value_currency": "EUR"}, {"lines": [("PEN", 1, 999)]}, {"lines": [("PEN", 2, 500)]}),
        ({"min_value_minor": 8000}, {"lines": [("PEN", 1, 1000)]}, {"lines": [("PEN", 1, 999)]}),  # of CNY: EUR 10.00 are CNY 80.00
        ({"min_value_minor": 160, "value_currency": "JPY"}, {"lines": [("PEN", 1, 100)]}, {"lines": [("PEN", 1, 99)]}),
        ({"country": "DE", "buyer": "b1"}, {"buyer": "b1"}, {"country": "FR", "buyer": "b1"}),
        ({}, {}, None),
    ],
)
def test_a_rule_holds_what_meets_all_its_conditions(rule: dict[str, Any], yes: dict[str, Any], no: dict[str, Any] | None) -> None:
    assert held([rule], {**PLAIN, **yes}) == {0: 0}
    if no is not None:
        assert held([rule], {**PLAIN, **no}) == {}


def test_the_first_rule_by_position_decides() -> None:
    approve, hold = {"country": "DE", "outcome": "approve"}, {"note": "all"}
    assert held([approve, hold], PLAIN, {**PLAIN, "country": "FR"}) == {1: 1}
    assert held([{**hold, "position": 5}, {**approve, "position": 1}], PLAIN) == {}
    assert held([hold, {"country": "DE"}], PLAIN) == {0: 0}


def test_the_value_is_of_all_goods_that_were_asked_for() -> None:
    order = {"lines": [("PEN", 1, 600), ("NO SUCH", 1, 600)], "freight_minor": 900}
    assert held([{"min_value_minor": 1200, "value_currency": "EUR"}], order) == {0: 0}
    assert held([{"min_value_minor": 1201, "value_currency": "EUR"}], order) == {}


def test_an_order_in_an_unknown_currency_changes_nothing_for_the_others() -> None:
    assert held([{"max_value_minor": 1}], PLAIN, {**PLAIN, "currency": "CHF"}) == {}


def test_without_a_rate_a_hold_holds_and_an_approval_approves_nothing() -> None:
    unknown = {"max_value_minor": 1, "value_currency": "CHF"}
    assert held([unknown], PLAIN) == {0: 0}
    assert held([{**unknown, "outcome": "approve"}, {}], PLAIN) == {0: 1}


@pytest.mark.parametrize(
    ("second", "repeated"),
    [
        ({}, True),
        ({"lines": [("PEN", 1), ("PEN", 1)]}, True),  # the same pieces in other lines
        ({"lines": [("PEN", 3)]}, False),
        ({"lines": [("CUP", 2)]}, False),
        ({"buyer": "b2"}, False),
        ({"shop": "market"}, False),
        ({"placed_at": START + timedelta(days=2)}, True),
        ({"placed_at": START + timedelta(days=2, seconds=1)}, False),
        ({"placed_at": START}, True),
    ],
)
def test_the_same_again_within_days(second: dict[str, Any], repeated: bool) -> None:
    first = {**PLAIN, "buyer": "b1"}
    assert held([{"repeated_within_days": 2}], first, {**first, **second}) == ({1: 0} if repeated else {})


def test_a_guest_is_known_by_the_address_unless_it_was_made_up() -> None:
    guest = {**PLAIN, "street": "Hauptstr.  5", "postcode": "10115", "name": "Ann"}
    again = {**guest, "street": "HAUPTSTR. 5"}
    rule = [{"repeated_within_days": 2}]
    assert held(rule, guest, again) == {1: 0}
    assert held(rule, guest, {**again, "name": "Bob"}) == {}
    assert held(rule, {**guest, "made_up": "street city"}, {**again, "made_up": "street city"}) == {}
    assert held(rule, {**guest, "street": None}, {**again, "street": None}) == {}


def test_an_order_stored_before_this_batch_counts_too() -> None:
    orders, _ = batch({**PLAIN, "buyer": "b1"})
    content = content_keys(np.array([0]), 1, np.array([12]), np.array([2]))
    for days, repeated in ((2, True), (3, False)):
        earlier = pl.DataFrame({"buyer_key": buyer_key(orders), "content": content, "placed_at": [START - timedelta(days=days)]}).cast(
            {"placed_at": pl.Datetime("us", "UTC")}
        )
        assert held([{"repeated_within_days": 2}], {**PLAIN, "buyer": "b1"}, earlier=earlier) == ({0: 0} if repeated else {})


def test_a_refused_order_is_neither_held_nor_a_first_one() -> None:
    first = {**PLAIN, "buyer": "b1"}
    plan = plan_orders(*batch({**first, "number": "X1"}, first), world(rules=[{"repeated_within_days": 2}]), ON)
    assert plan.holds.is_empty() and plan.lines["order_id"].to_list() == [1]


def test_contents_are_told_apart_by_a_stable_number() -> None:
    """These numbers are stored: they must never change. Worked out here in whole numbers of Python."""

    def scatter(number: int) -> int:
        z = (number + 0x9E3779B97F4A7C15) % 2**64
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
        return z ^ (z >> 31)

    order, product, quantity = np.array([0, 0, 1, 1, 2]), np.array([12, 11, 11, 12, 11]), np.array([2, 1, 1, 2, 3])
    keys = content_keys(order, 3, product, quantity).tolist()
    assert [key % 2**64 for key in keys] == [(2 * scatter(12) + scatter(11)) % 2**64] * 2 + [3 * scatter(11) % 2**64]
    assert scatter(0) == 0xE220A8397B1DCDAF  # the first number of splitmix64 from seed 0, as its author publishes it
