"""Step 1 as a whole: what is refused, what is planned, judged by check.py on any batch."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fahuo.core import frames, reasons
from fahuo.core.orders.check import check_orders
from fahuo.core.orders.plan import OrderPlan, plan_orders
from fahuo.core.words import Attribute, Strategy
from tests.core.orders.small_world import ON, START, Book, batch, world

PLAIN = {"lines": [("PEN", 2)]}


def plan(*orders: dict[str, Any], **changes: Any) -> OrderPlan:
    return plan_orders(*batch(*orders), world(**changes), ON)


def test_a_good_order_is_planned_with_its_products() -> None:
    made = plan({"lines": [("PEN", 2), ("CUP", 1)]})
    assert made.lines.select("line_no", "sku", "product_id").rows() == [(1, "PEN", 12), (2, "CUP", 11)]
    assert made.allocations.rows() == [(0, 1, 3, 12, 2), (0, 2, 3, 11, 1)]
    assert made.refusals.is_empty() and made.holds.is_empty()
    for schema, rows in ((frames.Allocations, made.allocations), (frames.Holds, made.holds), (frames.Refusals, made.refusals)):
        schema.validate(rows)
    frames.Lines.validate(made.lines.drop("product_id"))


@pytest.mark.parametrize(
    ("order", "code", "words"),
    [
        ({"number": "X1"}, "phone_invalid", "not valid"),
        ({"currency": "CHF"}, "currency_unknown", "'CHF'"),
        ({"country": None}, "country_unknown", "country"),
        ({"discount_minor": 1000}, "discount_too_large", "10.00 EUR"),
        ({"lines": []}, "no_goods", "no line"),
    ],
)
def test_an_order_is_refused_whole(order: dict[str, Any], code: str, words: str) -> None:
    made = plan({**PLAIN, **order}, PLAIN)
    assert made.refusals.select("order_id", "line_no", "code").rows() == [(0, None, code)]
    assert words in reasons.say(code, made.refusals["values"][0])
    assert made.lines["order_id"].to_list() == [1]


def test_a_discount_may_take_all_but_a_cent() -> None:
    assert len(plan({**PLAIN, "discount_minor": 999}).lines) == 1
    assert len(plan({**PLAIN, "discount_minor": 1000, "freight_minor": 1}).lines) == 1


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (("NO SUCH", 1), "product_unknown"),
        (("pen", 1), "product_unknown"),
        (("PEN", 0), "quantity_not_positive"),
        (("PEN", -3), "quantity_not_positive"),
        (("PEN", 1, 0), "price_zero"),
        (("PEN", 1, -5), "price_negative"),
        (("PEN", 2**40), "amount_too_large"),
        (("PEN", 10_000_000, 2_000_000_000), "amount_too_large"),
    ],
)
def test_a_line_is_refused_and_its_order_goes_without_it(line: tuple[Any, ...], code: str) -> None:
    made = plan({"lines": [line, ("PEN", 1)]})
    assert made.refusals.select("order_id", "line_no", "code").rows() == [(0, 1, code)]
    assert made.lines["line_no"].to_list() == [2]
    assert reasons.say(code, made.refusals["values"][0])


def test_a_refused_order_takes_no_stock() -> None:
    made = plan({"number": "X1", "lines": [("CUP", 5)]}, {"lines": [("CUP", 5)]}, stock={("CUP", "LEJ"): 5})
    assert made.allocations["order_id"].to_list() == [1]


def test_the_rules_are_asked_as_of_the_day() -> None:
    book = Book()
    plan(PLAIN, book=book)
    assert book.asked == [ON]


def test_a_code_twice_in_the_catalogue_is_the_product_that_was_there_first() -> None:
    twice = pl.concat([world().products.filter(pl.col("sku") == "PEN").with_columns(product_id=pl.lit(99, pl.Int64)), world().products])
    made = plan(PLAIN, products=twice)
    assert made.lines["product_id"].to_list() == [12] and len(made.allocations) == 1


def test_nothing_comes_of_nothing() -> None:
    made = plan()
    assert made.lines.is_empty() and made.allocations.is_empty() and made.holds.is_empty() and made.refusals.is_empty()
    assert made.lines.schema == {**frames.empty(frames.Lines).schema, "product_id": pl.Int64()}


LINE = st.tuples(
    st.sampled_from(["CUP", "PEN", "POWER", "TEA", "NO SUCH"]),
    st.one_of(st.integers(1, 6), st.sampled_from([0, -1, 40])),
    st.one_of(st.integers(1, 900), st.sampled_from([0, -1])),
)
ORDER = st.fixed_dictionaries(
    {
        "lines": st.lists(LINE, max_size=4),
        "number": st.sampled_from(["N1", "N2", "N3", "X1"]),
        "shop": st.sampled_from(["web", "market"]),
        "placed_at": st.integers(0, 60).map(lambda hours: START + timedelta(hours=hours)),
        "currency": st.sampled_from(["EUR", "EUR", "USD", "JPY", "CNY", "CHF"]),
        "country": st.sampled_from(["DE", "JP", "US", "AU", "QQ", None]),
        "buyer": st.sampled_from([None, "b1", "b2"]),
        "street": st.sampled_from([None, "Weg 1", "weg  1"]),
        "made_up": st.sampled_from([None, "street city"]),
        "discount_minor": st.sampled_from([0, 0, 300]),
    }
)
STOCK = st.one_of(
    st.none(),
    st.dictionaries(st.tuples(st.sampled_from(["CUP", "PEN", "POWER", "TEA"]), st.sampled_from(["SZX", "YIW", "LEJ"])), st.integers(0, 12)),
)
RULE = st.fixed_dictionaries(
    {
        "outcome": st.sampled_from(["hold", "approve"]),
        "country": st.sampled_from([None, None, "DE", "AU"]),
        "shop": st.sampled_from([None, None, "web"]),
        "buyer": st.sampled_from([None, None, None, "b1"]),
        "attribute": st.sampled_from([None, None, int(Attribute.FRAGILE), int(Attribute.FOOD | Attribute.BATTERY_ONLY)]),
        "min_value_minor": st.one_of(st.none(), st.integers(0, 5000)),
        "max_value_minor": st.one_of(st.none(), st.none(), st.integers(0, 9000)),
        "value_currency": st.sampled_from([None, "EUR", "JPY", "CHF"]),
        "repeated_within_days": st.sampled_from([None, None, 0, 1, 2]),
    }
)
CASE = st.tuples(st.lists(ORDER, max_size=7), STOCK, st.lists(RULE, max_size=4), st.sampled_from(list(Strategy)))


@settings(max_examples=250, deadline=None)
@given(CASE)
def test_any_batch_gets_a_plan_that_the_judge_accepts(case: Any) -> None:
    said, stock, rules, strategy = case
    orders, lines = batch(*said)
    here = world(stock, rules, strategy=strategy)
    made = plan_orders(orders, lines, here, ON)
    assert check_orders(orders, lines, made, here, ON) == []
    for code, values in made.refusals.select("code", "values").iter_rows():
        assert reasons.say(code, values)


@settings(max_examples=60, deadline=None)
@given(CASE, st.randoms(use_true_random=False))
def test_row_order_never_matters(case: Any, chance: Any) -> None:
    said, stock, rules, strategy = case
    orders, lines = batch(*said)
    here = world(stock, rules, strategy=strategy)
    turned = []
    for frame in (orders, lines, here.products, here.warehouses, here.rules, here.exchange):
        places = list(range(len(frame)))
        chance.shuffle(places)
        turned.append(frame[places])
    there = replace(here, products=turned[2], warehouses=turned[3], rules=turned[4], exchange=turned[5])
    one, other = plan_orders(orders, lines, here, ON), plan_orders(turned[0], turned[1], there, ON)
    assert one.lines.equals(other.lines) and one.allocations.equals(other.allocations) and one.holds.equals(other.holds)
    assert sorted(one.refusals.rows(), key=repr) == sorted(other.refusals.rows(), key=repr)


@settings(max_examples=60, deadline=None)
@given(CASE)
def test_a_plan_for_the_planned_orders_alone_is_the_same_plan(case: Any) -> None:
    said, stock, _, strategy = case
    orders, lines = batch(*said)
    here = world(stock, strategy=strategy)
    whole = plan_orders(orders, lines, here, ON)
    mine = whole.lines["order_id"].unique().implode()
    again = plan_orders(orders.filter(pl.col("order_id").is_in(mine)), lines.filter(pl.col("order_id").is_in(mine)), here, ON)
    assert again.lines.equals(whole.lines) and again.allocations.equals(whole.allocations)


def test_the_judge_finds_every_kind_of_fault() -> None:
    said = [{"lines": [("CUP", 4), ("PEN", 1)]}, {"lines": [("CUP", 2)]}, {"lines": [("CUP", 9)]}, {**PLAIN, "number": "X1"}]
    orders, lines = batch(*said)
    here = world({("CUP", "LEJ"): 5, ("CUP", "SZX"): 3, ("PEN", "SZX"): 9}, [{"country": "DE", "buyer": "b1"}, {"shop": "web"}])
    good = plan_orders(orders, lines, here, ON)
    assert check_orders(orders, lines, good, here, ON) == []
    quantity, house = pl.col("quantity"), pl.col("warehouse_id")
    broken = {
        "is neither planned nor refused": replace(good, lines=good.lines[1:], allocations=good.allocations.filter(pl.col("line_no") != 1)),
        "are allocated": replace(good, allocations=good.allocations.with_columns(quantity + 1)),
        "are promised": replace(good, allocations=good.allocations.with_columns(pl.when(house > 0).then(2).alias("warehouse_id"))),
        "is planned and refused": replace(good, refusals=pl.concat([good.refusals, frames.refuse(good.lines[:1], "orders", "price_zero")])),
        "was changed": replace(good, lines=good.lines.with_columns(pl.col("price_minor") + 1)),
        "which is not": replace(good, lines=good.lines.with_columns(product_id=pl.lit(13, pl.Int64))),
        "must be refused": replace(good, refusals=good.refusals.filter(pl.col("code") != "phone_invalid")),
        "should be held by": replace(good, holds=good.holds[1:]),
        "is held by 101": replace(good, holds=good.holds.with_columns(rule_id=pl.lit(101, pl.Int64)), lines=good.lines),
        "could be met": replace(good, refusals=good.refusals.with_columns(pl.col("values").str.replace('"quantity":9', '"quantity":1'))),
        "belongs to no planned line": replace(good, allocations=good.allocations.with_columns(product_id=pl.lit(14, pl.Int64))),
        "is held but not planned": replace(good, holds=pl.concat([good.holds, good.holds[:1].with_columns(order_id=pl.lit(3, pl.Int64))])),
        "allocated twice": replace(good, allocations=pl.concat([good.allocations, good.allocations[:1]])),
        "was never asked for": replace(good, lines=pl.concat([good.lines, good.lines[:1].with_columns(line_no=pl.lit(77, pl.Int32))])),
    }
    assert good.holds["rule_id"].to_list() == [101, 101]
    del broken["is held by 101"]
    for words, plan_ in broken.items():
        faults = check_orders(orders, lines, plan_, here, ON)
        assert any(words in fault for fault in faults), (words, faults)
