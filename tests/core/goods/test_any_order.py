"""Any orders, any products, any boxes: the judge approves, and what must not matter does not."""

from __future__ import annotations

import random

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fahuo.core.goods.check import check_goods
from fahuo.core.goods.plan import GoodsPlan, plan_goods
from tests.core.goods.depot import A, Depot, allocate, apart, boxes, lines_of, paddings, products

sides = st.one_of(st.integers(1, 60), st.integers(1, 400), st.sampled_from([0, None, 1_500, 2_800]))
weights = st.one_of(st.integers(1, 3_000), st.sampled_from([0, None, 9_000, 40_000, 80_000]))
attributes = st.builds(
    lambda bits: sum(bits),
    st.sets(st.sampled_from([A.FRAGILE, A.LIQUID, A.BATTERY, A.BATTERY_ONLY, A.UPRIGHT, A.NO_STACK, A.FLAT, A.FOOD]), max_size=3),
)
piece = st.tuples(sides, sides, sides, weights, attributes)
box = st.tuples(st.integers(20, 600), st.integers(20, 500), st.integers(20, 500), st.integers(101, 30_000))
few = st.sets(st.integers(1, 5), max_size=2)
shelves = st.builds(lambda rows, soft, strong: boxes(*rows, soft=soft, strong=strong), st.lists(box, max_size=5), few, few)
pads = st.lists(
    st.tuples(
        st.sampled_from([int(A.FRAGILE), int(A.LIQUID), int(A.ELECTRONICS | A.LIQUID)]), st.integers(0, 20), st.integers(0, 50),
        st.booleans(), st.sampled_from(["wrap", "bag"]),
    ),
    max_size=4,
    unique_by=lambda row: (row[0], row[4]),
).map(lambda rows: paddings(*rows))  # fmt: skip
pairs = st.lists(
    st.sampled_from([(A.LIQUID, A.BATTERY | A.BATTERY_ONLY), (A.FOOD, A.LIQUID), (A.FRAGILE, A.BATTERY), (A.FOOD, A.FRAGILE | A.BATTERY)]),
    max_size=3,
    unique=True,
).map(lambda rows: apart(*rows))
depots = st.builds(
    lambda goods, shelf, pads, pairs: Depot(goods, shelf, pads, pairs),
    st.lists(piece, min_size=4, max_size=4).map(lambda rows: products(*rows)),
    shelves,
    pads,
    pairs,
)
quantities = st.one_of(st.integers(1, 12), st.integers(1, 300))
bought = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1, 5), st.integers(1, 4), quantities, st.integers(1, 2)),
    max_size=12,
    unique_by=lambda row: (row[0], row[1], row[4]),
)
slow = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def of_one_product(rows: list[tuple[int, ...]]) -> pl.DataFrame:
    """A line asks for one product, whatever the warehouse: the first one said counts."""
    asked = {(row[0], row[1]): row[2] for row in reversed(rows)}
    return allocate(*[(order, line, asked[order, line], quantity, warehouse) for order, line, _, quantity, warehouse in rows])


allocations = bought.map(of_one_product)


def same(one: GoodsPlan, other: GoodsPlan) -> bool:
    return all(getattr(one, part).equals(getattr(other, part)) for part in ("allocations", "parcels", "placements", "refusals"))


@slow
@given(depots, allocations)
def test_the_judge_approves_every_plan(depot: Depot, allocations: pl.DataFrame) -> None:
    lines = lines_of(allocations)
    plan = plan_goods(lines, allocations, depot)
    assert check_goods(lines, allocations, depot, plan) == []


@slow
@given(depots, allocations, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(depot: Depot, allocations: pl.DataFrame, draw: random.Random) -> None:
    lines = lines_of(allocations)

    def mixed(frame: pl.DataFrame) -> pl.DataFrame:
        rows = list(range(frame.height))
        draw.shuffle(rows)
        return frame[rows]

    other = Depot(mixed(depot.products), mixed(depot.boxes), mixed(depot.paddings), mixed(depot.apart))
    assert same(plan_goods(lines, allocations, depot), plan_goods(mixed(lines), mixed(allocations), other))


@slow
@given(depots, allocations, st.sets(st.integers(1, 3)))
def test_the_plan_of_some_orders_is_their_part_of_the_whole(depot: Depot, allocations: pl.DataFrame, chosen: set[int]) -> None:
    lines = lines_of(allocations)
    within = pl.col("order_id").is_in(list(chosen))
    whole = plan_goods(lines, allocations, depot)
    some = plan_goods(lines.filter(within), allocations.filter(within), depot)
    parcels = whole.parcels.filter(within)
    new_id = pl.col("parcel_id").replace_strict(parcels["parcel_id"], range(parcels.height), return_dtype=pl.Int64)
    placements = whole.placements.join(parcels.select("parcel_id"), on="parcel_id", how="semi", maintain_order="left")
    part = GoodsPlan(
        whole.allocations.filter(within),
        parcels.with_columns(new_id),
        placements.with_columns(new_id) if placements.height else placements,
        whole.refusals.filter(within),
    )
    assert same(some, part)


# 72,000 mm3 each: nothing but volume would leave the order of such pieces to the lines that they came in.
alike = st.lists(
    st.tuples(
        st.sampled_from([(60, 40, 30), (40, 60, 30), (120, 60, 10), (100, 36, 20), (36, 50, 40)]), st.sampled_from([50, 900]), attributes
    ),
    min_size=4,
    max_size=4,
).map(lambda rows: products(*[(*sides, weight, bits) for sides, weight, bits in rows]))
tight = st.builds(
    Depot, alike, st.lists(st.tuples(*[st.integers(60, 200)] * 3, st.integers(1_500, 9_000)), max_size=4).map(lambda rows: boxes(*rows))
)


@slow
@given(st.one_of(depots, tight), allocations, st.randoms(use_true_random=False))
def test_the_numbers_of_lines_do_not_matter(depot: Depot, allocations: pl.DataFrame, draw: random.Random) -> None:
    numbers = list(range(1, 6))
    draw.shuffle(numbers)
    renumbered = allocations.with_columns(pl.col("line_no").replace_strict(range(1, 6), numbers, return_dtype=pl.Int32))

    def parcels(given_rows: pl.DataFrame) -> list[tuple[object, ...]]:
        plan = plan_goods(lines_of(given_rows), given_rows, depot)
        return sorted(plan.parcels.drop("parcel_id").rows(), key=str)

    assert parcels(allocations) == parcels(renumbered)
