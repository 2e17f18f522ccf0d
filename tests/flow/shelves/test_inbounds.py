"""First-leg plans: packed, sent, received against the plan, differences told, approved and closed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fahuo.flow.said import NotPossible
from fahuo.flow.shelves import arrivals, inbounds, moves
from fahuo.flow.stock_audit import audit_stock
from fahuo.records.models import Bin, Holding, Merchant, Product, Stock
from fahuo.steps.goods.models import Inbound, Receipt
from tests.flow.shelves.test_moves import Floor
from tests.scene import NOON

pytestmark = pytest.mark.django_db
LIST = "箱号,货号,数量,批次,到期日,weight_g\nC1,CUP,12,,,6400\n,TEA,5,T1,2027-09-30,\nC2,CUP,8,,,4100.5\n"


@pytest.fixture
def floor(db: None) -> Floor:
    return Floor()


def plan(floor: Floor, own: bool = False, **lines: Any) -> Inbound:
    fields = {"warehouse_id": floor.other.pk, "planned_on": date(2026, 12, 24), "carrier": "COSCO", "supplier": "A maker"}
    return inbounds.create(floor.merchant, fields | ({"source_id": floor.place.pk} if own else {}), lines, "li", NOON)


def stock(floor: Floor, house: Any, product: Product) -> int:
    row = Stock.objects.filter(product=product, warehouse=house).first()
    return row.on_hand if row else 0


def test_a_packing_list_makes_boxes_with_marks_and_the_plan(floor: Floor) -> None:
    row = plan(floor)
    assert row.number == "IN-1" and inbounds.state_of(row) == "planned"
    assert inbounds.take_packing_list(floor.merchant, row.pk, LIST.encode(), "箱单.csv") == (2, [])
    assert [(b.no, b.code, b.weight_g) for b in row.boxes.order_by("no")] == [(1, "IN-1-001", 6400), (2, "IN-1-002", 4101)]
    assert dict(row.lines.values_list("product__sku", "planned")) == {"CUP": 20, "TEA": 5}
    inbounds.take_packing_list(floor.merchant, row.pk, LIST.encode(), "again.csv")  # takes the place of the one before
    assert row.boxes.count() == 2 and plan(floor).number == "IN-2"


def test_rows_of_a_packing_list_that_are_wrong_are_told_and_the_others_count(floor: Floor) -> None:
    row = plan(floor)
    text = "box,sku,quantity,expires,weight_g\n1,CUP,3,,\n1,CUP,4,,\n1,NONE,4,,\n2,CUP,0,,\n2,CUP,2.5,,\n2,TEA,2,31/12/27,\n3,CUP,2,,heavy\n3,TEA,2,,\n"
    boxes, refused = inbounds.take_packing_list(floor.merchant, row.pk, text.encode(), "x.csv")
    assert boxes == 2 and [(r.row, r.code) for r in refused] == [
        (3, "packing_row_twice"), (4, "move_product_unknown"), (5, "move_quantity"), (6, "move_quantity"),
        (7, "move_expiry_unreadable"), (8, "packing_measure"),
    ]  # fmt: skip
    assert [r.code for r in inbounds.take_packing_list(floor.merchant, row.pk, b"a,b\n1,2\n", "x.csv")[1]] == ["packing_column_missing"] * 2
    assert row.boxes.count() == 2  # a list of which nothing is good changes nothing


def test_goods_of_our_own_leave_when_it_departs_and_come_back_when_it_is_given_up(floor: Floor) -> None:
    floor.do(floor.row("receive", 50, to="S-01"))
    row = plan(floor, own=True, CUP=30)
    assert stock(floor, floor.place, floor.product) == 50
    with pytest.raises(NotPossible, match="planned: it cannot be received"):
        arrivals.receive(floor.merchant, row.pk, [{"sku": "CUP", "quantity": 1}], "li", NOON)
    assert inbounds.depart(floor.merchant, row.pk, "li", NOON) == 30
    assert stock(floor, floor.place, floor.product) == 20 and inbounds.state_of(row) == "departed"
    with pytest.raises(NotPossible, match="on its way: it cannot be sent"):
        inbounds.depart(floor.merchant, row.pk, "li", NOON)
    inbounds.cancel(floor.merchant, row.pk, "li", NOON)
    assert stock(floor, floor.place, floor.product) == 50 and inbounds.state_of(row) == "cancelled" and floor.sound()
    with pytest.raises(NotPossible, match="can send 50 pieces of CUP, 51 are planned"):
        inbounds.depart(floor.merchant, plan(floor, own=True, CUP=51).pk, "li", NOON)


def test_boxes_are_received_once_and_a_plain_arrival_closes_at_once(floor: Floor) -> None:
    row = plan(floor)
    inbounds.take_packing_list(floor.merchant, row.pk, LIST.encode(), "x.csv")
    inbounds.depart(floor.merchant, row.pk, "li", NOON)
    inbounds.arrive(floor.merchant, row.pk, "li", NOON)
    done = arrivals.receive(floor.merchant, row.pk, [{"box": "IN-1-001"}, {"box": "IN-1-001"}, {"box": "IN-1-009"}], "li", NOON)
    assert done.moved == 2 and [(r.row, r.code) for r in done.refused] == [(1, "inbound_box_received"), (2, "inbound_box_unknown")]
    assert inbounds.state_of(row) == "receiving" and stock(floor, floor.other, floor.tea) == 5
    arrivals.receive(floor.merchant, row.pk, [{"box": "IN-1-002", "to": "X-1"}], "li", NOON)
    assert Holding.objects.get(bin__code="X-1", product=floor.product).quantity == 8
    assert arrivals.close(floor.merchant, row.pk, {}, "li", NOON) and inbounds.state_of(row) == "closed"
    assert not audit_stock(floor.merchant.pk).differences


def test_short_over_damaged_and_unknown_are_told_with_reasons_and_another_person_approves(floor: Floor) -> None:
    Merchant.objects.filter(pk=floor.merchant.pk).update(approval_minor=1000)
    floor.merchant.refresh_from_db()
    row = plan(floor, CUP=10)
    came = [
        {"sku": "CUP", "quantity": 6, "key": "a"},
        {"sku": "CUP", "quantity": 1, "damaged": True, "key": "b"},
        {"sku": "TEA", "quantity": 2, "expires_on": "2027-09-30"},
        {"sku": "WHAT", "quantity": 3},
        {"sku": "WHAT", "quantity": 0},
    ]
    done = arrivals.receive(floor.merchant, row.pk, came, "li", NOON)
    assert done.moved == 4 and [(r.row, r.code) for r in done.refused] == [(4, "move_quantity")]
    assert arrivals.receive(floor.merchant, row.pk, came[:2], "li", NOON).known == 2
    found = {r["sku"]: (r["planned"], r["good"], r["damaged"], r["short"], r["over"]) for r in arrivals.differences(row).to_dicts()}
    assert found == {"CUP": (10, 6, 1, 3, 0), "TEA": (0, 2, 0, 0, 2)}
    assert Holding.objects.get(product=floor.product, bin__kind="quarantine").quantity == 1
    with pytest.raises(NotPossible, match="no reason is given"):
        arrivals.close(floor.merchant, row.pk, {"CUP": "box crushed"}, "li", NOON)
    assert not arrivals.close(floor.merchant, row.pk, {"CUP": "box crushed", "TEA": "sent by mistake"}, "li", NOON)
    assert inbounds.state_of(row) == "waits"
    with pytest.raises(NotPossible, match="somebody other than li must approve"):
        arrivals.approve(floor.merchant, row.pk, "li", NOON)
    arrivals.reject(floor.merchant, row.pk, "look again", "wu", NOON)
    assert inbounds.state_of(row) == "receiving"
    arrivals.close(floor.merchant, row.pk, {"CUP": "box crushed", "TEA": "sent by mistake"}, "li", NOON)
    arrivals.approve(floor.merchant, row.pk, "wu", NOON)
    assert inbounds.state_of(row) == "closed" and not audit_stock(floor.merchant.pk).differences


def test_a_receipt_that_was_a_mistake_is_taken_back(floor: Floor) -> None:
    row = plan(floor, CUP=10)
    arrivals.receive(floor.merchant, row.pk, [{"sku": "CUP", "quantity": 100}], "li", NOON)
    receipt = Receipt.objects.get()
    arrivals.take_back(floor.merchant, row.pk, receipt.pk, "li", NOON)
    assert stock(floor, floor.other, floor.product) == 0 and not audit_stock(floor.merchant.pk).differences
    with pytest.raises(NotPossible):
        arrivals.take_back(floor.merchant, row.pk, receipt.pk, "li", NOON)
    arrivals.receive(floor.merchant, row.pk, [{"sku": "CUP", "quantity": 10}], "li", NOON)
    assert arrivals.close(floor.merchant, row.pk, {}, "li", NOON)


def test_plans_that_cannot_be(floor: Floor) -> None:
    def no(match: str, fields: dict[str, Any], lines: dict[str, Any]) -> None:
        with pytest.raises(NotPossible, match=match):
            inbounds.create(floor.merchant, {"warehouse_id": floor.other.pk} | fields, lines, "li", NOON)

    no("both where the goods come from", {"source_id": floor.other.pk}, {})
    no("does not exist", {"warehouse_id": 10**9}, {})
    no("not in the catalogue", {}, {"NONE": 1})
    no("not a whole number", {}, {"CUP": -1})
    no("no day", {"planned_on": "soon"}, {})
    assert not Inbound.objects.exists()
    plan(floor)
    no("already", {"number": "IN-1"}, {})
    with pytest.raises(NotPossible, match="has no goods"):
        inbounds.depart(floor.merchant, Inbound.objects.get().pk, "li", NOON)


def test_a_bin_of_the_wrong_warehouse_is_told(floor: Floor) -> None:
    row = plan(floor, CUP=10)
    done = arrivals.receive(floor.merchant, row.pk, [{"sku": "CUP", "quantity": 1, "to": "S-01"}], "li", NOON)
    assert [r.code for r in done.refused] == ["move_bin_elsewhere"] and not Receipt.objects.exists()
    assert Bin.objects.filter(warehouse=floor.other).count() >= 1 and moves.Done(0, 0).planned == 0
