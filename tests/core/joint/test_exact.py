"""Up to eight items the search finds what an enumeration of everything finds."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fahuo.core import frames
from fahuo.core.joint import plan
from fahuo.core.joint.bill import Bill
from fahuo.core.joint.plan import Joint, plan_joint
from fahuo.core.words import Aim
from tests.core.joint.brute import least_of_every_parting, partings
from tests.core.joint.scene import ON, PRODUCTS, OwnDuty, allocated, orders_of, world

FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
GOODS = (0, 3, 5, 7, 8, 17, 19)
PLACES: dict[str, dict[str, str]] = {
    "DE": {},
    "US": {"city": "Springfield", "postcode": "62701", "region": "IL", "country": "US", "currency": "USD"},
}
PLACES["GB"] = {"city": "London", "postcode": "SW1A 2AA", "country": "GB", "currency": "GBP"}
BY_CLASS = OwnDuty(post=(4000, 500, 0), line=(0, 300, 300), express=(9000, 50, 0))  # what is best depends on what travels together


def stock_of(rows: list[tuple[int, int, int]]) -> pl.DataFrame:
    """frames.Stock from (place in the catalogue, warehouse, pieces)."""
    found = [(PRODUCTS["product_id"][n], w, pieces) for n, w, pieces in rows]
    return pl.DataFrame(found, schema=frames.empty(frames.Stock).schema, orient="row")


def compare(
    orders: list[list[tuple[int, int]]], at: list[int], stock: pl.DataFrame | None, to: str = "DE", most: int = plan.EXACT, **more: Any
) -> Joint:
    """Search, enumerate, and compare the costs."""
    bills: list[Bill] = []

    class Kept(Bill):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args)
            bills.append(self)

    heads, lines = orders_of(*orders, **PLACES[to])
    with pytest.MonkeyPatch.context() as monkey:
        monkey.setattr(plan, "Bill", Kept)
        found = plan_joint(heads, lines, allocated(lines, at), replace(world(), stock=stock, **more), ON, most)
    free = None if stock is None else Counter({(w, product): n for product, w, n in stock.iter_rows()})
    costs = least_of_every_parting(bills[0], world().warehouses["warehouse_id"].sort().to_list(), free)
    assert found.exact
    assert [way.cost for way in found.ways] == costs[: len(found.ways)]
    assert len(found.ways) == min(plan.SHOWN, len(costs))
    return found


LINE = st.tuples(st.sampled_from(GOODS), st.integers(1, 3))


@FEW
@given(st.data())
def test_equal_to_brute_force(data: st.DataObject) -> None:
    """Up to five items of one to three orders, somewhere, in stock that is endless or scarce, under every aim."""
    orders = data.draw(st.lists(st.lists(LINE, min_size=1, max_size=2), min_size=1, max_size=3).filter(lambda o: sum(map(len, o)) <= 5))
    at = [data.draw(st.sampled_from([1, 2, 3])) for order in orders for _ in order]
    stock = None
    if data.draw(st.booleans()):
        stock = stock_of([(n, w, data.draw(st.integers(0, 3))) for n in GOODS for w in (1, 2, 3)])
    to, aim = data.draw(st.sampled_from(sorted(PLACES))), data.draw(st.sampled_from(list(Aim)))
    book = data.draw(st.sampled_from([world().book, BY_CLASS]))
    compare(orders, at, stock, to, 6, aim=aim, day_worth_minor=150, book=book)


@pytest.mark.parametrize(
    ("seed", "orders", "to", "stock", "by_class"),
    [(1, 2, "DE", None, True), (2, 1, "GB", None, False), (3, 3, "GB", (2, 9), True), (4, 2, "DE", (0, 6), False)],
)
def test_equal_to_brute_force_with_eight_items(seed: int, orders: int, to: str, stock: tuple[int, int] | None, by_class: bool) -> None:
    dice = random.Random(seed)
    sizes = [8 // orders + (n < 8 % orders) for n in range(orders)]
    rows = [[(dice.choice(GOODS), dice.randint(1, 3)) for _ in range(size)] for size in sizes]
    at = [dice.choice([1, 2, 3]) for _ in range(8)]
    free = stock_of([(n, w, dice.randint(*stock)) for n in GOODS for w in (1, 2, 3, 4)]) if stock else None
    book = BY_CLASS if by_class else world().book
    found = compare(rows, at, free, to, book=book)
    assert len(found.items) == 8


def test_a_line_is_parted_where_that_lets_goods_travel_together() -> None:
    """Six pieces lie with one warehouse and four of them with the other, where the rest of the goods is: the lot is an item of its own."""
    stock = stock_of([(17, 2, 4), (17, 3, 2)])
    found = compare([[(17, 6)], [(7, 1)], [(8, 1)]], [1, 2, 3], stock)
    assert [(i.line_no, i.products[0][1]) for i in found.items if i.order_id == 0] == [(1, 4), (1, 2)]
    parted = [way for way in found.ways if not any(mask & 3 == 3 for mask in way.parts)]
    assert parted, "parted it is among the best"
    for way in found.ways:  # never twice from one warehouse
        of_line = [warehouse for mask, warehouse, _ in way.sendings if mask & 3]
        assert len(of_line) == len(set(of_line))


def test_the_enumeration_has_every_parting() -> None:
    """Bell's numbers."""
    assert [sum(1 for _ in partings(n)) for n in range(1, 9)] == [1, 2, 5, 15, 52, 203, 877, 4140]
