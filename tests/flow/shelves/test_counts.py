"""Counts: chosen, looked into, disturbed by moves, finished, approved by another person, booked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from fahuo.flow.said import NotPossible
from fahuo.flow.shelves import counts, verdicts
from fahuo.records.models import Bin, Merchant, Move
from fahuo.steps.goods.models import Count
from tests.flow.shelves.test_moves import Floor
from tests.scene import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def floor(db: None) -> Floor:
    floor = Floor()
    floor.do(
        floor.row("receive", 10, to="S-01"),
        floor.row("receive", 4, to="S-02"),
        floor.row("receive", 6, sku="TEA", lot="T1", expires_on="2027-09-30", to="S-01"),
    )
    return floor


def plan(floor: Floor, *wanted: str, how: str = "bin") -> Count:
    return counts.plan(floor.merchant, floor.place.pk, how, wanted, "li", NOON)


def look(floor: Floor, count: Count, code: str, **found: Any) -> None:
    counts.begin(floor.merchant, count.pk, code, "li", NOON)
    for sku, pieces in found.items():
        counts.enter(floor.merchant, count.pk, code, sku, pieces, "li", NOON)
    counts.done(floor.merchant, count.pk, code, "li", NOON)


def found(count: Count) -> dict[str, int | None]:
    return {f"{v.look.bin.code} {v.entry.product.sku}": v.pieces for v in verdicts.verdicts(count)}


def test_a_count_that_finds_what_the_books_say_is_closed_at_once(floor: Floor) -> None:
    count = plan(floor, "S-*")
    look(floor, count, "S-01", CUP=10, TEA=6)
    look(floor, count, "S-02", CUP="4")
    assert verdicts.finish(floor.merchant, count.pk, "li", NOON) == "closed"
    assert not Move.objects.filter(kind="counted").exists()


def test_what_nobody_names_is_not_there_and_another_person_approves(floor: Floor) -> None:
    Merchant.objects.filter(pk=floor.merchant.pk).update(approval_minor=1500)
    floor.merchant.refresh_from_db()
    count = plan(floor, "S-01")
    look(floor, count, "S-01", CUP=6)
    assert found(count) == {"S-01 CUP": -4, "S-01 TEA": -6}
    assert verdicts.finish(floor.merchant, count.pk, "li", NOON) == "waits"
    with pytest.raises(NotPossible, match="somebody other than li"):
        verdicts.approve(floor.merchant, count.pk, "li", NOON)
    assert verdicts.reject(floor.merchant, count.pk, "the tea is behind", "wu", NOON) == 1
    look(floor, count, "S-01", CUP=9, TEA=6)
    assert verdicts.finish(floor.merchant, count.pk, "li", NOON) == "closed"  # 5.00 is below the limit of 15.00: booked at once
    assert floor.lying() == {"S-01 CUP": 9, "S-02 CUP": 4, "S-01 TEA": 6} and floor.sound()


def test_pieces_that_are_found_against_the_books_come_in(floor: Floor) -> None:
    count = plan(floor, "S-02")
    look(floor, count, "S-02", CUP=7)
    assert verdicts.finish(floor.merchant, count.pk, "li", NOON) == "waits"
    assert verdicts.approve(floor.merchant, count.pk, "li", NOON).differences == 1  # no limit is set: who finished may approve
    assert floor.lying()["S-02 CUP"] == 7 and floor.sound()
    line = Move.objects.get(kind="counted")
    assert (line.quantity, line.reference, line.from_bin) == (3, f"count:{count.pk}", None)


@pytest.mark.parametrize("counted", [10, 8])
def test_a_move_while_one_counts_makes_no_false_difference(floor: Floor, counted: int) -> None:
    count = plan(floor, "S-01")
    counts.begin(floor.merchant, count.pk, "S-01", "li", NOON)
    counts.enter(floor.merchant, count.pk, "S-01", "TEA", 6, "li", NOON)
    counts.enter(floor.merchant, count.pk, "S-01", "CUP", counted, "li", NOON)
    floor.do(floor.row("move", 2, from_="S-01", to="S-02"))  # before or after the counter looked, nobody knows
    counts.done(floor.merchant, count.pk, "S-01", "li", NOON)
    assert found(count) == {"S-01 CUP": 0, "S-01 TEA": 0}
    assert verdicts.finish(floor.merchant, count.pk, "li", NOON) == "closed" and floor.lying()["S-01 CUP"] == 8


def test_what_moves_cannot_explain_is_counted_again_and_never_booked(floor: Floor) -> None:
    count = plan(floor, "S-01")
    counts.begin(floor.merchant, count.pk, "S-01", "li", NOON)
    counts.enter(floor.merchant, count.pk, "S-01", "TEA", 6, "li", NOON)
    counts.enter(floor.merchant, count.pk, "S-01", "CUP", 3, "li", NOON)
    floor.do(floor.row("move", 2, from_="S-01", to="S-02"))
    counts.done(floor.merchant, count.pk, "S-01", "li", NOON)
    with pytest.raises(NotPossible, match="moved while it was counted"):
        verdicts.finish(floor.merchant, count.pk, "li", NOON)
    counts.recount(floor.merchant, count.pk, "S-01")
    look(floor, count, "S-01", CUP=3, TEA=6)
    assert found(count) == {"S-01 CUP": -5, "S-01 TEA": 0}


def test_what_moves_between_count_and_approval_stays_moved(floor: Floor) -> None:
    count = plan(floor, "S-01")
    look(floor, count, "S-01", CUP=9, TEA=6)
    verdicts.finish(floor.merchant, count.pk, "li", NOON)
    floor.do(floor.row("move", 5, from_="S-01", to="S-02"))
    verdicts.approve(floor.merchant, count.pk, "wu", NOON)
    assert floor.lying() == {"S-01 CUP": 4, "S-02 CUP": 9, "S-01 TEA": 6} and floor.sound()


def test_a_missing_piece_that_is_gone_meanwhile_is_told_and_nothing_is_booked(floor: Floor) -> None:
    count = plan(floor, "S-01")
    look(floor, count, "S-01", CUP=9, TEA=5)
    verdicts.finish(floor.merchant, count.pk, "li", NOON)
    floor.do(floor.row("move", 10, from_="S-01", to="S-02"))
    with pytest.raises(NotPossible, match="CUP: bin S-01"):
        verdicts.approve(floor.merchant, count.pk, "wu", NOON)
    assert floor.lying()["S-01 TEA"] == 6 and counts.state_of(count) == "waits"


def test_bins_are_chosen_by_product_class_and_age(floor: Floor) -> None:
    assert [r.bin.code for r in counts.rounds(plan(floor, "TEA", how="product"))] == ["S-01"]
    assert {r.bin.code for r in counts.rounds(plan(floor, "C", how="abc"))} >= {"S-01", "S-02"}
    first = plan(floor, "S-01")
    look(floor, first, "S-01", CUP=10, TEA=6)
    oldest = counts.plan(floor.merchant, floor.place.pk, "oldest", ["1"], "li", NOON + timedelta(days=1))
    assert [r.bin.code for r in counts.rounds(oldest)] != ["S-01"]


def test_of_one_product_only_that_product_is_counted(floor: Floor) -> None:
    count = plan(floor, "TEA", how="product")
    counts.begin(floor.merchant, count.pk, "S-01", "li", NOON)
    with pytest.raises(NotPossible, match="only TEA is counted"):
        counts.enter(floor.merchant, count.pk, "S-01", "CUP", 1, "li", NOON)
    counts.enter(floor.merchant, count.pk, "S-01", "TEA", 2, "li", NOON, more=True)
    counts.enter(floor.merchant, count.pk, "S-01", "TEA", 4, "li", NOON, more=True)
    counts.done(floor.merchant, count.pk, "S-01", "li", NOON)
    assert found(count) == {"S-01 TEA": 0}


def test_what_cannot_be_counted_is_said(floor: Floor) -> None:
    count = plan(floor, "S-01")

    def no(match: str, code: str = "S-01", sku: str = "CUP", pieces: Any = 1, **more: Any) -> None:
        with pytest.raises(NotPossible, match=match):
            counts.enter(floor.merchant, count.pk, code, sku, pieces, "li", NOON, **more)

    no("not scanned yet")
    no("is not in count", code="S-02")
    counts.begin(floor.merchant, count.pk, "S-01", "li", NOON)
    for pieces in ("-1", "1.5", "", "x", True, 10**12):
        no("not a whole number", pieces=pieces)
    no("not in the catalogue", sku="NONE")
    no("has no lot", lot="T1")
    with pytest.raises(NotPossible, match="1 bins are not counted"):
        verdicts.finish(floor.merchant, count.pk, "li", NOON)
    counts.done(floor.merchant, count.pk, "S-01", "li", NOON)
    no("counted already")
    for how, wanted, match in (
        ("bin", "NONE", "has no bin"),
        ("product", "NONE", "not in the catalogue"),
        ("abc", "Z", "no class"),
        ("x", "", "is by"),
    ):
        with pytest.raises(NotPossible, match=match):
            plan(floor, wanted, how=how)
    Bin.objects.filter(warehouse=floor.other).update(active=False)
    with pytest.raises(NotPossible, match="no bin to count"):
        counts.plan(floor.merchant, floor.other.pk, "oldest", [], "li", NOON)
