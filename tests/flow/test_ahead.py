"""A batch planned in parts is the same plan as the whole; and what works ahead keeps the order and tells of faults."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from fahuo.core.journey import World, prepare
from fahuo.core.orders.repeats import buyer_key, content_keys
from fahuo.core.tally import tally_plan
from fahuo.flow import ahead
from fahuo.sample.orders import generate_orders
from fahuo.sample.world import sample_world

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def _batch(world: World, count: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Orders that carry who and what, as those from the tables do; the second half asks for the same again."""
    orders, lines = generate_orders(count, 3, NOON, world.products)
    again = orders.with_columns(
        pl.col("order_id") + count, number=pl.col("number") + "-again", placed_at=pl.col("placed_at") + pl.duration(hours=1)
    )
    orders, lines = pl.concat([orders, again]), pl.concat([lines, lines.with_columns(pl.col("order_id") + count)])
    rows = lines.join(world.products.select("sku", "product_id"), on="sku")
    content = content_keys(rows["order_id"].to_numpy(), orders.height, rows["product_id"].to_numpy(), rows["quantity"].to_numpy())
    return orders.with_columns(buyer_key(orders).alias("buyer_key"), pl.Series("content", content)), lines


def test_parts_are_the_same_plan_as_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    world = sample_world(NOON.date())
    # so little stock that what one part promises decides what the next one finds
    world = replace(world, stock=world.stock.with_columns(pl.col("available") // 12) if world.stock is not None else None)
    orders, lines = _batch(world, 150)
    whole = prepare(orders, lines, world, NOON.date())
    monkeypatch.setattr(ahead, "PART", 40)
    parts = list(ahead.plan_in_parts(orders, lines, world, NOON.date()))
    assert len(parts) == 8
    together = pl.concat([part.allocations for part in parts]).sort("order_id", "line_no", "warehouse_id")
    assert_frame_equal(together, whole.allocations.sort("order_id", "line_no", "warehouse_id"))
    assert whole.refusals.filter(pl.col("code") == "out_of_stock").height > 0, "nothing ran short: the test proves nothing"
    assert sorted(pl.concat([part.holds for part in parts])["order_id"]) == sorted(whole.holds["order_id"])
    assert whole.holds.height > 100, "the repeated orders are not held: the test proves nothing"
    counted = sum(tally_plan(lines.join(part.orders, on="order_id", how="semi"), part).planned_lines for part in parts)
    assert counted == tally_plan(lines, whole).planned_lines


def test_working_ahead_keeps_the_order() -> None:
    assert list(ahead.one_ahead(range(50), lambda n: n * n)) == [n * n for n in range(50)]
    assert list(ahead.one_ahead([])) == []
    assert list(ahead.one_ahead([None, 0, ""])) == [None, 0, ""]


def test_a_fault_in_what_is_worked_ahead_is_raised_where_it_is_used() -> None:
    with pytest.raises(ZeroDivisionError):
        list(ahead.one_ahead([1, 0], lambda n: 1 // n))
