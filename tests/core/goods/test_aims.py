"""The aims: what they choose in worlds small enough to be reckoned by hand (docs/boxes.md), and that they never choose worse."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from fahuo.core.goods.aims import DutyRule, Freight
from fahuo.core.goods.check import check_goods
from fahuo.core.goods.plan import GoodsPlan, pack_lines, plan_goods
from fahuo.core.words import PackAim
from tests.core.goods.depot import A, Depot, allocate, boxes, lines_of, paddings, products
from tests.core.goods.prices import FlatFreight, LineDuty
from tests.core.goods.test_any_order import allocations, depots, same, slow


def planned(
    depot: Depot, *rows: tuple[int, ...], aim: PackAim = PackAim.COST, freight: Freight | None = None, duty: DutyRule | None = None
) -> GoodsPlan:
    given_rows = allocate(*rows)
    depot = replace(depot, pack_aim=aim)
    plan = plan_goods(lines_of(given_rows), given_rows, depot, None, freight, duty)
    assert check_goods(lines_of(given_rows), given_rows, depot, plan) == []
    return plan


def spent(plan: GoodsPlan, depot: Depot, freight: Freight, duty: DutyRule | None = None) -> dict[int, int]:
    """Boxes, freight and duty of each order; an order with a parcel that no service takes has cost beyond all measure."""
    quotes = freight.quote(plan.parcels, plan.placements)
    owed = duty.owed(plan.parcels, plan.placements) if duty else np.zeros(plan.parcels.height, dtype=np.int64)
    cost = np.where(quotes.minor < 0, 10**15, quotes.minor) + np.maximum(owed, 0) + quotes.late * 10**12
    rows = plan.parcels.join(depot.boxes.select("box_id", "price_minor"), on="box_id", how="left", maintain_order="left")
    return dict(
        rows.select("order_id", cost=pl.Series(cost) + pl.col("price_minor").fill_null(0))
        .group_by("order_id")
        .agg(pl.col("cost").sum())
        .iter_rows()
    )


# Two boxes: B1 takes two pieces, B2 four. Three pieces: one B2, or two B1 (one full, one half empty).
SHELF = boxes((200, 100, 100, 10_000), (200, 200, 200, 10_000), wall=0)
THREE = (1, 1, 1, 3)
CUBES = Depot(products((100, 100, 100, 300)), SHELF)


def test_two_small_parcels_beat_one_large_where_volume_is_dear_and_parcels_are_not() -> None:
    """B2: 8,000,000 mm3 / 5,000 = 1,600 g. Two B1: 2,000,000 / 5,000 = 400 g each, but 700 g and 400 g of weight: 1,100."""
    plan = planned(CUBES, THREE, freight=FlatFreight(divisor=5_000))
    assert plan.parcels.select("box_id", "weight_g").rows() == [(1, 700), (1, 400)]
    choice = plan.choices.row(0, named=True)
    assert (choice["materials_minor"], choice["freight_minor"]) == (20, 1_100)
    assert (choice["other_boxes"], choice["other_minor"]) == ("B2", 1_620)  # 500 more
    assert (choice["fewest_boxes"], choice["fewest_minor"]) == ("B2", 1_620)
    assert plan.choices["together"].to_list() == [0, 0]


def test_one_large_parcel_where_each_parcel_has_a_fee() -> None:
    plan = planned(CUBES, THREE, freight=FlatFreight(divisor=5_000, fixed=1_000))
    assert plan.parcels["box_id"].to_list() == [2]
    choice = plan.choices.row(0, named=True)
    assert (choice["other_boxes"], choice["other_minor"]) == ("2 × B1", 3_120)
    assert choice["fewest_boxes"] is None


def test_fewest_boxes_ask_nobody() -> None:
    plan = planned(CUBES, THREE, aim=PackAim.BOXES, freight=FlatFreight(divisor=5_000))
    assert plan.parcels["box_id"].to_list() == [2]
    assert plan.choices.is_empty()


def test_an_order_may_have_an_aim_of_its_own() -> None:
    depot = replace(CUBES, own_aims=pl.DataFrame({"order_id": [2], "aim": ["cost"]}))
    plan = planned(depot, THREE, (2, 1, 1, 3), aim=PackAim.BOXES, freight=FlatFreight(divisor=5_000))
    assert plan.parcels.select("order_id", "box_id").rows() == [(1, 2), (2, 1), (2, 1)]
    assert plan.choices["parcel_id"].to_list() == [1, 2]


def test_parcels_are_kept_under_the_weight_that_services_take() -> None:
    """Five pieces of 500 g fit one box of 2.6 kg; the only service takes 2 kg."""
    depot = Depot(products((100, 100, 100, 500)), boxes((300, 200, 100, 10_000)))
    assert planned(depot, (1, 1, 1, 5), aim=PackAim.BOXES).parcels["weight_g"].to_list() == [2_600]
    plan = planned(depot, (1, 1, 1, 5), freight=FlatFreight(most_g=2_000))
    assert plan.parcels["weight_g"].to_list() == [1_600, 1_100]
    assert plan.choices["fewest_minor"].to_list() == [None, None]  # no service takes it: it has no price


def test_a_late_packing_is_never_cheaper() -> None:
    dear = FlatFreight(divisor=5_000, fixed=1_000, slow_over_g=800)
    assert planned(CUBES, THREE, freight=dear).parcels["box_id"].to_list() == [1, 1]


def test_another_box_of_the_same_size_that_is_lighter() -> None:
    shelf = boxes((200, 100, 100, 10_000)).vstack(
        boxes((201, 100, 100, 10_000), tare=10).with_columns(box_id=pl.lit(2, pl.Int64), code=pl.lit("L"))
    )
    plan = planned(Depot(products((100, 100, 100, 300)), shelf), (1, 1, 1, 2), freight=FlatFreight(divisor=1 << 40))
    assert plan.parcels.select("box_id", "weight_g").rows() == [(2, 610)]


def test_a_fragile_piece_has_a_double_wall_and_its_neighbours_go_with_it_where_that_saves_a_parcel() -> None:
    pads = paddings((A.FRAGILE, 0, 0, True))
    goods = products((90, 90, 90, 100, A.FRAGILE), (90, 90, 90, 100))
    shelf = boxes((100, 100, 100, 9_000), (200, 100, 100, 9_000), (300, 200, 100, 9_000), strong={3})
    one = planned(Depot(goods, shelf, pads), (1, 1, 1, 1), (1, 2, 2, 2), aim=PackAim.BOXES)
    assert one.parcels["box_id"].to_list() == [3]
    many = planned(Depot(goods, shelf, pads), (1, 1, 1, 1), (1, 2, 2, 6), aim=PackAim.BOXES)
    assert many.parcels.height == 2
    none = planned(Depot(goods, shelf.with_columns(double_wall=False), pads), (1, 1, 1, 1), (1, 2, 2, 1), aim=PackAim.BOXES)
    assert none.parcels.select("box_id", "pieces").rows() == [(1, 1), (None, 1)]  # an own carton is of double-walled board


TWO_CODES = Depot(products((100, 100, 100, 300), (100, 100, 100, 300)), SHELF)
CODES = LineDuty({1: "610910", 2: "392690"}, per_code=300)


def test_goods_of_one_code_stay_together_where_each_code_of_a_parcel_is_charged() -> None:
    """Six pieces and six: three boxes of four, of which the middle one has both codes: 4 x 300. By code: 2 + 2 parcels, also 4 x 300; bundled
    by what the freight allows, the boxes decide."""
    hs = pl.col("product_id").replace_strict({1: "610910", 2: "392690"}, return_dtype=pl.String)
    depot = replace(TWO_CODES, products=TWO_CODES.products.with_columns(hs_code=hs), boxes=SHELF.filter(pl.col("box_id") == 2))
    rows = ((1, 1, 1, 8), (1, 2, 2, 8))
    mixed = planned(depot, *rows, aim=PackAim.BOXES)
    apart = planned(depot, *rows, aim=PackAim.DUTY, freight=FlatFreight(), duty=CODES)
    assert apart.parcels.height == mixed.parcels.height == 2
    assert sum(CODES.owed(apart.parcels, apart.placements)) == 600 <= sum(CODES.owed(mixed.parcels, mixed.placements))
    assert apart.choices["duty_minor"].to_list() == [600, 600]


def test_parcels_are_kept_under_a_value_where_the_law_counts_each_by_itself() -> None:
    duty = LineDuty({}, price=100, percent=20, limit=150)
    plan = planned(CUBES, (1, 1, 1, 2), aim=PackAim.DUTY, freight=FlatFreight(per_g=0), duty=duty)
    assert plan.parcels["pieces"].to_list() == [1, 1]  # 2 x 100 in one parcel would owe 40; another box costs 10
    assert planned(CUBES, (1, 1, 1, 2), freight=FlatFreight(per_g=0), duty=duty).parcels["pieces"].to_list() == [2]


def test_what_nobody_knows_the_duty_of_is_packed_for_cost() -> None:
    duty = LineDuty({}, price=100, percent=20, limit=150, unknown={1})
    plan = planned(CUBES, (1, 1, 1, 2), aim=PackAim.DUTY, freight=FlatFreight(per_g=0), duty=duty)
    assert plan.parcels["pieces"].to_list() == [2]
    assert plan.choices["duty_minor"].to_list() == [None]


def test_lines_of_two_orders_of_one_buyer_share_a_parcel() -> None:
    wanted = allocate((1, 1, 1, 1), (2, 1, 1, 2)).with_columns(group_id=pl.lit(7, pl.Int64))
    plan = pack_lines(lines_of(wanted), wanted, CUBES, PackAim.COST, FlatFreight(divisor=5_000, fixed=1_000))
    assert plan.parcels.select("order_id", "group_id", "pieces", "box_id").rows() == [(1, 7, 3, 2)]
    pieces = pl.col("nx") * pl.col("ny") * pl.col("nz")
    assert plan.placements.group_by("order_id").agg(pieces.sum().alias("n")).sort("order_id").rows() == [(1, 1), (2, 2)]


freights = st.builds(
    FlatFreight,
    per_g=st.integers(0, 3),
    divisor=st.sampled_from([1, 5_000, 1 << 40]),
    fixed=st.sampled_from([0, 500, 10_000]),
    most_g=st.sampled_from([1_000, 5_000, 1 << 40]),
    longest_mm=st.sampled_from([300, 1 << 40]),
    slow_over_g=st.sampled_from([2_000, 1 << 40]),
)
duties = st.builds(
    LineDuty,
    codes=st.just({1: "a", 2: "b", 3: "a", 4: "c"}),
    price=st.integers(0, 200),
    per_code=st.sampled_from([0, 300]),
    per_parcel=st.sampled_from([0, 500]),
    percent=st.sampled_from([0, 20]),
    limit=st.sampled_from([0, 500, 3_000]),
)


@settings(slow, max_examples=80)
@given(depots, allocations, freights)
def test_the_aim_of_cost_is_never_dearer_than_the_fewest_boxes(depot: Depot, allocations: pl.DataFrame, freight: FlatFreight) -> None:
    lines = lines_of(allocations)
    fewest = plan_goods(lines, allocations, depot)
    cheapest = plan_goods(lines, allocations, replace(depot, pack_aim=PackAim.COST), None, freight)
    assert check_goods(lines, allocations, depot, cheapest) == []
    one, other = spent(cheapest, depot, freight), spent(fewest, depot, freight)
    assert all(one[order] <= other[order] for order in other)


@settings(slow, max_examples=60)
@given(depots, allocations, freights, duties)
def test_the_aim_of_duty_is_never_dearer_than_the_fewest_boxes(
    depot: Depot, allocations: pl.DataFrame, freight: FlatFreight, duty: LineDuty
) -> None:
    lines = lines_of(allocations)
    fewest = plan_goods(lines, allocations, depot)
    favoured = plan_goods(lines, allocations, replace(depot, pack_aim=PackAim.DUTY), None, freight, duty)
    assert check_goods(lines, allocations, depot, favoured) == []
    one, other = spent(favoured, depot, freight, duty), spent(fewest, depot, freight, duty)
    assert all(one[order] <= other[order] for order in other)


@settings(slow, max_examples=40)
@given(depots, allocations, freights, st.sets(st.integers(1, 3)))
def test_the_choice_for_an_order_does_not_depend_on_the_others(
    depot: Depot, allocations: pl.DataFrame, freight: FlatFreight, chosen: set[int]
) -> None:
    depot = replace(depot, pack_aim=PackAim.COST)
    some = allocations.filter(pl.col("order_id").is_in(list(chosen)))
    whole = plan_goods(lines_of(allocations), allocations, depot, None, freight)
    part = plan_goods(lines_of(some), some, depot, None, freight)
    inside = pl.col("order_id").is_in(list(chosen))
    assert part.parcels.drop("parcel_id").equals(whole.parcels.filter(inside).drop("parcel_id"))
    assert same(part, plan_goods(lines_of(some), some.reverse(), depot, None, freight))
