"""Four months of a real exporter's orders: 1.4 million pieces."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from fahuo.core.goods.check import check_goods
from fahuo.core.goods.plan import GoodsPlan, plan_goods
from tests.core.goods.depot import Depot, lines_of, real_orders

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def orders() -> tuple[Depot, pl.DataFrame]:
    from tests.conftest import SHARED

    return real_orders(Path(SHARED))


def bound(depot: Depot, allocations: pl.DataFrame) -> pl.DataFrame:
    """For each order the parcels without which it cannot be: by weight, by volume, and by the largest cube in each piece."""
    inner = depot.boxes.select(pl.col("^inner_.*$")).to_numpy().astype(np.int64)
    strongest = (depot.boxes["limit_g"] - depot.boxes["weight_g"]).max()
    cubes = pl.col("cube").map_elements(lambda cube: int((inner // cube).prod(axis=1).max()), return_dtype=pl.Int64)
    sides = pl.concat_list("length_mm", "width_mm", "height_mm").cast(pl.List(pl.Int64))
    sized = allocations.join(
        depot.products.select("product_id", "weight_g", cube=sides.list.min(), mm3=sides.list.eval(pl.element().product()).list.first()),
        on="product_id",
    ).with_columns(most=cubes)
    return sized.group_by("order_id").agg(
        least=pl.max_horizontal(
            (pl.col("quantity") * pl.col("weight_g")).sum() / strongest,
            (pl.col("quantity") * pl.col("mm3")).sum() / inner.prod(axis=1).max(),
            (pl.col("quantity") / pl.col("most")).max(),
        )
        .ceil()
        .cast(pl.Int64)
    )


@pytest.fixture(scope="module")
def plan(orders: tuple[Depot, pl.DataFrame]) -> GoodsPlan:
    depot, allocations = orders
    return plan_goods(lines_of(allocations), allocations, depot)


def test_a_sample_of_orders_and_the_largest_is_judged(orders: tuple[Depot, pl.DataFrame]) -> None:
    depot, allocations = orders
    sizes = allocations.group_by("order_id").agg(pl.col("quantity").sum(), pl.len()).sort("order_id")
    chosen = {*sizes["order_id"].gather_every(20), *sizes.sort("quantity").tail(3)["order_id"], *sizes.sort("len").tail(3)["order_id"]}
    some = allocations.filter(pl.col("order_id").is_in(list(chosen)))
    assert some["quantity"].max() == 74_215
    plan = plan_goods(lines_of(some), some, depot)
    assert check_goods(lines_of(some), some, depot, plan) == []


def test_every_piece_is_packed_once(orders: tuple[Depot, pl.DataFrame], plan: GoodsPlan) -> None:
    _, allocations = orders
    assert plan.refusals.is_empty()
    assert plan.parcels["pieces"].sum() == allocations["quantity"].sum() == 1_431_677


def test_parcels_stay_near_what_volume_and_weight_demand(orders: tuple[Depot, pl.DataFrame], plan: GoodsPlan) -> None:
    """A floor under the quality of the packing, not its measure: docs/algorithms/packing.md has the measured figures."""
    least = bound(*orders)
    used = plan.parcels.group_by("order_id").len().join(least, on="order_id")
    assert used.filter(pl.col("len") < pl.col("least")).is_empty()
    assert used["len"].sum() < 1.12 * used["least"].sum()
