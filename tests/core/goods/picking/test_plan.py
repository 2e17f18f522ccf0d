"""Pick lists: the documented example, any floor under the judge, row order, and plans broken on purpose."""

from __future__ import annotations

import random
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahuo.core.goods.picking.check import check_picking
from fahuo.core.goods.picking.measure import work_of
from fahuo.core.goods.picking.plan import PickPlan, plan_picking
from fahuo.core.goods.picking.tables import USUAL, Limits
from fahuo.core.words import PickForm
from tests.core.goods.picking.floors import NOON, Floor, floor, floors, limits, street

FORMS = st.sampled_from(list(PickForm))
# Six parcels in a street of twenty bins: three reach its end, three its begin (docs/floor.md).
REACH = {1: [20], 2: [2], 3: [19, 3], 4: [1], 5: [18], 6: [2, 3]}


def documented() -> Floor:
    parcels = [(p, 1, 5, NOON, 500, 2000) for p in REACH]
    pieces = [(p, b, 1) for p, bins in REACH.items() for b in bins]
    return floor(parcels, pieces, [(p, b, b, None, 1) for p, b, _ in pieces], street(20))


def test_single_and_cluster_as_documented() -> None:
    given_ = documented()
    alone = plan_picking(*given_, PickForm.SINGLE, USUAL[PickForm.SINGLE])
    assert (alone.lists.height, alone.lists["walked"].sum()) == (6, 20 + 2 + 19 + 1 + 18 + 3)
    carts = plan_picking(*given_, PickForm.CLUSTER, Limits(parcels=3))
    # those that reach far share one walk, the others need not go there
    assert carts.lists.select("parcels", "stops", "walked").rows() == [(3, 4, 20), (3, 3, 3)]
    assert carts.slots.rows() == [(1, 0, 1), (2, 1, 1), (3, 0, 2), (4, 1, 2), (5, 0, 3), (6, 1, 3)]
    work = work_of(carts, given_[3])
    assert (work.walked, work.single_walked, work.saved_percent) == (23, 63, 63)


def test_pieces_of_one_product_are_one_stop_of_a_batch() -> None:
    given_ = floor(
        [(p, 1, 5, NOON, 100, 100) for p in (1, 2, 3)],
        [(1, 9, 2), (2, 9, 1), (3, 9, 4)],
        [(1, 9, 4, 7, 2), (2, 9, 4, 7, 1), (3, 9, 4, None, 4)],
        street(6),
    )
    batch = plan_picking(*given_, PickForm.BATCH, USUAL[PickForm.BATCH])
    assert batch.lists.select("parcels", "stops", "pieces").rows() == [(3, 2, 7)]  # one stop for the lot, one for pieces of none


def test_a_wave_is_one_service_shared_by_zone_and_picker() -> None:
    parcels = [(p, 1, 5 if p < 9 else 6, NOON, 100, 100) for p in range(1, 11)]
    pieces = [(p, p, 4) for p in range(1, 11)]
    given_ = floor(parcels, pieces, [(p, p, p, None, 4) for p in range(1, 11)], street(10))
    wave = plan_picking(*given_, PickForm.WAVE, Limits(parcels=60, pickers=3))
    assert wave.lists.select("group_no", "service_id", "pieces").rows() == [(0, 5, 12), (0, 5, 8), (0, 5, 12), (1, 6, 4), (1, 6, 4)]
    ends = wave.picks.group_by("list_no").agg(pl.col("bin_id").min().alias("a"), pl.col("bin_id").max().alias("b")).sort("list_no")
    assert ends.rows() == [(0, 1, 3), (1, 4, 5), (2, 6, 8), (3, 9, 9), (4, 10, 10)]  # zone A ends at bin 5


def test_what_is_not_in_the_bins_is_refused_with_the_figures() -> None:
    given_ = floor(
        [(1, 1, 5, None, 9, 9), (2, 1, 5, None, 9, 9)], [(1, 3, 5), (2, 3, 1)], [(1, 3, 1, None, 2), (2, 3, 1, None, 1)], street(2)
    )
    plan = plan_picking(*given_, PickForm.CLUSTER, Limits())
    assert plan.slots["parcel_id"].to_list() == [2]
    assert plan.refusals.select("parcel_id", "code", "values").rows() == [(1, "pick_not_in_bins", '{"product_id":3,"asked":5,"there":2}')]


def test_a_parcel_over_the_limit_walks_alone() -> None:
    given_ = floor(
        [(1, 1, 5, NOON, 90_000, 9), (2, 1, 5, NOON, 9, 9)], [(1, 3, 1), (2, 3, 1)], [(1, 3, 2, None, 1), (2, 3, 1, None, 1)], street(2)
    )
    assert plan_picking(*given_, PickForm.CLUSTER, Limits(weight_g=1000)).lists["parcels"].to_list() == [1, 1]


def test_the_earlier_departure_is_walked_first_and_never_mixed() -> None:
    from datetime import timedelta

    given_ = floor(
        [(1, 1, 5, None, 9, 9), (2, 1, 5, NOON + timedelta(hours=1), 9, 9), (3, 1, 5, NOON, 9, 9)],
        [(p, 3, 1) for p in (1, 2, 3)],
        [(p, 3, p, None, 1) for p in (1, 2, 3)],
        street(3),
    )
    plan = plan_picking(*given_, PickForm.CLUSTER, Limits())
    assert plan.picks["parcel_id"].to_list() == [3, 2, 1]  # without a departure: last


@given(floors(), FORMS, limits)
def test_any_floor_satisfies_the_judge(given_: Floor, form: PickForm, bounds: Limits) -> None:
    assert check_picking(*given_, form, bounds, plan_picking(*given_, form, bounds)) == []


@given(floors(), FORMS, limits, st.randoms(use_true_random=False))
def test_row_order_never_matters(given_: Floor, form: PickForm, bounds: Limits, chance: random.Random) -> None:
    shuffled = [frame[chance.sample(range(frame.height), frame.height)] if frame.height else frame for frame in given_]
    one, other = plan_picking(*given_, form, bounds), plan_picking(*shuffled, form, bounds)
    for name in ("lists", "slots", "picks", "refusals"):
        assert getattr(one, name).equals(getattr(other, name)), name


@given(floors(), limits)
def test_together_is_never_farther_than_each_alone(given_: Floor, bounds: Limits) -> None:
    work = work_of(plan_picking(*given_, PickForm.CLUSTER, bounds), given_[3])
    assert work.walked <= work.single_walked and work.stops <= work.single_stops


BREAKS = {
    "lost": lambda p: replace(p, slots=p.slots.head(5), picks=p.picks.filter(pl.col("parcel_id") != 6)),
    "quantity": lambda p: replace(p, picks=p.picks.with_columns(quantity=pl.col("quantity") + 1)),
    "order": lambda p: replace(p, picks=p.picks.with_columns(seq=pl.col("seq").reverse().over("list_no"))),
    "figures": lambda p: replace(p, lists=p.lists.with_columns(walked=pl.lit(1, pl.Int64))),
    "slots": lambda p: replace(p, slots=p.slots.with_columns(slot=pl.col("slot") + 1)),
    "apart": lambda p: plan_picking(*documented(), PickForm.SINGLE, USUAL[PickForm.SINGLE]),
    "crowded": lambda p: plan_picking(*documented(), PickForm.CLUSTER, Limits(parcels=6)),
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_judge_finds_a_broken_plan(name: str) -> None:
    given_, bounds = documented(), Limits(parcels=3)
    good = plan_picking(*given_, PickForm.CLUSTER, bounds)
    assert check_picking(*given_, PickForm.CLUSTER, bounds, good) == []
    broken: PickPlan = BREAKS[name](good)
    assert check_picking(*given_, PickForm.CLUSTER, bounds, broken)
