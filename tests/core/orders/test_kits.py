"""Kits: what is in them, all or none of each promised, and no piece promised twice between kits and single sales."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fahuo.core import frames, reasons
from fahuo.core.export.check_value import check_values
from fahuo.core.export.value import value_contents
from fahuo.core.journey import World
from fahuo.core.orders.check import check_orders
from fahuo.core.orders.kits import explode_kits, shares_of_kits
from fahuo.core.orders.plan import OrderPlan, plan_orders
from fahuo.core.words import Attribute, Strategy
from tests.core.orders.small_world import ON, PRODUCTS, batch, frame, world

SET, GIFT = 21, 22
KITS = pl.concat(
    [
        PRODUCTS,
        frame(
            frames.Products,
            {"product_id": SET, "sku": "SET", "name": "tea set", "attributes": 0},
            {"product_id": GIFT, "sku": "GIFT", "name": "gift", "attributes": 0},
        ),
    ]
)


def components(*rows: tuple[int, int, int], prices: dict[int, int] | None = None) -> pl.DataFrame:
    prices = prices or {}
    made = ({"kit_id": k, "part_id": p, "quantity": n, "price_minor": prices.get(p)} for k, p, n in rows)
    return frame(frames.Components, *made)


TEA_SET = components((SET, 11, 2), (SET, 14, 1))  # two cups and a tea
IN_GIFT = components((SET, 11, 2), (SET, 14, 1), (GIFT, SET, 2), (GIFT, 12, 1), (GIFT, 11, 1))


def with_kits(parts: pl.DataFrame, stock: dict[tuple[str, str], int] | None = None, **changes: Any) -> World:
    return replace(world(stock, **changes), products=KITS, components=parts)


def plan(here: World, *orders: dict[str, Any]) -> OrderPlan:
    made = plan_orders(*batch(*orders), here, ON)
    assert check_orders(*batch(*orders), made, here, ON) == []
    return made


def test_a_kit_may_contain_kits() -> None:
    parts = explode_kits(IN_GIFT, KITS).parts
    assert parts.select("kit_id", "part_id", "quantity").rows() == [
        (SET, 11, 2), (SET, 14, 1), (GIFT, 11, 5), (GIFT, 12, 1), (GIFT, 14, 2)
    ]  # fmt: skip


def test_a_line_of_a_kit_is_promised_by_part() -> None:
    made = plan(with_kits(TEA_SET, {("CUP", "LEJ"): 9, ("TEA", "LEJ"): 3}), {"lines": [("SET", 3)]})
    assert made.lines["product_id"].to_list() == [SET]
    assert made.allocations.rows() == [(0, 1, 3, 11, 6), (0, 1, 3, 14, 3)]
    frames.Allocations.validate(made.allocations)


def test_a_part_that_is_short_refuses_the_kit_and_is_named() -> None:
    made = plan(with_kits(TEA_SET, {("CUP", "LEJ"): 9, ("TEA", "LEJ"): 2}), {"lines": [("SET", 3), ("CUP", 9)]})
    [said] = made.refusals.to_dicts()
    assert (said["code"], said["line_no"]) == ("part_short", 1)
    assert "kit SET needs 3 of its part TEA, 2 available" in reasons.say(said["code"], said["values"])
    assert made.allocations.rows() == [(0, 2, 3, 11, 9)], "nothing of the kit is promised: the cups are free"


def test_whole_kits_come_from_one_warehouse_where_that_can_be() -> None:
    stock = {("CUP", "LEJ"): 5, ("TEA", "LEJ"): 5, ("CUP", "SZX"): 20, ("TEA", "SZX"): 1, ("TEA", "YIW"): 9}
    made = plan(with_kits(TEA_SET, stock), {"lines": [("SET", 4)]})
    # two whole kits from Leipzig and one from Shenzhen; the parts of the fourth from where they are
    assert made.allocations.group_by("product_id").agg(pl.col("quantity").sum()).sort("product_id").rows() == [(11, 8), (14, 4)]
    frames.Allocations.validate(made.allocations)
    assert made.allocations.filter(pl.col("warehouse_id") == 3).rows() == [(0, 1, 3, 11, 4), (0, 1, 3, 14, 3)]


def test_kits_and_single_sales_share_the_same_pieces() -> None:
    here = with_kits(TEA_SET, {("CUP", "LEJ"): 5, ("TEA", "LEJ"): 5})
    made = plan(here, {"lines": [("CUP", 2), ("SET", 1)]}, {"lines": [("SET", 1)]}, {"lines": [("CUP", 1)]})
    assert made.refusals.select("order_id", "line_no", "code").rows() == [(1, 1, "part_short")]
    assert made.allocations.filter(pl.col("product_id") == 11)["quantity"].sum() == 5


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (components((SET, GIFT, 1), (GIFT, SET, 1)), "kit_endless"),
        (components((SET, SET, 1)), "kit_endless"),
        (components((SET, 11, 10_000_000)), "kit_too_deep"),
    ],
)
def test_a_kit_that_cannot_be_opened_is_refused_with_a_sentence(parts: pl.DataFrame, code: str) -> None:
    made = plan(with_kits(parts), {"lines": [("SET", 1), ("CUP", 1)]})
    assert made.refusals.select("line_no", "code").rows() == [(1, code)]
    assert "SET" in reasons.say(code, made.refusals["values"][0])


def test_kits_inside_kits_have_an_end() -> None:
    chain = components(*((100 + i, 101 + i, 1) for i in range(9)))
    kits = explode_kits(chain, KITS)
    assert sorted(kits.too_deep) == [100, 101, 102, 103] and kits.endless.is_empty()
    assert kits.parts["part_id"].unique().to_list() == [109]


def test_packing_material_is_not_sold() -> None:
    made = plan(replace(world(), material_ids=frozenset({12})), {"lines": [("PEN", 1), ("CUP", 1)]})
    assert made.refusals.select("line_no", "code").rows() == [(1, "product_is_material")]


def test_a_kit_has_the_attributes_of_its_parts() -> None:
    here = with_kits(TEA_SET, None, rules=[{"attribute": int(Attribute.FRAGILE)}])
    assert plan(here, {"lines": [("SET", 1)]}).holds.height == 1


COUNTS = st.integers(0, 12)
SKUS = st.sampled_from(["CUP", "PEN", "TEA", "SET", "GIFT"])


@settings(max_examples=150)
@given(
    stock=st.dictionaries(st.tuples(st.sampled_from(["CUP", "PEN", "TEA"]), st.sampled_from(["SZX", "YIW", "LEJ"])), COUNTS),
    orders=st.lists(st.lists(st.tuples(SKUS, st.integers(1, 4)), min_size=1, max_size=4), max_size=5),
    strategy=st.sampled_from(Strategy),
    parts=st.sampled_from([TEA_SET, IN_GIFT]),
)
def test_any_mix_of_kits_and_single_sales(stock: Any, orders: Any, strategy: Strategy, parts: pl.DataFrame) -> None:
    plan(with_kits(parts, stock, strategy=strategy), *({"lines": lines} for lines in orders))


@settings(max_examples=100)
@given(
    price=st.integers(1, 5000), kits=st.integers(1, 7), discount=st.integers(0, 400), split=st.integers(0, 14),
    prices=st.sampled_from([{}, {11: 300, 14: 2500}, {11: 300}]),
)  # fmt: skip
def test_what_was_paid_for_kits_is_shared_over_their_parts_to_the_cent(
    price: int, kits: int, discount: int, split: int, prices: dict[int, int]
) -> None:
    from tests.core.export.batch import orders_of, parcels_of, placements_of

    discount = min(discount, price * kits - 1)
    orders, lines = orders_of((0, 0, discount)), batch({"lines": [("SET", kits, price)]})[1]
    cups = 2 * kits
    blocks = [(0, 1, 11, split), (1, 1, 11, cups - split), (0, 1, 14, kits)] if 0 < split < cups else [(0, 1, 11, cups), (1, 1, 14, kits)]
    parcels, placements = parcels_of((0, 0), (1, 0)), placements_of(*blocks)
    shares = shares_of_kits(components((SET, 11, 2), (SET, 14, 1), prices=prices), KITS)
    contents = value_contents(orders, lines, parcels, placements, shares)
    frames.Contents.validate(contents)
    assert contents["value_minor"].sum() == price * kits - discount
    worth = {11: (2, 300), 14: (1, 2500)} if len(prices) == 2 else {11: (2, 1), 14: (1, 1)}
    assert check_values(orders, lines, parcels, placements, contents, {"SET": worth}) == []
    one = sum(each * w for each, w in worth.values())
    cup = contents.filter(pl.col("product_id") == 11)["value_minor"].sum()
    assert abs(cup - Fraction((price * kits - discount) * 2 * worth[11][1], one)) < 2
