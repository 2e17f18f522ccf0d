"""Parcels of small orders, as they are documented; what is refused; what must not matter."""

from __future__ import annotations

import json

import polars as pl
import pytest

from fahuo.core import frames
from fahuo.core.goods import carton
from fahuo.core.goods.check import check_goods
from fahuo.core.goods.plan import GoodsPlan, plan_goods
from fahuo.core.reasons import say
from tests.core.goods.depot import A, Depot, allocate, boxes, lines_of, paddings, products

ONE_BOX = boxes((300, 200, 100, 10_000))


def planned(depot: Depot, *rows: tuple[int, ...]) -> GoodsPlan:
    """The plan of (order, line, product, quantity[, warehouse]), of its schemas and approved by the judge."""
    allocations = allocate(*rows)
    plan = plan_goods(lines_of(allocations), allocations, depot)
    assert check_goods(lines_of(allocations), allocations, depot, plan) == []
    assert list(plan.parcels.schema.items()) == list(frames.empty(frames.Parcels).schema.items())
    assert list(plan.placements.schema.items()) == list(frames.empty(frames.Placements).schema.items())
    assert list(plan.allocations.schema.items()) == list(frames.empty(frames.Allocations).schema.items())
    return plan


def test_thirty_pieces_fill_three_boxes() -> None:
    plan = planned(Depot(products((100, 100, 50, 200)), ONE_BOX), (5, 1, 1, 30))
    assert plan.parcels.select("parcel_id", "order_id", "box_id", "pieces", "weight_g").rows() == [
        (0, 5, 1, 12, 2_500),
        (1, 5, 1, 12, 2_500),
        (2, 5, 1, 6, 1_300),
    ]
    assert plan.parcels.select("length_mm", "width_mm", "height_mm").row(0) == (306, 206, 106)


def test_the_last_parcel_takes_the_smallest_box_then_the_cheapest() -> None:
    shelf = boxes((300, 200, 100, 10_000), (600, 400, 400, 30_000), (200, 100, 300, 10_000))  # 1 and 3 are equally large
    assert planned(Depot(products((90, 90, 50, 200)), shelf), (1, 1, 1, 3)).parcels["box_id"].to_list() == [1]
    dear = shelf.with_columns(price_minor=pl.when(box_id=1).then(99).otherwise("price_minor").cast(pl.Int64))
    assert planned(Depot(products((90, 90, 50, 200)), dear), (1, 1, 1, 3)).parcels["box_id"].to_list() == [3]


def test_padding_grows_a_piece_on_every_side_and_adds_its_weight() -> None:
    depot = Depot(products((100, 100, 50, 200, A.FRAGILE | A.LIQUID)), ONE_BOX, paddings((A.FRAGILE, 15, 35), (A.LIQUID, 3, 8)))
    plan = planned(depot, (1, 1, 1, 2))
    assert sorted(plan.placements.select("dx_mm", "dy_mm", "dz_mm").row(0)) == [86, 136, 136]  # layers around each other
    assert plan.parcels["weight_g"].item() == 100 + 2 * (200 + 35 + 8)  # both weights
    assert plan.parcels["attributes"].item() == A.FRAGILE | A.LIQUID


def test_what_fits_bare_need_not_fit_padded() -> None:
    depot = Depot(products((300, 200, 90, 200, A.FRAGILE)), ONE_BOX, paddings((A.FRAGILE, 15, 35)))
    assert planned(depot, (1, 1, 1, 1)).parcels.select("box_id", "length_mm").row(0) == (None, 340)


def test_liquids_and_batteries_travel_apart_and_the_rest_goes_with_the_liquids() -> None:
    goods = [(100, 100, 50, 100, a) for a in (A.BATTERY, A.LIQUID, 0, A.LIQUID | A.BATTERY_ONLY)]
    plan = planned(Depot(products(*goods), ONE_BOX), (1, 1, 1, 1), (1, 2, 2, 1), (1, 3, 3, 1), (1, 4, 4, 1))
    inside = plan.placements.group_by("parcel_id", maintain_order=True).agg(pl.col("line_no").sort())["line_no"].to_list()
    assert inside == [[2, 3], [1], [4]]
    alone = planned(Depot(products(*goods), ONE_BOX), (1, 1, 1, 1), (1, 3, 3, 1))
    assert alone.parcels.height == 1


def test_a_piece_larger_than_every_box_has_its_own_carton() -> None:
    plan = planned(Depot(products((1_200, 60, 60, 900), (50, 50, 50, 10)), ONE_BOX), (1, 1, 1, 2), (1, 2, 2, 1))
    board = -(-2 * (1_210 * 70 + 1_210 * 70 + 70 * 70) * carton.BOARD_G_PER_M2 // 1_000_000)
    assert plan.parcels.select("box_id", "length_mm", "width_mm", "height_mm", "weight_g", "pieces").rows() == [
        (1, 306, 206, 106, 110, 1),
        (None, 1_210, 70, 70, 900 + board, 1),
        (None, 1_210, 70, 70, 900 + board, 1),
    ]


def test_without_boxes_every_piece_has_its_own_carton() -> None:
    plan = planned(Depot(products((50, 50, 50, 10)), ONE_BOX.clear()), (1, 1, 1, 3))
    assert plan.parcels.select("box_id", "pieces").rows() == [(None, 1)] * 3


def test_a_box_that_its_own_weight_fills_is_not_used() -> None:
    heavy = ONE_BOX.with_columns(weight_g=pl.lit(10_000, dtype=pl.Int32))
    assert planned(Depot(products((50, 50, 50, 10)), heavy), (1, 1, 1, 1)).parcels["box_id"].item() is None


REFUSED = [
    ((100, None, 50, 10), 1, "size_missing", "product P2 has no usable size (100 x — x 50 mm)"),
    ((100, 0, 50, 10), 1, "size_missing", "product P2 has no usable size (100 x 0 x 50 mm)"),
    ((100, -3, 50, 10), 1, "size_missing", "product P2 has no usable size (100 x -3 x 50 mm)"),
    ((100, 10, 50, None), 1, "weight_missing", "product P2 has no usable weight (— g)"),
    ((100, 10, 50, 0), 1, "weight_missing", "product P2 has no usable weight (0 g)"),
    ((100, 10, 50, 10), 1_000_001, "too_many_pieces", "1000001 pieces of P2: one line may have 1000000 at most"),
    ((2_731, 10, 50, 10), 1, "piece_too_large", "P2 fits no box, and its own carton would be 2741 mm long: over 2740 mm"),
    ((100, 10, 50, 70_000), 1, "piece_too_heavy", "P2 fits no box, and in its own carton it would weigh 70014 g: over 70000 g"),
]


@pytest.mark.parametrize(("product", "quantity", "code", "sentence"), REFUSED)
def test_what_cannot_be_packed_is_refused_alone(product: tuple[int, ...], quantity: int, code: str, sentence: str) -> None:
    depot = Depot(products((50, 50, 50, 10), product), ONE_BOX)
    plan = planned(depot, (1, 1, 1, 2), (1, 2, 2, quantity), (1, 2, 2, 1, 9))
    assert plan.allocations.select("line_no", "quantity").rows() == [(1, 2)]
    assert plan.parcels["pieces"].to_list() == [2]
    refusal = plan.refusals.row(0, named=True)
    assert plan.refusals.height == 1  # one for the line, though two warehouses gave it
    assert (refusal["order_id"], refusal["line_no"], refusal["source_row"], refusal["step"], refusal["code"]) == (1, 2, 3, "goods", code)
    assert say(code, refusal["values"]) == sentence
    assert "P2" in say(code, refusal["values"], "zh")
    frames.Refusals.validate(plan.refusals)


def test_a_product_that_is_not_in_the_catalogue_has_no_size() -> None:
    plan = planned(Depot(products((50, 50, 50, 10)), ONE_BOX), (1, 1, 77, 1))
    assert plan.refusals["code"].to_list() == ["size_missing"]
    assert json.loads(plan.refusals["values"].item())["length_mm"] is None


def test_nothing_in_nothing_out() -> None:
    plan = planned(Depot(products((50, 50, 50, 10)), ONE_BOX))
    assert all(part.is_empty() for part in (plan.allocations, plan.parcels, plan.placements, plan.refusals))


def test_an_order_at_two_warehouses_is_two_groups_in_canonical_order() -> None:
    plan = planned(Depot(products((50, 50, 50, 10)), ONE_BOX), (2, 1, 1, 1), (1, 1, 1, 4, 8), (1, 1, 1, 5, 3))
    assert plan.parcels.select("order_id", "warehouse_id", "pieces").rows() == [(1, 3, 5), (1, 8, 4), (2, 1, 1)]


def test_ten_thousand_pieces_in_one_order() -> None:
    depot = Depot(products((120, 80, 30, 150), (60, 60, 60, 90), (297, 210, 8, 420)))
    plan = planned(depot, (1, 1, 1, 6_000), (1, 2, 2, 3_000), (1, 3, 3, 1_000))
    assert plan.parcels["pieces"].sum() == 10_000
    assert plan.parcels.height < 60  # by weight alone 1,590 kg are 54 parcels


def test_a_line_of_a_million_tiny_pieces() -> None:
    plan = planned(Depot(products((8, 8, 3, 1))), (1, 1, 1, carton.LINE_PIECES))
    assert plan.parcels["pieces"].sum() == carton.LINE_PIECES
    assert plan.parcels.height == 34  # 1,000 kg at 29.9 kg a box
