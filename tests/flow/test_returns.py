"""A parcel came back: its pieces are looked at, and go to receiving, into quarantine, or are written off; never more than were in it."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from fahuo.core.words import Happening
from fahuo.flow import returns, verbs
from fahuo.flow.leave import leave
from fahuo.flow.said import NotPossible
from fahuo.flow.stock_audit import audit_stock
from fahuo.records import keys, ledger
from fahuo.records.models import Bin, Event, Holding, Lot, Move, Product, Stock, Warehouse
from fahuo.steps.aftersales.models import Case
from fahuo.steps.goods.models import Parcel
from tests.api.test_orders import ORDER, Caller
from tests.scene import NOON, sample_merchant, stranger

pytestmark = pytest.mark.django_db


class Return:
    """An order of three earphones and two tees whose parcel left and came back."""

    def __init__(self) -> None:
        self.merchant = sample_merchant()
        self.api = Caller(keys.make(self.merchant, "test"))
        lines = [{"sku": "HZ-BT01", "quantity": 3, "price": "29.90"}, {"sku": "HZ-TEE1", "quantity": 2, "price": "9.90"}]
        stored = self.api.post("/api/orders", {"orders": [ORDER | {"lines": lines}]}).json()["stored"]
        self.parcel = Parcel.objects.get(order=stored[0]["order_id"])
        self.subject = pl.DataFrame({"order_id": [self.parcel.order_id], "parcel_id": [self.parcel.pk]})
        leave(self.merchant, [self.parcel.pk], NOON, "carrier")
        self.tell(Happening.DEPARTED)
        self.case = Case.objects.create(
            merchant=self.merchant, order_id=self.parcel.order_id, parcel=self.parcel, kind="returned", opened_at=NOON, due_on=NOON.date()
        )

    def tell(self, kind: Happening) -> None:
        ledger.record(ledger.events(self.merchant.pk, self.subject, kind, NOON, "carrier"))

    def look(self, *rows: dict[str, Any]) -> returns.Looked:
        return returns.inspect(
            self.merchant, self.case.pk, [{"sku": "HZ-BT01", "condition": "good", "quantity": 1} | r for r in rows], "li", NOON
        )

    def lies(self, kind: str) -> dict[str, int]:
        rows = Holding.objects.filter(bin__kind=kind, bin__warehouse=self.parcel.warehouse, product__sku__in=["HZ-BT01", "HZ-TEE1"])
        return {h.product.sku: h.quantity for h in rows.select_related("product")}

    def on_hand(self) -> int:
        return Stock.objects.get(product__sku="HZ-BT01", warehouse=self.parcel.warehouse).on_hand


@pytest.fixture
def back(db: None) -> Return:
    found = Return()
    Bin.objects.create(merchant=found.merchant, warehouse=found.parcel.warehouse, code="IN", kind="receiving")
    found.tell(Happening.RETURNED)
    return found


def test_each_piece_goes_where_it_belongs(back: Return) -> None:
    before = back.on_hand()
    done = back.look(
        {"quantity": 1},
        {"quantity": 1, "condition": "damaged", "reason": "case is scratched"},
        {"quantity": "1", "condition": "scrap", "reason": "wet"},
        {"sku": "HZ-TEE1", "quantity": 1, "condition": "good"},
        {"sku": "HZ-TEE1", "quantity": 1, "condition": "missing"},
    )
    assert (done.findings, done.refused, done.left) == (5, [], 0)
    assert back.lies("receiving") == {"HZ-BT01": 1, "HZ-TEE1": 1} and back.lies("quarantine") == {"HZ-BT01": 1}
    assert back.on_hand() == before + 2 and not audit_stock(back.merchant.pk).differences
    off = Move.objects.get(kind="written_off")
    assert (off.quantity, off.reason, off.reference, off.parcel_id) == (1, "scrap: wet", f"case:{back.case.pk}", back.parcel.pk)
    note = Event.objects.filter(parcel_id=back.parcel.pk, kind="noted").latest("pk").data["note"]
    assert "HZ-BT01 × 1 damaged (case is scratched)" in note
    verbs.settle_case(back.merchant, back.case.pk, "restock", None, "", "li", NOON)  # the goods are where they belong: nothing moves again
    assert back.on_hand() == before + 2


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"sku": "HZ-MUG1"}, "return_not_inside"),
        ({"condition": "fine"}, "return_condition_unknown"),
        ({"quantity": 4}, "return_too_many"),
        ({"quantity": 0}, "move_quantity"),
        ({"quantity": -1}, "move_quantity"),
        ({"quantity": "1.5"}, "move_quantity"),
        ({"condition": "damaged"}, "return_reason_missing"),
        ({"condition": "scrap", "reason": " "}, "return_reason_missing"),
        ({"lot": "L-9"}, "return_lot_other"),
        ({"serials": ["A", "A"], "quantity": 2}, "return_serial_other"),
        ({"serials": ["A", "B"]}, "return_serials_many"),
        ({"to": "NOWHERE"}, "move_bin_unknown"),
        ({"warehouse": "NOWHERE"}, "move_warehouse_unknown"),
    ],
)
def test_a_bad_row_is_refused_and_stops_no_other(back: Return, row: dict[str, Any], code: str) -> None:
    before = back.on_hand()
    done = back.look({"sku": "HZ-TEE1"}, row, {"sku": "HZ-TEE1"})
    assert [(r.row, r.code) for r in done.refused] == [(1, code)] and done.findings == 2 and done.left == 3
    assert back.on_hand() == before and not audit_stock(back.merchant.pk).differences


def test_it_may_come_back_to_another_warehouse_and_bin(back: Return) -> None:
    other = Warehouse.objects.filter(merchant=back.merchant).exclude(pk=back.parcel.warehouse_id).order_by("pk").first()
    Bin.objects.create(merchant=back.merchant, warehouse=other, code="R-1", kind="storage")
    assert back.look({"warehouse": other.code, "to": "R-1"}, {"warehouse": other.code}).refused == []
    assert Holding.objects.get(bin__warehouse=other, bin__code="R-1").quantity == 1 and not audit_stock(back.merchant.pk).differences


def test_the_lot_is_the_one_that_left(back: Return) -> None:
    product = Product.objects.get(merchant=back.merchant, sku="HZ-BT01")
    lots = [Lot.objects.create(merchant=back.merchant, product=product, code=code) for code in ("L1", "L2", "L3")]
    out = list(Move.objects.filter(parcel_id=back.parcel.pk, kind="shipped", product=product))
    Move.objects.filter(pk=out[0].pk).update(lot=lots[0])
    assert back.look({}).refused == []
    assert Holding.objects.get(bin__kind="receiving", product=product).lot.code == "L1"
    assert [r.code for r in back.look({"lot": "L2"}).refused] == ["return_lot_other"]


def test_nothing_is_looked_at_before_it_is_back_and_nobody_else_looks(db: None) -> None:
    away = Return()
    with pytest.raises(NotPossible, match="not back yet"):
        away.look({})
    away.tell(Happening.RETURNED)
    with pytest.raises(NotPossible, match="5 pieces"):
        verbs.settle_case(away.merchant, away.case.pk, "restock", None, "", "li", NOON)
    with pytest.raises(NotPossible, match="does not exist"):
        returns.inspect(stranger(), away.case.pk, [{"sku": "HZ-BT01", "quantity": 1, "condition": "good"}], "li", NOON)
    other = Case.objects.create(merchant=away.merchant, order_id=away.parcel.order_id, parcel=away.parcel, kind="damaged", opened_at=NOON, due_on=NOON.date())  # fmt: skip
    assert returns.left(other) == 5


def test_the_api_says_what_is_left_and_the_same_key_counts_once(back: Return) -> None:
    url = f"/api/cases/{back.case.pk}"
    rows = {
        "found": [
            {"sku": "HZ-BT01", "quantity": 2, "condition": "good", "key": "1"},
            {"sku": "HZ-BT01", "quantity": 2, "condition": "good"},
        ]
    }
    said = back.api.post(f"{url}/inspect", rows).json()
    assert (said["findings"], said["left"]) == (1, 3) and said["refused"][0]["row"] == 2
    assert said["refused"][0]["en"] == "HZ-BT01: 2 pieces asked, but of the 3 in the parcel only 1 are not inspected yet"
    assert back.api.post(f"{url}/inspect", {"found": rows["found"][:1]}).json() == {"findings": 0, "known": 1, "left": 3, "refused": []}
    shown = back.api.get(f"{url}/inspection").json()
    assert shown["inside"] == [
        {"sku": "HZ-BT01", "pieces": 3, "left": 1, "lots": []},
        {"sku": "HZ-TEE1", "pieces": 2, "left": 2, "lots": []},
    ]
    assert [(f["product"], f["quantity"], f["condition"], f["bin"]) for f in shown["found"]] == [("HZ-BT01", 2, "good", "IN")]
