"""The service is part of the search: for one sending, no assignment of services to its parcels is better than what the search looks at."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import polars as pl
import pytest

from fahuo.core import frames
from fahuo.core.clearance.duty import LandedDuty
from fahuo.core.export.value import value_contents
from fahuo.core.export.worth import Worth
from fahuo.core.joint.bill import Bill
from fahuo.core.joint.plan import items_of, plan_joint
from fahuo.core.joint.ways import CLASSES, services_of
from fahuo.core.journey import World, owed_by_class, prepare
from fahuo.core.methods.check import check_methods
from fahuo.core.methods.plan import plan_methods
from fahuo.core.methods.replay import compare
from fahuo.core.orders.kits import shares_of_kits
from fahuo.core.words import Aim
from tests.core.joint.scene import ON, PRODUCTS, OwnDuty, allocated, orders_of, world
from tests.core.joint.test_exact import PLACES, stock_of

ONLY = {at: stock_of([(n, at, 100) for n in range(PRODUCTS.height)]) for at in (1, 2)}


def least_by_hand(lines_of: list[tuple[int, int]], at: int, to: str, here: World) -> int | None:
    """Freight, boxes, handling and duty of an order in one sending by the best services of all assignments; None where duty is not known."""
    orders, lines = orders_of(lines_of, **PLACES[to])
    planned = prepare(orders, lines, replace(here, stock=ONLY[at]), ON)
    documents = dict(zip(here.rates.service_ids.tolist(), here.rates.services, strict=True))
    duty = LandedDuty(orders, lines, Worth(orders, lines), here, here.book, ON)  # type: ignore[arg-type]
    whole = planned.parcels.head(1).select(pl.lit(0, pl.Int64).alias("parcel_id"), "order_id", "warehouse_id")
    inside = planned.placements.join(planned.parcels.select("parcel_id", "order_id"), on="parcel_id")
    contents = Worth(orders, lines).contents(inside.with_columns(parcel_id=pl.lit(0, pl.Int64)))
    owed = {name: int(duty.owed_by(whole, contents, name)[0]) for name in CLASSES}
    open_ = planned.offers.filter(pl.col("reason").is_null())
    each = [
        [(o["home_minor"] + here.day_worth_minor * (here.aim in (Aim.VALUE, Aim.LANDED)) * o["days_p50"], documents[o["service_id"]].service_class.value) for o in rows]
        for rows in (open_.filter(pl.col("parcel_id") == p).to_dicts() for p in planned.parcels["parcel_id"])
    ]  # fmt: skip
    if -1 in owed.values():
        return None
    least = min(sum(cost for cost, _ in taken) + max(owed[name] for _, name in taken) for taken in product(*each))
    boxes = planned.parcels.join(here.boxes, on="box_id")["price_minor"].sum()
    handling = here.warehouses.filter(pl.col("warehouse_id") == at)["handling_minor"].sum()
    return int(least + boxes + handling)


@pytest.mark.parametrize("book", [None, OwnDuty(post=(4000, 200, 0), line=(0, 100, 300), express=(9000, 50, 900))], ids=["law", "by class"])
@pytest.mark.parametrize("aim", [Aim.COST, Aim.VALUE, Aim.LANDED])
@pytest.mark.parametrize("to", ["DE", "US", "GB"])
@pytest.mark.parametrize("lines_of", [[(0, 1)], [(5, 2), (7, 1)], [(8, 3), (17, 3)], [(3, 2), (19, 1)], [(0, 30)]])
def test_no_assignment_of_services_is_better(lines_of: list[tuple[int, int]], to: str, aim: Aim, book: OwnDuty | None) -> None:
    here = replace(world(), aim=aim, day_worth_minor=150, book=book or world().book, cover_rules=world().cover_rules.clear())
    expected = least_by_hand(lines_of, 1, to, here)
    orders, lines = orders_of(lines_of, **PLACES[to])
    bill = Bill(orders, lines, items_of(allocated(lines, 1)), here, ON)
    full = (1 << len(bill.items)) - 1
    bill.ask([(full, 1)])
    if expected is not None:
        assert bill.duty_known
        assert min(bill.way([sending]).cost for sending in bill.choices((full, 1))) == expected


def test_a_dearer_service_is_taken_where_its_class_saves_more_duty() -> None:
    orders, lines = orders_of([(0, 1)], [(5, 1)])
    free = plan_joint(orders, lines, allocated(lines, 1), replace(world(), book=OwnDuty(), stock=ONLY[1]), ON)
    assert all(without == 0 for _, _, without in free.best.sendings)
    [usual] = {service for s in free.best.sendings for service in classes(free.sendings[s].boxes)}
    held = replace(world(), book=OwnDuty(**{usual: (0, 0, 50_000)}), stock=ONLY[1])
    found = plan_joint(orders, lines, allocated(lines, 1), held, ON)
    assert all(usual not in services_of(without).split() and without for _, _, without in found.best.sendings)
    assert all(usual not in classes(found.sendings[s].boxes) for s in found.best.sendings)
    assert found.best.duty_minor == 0 and found.best.total_minor < found.today.total_minor
    # the fastest is what such a merchant wants, whatever the duty
    fast = plan_joint(orders, lines, allocated(lines, 1), replace(held, aim=Aim.TIME), ON)
    assert all(without == 0 for way in fast.ways for _, _, without in way.sendings)


def test_a_fee_of_the_consignment_is_not_counted_for_each_of_its_parcels() -> None:
    """The customs take 30.00 for what goes by line, once. Each parcel by itself would rather not owe it; together they had better. What is
    accepted is planned so, the judge agrees, and so does the choice made again from what was kept."""
    orders, lines = orders_of([(12, 5), (7, 60)], **PLACES["GB"])
    here = replace(world(), aim=Aim.LANDED, book=OwnDuty(line=(0, 0, 3000)), cover_rules=world().cover_rules.clear(), stock=ONLY[1])
    found = plan_joint(orders, lines, allocated(lines, 1), here, ON)
    [(_, _, kept)] = found.best.sendings
    [sending] = [found.sendings[s] for s in found.best.sendings]
    assert found.best.cost == least_by_hand([(12, 5), (7, 60)], 1, "GB", here) < found.today.cost
    assert services_of(kept) == " ".join(CLASSES) and len(sending.boxes) == 2 and found.best.duty_minor > 0

    rows = allocated(lines, 1).select(
        "order_id", "line_no", "warehouse_id", "product_id", "quantity", part=0, services=pl.lit(services_of(kept))
    )
    planned = prepare(orders, lines, replace(here, own_sendings=rows.cast(frames.empty(frames.Sendings).schema)), ON)
    assert sorted(b.freight_minor for b in sending.boxes) == sorted(planned.offers.filter("chosen")["home_minor"].to_list())
    known = {int(i): (s.code, s.service_class.value) for i, s in zip(here.rates.service_ids, here.rates.services, strict=True)}
    for selection in planned.selections.to_dicts():
        again = compare(planned.offers.filter(parcel_id=selection["parcel_id"]).to_dicts(), selection, known, None)
        assert again[0].service_id == selection["service_id"]
    parcels = planned.parcels.with_columns(own_services=pl.lit(services_of(kept)))
    contents = value_contents(orders, lines, planned.parcels, planned.placements)
    plan = plan_methods(
        orders, parcels, contents, here, ON, owed_by_class(orders, lines, shares_of_kits(here.components, here.products), here, ON)
    )
    assert check_methods(orders, parcels, contents, here, ON, plan) == []


def classes(boxes: Any) -> set[str]:
    """Classes of the services of boxes."""
    of = {int(i): s.service_class.value for i, s in zip(world().rates.service_ids, world().rates.services, strict=True)}
    return {of[b.service_id] for b in boxes}


def test_what_is_to_be_covered_is_covered_before_money_is_saved() -> None:
    """Thirty dear pieces are covered by the sample's rules; the cheapest class of service cannot, whatever duty it would save."""
    orders, lines = orders_of([(0, 30)])
    here = replace(world(), stock=ONLY[1], book=OwnDuty(post=(0, 500, 0), express=(0, 900, 0)))
    found = plan_joint(orders, lines, allocated(lines, 1), here, ON)
    priced = [found.sendings[s] for s in found.best.sendings]
    assert sum(p.uncovered for p in priced) == 0 < sum(p.premium_minor for p in priced)
    bare = plan_joint(orders, lines, allocated(lines, 1), replace(here, cover_rules=here.cover_rules.clear()), ON)
    assert bare.best.total_minor < found.best.total_minor and sum(bare.sendings[s].premium_minor for s in bare.best.sendings) == 0
