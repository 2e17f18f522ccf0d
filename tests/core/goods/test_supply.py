"""Boxes are stock: who is served first has them, and the judge counts them."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from fahuo.core.goods.check import check_goods
from fahuo.core.goods.materials import left_after, materials_of
from fahuo.core.goods.plan import GoodsPlan, plan_goods
from fahuo.core.reasons import say
from fahuo.core.words import PackAim
from tests.core.goods.depot import A, Depot, allocate, boxes, lines_of, material, paddings, products
from tests.core.goods.prices import FlatFreight
from tests.core.goods.test_any_order import allocations, depots, slow

SHELF = boxes((100, 100, 100, 9_000), (200, 200, 100, 9_000), (400, 400, 400, 9_000))


def counted(stock: dict[tuple[int, int], int], depot: Depot | None = None) -> Depot:
    depot = depot or Depot(products((90, 90, 90, 100), (150, 150, 90, 100)), SHELF, paddings((A.FRAGILE, 1, 1)))
    shelf, pads, left = material(depot.boxes, depot.paddings, stock)
    return replace(depot, boxes=shelf, paddings=pads, materials=left)


def planned(depot: Depot, *rows: tuple[int, ...]) -> GoodsPlan:
    given_rows = allocate(*rows)
    plan = plan_goods(lines_of(given_rows), given_rows, depot)
    assert check_goods(lines_of(given_rows), given_rows, depot, plan) == []
    return plan


def test_a_box_of_which_none_is_left_is_not_used() -> None:
    assert planned(counted({(101, 1): 0}), (1, 1, 1, 1)).parcels["box_id"].to_list() == [2]
    assert planned(counted({(101, 2): 0}), (1, 1, 1, 1)).parcels["box_id"].to_list() == [1]  # not counted here


def test_later_orders_have_the_next_best_box() -> None:
    plan = planned(counted({(101, 1): 2, (102, 1): 1}), *((order, 1, 1, 1) for order in range(1, 6)))
    assert plan.parcels["box_id"].to_list() == [1, 1, 2, 3, 3]
    assert plan.needs.rows()[0] == (0, 101, 1, 1)


def test_who_came_first_is_served_first() -> None:
    rows = allocate(*((order, 1, 1, 1) for order in (1, 2, 3)))
    orders = pl.DataFrame({"order_id": [1, 2, 3], "placed_at": [9, 1, 5], "shop": "s", "number": "n"})
    plan = plan_goods(lines_of(rows), rows, counted({(101, 1): 1}), orders)
    assert plan.parcels.select("order_id", "box_id").rows() == [(1, 2), (2, 1), (3, 2)]


def test_an_order_that_wants_more_than_is_left_leaves_it_to_the_next() -> None:
    """Order 1 would take the large box twice; one is left; it is packed without, and order 2, which needs one, has it."""
    shelf = boxes((200, 200, 100, 9_000), (100, 100, 100, 9_000), tare=0)
    depot = counted({(101, 1): 1}, Depot(products((90, 90, 90, 100)), shelf, paddings()))
    plan = planned(depot, (1, 1, 1, 8), (2, 1, 1, 4))
    assert plan.parcels.group_by("order_id", "box_id").len().sort("order_id", "box_id").rows() == [(1, 2, 8), (2, 1, 1)]


def test_where_no_box_is_left_the_line_says_which() -> None:
    plan = planned(counted({(101, 1): 1, (102, 1): 0, (103, 1): 0}), (1, 1, 1, 1), (1, 2, 2, 1), (2, 1, 1, 1))
    assert plan.allocations.select("order_id", "line_no").rows() == [(1, 1)]
    assert plan.refusals.select("order_id", "line_no", "code").rows() == [(1, 2, "boxes_used_up"), (2, 1, "boxes_used_up")]
    sentence = "no box is left at W1 for 1 of P2; there are: B2 × 0, B3 × 0"
    assert say("boxes_used_up", plan.refusals["values"][0]) == sentence
    assert "B2 × 0, B3 × 0" in say("boxes_used_up", plan.refusals["values"][0], "zh")


def test_every_piece_takes_its_paddings() -> None:
    goods = products((50, 50, 50, 10, A.FRAGILE | A.LIQUID), (50, 50, 50, 10))
    pads = paddings((A.FRAGILE, 1, 1, False, "wrap"), (A.LIQUID, 1, 1, False, "bag"), (A.LIQUID, 1, 1, False, "wrap"))
    depot = counted({}, Depot(goods, SHELF, pads))
    plan = planned(depot, (1, 1, 1, 3), (1, 2, 2, 4))
    assert plan.needs.select("product_id", "quantity").rows() == [(102, 1), (200, 3), (201, 3)]
    assert plan.needs.equals(materials_of(plan.parcels, plan.placements, depot.products, depot.boxes, depot.paddings))


def test_what_is_left_after_a_plan() -> None:
    depot = counted({(101, 1): 5, (101, 2): 5})
    left = left_after(depot.materials, planned(depot, (1, 1, 1, 1), (2, 1, 1, 1)).needs)
    assert left is not None and left.rows() == [(101, 1, 3), (101, 2, 5)]


stocks = st.dictionaries(st.tuples(st.integers(101, 105), st.integers(1, 2)), st.integers(0, 4), max_size=8)


@settings(slow, max_examples=120)
@given(depots, allocations, stocks, st.sampled_from(PackAim))
def test_no_more_boxes_than_there_are(depot: Depot, allocations: pl.DataFrame, stock: dict[tuple[int, int], int], aim: PackAim) -> None:
    depot = replace(counted(stock, depot), pack_aim=aim)
    lines = lines_of(allocations)
    plan = plan_goods(lines, allocations, depot, None, FlatFreight(divisor=5_000))
    assert check_goods(lines, allocations, depot, plan) == []


@settings(slow, max_examples=60)
@given(depots, allocations, stocks)
def test_parts_one_after_the_other_use_the_same_boxes(depot: Depot, allocations: pl.DataFrame, stock: dict[tuple[int, int], int]) -> None:
    """A batch is planned part by part, each with what the ones before left: no box is promised twice."""
    depot = counted(stock, depot)
    used: list[pl.DataFrame] = []
    for order in (1, 2, 3):
        some = allocations.filter(pl.col("order_id") == order)
        plan = plan_goods(lines_of(some), some, depot)
        used.append(plan.parcels)
        depot = replace(depot, materials=left_after(depot.materials, plan.needs))
    taken = pl.concat(used).join(depot.boxes, on="box_id").group_by("material_id", "warehouse_id").len().rows()
    assert all(n <= stock.get((product, place), n) for product, place, n in taken)
