"""Pieces received, put away, moved, adjusted, written off and taken back, with sentences for what cannot be."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from fahuo.flow.said import NotPossible
from fahuo.flow.shelves import moves
from fahuo.flow.stock_audit import audit_stock
from fahuo.records.models import Bin, Holding, Lot, Merchant, Move, Product, Stock, Warehouse
from fahuo.steps.goods.models import Home
from tests.scene import NOON, bring, sample_merchant, sample_orders

pytestmark = pytest.mark.django_db


class Floor:
    """Two warehouses with bins, a plain product and one that is kept by lot."""

    def __init__(self) -> None:
        self.merchant = sample_merchant()
        self.place, self.other = Warehouse.objects.filter(merchant=self.merchant, kind="own").order_by("pk")[:2]
        own = {"merchant": self.merchant, "warehouse": self.place}
        self.bins = [Bin.objects.create(**own, code=code, walk=n) for n, code in enumerate(("S-01", "S-02"), 5)]
        Bin.objects.create(**own, code="IN", kind="receiving")
        Bin.objects.create(merchant=self.merchant, warehouse=self.other, code="X-1")
        self.product = Product.objects.create(merchant=self.merchant, sku="CUP", name="Cup", weight_g=100, price_minor=500, currency="CNY")
        self.tea = Product.objects.create(merchant=self.merchant, sku="TEA", name="Tea", tracks="lot", removal="fefo")

    def row(self, verb: str, quantity: Any = 10, **said: Any) -> dict[str, Any]:
        if "from_" in said:
            said["from"] = said.pop("from_")
        return {"verb": verb, "sku": "CUP", "warehouse": self.place.code, "quantity": quantity} | said

    def do(self, *rows: dict[str, Any]) -> moves.Done:
        return moves.do(self.merchant, rows, "li", NOON)

    def lying(self) -> dict[str, int]:
        return {f"{h.bin.code} {h.product.sku}": h.quantity for h in Holding.objects.filter(product__in=[self.product, self.tea])}

    def sound(self) -> bool:
        return not audit_stock(self.merchant.pk).differences


@pytest.fixture
def floor(db: None) -> Floor:
    return Floor()


def test_pieces_come_in_and_are_put_away_in_one_batch(floor: Floor) -> None:
    done = floor.do(floor.row("receive", 10), floor.row("put_away", 6, to="S-01"), floor.row("move", 2, from_="S-01", to="S-02"))
    assert (done.moved, done.refused) == (3, [])
    assert floor.lying() == {"IN CUP": 4, "S-01 CUP": 4, "S-02 CUP": 2}
    assert Stock.objects.get(product=floor.product).on_hand == 10 and floor.sound()


def test_a_home_bin_is_where_pieces_are_put_away(floor: Floor) -> None:
    Home.objects.create(merchant=floor.merchant, product=floor.product, bin=floor.bins[1])
    floor.do(floor.row("receive", 3), floor.row("put_away", 3))
    assert floor.lying() == {"S-02 CUP": 3}


@pytest.mark.parametrize("quantity", [0, -1, 1.5, "1,200", "", None, True, 10**12, "ten", "\u00b2"])
def test_a_quantity_is_a_whole_number_above_zero(floor: Floor, quantity: Any) -> None:
    done = floor.do(floor.row("receive", quantity))
    assert [r.code for r in done.refused] == ["move_quantity"] and not Move.objects.filter(product=floor.product).exists()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"verb": "steal"}, "move_verb_unknown"),
        ({"sku": "NONE"}, "move_product_unknown"),
        ({"warehouse": "NONE"}, "move_warehouse_unknown"),
        ({"to": "NONE"}, "move_bin_unknown"),
        ({"to": "X-1"}, "move_bin_elsewhere"),
        ({"sku": "TEA"}, "move_lot_missing"),
        ({"sku": "TEA", "lot": "L1"}, "move_expiry_missing"),
        ({"sku": "TEA", "lot": "L1", "expires_on": "01/02/2027"}, "move_expiry_unreadable"),
        ({"sku": "TEA", "lot": "L1", "expires_on": "2627-02-01"}, "move_expiry_far"),
        ({"sku": "TEA", "lot": "L1", "expires_on": "2026-11-23"}, "move_expiry_past"),
        ({"sku": "TEA", "lot": "L" * 41, "expires_on": "2027-11-23"}, "move_lot_long"),
        ({"verb": "write_off", "from": "S-01"}, "move_reason_missing"),
        ({"verb": "write_off", "from": "S-01", "reason": "because"}, "move_reason_unknown"),
        ({"verb": "move", "from": "S-01", "to": "S-01"}, "move_bin_same"),
        ({"verb": "move", "from": "S-01", "to": "S-02"}, "stock_not_there"),
        ({"verb": "move", "from": "S-01", "to": "S-02", "lot": "NONE"}, "move_lot_unknown"),
        ({"verb": "release", "from": "S-01", "to": "S-02"}, "move_bin_kind"),
        ({"verb": "move", "to": "S-02"}, "move_bin_missing"),
    ],
)
def test_each_mistake_has_its_sentence_and_stops_nothing_else(floor: Floor, said: dict[str, Any], code: str) -> None:
    done = floor.do(floor.row("receive", 4), floor.row("receive") | said, floor.row("receive", 5))
    assert [(r.row, r.code) for r in done.refused] == [(1, code)] and done.moved == 2
    assert floor.lying() == {"IN CUP": 9} and floor.sound()
    with pytest.raises(NotPossible) as problem:
        moves.one(floor.merchant, floor.row("receive") | said, "li", NOON)
    assert problem.value.en and problem.value.zh and "{" not in problem.value.en


def test_a_lot_of_another_product_and_another_day_are_told(floor: Floor) -> None:
    floor.do(floor.row("receive", 5, sku="TEA", lot="L1", expires_on="2027-05-01"))
    done = floor.do(
        floor.row("move", 1, from_="IN", to="S-01", lot="L1"),
        floor.row("receive", 5, sku="TEA", lot="L1", expires_on="2027-06-01"),
        floor.row("receive", 5, sku="TEA", expires_on="2028-01-31"),
    )
    assert [r.code for r in done.refused] == ["move_lot_elsewhere", "move_expiry_differs"]
    assert sorted(Lot.objects.filter(product=floor.tea).values_list("code", flat=True)) == ["2028-01-31", "L1"]


def test_expired_pieces_may_come_into_quarantine_and_of_two_lots_one_is_chosen(floor: Floor) -> None:
    Bin.objects.create(merchant=floor.merchant, warehouse=floor.place, code="Q", kind="quarantine")
    done = floor.do(
        floor.row("receive", 2, sku="TEA", lot="OLD", expires_on="2026-01-01", to="Q"),
        floor.row("receive", 2, sku="TEA", lot="NEW", expires_on="2027-01-01", to="Q"),
        floor.row("write_off", 1, sku="TEA", from_="Q", reason="expired"),
        floor.row("write_off", 1, sku="TEA", from_="Q", lot="OLD", reason="expired"),
    )
    assert [r.code for r in done.refused] == ["move_lot_choose"] and done.moved == 3 and floor.sound()


def test_quarantine_makes_its_bin_and_is_released(floor: Floor) -> None:
    floor.do(floor.row("receive", 5, to="S-01"), floor.row("quarantine", 2, from_="S-01", reason="wet"))
    assert floor.lying() == {"S-01 CUP": 3, "HOLD CUP": 2}
    floor.do(floor.row("release", 2, to="S-02"))
    assert floor.lying() == {"S-01 CUP": 3, "S-02 CUP": 2}


def test_what_is_promised_is_not_written_off(floor: Floor) -> None:
    bring(floor.merchant, *sample_orders(10))
    held = Stock.objects.filter(merchant=floor.merchant, reserved__gt=0).order_by("pk").first()
    holding = Holding.objects.get(product=held.product, bin__warehouse=held.warehouse)
    row = {
        "verb": "write_off",
        "sku": held.product.sku,
        "warehouse": held.warehouse.code,
        "quantity": held.on_hand,
        "from": holding.bin.code,
    }
    done = floor.do(row | {"reason": "lost"})
    assert done.refused[0].code == "stock_is_promised" and done.refused[0].values["promised"] == held.reserved
    assert floor.do(row | {"reason": "lost", "quantity": held.on_hand - held.reserved}).moved == 1 and floor.sound()


def test_the_same_key_moves_once(floor: Floor) -> None:
    rows = [floor.row("receive", 5, key="k1"), floor.row("receive", 5, key="k1"), floor.row("receive", 1, key="k2")]
    assert (floor.do(*rows).moved, floor.do(*rows).known) == (2, 3)
    assert floor.lying() == {"IN CUP": 6}


def test_a_move_is_taken_back_once_by_its_opposite(floor: Floor) -> None:
    floor.do(floor.row("receive", 5, to="S-01"))
    line = Move.objects.get(product=floor.product)
    assert moves.undo(floor.merchant, [line.pk], "wu", NOON + timedelta(hours=1)) == 1
    assert floor.lying() == {} and Move.objects.filter(product=floor.product).count() == 2 and floor.sound()
    with pytest.raises(NotPossible, match="undone already"):
        moves.undo(floor.merchant, [line.pk], "wu", NOON)
    back = Move.objects.get(reference=f"undo:{line.pk}")
    with pytest.raises(NotPossible, match="not undone here"):
        moves.undo(floor.merchant, [back.pk], "wu", NOON)


def test_a_kit_has_no_stock(floor: Floor) -> None:
    from fahuo.records.models import Component

    Component.objects.create(merchant=floor.merchant, kit=floor.tea, part=floor.product, quantity=2)
    assert [r.code for r in floor.do(floor.row("receive", 1, sku="TEA")).refused] == ["move_is_kit"]


def test_orders_that_waited_are_planned_again(floor: Floor) -> None:
    orders, lines = sample_orders(1)
    lines = lines.with_columns(sku=__import__("polars").lit("CUP"))
    Product.objects.filter(pk=floor.product.pk).update(length_mm=80, width_mm=80, height_mm=90)
    bring(floor.merchant, orders, lines)
    done = floor.do(floor.row("receive", 100))
    assert done.planned == 1 and Stock.objects.get(product=floor.product).reserved > 0


def test_another_merchant_moves_nothing(floor: Floor) -> None:
    from tests.scene import stranger

    done = moves.do(stranger(), [floor.row("receive", 1)], "x", NOON)
    assert done.moved == 0 and [r.code for r in done.refused] == ["move_product_unknown"]
    assert Merchant.objects.count() == 2
