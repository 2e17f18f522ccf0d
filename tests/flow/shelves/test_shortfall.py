"""Counts and write-offs below what is promised: the newest orders give way in the same transaction; those with a label are set aside; never below zero."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from django.db.models import F

from fahuo.flow.prepare import prepare_batch
from fahuo.flow.said import NotPossible
from fahuo.flow.shelves import counts, moves, shortfall, verdicts
from fahuo.records.models import Event, Holding, Move, OrderStanding, Product, Refusal, Stock
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods.models import Label, Offer
from fahuo.steps.orders.models import Allocation, Order
from tests.flow.shelves.test_moves import Floor
from tests.scene import NOON, sample_orders

pytestmark = pytest.mark.django_db


class Promised(Floor):
    """Ten cups in one bin, promised to five orders of two each, the later the higher its number."""

    def __init__(self) -> None:
        super().__init__()
        size = {"length_mm": 90, "width_mm": 90, "height_mm": 90, "hs_code": "691110", "origin": "CN"}
        Product.objects.filter(pk=self.product.pk).update(**size)
        self.do(self.row("receive", 10, to="S-01"))
        batch, lines = sample_orders(5)
        lines = lines.unique("order_id", keep="first", maintain_order=True).with_columns(
            sku=pl.lit("CUP"), quantity=pl.lit(2, lines.schema["quantity"])
        )
        first = NOON - timedelta(days=5)
        batch = batch.with_columns(
            number=pl.Series([f"N-{n}" for n in range(5)]),
            placed_at=pl.Series([first + timedelta(hours=n) for n in range(5)], dtype=batch.schema["placed_at"]),
        )
        prepare_batch(self.merchant, batch, lines, on=NOON.date(), now=NOON, actor="test")
        assert self.reserved() == 10

    def reserved(self) -> int:
        return Stock.objects.get(product=self.product, warehouse=self.place).reserved

    def holders(self) -> list[str]:
        return sorted(Allocation.objects.filter(product=self.product).values_list("order__number", flat=True))

    def label(self, number: str) -> Parcel:
        parcel = Parcel.objects.get(order__number=number)
        offer = Offer.objects.filter(parcel=parcel).first()
        label = {"key": f"k{parcel.pk}", "asked_at": NOON, "answered_at": NOON, "tracking_number": f"T{parcel.pk}"}
        Label.objects.create(parcel=parcel, merchant=self.merchant, service_id=offer.service_id, **label)
        return parcel

    def count(self, found: int) -> Any:
        count = counts.plan(self.merchant, self.place.pk, "bin", ["S-01"], "li", NOON)
        counts.begin(self.merchant, count.pk, "S-01", "li", NOON)
        counts.enter(self.merchant, count.pk, "S-01", "CUP", found, "li", NOON)
        counts.done(self.merchant, count.pk, "S-01", "li", NOON)
        return count


@pytest.fixture
def floor(db: None) -> Promised:
    return Promised()


def test_a_count_below_what_is_promised_waits_and_its_approval_plans_the_newest_again(floor: Promised) -> None:
    floor.merchant.approval_minor = 10**9  # below the limit: it would be booked at once if no order lost anything
    count = floor.count(7)
    assert verdicts.finish(floor.merchant, count.pk, "li", NOON) == "waits"
    seen = verdicts.hits(floor.merchant, count, NOON)
    assert [(h.number, h.pieces, h.firm) for h in seen] == [("N-4", 2, False), ("N-3", 2, False)]
    assert floor.holders() == ["N-0", "N-1", "N-2", "N-3", "N-4"]  # looking changes nothing
    booked = verdicts.approve(floor.merchant, count.pk, "wu", NOON)
    assert booked.differences == 1 and booked.lost == seen
    assert (floor.lying() == {"S-01 CUP": 7} and floor.holders() == ["N-0", "N-1", "N-2", "N-3"]) or floor.reserved() == 6
    waiting = Order.objects.get(number="N-4")
    assert Refusal.objects.filter(order_id=waiting.pk, code="out_of_stock").exists()
    notes = [e.data["note"] for e in Event.objects.filter(order_id=waiting.pk, kind="noted")]
    assert notes == [f"count {count.pk}: CUP × 2 ({floor.place.code})"]
    assert OrderStanding.objects.get(order_id=waiting.pk) and floor.sound()
    assert not Stock.objects.filter(on_hand__lt=F("reserved")).exists()


def test_pieces_that_come_again_go_to_who_lost_them(floor: Promised) -> None:
    count = floor.count(5)
    verdicts.finish(floor.merchant, count.pk, "li", NOON)
    verdicts.approve(floor.merchant, count.pk, "wu", NOON)
    assert floor.holders() == ["N-0", "N-1"]
    done = floor.do(floor.row("receive", 6, to="S-01"))
    assert done.planned == 3 and floor.holders() == ["N-0", "N-1", "N-2", "N-3", "N-4"] and floor.sound()


def test_what_has_a_label_is_set_aside_and_its_pieces_stay_in_the_books(floor: Promised) -> None:
    parcels = [floor.label(f"N-{n}") for n in range(5)]
    count = floor.count(7)
    verdicts.finish(floor.merchant, count.pk, "li", NOON)
    booked = verdicts.approve(floor.merchant, count.pk, "wu", NOON)
    assert [(h.number, h.pieces, h.firm) for h in booked.lost] == [("N-4", 2, True), ("N-3", 1, True)]
    assert floor.lying() == {"S-01 CUP": 7, "LOST CUP": 3} and floor.reserved() == 10 and floor.sound()
    aside = set(Refusal.objects.filter(code="short_picked").values_list("parcel_id", flat=True))
    assert aside == {parcels[4].pk, parcels[3].pk}
    lost = Holding.objects.get(bin__code="LOST")
    no = floor.do(floor.row("write_off", 3, from_="LOST", reason="lost"))
    assert [r.code for r in no.refused] == ["stock_is_promised"] and lost.bin.kind == "quarantine"
    floor.do(floor.row("receive", 3, to="S-02"))  # others have come for these parcels: now the lost ones can be written off
    assert floor.do(floor.row("write_off", 3, from_="LOST", reason="lost")).refused == [] and floor.sound()


def test_open_orders_give_way_before_older_ones_with_a_label(floor: Promised) -> None:
    floor.label("N-4")
    booked = floor.do(floor.row("write_off", 3, from_="S-01", reason="damaged: wet", give_up=True))
    assert [(h.number, h.firm) for h in booked.lost] == [("N-3", False), ("N-2", False)]
    assert Move.objects.get(kind="written_off").quantity == 3 and floor.sound()
    order = Order.objects.get(number="N-3")
    assert Event.objects.get(order_id=order.pk, kind="noted").data["note"].startswith("write_off damaged: wet: CUP × 2")


@pytest.mark.parametrize(
    ("verb", "said"), [("write_off", {"reason": "lost"}), ("remove", {"reason": "gone"}), ("quarantine", {"reason": "wet"})]
)
def test_without_a_word_promised_pieces_are_refused_as_before(floor: Promised, verb: str, said: dict[str, str]) -> None:
    no = floor.do(floor.row(verb, 1, from_="S-01", **said))
    assert [r.code for r in no.refused] == ["stock_is_promised"] and no.refused[0].values["promised"] == 10
    with pytest.raises(NotPossible, match="promised to orders"):
        moves.one(floor.merchant, floor.row(verb, 1, from_="S-01", **said), "li", NOON)
    yes = floor.do(floor.row(verb, 1, from_="S-01", give_up=True, **said))
    assert [h.number for h in yes.lost] == ["N-4"] and floor.reserved() == 8 and floor.sound()


def test_all_of_it_or_nothing(floor: Promised, monkeypatch: pytest.MonkeyPatch) -> None:
    count = floor.count(0)
    verdicts.finish(floor.merchant, count.pk, "li", NOON)
    monkeypatch.setattr(shortfall.prepare, "plan_again", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        verdicts.approve(floor.merchant, count.pk, "wu", NOON)
    assert floor.holders() == ["N-0", "N-1", "N-2", "N-3", "N-4"] and floor.lying() == {"S-01 CUP": 10} and floor.sound()


def test_too_many_in_one_bin_makes_good_too_few_in_another(floor: Promised) -> None:
    count = counts.plan(floor.merchant, floor.place.pk, "bin", ["S-*"], "li", NOON)
    for code, pieces in (("S-01", 4), ("S-02", 6)):
        counts.begin(floor.merchant, count.pk, code, "li", NOON)
        counts.enter(floor.merchant, count.pk, code, "CUP", pieces, "li", NOON)
        counts.done(floor.merchant, count.pk, code, "li", NOON)
    verdicts.finish(floor.merchant, count.pk, "li", NOON)
    assert verdicts.approve(floor.merchant, count.pk, "wu", NOON).lost == []
    assert floor.lying() == {"S-01 CUP": 4, "S-02 CUP": 6} and floor.reserved() == 10 and floor.sound()
