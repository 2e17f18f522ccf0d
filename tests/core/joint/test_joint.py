"""The joint choice: never worse than what is planned, the same whatever the order of the rows, bounded where there are many items."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fahuo.core import frames
from fahuo.core.clearance.duty import LandedDuty
from fahuo.core.export.worth import Worth
from fahuo.core.joint.plan import plan_joint
from fahuo.core.joint.ways import LATE, UNSERVED, bits
from fahuo.core.journey import prepare
from fahuo.core.words import Aim, PackAim
from tests.core.joint.scene import ON, PRODUCTS, allocated, orders_of, world
from tests.core.joint.test_exact import BY_CLASS, PLACES

FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LINE = st.tuples(st.sampled_from([0, 0, 3, 5, 7, 8, 17, 19]), st.integers(1, 3))
ORDERS = st.lists(st.lists(LINE, min_size=1, max_size=2), min_size=1, max_size=2)


@st.composite
def stocks(draw: st.DrawFn) -> pl.DataFrame | None:
    """What is free: everything everywhere, or a few pieces here and there, so that sendings compete for them."""
    if draw(st.booleans()):
        return None
    rows = [(PRODUCTS["product_id"][n], w, draw(st.integers(0, 3))) for n in (0, 3, 5, 7, 8, 17, 19) for w in (1, 2, 3)]
    return pl.DataFrame(rows, schema=frames.empty(frames.Stock).schema, orient="row")


def search(orders, allocations_at: int, stock, monkey: pytest.MonkeyPatch, **more):
    """The joint choice, and the bill that it was made with."""
    from fahuo.core.joint import plan

    bills = []

    class Kept(plan.Bill):
        def __init__(self, *args):
            super().__init__(*args)
            bills.append(self)

    monkey.setattr(plan, "Bill", Kept)
    given_orders, lines = orders_of(*orders)
    found = plan_joint(given_orders, lines, allocated(lines, allocations_at), replace(world(), stock=stock, **more), ON)
    return found, bills[0]


@FEW
@given(ORDERS, st.sampled_from([1, 2]), stocks(), st.sampled_from([PackAim.BOXES, PackAim.COST]))
def test_never_worse_than_today_or_one_sending_and_the_money_adds_up(orders, at, stock, pack_aim):
    with pytest.MonkeyPatch.context() as monkey:
        found, bill = search(orders, at, stock, monkey, pack_aim=pack_aim)
    full = (1 << len(found.items)) - 1
    assert found.best.rank <= found.today.rank
    one = bill.way([(full, at, 0)])
    assert found.best.cost <= one.cost, "never worse than everything in one sending"
    for way in (found.today, *found.ways):
        assert sum(mask for mask, *_ in way.sendings) == full
        assert sorted(n for mask, *_ in way.sendings for n in bits(mask)) == list(range(len(found.items)))
        priced = [found.sendings[s] for s in way.sendings]
        plain = sum(p.materials_minor + p.freight_minor + p.handling_minor + p.premium_minor + p.worth_minor for p in priced)
        assert way.total_minor == plain + way.duty_minor
        for mask, *_ in (s for s in way.sendings if not found.sendings[s].unserved):
            drawn = Counter[tuple[int, ...]]()
            for block in (b for box in found.sendings[next(s for s in way.sendings if s[0] == mask)].boxes for b in box.inside):
                drawn[block[:3]] += block[-3] * block[-2] * block[-1]
            wanted = Counter[tuple[int, ...]]()
            for item in (found.items[n] for n in bits(mask)):
                wanted.update({(item.order_id, item.line_no, product): pieces for product, pieces in item.products})
            assert drawn == wanted, "the picture shows what is sent"


@FEW
@given(ORDERS, st.sampled_from([1, 2, 3]), st.sampled_from([Aim.COST, Aim.VALUE, Aim.PROMISE, Aim.LANDED]), st.sampled_from([0, 1]))
def test_one_parcel_by_the_cheapest_service_is_never_better(orders, at, aim, book):
    """One order with the lines of all, priced from scratch: its box, the cheapest of all offers, handling, and what that service's class owes.

    Where a warehouse has all and one box takes it. Every aim but the fastest, which pays for days and is not compared with the cheapest.
    """
    here = replace(world(), aim=aim, day_worth_minor=150, book=[world().book, BY_CLASS][book], cover_rules=world().cover_rules.clear())
    given_orders, lines = orders_of(*orders)
    found = plan_joint(given_orders, lines, allocated(lines, at), here, ON)
    merged, merged_lines = orders_of([line for order in orders for line in order])
    planned = prepare(merged, merged_lines, replace(here, stock=_only(at)), ON)
    offers = planned.offers.filter(pl.col("reason").is_null())
    if planned.parcels.height != 1 or offers.is_empty():
        return
    cheapest = offers.sort("home_minor", "service_id").row(0, named=True)
    [kind] = [
        s.service_class.value for i, s in zip(here.rates.service_ids, here.rates.services, strict=True) if i == cheapest["service_id"]
    ]
    worth = Worth(merged, merged_lines)
    inside = planned.placements.with_columns(order_id=pl.lit(0, pl.Int64))
    [owed] = LandedDuty(merged, merged_lines, worth, here, here.book, ON).owed_by(planned.parcels, worth.contents(inside), kind)
    cost = cheapest["home_minor"] + planned.parcels.join(here.boxes, on="box_id")["price_minor"].sum()
    cost += here.warehouses.filter(warehouse_id=at)["handling_minor"].sum() + (int(owed) if found.duty_known else 0)
    cost += cheapest["days_p50"] * (150 if aim in (Aim.VALUE, Aim.LANDED) else 0)
    assert found.best.total_minor <= cost


def _only(warehouse: int) -> pl.DataFrame:
    rows = [(product, warehouse, 100) for product in PRODUCTS["product_id"]]
    return pl.DataFrame(rows, schema=frames.empty(frames.Stock).schema, orient="row")


def test_todays_way_costs_what_is_planned_today():
    orders, lines = orders_of([(0, 1), (5, 1)], [(7, 2)])
    planned = prepare(orders, lines, replace(world(), stock=_only(1)), ON)
    found = plan_joint(orders, lines, planned.allocations, replace(world(), stock=_only(1)), ON)
    chosen = planned.offers.filter("chosen")
    priced = [found.sendings[s] for s in found.today.sendings]
    assert sum(p.freight_minor for p in priced) == chosen["home_minor"].sum()
    assert sum(len(p.boxes) for p in priced) == planned.parcels.height
    assert sorted(b.weight_g for p in priced for b in p.boxes) == sorted(planned.parcels["weight_g"].to_list())


@FEW
@given(ORDERS, st.randoms(use_true_random=False))
def test_row_order_does_not_matter(orders, random):
    given_orders, lines = orders_of(*orders)
    allocations = allocated(lines, 1)
    found = plan_joint(given_orders, lines, allocations, world(), ON)
    mixed = [f[random.sample(range(f.height), f.height)] for f in (given_orders, lines, allocations)]
    again = plan_joint(*mixed, world(), ON)
    assert (again.items, again.today, again.ways, again.sendings) == (found.items, found.today, found.ways, found.sendings)


def test_eight_items_are_exact_and_nine_are_searched_no_worse_than_the_starts():
    eight = [(n, 1) for n in (0, 3, 5, 7)], [(n, 1) for n in (8, 10, 17, 4)]
    orders, lines = orders_of(*eight)
    found = plan_joint(orders, lines, allocated(lines, 1), world(), ON)
    assert found.exact and len(found.items) == 8
    bounded = plan_joint(orders, lines, allocated(lines, 1), world(), ON, exact=0)
    assert not bounded.exact and found.best.cost <= bounded.best.cost <= bounded.today.cost
    more = orders_of(eight[0], [*eight[1], (12, 1)])
    nine = plan_joint(*more, allocated(more[1], 1), world(), ON)
    again = plan_joint(*more, allocated(more[1], 1), world(), ON)
    assert not nine.exact and nine.best.rank <= nine.today.rank and nine.ways == again.ways


def test_stock_that_two_sendings_want_is_not_promised_twice():
    orders, lines = orders_of([(0, 2)], [(0, 2)])
    two = pl.DataFrame([(PRODUCTS["product_id"][0], 2, 2)], schema=frames.empty(frames.Stock).schema, orient="row")
    found = plan_joint(orders, lines, allocated(lines, 1), replace(world(), stock=two), ON)
    for way in found.ways:
        assert sum(2 * len(bits(mask)) for mask, warehouse, _ in way.sendings if warehouse == 2) <= 2


def test_a_cut_order_saves_no_duty():
    """However an order is parted, at the border it counts as what was ordered together."""
    with pytest.MonkeyPatch.context() as monkey:
        found, bill = search([[(7, 3), (8, 3), (17, 3)]], 1, None, monkey)
    assert found.duty_known
    whole = min(bill.of((7, w, 0)).duty_minor for w in (1, 2))
    for way in found.ways:
        if all(w in (1, 2) and not without for _, w, without in way.sendings):
            assert way.duty_minor >= whole


def test_what_one_does_not_know_one_does_not_propose():
    """Two orders of 75 pounds owe no duty; together they are above the limit, and the rate for cotton towels is not known to us."""
    [towel] = [n for n, sku in enumerate(PRODUCTS["sku"]) if sku == "HZ-TOWL"]
    orders, lines = orders_of([(towel, 5)], [(towel, 5)], **PLACES["GB"])
    found = plan_joint(orders, lines, allocated(lines, 1), replace(world(), stock=_only(1)), ON)
    assert found.duty_known and found.today.duty_minor > 0 and found.best == found.today
    [lack] = found.lacks
    assert (lack.code, lack.values["country"], lack.products) == ("rate_unknown", "GB", (PRODUCTS["product_id"][towel],))
    less = plan_joint(
        *orders_of([(towel, 1)], [(towel, 1)], **PLACES["GB"]),
        allocated(lines, 1).with_columns(quantity=pl.lit(1, pl.Int64)),
        replace(world(), stock=_only(1)),
        ON,
    )
    assert less.lacks == () and len(less.best.sendings) == 1, "below the limit nothing is asked, and they go together"


def test_where_todays_duty_is_not_known_none_is_counted_and_the_goods_are_named():
    orders, lines = orders_of([(0, 1)], [(5, 1)])
    blank = PRODUCTS.with_columns(hs_code=pl.when(pl.col("sku") == PRODUCTS["sku"][5]).then(None).otherwise("hs_code"))
    found = plan_joint(orders, lines, allocated(lines, 1), replace(world(), products=blank, stock=_only(1)), ON)
    assert not found.duty_known and found.today.duty_minor == 0 and found.best.duty_minor == 0
    assert [(lack.code, lack.products) for lack in found.lacks] == [("hs_missing_for_entry", (PRODUCTS["product_id"][5],))]


def test_a_promise_goes_before_money():
    soon = ON + timedelta(9)
    with pytest.MonkeyPatch.context() as monkey:
        free, _ = search([[(0, 1)], [(5, 1)]], 1, _only(1), monkey)
    orders, lines = orders_of([(0, 1)], [(5, 1)], promised_on=soon)
    held = plan_joint(orders, lines, allocated(lines, 1), replace(world(), stock=_only(1)), ON)
    assert held.best.cost % UNSERVED // LATE <= held.today.cost % UNSERVED // LATE
    assert all(b.days_p50 <= 9 for s in held.best.sendings for b in held.sendings[s].boxes)
    assert free.best.total_minor <= held.best.total_minor


def test_orders_of_two_buyers_are_not_searched():
    orders, lines = orders_of([(0, 1)], [(5, 1)])
    other = orders.with_columns(street=pl.Series(["Lindenstraße 12", "Lindenstraße 13"]))
    with pytest.raises(ValueError, match="one buyer"):
        plan_joint(other, lines, allocated(lines, 1), world(), ON)
    with pytest.raises(ValueError, match="allocated"):
        plan_joint(orders, lines, allocated(lines, 1).clear(), world(), ON)
