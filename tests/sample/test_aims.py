"""The aims of packing with the sample's services and the dated rules of the destinations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from fahuo.core import frames
from fahuo.core.clearance.duty import LandedDuty
from fahuo.core.export.worth import Worth
from fahuo.core.journey import Prepared, World, prepare
from fahuo.core.words import PackAim
from fahuo.sample.goods import sample_products
from fahuo.sample.orders import generate_orders
from fahuo.sample.world import sample_world

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def world() -> World:
    """The sample without end of goods, from its Chinese warehouses."""
    whole = sample_world(DAY)
    return replace(whole, stock=None, warehouses=whole.warehouses.filter(pl.col("country") == "CN"))


@pytest.fixture(scope="module")
def batch() -> tuple[pl.DataFrame, pl.DataFrame]:
    return generate_orders(150, 12, DAY, sample_products())


def an_order(batch: tuple[pl.DataFrame, pl.DataFrame], country: str, **pieces: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One order of the batch that goes to this country, with these goods instead: HZ_BRIK=3."""
    orders, lines = batch
    plain = {"promised_on": None, "service": None, "freight_minor": 0, "discount_minor": 0, "currency": "EUR"}
    order = orders.filter(pl.col("country") == country).head(1).with_columns(**{k: pl.lit(v, orders.schema[k]) for k, v in plain.items()})
    products = dict(sample_products().select("sku", "product_id").iter_rows())
    rows = [
        lines.head(1).with_columns(
            order_id=order["order_id"],
            line_no=pl.lit(n, pl.Int32),
            sku=pl.lit(sku.replace("_", "-")),
            product_id=pl.lit(products[sku.replace("_", "-")], pl.Int64),
            quantity=pl.lit(quantity, pl.Int64),
            price_minor=pl.lit(100, pl.Int64),
        )
        for n, (sku, quantity) in enumerate(pieces.items(), 1)
    ]
    return order, pl.concat(rows)


def freight(plan: Prepared) -> int:
    return int(plan.offers.filter("chosen")["home_minor"].sum())


def owed(plan: Prepared, batch: tuple[pl.DataFrame, pl.DataFrame], world: World) -> int:
    rule = LandedDuty(*batch, Worth(*batch), world, world.book, DAY)
    return int(rule.owed(plan.parcels, plan.placements.join(plan.parcels.select("parcel_id", "order_id"), on="parcel_id")).sum())


def test_what_was_weighed_is_what_is_offered(world: World, batch: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    """The freight that decided is the freight of the offers that were chosen afterwards, to the cent, for every order."""
    plan = prepare(*batch, replace(world, pack_aim=PackAim.COST), DAY)
    frames.Choices.validate(plan.choices)
    offered = plan.offers.filter("chosen").select("parcel_id", "home_minor")
    compared = plan.choices.join(offered, on="parcel_id", how="left").group_by("together").agg(
        pl.col("freight_minor").first(), offered=pl.when(pl.col("home_minor").is_not_null().all()).then(pl.col("home_minor").sum())
    )  # fmt: skip
    assert compared.height > 100
    assert compared.filter(~pl.col("freight_minor").eq_missing(pl.col("offered"))).is_empty()


def test_cost_saves_freight_and_leaves_nobody_without_a_service(world: World, batch: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    fewest, cost = (prepare(*batch, replace(world, pack_aim=aim), DAY) for aim in (PackAim.BOXES, PackAim.COST))
    assert freight(cost) < freight(fewest)
    served = [set(plan.offers.filter("chosen").join(plan.parcels, on="parcel_id")["order_id"]) for plan in (fewest, cost)]
    assert served[0] <= served[1]


TWO_CODES = ({"HZ_BRIK": 3, "HZ_BORD": 3}, {"HZ_BRIK": 4, "HZ_BORD": 4}, {"HZ_LAPS": 8, "HZ_SILK": 8}, {"HZ_BORD": 8, "HZ_SILK": 8})


def test_a_duty_on_each_classification_of_a_parcel_is_set_against_the_freight(
    world: World, batch: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    """EUR 3 for each classification in a consignment (EU, since 2026-07-01): two lighter parcels with both goods in each are cheaper to
    carry than one, and owe four times EUR 3 instead of two."""
    saved = 0
    for pieces in TWO_CODES:
        order = an_order(batch, "DE", **pieces)
        cost, duty = (prepare(*order, replace(world, pack_aim=aim), DAY) for aim in (PackAim.COST, PackAim.DUTY))
        assert freight(cost) <= freight(duty)
        assert owed(duty, order, world) <= owed(cost, order, world)
        assert duty.choices["duty_minor"].unique().to_list() == [owed(duty, order, world)]
        more, less = freight(duty) - freight(cost), owed(cost, order, world) - owed(duty, order, world)
        assert less == more == 0 or more < less
        saved = max(saved, less)
    assert saved > 2_000  # a classification is EUR 3


def test_before_that_rule_only_the_freight_counted(world: World, batch: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    day = date(2026, 6, 30)
    then = replace(sample_world(day), stock=None, warehouses=world.warehouses)
    for pieces in TWO_CODES:
        order = an_order(batch, "DE", **pieces)
        cost, duty = (prepare(*order, replace(then, pack_aim=aim), day) for aim in (PackAim.COST, PackAim.DUTY))
        assert cost.parcels.equals(duty.parcels)


def test_where_no_service_goes_the_fewest_boxes_are_packed(world: World, batch: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    orders, lines = an_order(batch, "DE", HZ_BRIK=8, HZ_LAPS=8)
    nowhere = orders.with_columns(country=pl.lit("AQ")), lines
    fewest, cost = (prepare(*nowhere, replace(world, pack_aim=aim), DAY) for aim in (PackAim.BOXES, PackAim.COST))
    assert cost.parcels.equals(fewest.parcels)
    assert "no_service" in cost.refusals["code"]
    assert cost.choices["freight_minor"].to_list() == cost.choices["other_minor"].to_list() == [None] * cost.parcels.height


@pytest.mark.parametrize("aim", list(PackAim))
def test_ten_thousand_pieces_in_one_order(world: World, batch: tuple[pl.DataFrame, pl.DataFrame], aim: PackAim) -> None:
    order = an_order(batch, "DE", HZ_SILK=9_000, HZ_CHOP=1_000)
    plan = prepare(*order, replace(world, pack_aim=aim), DAY)
    assert plan.parcels["pieces"].sum() == 10_000
    assert plan.refusals.filter(pl.col("step") == "goods").is_empty()
