"""The sample world as the planners see it: its orders pass their destinations' rules and are planned, and every room's judge agrees."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

from fahuo.core import frames
from fahuo.core.export.check import check_export
from fahuo.core.export.plan import plan_export
from fahuo.core.export.value import value_contents
from fahuo.core.goods.check import check_goods
from fahuo.core.goods.plan import plan_goods
from fahuo.core.journey import Prepared, World, prepare
from fahuo.core.methods.check import check_methods
from fahuo.core.methods.plan import plan_methods
from fahuo.core.orders.check import check_orders
from fahuo.core.orders.plan import plan_orders
from fahuo.sample.draw import Draw
from fahuo.sample.flaws import flaws
from fahuo.sample.goods import sample_products, sample_stock
from fahuo.sample.orders import generate_orders
from fahuo.sample.world import sample_world

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def world() -> World:
    return sample_world(DAY)


@pytest.fixture(scope="module")
def batch() -> tuple[pl.DataFrame, pl.DataFrame]:
    return generate_orders(400, 12, DAY, sample_products())


@pytest.fixture(scope="module")
def planned(world: World, batch: tuple[pl.DataFrame, pl.DataFrame]) -> Prepared:
    return prepare(*batch, world, DAY)


def test_the_world_keeps_its_schemas(world: World) -> None:
    frames.Warehouses.validate(world.warehouses)
    frames.ReviewRules.validate(world.rules)
    frames.Exchange.validate(world.exchange)
    assert world.currency == "CNY"
    assert world.warehouses.filter(pl.col("kind") == "own").height == 3
    assert world.rules.get_column("note").str.contains(r"\p{Han}.* \| [ -~]+$").all()
    assert len(world.rates.services) >= 12


def test_a_catalogue_of_ones_own_comes_without_the_samples_stock(world: World) -> None:
    own = sample_products().head(3)
    assert sample_world(DAY, own).stock is None
    assert sample_world(DAY, own).products is own
    stock = sample_stock().head(2)
    assert sample_world(DAY, own, stock).stock is stock
    assert world.stock is not None


@pytest.mark.parametrize("day", [date(2010, 12, 1), date(2018, 6, 1), DAY])
def test_there_is_a_world_on_every_day_since_2010(day: date) -> None:
    world = sample_world(day)
    orders, lines = generate_orders(20, 1, day, world.products)
    assert prepare(orders, lines, world, day).lines.height > 0


def test_every_sample_order_passes_its_destinations_rules(world: World) -> None:
    orders, _ = generate_orders(3000, 5, DAY, world.products)
    assert world.book.check(orders, DAY).select("order_id", "code", "values").rows() == []


def test_nearly_everything_is_planned(batch: tuple[pl.DataFrame, pl.DataFrame], planned: Prepared) -> None:
    _, lines = batch
    chosen = planned.offers.filter(pl.col("chosen"))
    assert planned.lines.height > 0.95 * lines.height
    assert chosen.height > 0.93 * planned.parcels.height
    assert 0.02 < planned.holds.height / 400 < 0.15
    assert set(planned.refusals.get_column("code")) <= {"out_of_stock", "no_goods", "no_service", "hs_missing", "cover_not_offered"}
    assert chosen.get_column("service_id").n_unique() >= 8
    assert planned.parcels.get_column("warehouse_id").n_unique() >= 3


def test_every_rooms_judge_agrees(world: World, batch: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    orders, lines = batch[0].head(120), batch[1].filter(pl.col("order_id") < 120)
    accepted = plan_orders(orders, lines, world, DAY)
    packed = plan_goods(accepted.lines, accepted.allocations, world)
    contents = value_contents(orders, lines, packed.parcels, packed.placements)
    chosen = plan_methods(orders, packed.parcels, contents, world, DAY)
    declared = plan_export(orders, packed.parcels, contents, chosen.offers, world, DAY)
    assert check_orders(orders, lines, accepted, world, DAY) == []
    assert check_goods(accepted.lines, accepted.allocations, world, packed) == []
    assert check_methods(orders, packed.parcels, contents, world, DAY, chosen) == []
    assert check_export(orders, packed.parcels, contents, chosen.offers, world, DAY, declared) == []


def test_every_flaw_is_found_and_called_by_its_name(world: World) -> None:
    orders, lines = generate_orders(1500, 4, DAY, world.products, flawed=0.2)
    found = prepare(orders, lines, sample_world(DAY, world.products), DAY).refusals.filter(pl.col("step") == "orders")
    good, _ = generate_orders(1500, 4, DAY, world.products)
    expected = pl.DataFrame({"order_id": orders.get_column("order_id"), "flaw": flaws(good, np.arange(1500), 0.2, Draw(4))}).drop_nulls()
    said = found.filter(pl.col("code") != "no_goods").select("order_id", flaw="code").unique()
    assert sorted(said.rows()) == sorted(expected.rows())
