"""The judge finds broken plans: each test breaks one thing of a good plan, and names the sentence that must come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest

from fahuo.core import frames
from fahuo.core.goods.check import check_goods
from fahuo.core.goods.plan import GoodsPlan, plan_goods
from tests.core.goods.depot import A, Depot, allocate, boxes, lines_of, paddings, products

DEPOT = Depot(
    products=products(
        (200, 200, 50, 800),
        (100, 100, 50, 200),
        (90, 40, 95, 100, A.UPRIGHT),
        (1_200, 60, 60, 900),
        (80, 80, 30, 150, A.NO_STACK),
        (60, 50, 40, 100, A.FRAGILE | A.LIQUID),
        (40, 40, 40, 60, A.BATTERY),
        (0, 1, 1, 1),
    ),
    boxes=boxes((300, 200, 100, 10_000), (400, 300, 300, 30_000)),
    paddings=paddings((A.FRAGILE, 5, 35), (A.LIQUID, 2, 8)),
)
ALLOCATIONS = allocate(
    (1, 1, 1, 1), (1, 2, 2, 7), (2, 1, 3, 9), (2, 2, 4, 1), (3, 1, 5, 2), (3, 2, 2, 6), (4, 1, 6, 3), (4, 2, 7, 2), (4, 3, 8, 1)
)  # fmt: skip
LINES = lines_of(ALLOCATIONS)
GOOD = plan_goods(LINES, ALLOCATIONS, DEPOT)
SECOND_BLOCK = (pl.col("parcel_id") == 0) & (pl.col("seq") == 1)


def faults(plan: GoodsPlan, depot: Depot = DEPOT) -> list[str]:
    return check_goods(LINES, ALLOCATIONS, depot, plan)


def changed(part: str, changes: dict[str, pl.Expr]) -> GoodsPlan:
    """The good plan with some columns of one of its frames changed."""
    frame: pl.DataFrame = getattr(GOOD, part)
    return replace(GOOD, **{part: frame.with_columns(**{name: to.cast(frame.schema[name]) for name, to in changes.items()})})


def placed(**changes: pl.Expr) -> GoodsPlan:
    return changed("placements", changes)


def parcelled(**changes: pl.Expr) -> GoodsPlan:
    return changed("parcels", changes)


def refused(**changes: pl.Expr) -> GoodsPlan:
    return changed("refusals", changes)


def at(name: str, where: pl.Expr, value: int | pl.Expr | None) -> pl.Expr:
    return pl.when(where).then(value if isinstance(value, pl.Expr) else pl.lit(value)).otherwise(name)


def in_line(order: int, line: int) -> pl.Expr:
    """Blocks of a line of an order."""
    parcels = GOOD.parcels.filter(order_id=order)["parcel_id"].to_list()
    return pl.col("parcel_id").is_in(parcels) & (pl.col("line_no") == line)


def test_the_plan_that_is_broken_below_is_good_and_rich() -> None:
    assert faults(GOOD) == []
    assert GOOD.parcels["box_id"].null_count() == 1
    assert GOOD.refusals.select("line_no", "code").rows() == [(3, "size_missing")]
    assert GOOD.placements.filter(in_line(1, 2)).height > 1
    assert GOOD.parcels.filter(order_id=4).height == 2  # the liquid and the battery


BROKEN_PLACES: list[tuple[str, GoodsPlan]] = [
    ("in the same place as block 0", placed(z_mm=at("z_mm", SECOND_BLOCK, 0))),
    ("sticks out of the box", placed(x_mm=at("x_mm", SECOND_BLOCK, 5_000))),
    ("sticks out of the box", placed(y_mm=at("y_mm", SECOND_BLOCK, 150))),
    ("sticks out of the box", placed(z_mm=at("z_mm", in_line(2, 2), 1))),
    ("carried on 0 % of its footprint", placed(z_mm=at("z_mm", in_line(4, 2), 20))),
    ("packed before block", placed(seq=at("seq", pl.col("parcel_id") == 0, pl.len().over("parcel_id") - 1 - pl.col("seq")))),
    ("blocks do not count from 0", placed(seq=pl.col("seq") + 1)),
    ("stacked on itself", placed(nx=at("nx", in_line(3, 1), 1), nz=at("nz", in_line(3, 1), 2))),
    ("7 allocated, 8 placed", placed(nz=at("nz", (pl.col("parcel_id") == 0) & (pl.col("seq") == 2), 2))),
    ("is not the padded size", placed(dx_mm=at("dx_mm", in_line(4, 1), pl.col("dx_mm") - 1))),
    ("must stay upright", placed(dx_mm=at("dx_mm", in_line(2, 1), 95), dz_mm=at("dz_mm", in_line(2, 1), 90))),
    ("product 1: 0 allocated", placed(product_id=at("product_id", in_line(1, 2), 1))),
    ("9 allocated, 0 placed", placed(line_no=at("line_no", in_line(2, 1), 7))),
    ("no such parcel", placed(parcel_id=at("parcel_id", in_line(4, 2), 99))),
    ("empty", placed(parcel_id=at("parcel_id", in_line(4, 2), 99))),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "plan"), BROKEN_PLACES)
def test_blocks_in_the_wrong_place(sentence: str, plan: GoodsPlan) -> None:
    assert any(sentence in fault for fault in faults(plan)), faults(plan)


BROKEN_PARCELS: list[tuple[str, GoodsPlan]] = [
    ("says 1 g, is", parcelled(weight_g=pl.lit(1))),
    ("pieces, has", parcelled(pieces=pl.col("pieces") + 1)),
    ("says attributes 0, has", parcelled(attributes=pl.lit(0))),
    ("is not its outer size", parcelled(length_mm=pl.col("length_mm") + 1)),
    ("is not its outer size", parcelled(height_mm=at("height_mm", pl.col("box_id").is_null(), 71))),
    ("no such box 77", parcelled(box_id=at("box_id", pl.col("parcel_id") == 0, 77))),
    ("8 pieces in an own carton", parcelled(box_id=at("box_id", pl.col("parcel_id") == 0, None))),
    ("an own carton that is too long", parcelled(length_mm=at("length_mm", pl.col("box_id").is_null(), 2_741))),
    ("numbers do not count from 0", parcelled(parcel_id=pl.col("parcel_id") + 1)),
    ("not in the order of order and warehouse", parcelled(warehouse_id=at("warehouse_id", pl.col("parcel_id") == 1, 9))),
    ("neither packed nor refused", replace(GOOD, refusals=GOOD.refusals.clear())),
    ("refused twice", replace(GOOD, refusals=pl.concat([GOOD.refusals, GOOD.refusals]))),
    ("refused as weight_missing, but size_missing is true", refused(code=pl.lit("weight_missing"))),
    ("refused in the name of orders", refused(step=pl.lit("orders"))),
    ("although nothing of it was dropped", refused(line_no=pl.lit(1))),
    ("packed and refused", refused(line_no=pl.lit(1))),
    ("an allocation that did not come in", replace(GOOD, allocations=GOOD.allocations.with_columns(pl.col("quantity") + 1))),
    ("0 allocated, 1 placed", replace(GOOD, allocations=GOOD.allocations.filter(~((pl.col("order_id") == 1) & (pl.col("line_no") == 1))))),
    ("parcels are not of their schema", replace(GOOD, parcels=GOOD.parcels.with_columns(pl.col("weight_g").cast(pl.Float64)))),
    ("placements are not of their schema", replace(GOOD, placements=GOOD.placements.drop("seq"))),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "plan"), BROKEN_PARCELS)
def test_parcels_and_accounts_that_do_not_add_up(sentence: str, plan: GoodsPlan) -> None:
    assert any(sentence in fault for fault in faults(plan)), faults(plan)


def with_attribute(product: int, bit: A) -> Depot:
    changed = pl.when(product_id=product).then(pl.col("attributes") | int(bit)).otherwise("attributes").cast(pl.UInt32)
    return replace(DEPOT, products=DEPOT.products.with_columns(attributes=changed))


@pytest.mark.parametrize(
    ("sentence", "depot"),
    [
        ("over the limit of 1000 g", replace(DEPOT, boxes=DEPOT.boxes.with_columns(limit_g=pl.lit(1_000, dtype=pl.Int32)))),
        ("sticks out of the box", replace(DEPOT, boxes=DEPOT.boxes.with_columns(inner_height_mm=pl.lit(40, dtype=pl.Int32)))),
        ("above block 0, on which nothing may stand", with_attribute(2, A.NO_STACK)),
        ("must stay upright", with_attribute(6, A.UPRIGHT)),
        ("is not the padded size", with_attribute(2, A.FRAGILE)),
        ("no such box 1", replace(DEPOT, boxes=DEPOT.boxes.filter(pl.col("box_id") > 1))),
    ],
)
def test_a_plan_that_is_good_elsewhere_is_not_good_here(sentence: str, depot: Depot) -> None:
    """The same plan, judged in a world that it was not made for."""
    assert any(sentence in fault for fault in faults(GOOD, depot)), faults(GOOD, depot)


def test_liquids_and_batteries_in_one_parcel() -> None:
    """The plan of two plain products, judged as a liquid and a battery without padding: that alone is wrong, and the attributes."""
    plain = Depot(products((50, 50, 50, 10), (50, 50, 50, 10)), DEPOT.boxes, paddings((A.FRAGILE, 5, 5)))
    allocations = allocate((1, 1, 1, 1), (1, 2, 2, 1))
    plan = plan_goods(lines_of(allocations), allocations, plain)
    plan = replace(plan, parcels=plan.parcels.with_columns(attributes=pl.lit(A.LIQUID | A.BATTERY, dtype=pl.UInt32)))
    judged = replace(plain, products=products((50, 50, 50, 10, A.LIQUID), (50, 50, 50, 10, A.BATTERY)))
    assert check_goods(lines_of(allocations), allocations, judged, plan) == ["parcel 0: liquid together with battery or battery only"]
    both = replace(plain, products=products((50, 50, 50, 10, A.LIQUID | A.BATTERY), (50, 50, 50, 10)))
    assert check_goods(lines_of(allocations), allocations, both, plan) == []  # the goods are both; what lies beside them is neither


def test_a_good_line_refused_and_dropped_is_found() -> None:
    """Refusing what could be packed is no way out."""
    line = (pl.col("order_id") == 2) & (pl.col("line_no") == 2)
    long = GOOD.parcels.filter(pl.col("box_id").is_null())["parcel_id"].item()
    shift = pl.col("parcel_id") - (pl.col("parcel_id") > long).cast(pl.Int64)
    refusal = frames.refuse(LINES.filter(line), "goods", "piece_too_large")
    plan = replace(
        GOOD,
        allocations=GOOD.allocations.filter(~line),
        parcels=GOOD.parcels.filter(pl.col("parcel_id") != long).with_columns(shift),
        placements=GOOD.placements.filter(pl.col("parcel_id") != long).with_columns(shift),
        refusals=pl.concat([GOOD.refusals, refusal]),
    )
    assert faults(plan) == ["order 2 line 2: refused as piece_too_large, but nothing is true of it"]


@pytest.mark.parametrize(("percent", "wrong"), [(100, True), (51, True), (50, False)])
def test_how_much_of_a_footprint_must_be_carried_is_the_caller_s_choice(percent: int, wrong: bool) -> None:
    depot = Depot(products((100, 100, 50, 10)), boxes((200, 100, 100, 1_000)))
    allocations = allocate((1, 1, 1, 2))
    plan = plan_goods(lines_of(allocations), allocations, depot)
    block = {"parcel_id": 0, "line_no": 1, "product_id": 1, "y_mm": 0, "dx_mm": 100, "dy_mm": 100, "dz_mm": 50, "nx": 1, "ny": 1, "nz": 1}
    rows = [{**block, "seq": 0, "x_mm": 0, "z_mm": 0}, {**block, "seq": 1, "x_mm": 50, "z_mm": 50}]
    plan = replace(plan, placements=pl.DataFrame(rows, schema=plan.placements.schema))
    found = check_goods(lines_of(allocations), allocations, depot, plan, support_percent=percent)
    assert found == (["parcel 0 block 1: carried on 50 % of its footprint"] if wrong else [])


def test_many_faults_of_a_kind_are_counted() -> None:
    depot = Depot(products((1_200, 60, 60, 900)), DEPOT.boxes)
    allocations = allocate((1, 1, 1, 30))
    plan = plan_goods(lines_of(allocations), allocations, depot)
    wrong = replace(plan, parcels=plan.parcels.with_columns(pl.col("weight_g") + 1))
    found = check_goods(lines_of(allocations), allocations, depot, wrong)
    assert len(found) == 21
    assert found[-1] == "... and 10 more of these"


def test_small_portions_of_pairs_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    judge: Callable[[], list[str]] = lambda: faults(placed(x_mm=pl.lit(0), y_mm=pl.lit(0), z_mm=pl.lit(0)))  # noqa: E731
    whole = judge()
    monkeypatch.setattr("fahuo.core.goods.check_space.PAIRS", 3)
    assert sorted(judge()) == sorted(whole)
    assert any("in the same place" in fault for fault in whole)
