"""Pieces in receiving get a bin each, by the rules; lots are kept apart where the merchant says so."""

from __future__ import annotations

import pytest

from fahuo.flow.shelves.choosing import for_today
from fahuo.flow.shelves.counts import COUNTED_KINDS
from fahuo.flow.shelves.proposals import waiting
from fahuo.records.models import Bin, Merchant
from fahuo.steps.goods.models import Home
from tests.flow.shelves.test_counts import look, plan
from tests.flow.shelves.test_moves import Floor
from tests.scene import NOON

pytestmark = pytest.mark.django_db
LOT = {"sku": "TEA", "expires_on": "2027-09-30"}


@pytest.fixture
def floor(db: None) -> Floor:
    floor = Floor()
    Bin.objects.filter(warehouse=floor.place, kind="storage").exclude(code__startswith="S-").update(active=False)
    return floor


def proposed(floor: Floor) -> dict[str, tuple[str | None, str | None]]:
    rows, count = waiting(floor.merchant, floor.place.pk)
    assert count == len(rows)
    return {
        f"{w.holding.product.sku} {w.holding.lot.code if w.holding.lot else ''}".strip(): (
            (w.proposal.code, w.proposal.why.value) if w.proposal else (None, None)
        )
        for w in rows
    }


def test_two_products_never_get_the_same_empty_bin(floor: Floor) -> None:
    floor.do(floor.row("receive", 5), floor.row("receive", 5, lot="T1", **LOT))
    assert proposed(floor) == {"CUP": ("S-01", "empty"), "TEA T1": ("S-02", "empty")}
    floor.do(floor.row("put_away", 3), floor.row("put_away", 3, sku="TEA"))
    assert floor.lying() == {"IN CUP": 2, "S-01 CUP": 3, "IN TEA": 2, "S-02 TEA": 3}
    assert proposed(floor) == {"CUP": ("S-01", "same_product"), "TEA T1": ("S-02", "same_lot")}


def test_lots_are_kept_apart_where_the_merchant_says_so(floor: Floor) -> None:
    floor.do(floor.row("receive", 5, to="S-01", lot="T1", **LOT), floor.row("receive", 5, lot="T2", **LOT))
    assert proposed(floor) == {"TEA T2": ("S-01", "same_product")}
    Merchant.objects.filter(pk=floor.merchant.pk).update(lots_apart=True)
    floor.merchant.refresh_from_db()
    assert proposed(floor) == {"TEA T2": ("S-02", "empty_near")}
    no = floor.do(floor.row("put_away", 5, to="S-01", sku="TEA"), floor.row("receive", 1, to="S-01", lot="T3", **LOT))
    assert [r.code for r in no.refused] == ["move_lots_apart", "move_lots_apart"]
    assert floor.do(floor.row("put_away", 2, sku="TEA")).moved == 1 and floor.lying()["S-02 TEA"] == 2
    Home.objects.create(merchant=floor.merchant, product=floor.tea, bin=floor.bins[0])
    assert proposed(floor) == {"TEA T2": ("S-02", "same_lot")}  # in its home bin lies another lot


def test_a_full_house_proposes_nothing_and_says_so(floor: Floor) -> None:
    floor.do(floor.row("receive", 1, to="S-01"), floor.row("receive", 1, to="S-02"), floor.row("receive", 5, lot="T1", **LOT))
    assert proposed(floor) == {"TEA T1": (None, None)}
    assert [r.code for r in floor.do(floor.row("put_away", 1, sku="TEA")).refused] in ([], ["move_bin_missing"])


def test_todays_count_leaves_out_what_is_being_counted(floor: Floor) -> None:
    floor.do(
        floor.row("receive", 9, to="S-01"), floor.row("move", 1, from_="S-01", to="S-02"), floor.row("move", 1, from_="S-01", to="S-02")
    )
    found = for_today(floor.merchant, floor.place, COUNTED_KINDS, 2, NOON)
    assert found.filter(found["why"] == "moved").select("code", "moved").rows() == [("S-01", 3)]
    count = plan(floor, "S-01")
    assert "S-01" not in for_today(floor.merchant, floor.place, COUNTED_KINDS, 99, NOON)["code"].to_list()
    look(floor, count, "S-01", CUP=7)
    again = {r["code"]: r["moved"] for r in for_today(floor.merchant, floor.place, COUNTED_KINDS, 99, NOON).to_dicts()}
    assert again["S-01"] == 0 and again["S-02"] == 2
