"""Which warehouse gives what, on cases small enough to check by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from fahuo.core import frames
from fahuo.core.orders.plan import plan_orders
from fahuo.core.words import Strategy
from tests.core.orders.small_world import ON, SZX, batch, frame, world


def given(stock: dict[tuple[str, str], int] | None, *orders: dict[str, Any], **changes: Any) -> dict[tuple[int, int], dict[str, int]]:
    """(order, line) -> pieces by warehouse code."""
    here = world(stock, **changes)
    plan = plan_orders(*batch(*orders), here, ON)
    codes = dict(here.warehouses.select("warehouse_id", "code").iter_rows())
    found: dict[tuple[int, int], dict[str, int]] = {}
    for row in plan.allocations.iter_rows(named=True):
        found.setdefault((row["order_id"], row["line_no"]), {})[codes[row["warehouse_id"]]] = row["quantity"]
    return found


@pytest.mark.parametrize(
    ("strategy", "country", "code"),
    [
        (Strategy.NEAREST, "FR", "LEJ"),
        (Strategy.NEAREST, "JP", "YIW"),
        (Strategy.NEAREST, "VN", "SZX"),
        (Strategy.CHEAPEST, "FR", "YIW"),
        (Strategy.PRIORITY, "FR", "SZX"),
        (Strategy.MOST_STOCK, "FR", "SZX"),  # all have it without end: by priority
    ],
)
def test_without_limits_the_first_warehouse_gives_all(strategy: Strategy, country: str, code: str) -> None:
    order = {"country": country, "lines": [("CUP", 74_215), ("PEN", 1)]}
    assert given(None, order, strategy=strategy) == {(0, 1): {code: 74_215}, (0, 2): {code: 1}}


def test_one_warehouse_that_has_all_lines_comes_before_a_nearer_one_that_has_some() -> None:
    stock = {("CUP", "LEJ"): 9, ("CUP", "YIW"): 5, ("PEN", "YIW"): 5}
    assert given(stock, {"lines": [("CUP", 2), ("PEN", 2)]}) == {(0, 1): {"YIW": 2}, (0, 2): {"YIW": 2}}


def test_lines_are_spread_when_no_warehouse_has_all() -> None:
    stock = {("CUP", "LEJ"): 9, ("CUP", "SZX"): 9, ("PEN", "SZX"): 5, ("TEA", "YIW"): 5}
    assert given(stock, {"lines": [("CUP", 2), ("PEN", 2), ("TEA", 1)]}) == {(0, 1): {"LEJ": 2}, (0, 2): {"SZX": 2}, (0, 3): {"YIW": 1}}


def test_a_line_is_split_only_when_no_warehouse_has_all_of_it() -> None:
    stock = {("CUP", "LEJ"): 3, ("CUP", "YIW"): 4, ("CUP", "SZX"): 6}
    assert given(stock, {"lines": [("CUP", 5)]}) == {(0, 1): {"SZX": 5}}
    assert given(stock, {"lines": [("CUP", 9)]}) == {(0, 1): {"LEJ": 3, "YIW": 4, "SZX": 2}}  # Yiwu is nearer to Germany than Shenzhen


def test_a_line_that_cannot_be_met_takes_nothing_and_the_others_go() -> None:
    stock = {("CUP", "LEJ"): 3, ("CUP", "YIW"): 4, ("PEN", "YIW"): 1}
    here = world(stock)
    plan = plan_orders(*batch({"lines": [("CUP", 8), ("PEN", 1)]}, {"lines": [("CUP", 7)]}), here, ON)
    assert plan.lines.select("order_id", "line_no").rows() == [(0, 2), (1, 1)]
    assert plan.refusals.select("order_id", "line_no", "code", "values").rows() == [
        (0, 1, "out_of_stock", '{"sku":"CUP","quantity":8,"available":7}')
    ]


def test_two_lines_of_one_product_share_what_is_there() -> None:
    here = world({("CUP", "LEJ"): 5})
    plan = plan_orders(*batch({"lines": [("CUP", 3), ("CUP", 3), ("CUP", 2)]}), here, ON)
    assert plan.allocations.select("line_no", "quantity").rows() == [(1, 3), (3, 2)]
    assert plan.refusals["values"].to_list() == ['{"sku":"CUP","quantity":3,"available":2}']


def test_who_ordered_first_is_served_first_whatever_the_row_order() -> None:
    orders, lines = batch({"lines": [("CUP", 4)]}, {"lines": [("CUP", 4)]})
    for turned in (orders, orders.reverse()):
        plan = plan_orders(turned, lines.reverse(), world({("CUP", "LEJ"): 6}), ON)
        assert plan.lines["order_id"].to_list() == [0]


def test_most_stock_is_seen_as_it_goes_down() -> None:
    stock = {("CUP", "SZX"): 10, ("CUP", "YIW"): 8}
    orders = [{"lines": [("CUP", 5)]}] * 3
    assert given(stock, *orders, strategy=Strategy.MOST_STOCK) == {(0, 1): {"SZX": 5}, (1, 1): {"YIW": 5}, (2, 1): {"SZX": 5}}


def test_a_tie_goes_to_the_priority_and_then_to_the_code() -> None:
    twins = [{**SZX, "warehouse_id": 7, "code": "B"}, {**SZX, "warehouse_id": 6, "code": "C"}, {**SZX, "warehouse_id": 5, "code": "A"}]
    ids = {"B": 7, "C": 6, "A": 5}
    for priority, first in (({}, "A"), ({"C": 0}, "C")):
        houses = [{**twin, "priority": priority.get(twin["code"], 1)} for twin in twins]
        warehouses = frame(frames.Warehouses, *houses)
        for strategy in Strategy:
            plan = plan_orders(*batch({"lines": [("CUP", 1)]}), world(warehouses=warehouses, strategy=strategy), ON)
            assert plan.allocations["warehouse_id"].to_list() == [ids[first]], strategy


def test_without_a_warehouse_nothing_is_promised() -> None:
    for stock in (None, {("CUP", "SZX"): 3}):
        plan = plan_orders(*batch({"lines": [("CUP", 1)]}), world(stock, warehouses=world().warehouses.clear()), ON)
        assert plan.refusals["code"].to_list() == ["out_of_stock"] and plan.allocations.is_empty()


def test_stock_of_other_products_and_places_is_not_counted() -> None:
    strange = pl.DataFrame({"product_id": [11, 999], "warehouse_id": [999, 1], "available": [50, 50]})
    plan = plan_orders(*batch({"lines": [("CUP", 6)]}), replace(world(), stock=strange), ON)
    assert plan.refusals["values"].to_list() == ['{"sku":"CUP","quantity":6,"available":0}']
