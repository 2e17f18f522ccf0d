"""Stock, inbound plans, counts and kits over the API: the same verbs as the console's, and nothing of anybody else's."""

from __future__ import annotations

from typing import Any

import pytest

from fahuo.flow.stock_audit import audit_stock
from fahuo.records import keys
from fahuo.records.models import Bin, Holding, Merchant, Move, Product, Stock, Warehouse
from tests.api.test_orders import ORDER, Caller
from tests.scene import sample_merchant

pytestmark = pytest.mark.django_db


class Shelf:
    """A warehouse with bins of its own, two products, and a program that asks."""

    def __init__(self) -> None:
        self.merchant = sample_merchant()
        self.api = Caller(keys.make(self.merchant, "test"))
        self.house = Warehouse.objects.filter(merchant=self.merchant, kind="own").order_by("pk")[0]
        self.cup = Product.objects.create(merchant=self.merchant, sku="CUP", name="Cup", weight_g=100, price_minor=500, currency="CNY")
        self.tea = Product.objects.create(merchant=self.merchant, sku="TEA", name="Tea", tracks="lot", removal="fefo")
        made = self.api.post("/api/stock/bins", {"warehouse_id": self.house.pk, "pattern": "S-{01..03}", "walk": 10}).json()
        assert made == {"made": 3, "there": 0}

    def moves(self, *rows: dict[str, Any]) -> Any:
        return self.api.post("/api/stock/moves", {"moves": [{"sku": "CUP", "warehouse": self.house.code} | row for row in rows]}).json()

    def lies(self, sku: str = "CUP") -> dict[str, int]:
        said = self.api.get(f"/api/stock/products/{sku}").json()["lies"]
        return {f"{row['bin']}{'/' + row['lot'] if row['lot'] else ''}": row["quantity"] for row in said}

    def inbound(self, lines: dict[str, int], **more: Any) -> Any:
        return self.api.post("/api/inbounds", {"warehouse_id": self.house.pk, "lines": lines} | more).json()


@pytest.fixture
def shelf(db: None) -> Shelf:
    return Shelf()


def test_good_rows_are_done_and_bad_ones_come_back_with_their_place(shelf: Shelf) -> None:
    said = shelf.moves(
        {"verb": "receive", "quantity": 10, "to_bin": "S-01", "key": "a"},
        {"verb": "move", "quantity": 11, "from_bin": "S-01", "to_bin": "S-02"},
        {"verb": "receive", "sku": "TEA", "quantity": 4, "to_bin": "S-01", "lot": "T1", "expires_on": "2028-05-01"},
        {"verb": "move", "sku": "TEA", "quantity": 1, "from_bin": "S-01", "to_bin": "S-02", "lot": "NONE"},
        {"verb": "receive", "quantity": -3},
        {"verb": "move", "quantity": 2, "from_bin": "S-01", "to_bin": "NOT-MINE"},
    )
    assert said["moved"] == 2 and [r["row"] for r in said["refused"]] == [2, 4, 5, 6]
    assert [r["code"] for r in said["refused"]] == ["stock_not_there", "move_lot_unknown", "move_quantity", "move_bin_unknown"]
    assert all(r["en"] and r["zh"] and r["mend_en"] for r in said["refused"])
    assert shelf.lies() == {"S-01": 10} and shelf.lies("TEA") == {"S-01/T1": 4}
    assert shelf.moves({"verb": "receive", "quantity": 10, "to_bin": "S-01", "key": "a"})["known"] == 1  # the same key moves once
    assert shelf.lies() == {"S-01": 10} and not audit_stock(shelf.merchant.pk).differences


def test_a_move_is_taken_back_once(shelf: Shelf) -> None:
    shelf.moves({"verb": "receive", "quantity": 7, "to_bin": "S-02"})
    line = shelf.api.get("/api/stock/products/CUP").json()["moves"][0]
    assert (line["kind"], line["balance"], line["to_bin"], line["actor"]) == ("received", 7, "S-02", "api")
    assert shelf.api.post("/api/stock/moves/undo", {"ids": [line["id"]]}).json() == {"undone": 1}
    assert shelf.api.post("/api/stock/moves/undo", {"ids": [line["id"]]}).status_code == 409
    assert shelf.lies() == {} and Move.objects.filter(product=shelf.cup).count() == 2


def test_the_list_pages_and_narrows(shelf: Shelf) -> None:
    shelf.moves({"verb": "receive", "quantity": 7, "to_bin": "S-02"})
    said = shelf.api.get("/api/stock?q=CUP").json()
    assert said["count"] == 1 and said["stock"][0] | {"sku": "CUP", "on_hand": 7, "available": 7} == said["stock"][0]
    everything = shelf.api.get("/api/stock?limit=1000").json()
    parts = [shelf.api.get(f"/api/stock?limit=10&offset={n}").json()["stock"] for n in range(0, everything["count"], 10)]
    assert [row for part in parts for row in part] == everything["stock"]
    assert shelf.api.get("/api/stock?q=%25&only=nonsense&limit=-1").status_code == 200
    assert shelf.api.get("/api/stock/products/NONE").status_code == 404


def test_a_bin_changes_only_while_it_is_empty(shelf: Shelf) -> None:
    shelf.moves({"verb": "receive", "quantity": 7, "to_bin": "S-02"})
    full, empty = (Bin.objects.get(warehouse=shelf.house, code=code).pk for code in ("S-02", "S-03"))
    assert shelf.api.patch(f"/api/stock/bins/{full}", {"kind": "quarantine"}).status_code == 409
    assert shelf.api.patch(f"/api/stock/bins/{full}", {"walk": 5}).json()["walk"] == 5
    assert shelf.api.patch(f"/api/stock/bins/{empty}", {"active": False}).json()["active"] is False
    listed = {b["code"]: b["pieces"] for b in shelf.api.get(f"/api/stock/bins?warehouse_id={shelf.house.pk}&q=S-").json()["bins"]}
    assert listed == {"S-01": 0, "S-02": 7, "S-03": 0}
    bad = shelf.api.post("/api/stock/bins", {"warehouse_id": shelf.house.pk, "pattern": "A-{9..1}"})
    assert bad.status_code == 409 and "A-{9..1}" in bad.json()["error"]


def test_the_reports_answer(shelf: Shelf) -> None:
    shelf.moves({"verb": "receive", "quantity": 7, "to_bin": "S-02"})
    rows = {r["sku"]: r for r in shelf.api.get("/api/stock/age").json()["age"]}
    assert rows["CUP"]["quantity"] == 7 and rows["CUP"]["0-30"] == 7
    assert "CUP" not in {r["sku"] for r in shelf.api.get("/api/stock/age?on=2020-01-01").json()["age"]}
    every = shelf.api.get("/api/stock/reorder?every=true&days=30").json()["reorder"]
    assert "CUP" in {r["sku"] for r in every}


def test_an_inbound_from_plan_to_approval(shelf: Shelf) -> None:
    plan = shelf.inbound({"CUP": 20}, number="SEA-1", planned_on="2026-12-24", supplier="Kiln 3")
    url = f"/api/inbounds/{plan['id']}"
    assert (plan["number"], plan["state"], plan["planned"]) == ("SEA-1", "planned", 20)
    assert "SEA-1" in shelf.inbound({"CUP": 1}, number="SEA-1")["error"]
    assert shelf.api.post(f"{url}/lines", {"lines": {"CUP": 12}}).json()["planned"] == 12
    assert shelf.api.post(f"{url}/depart", {}).json()["state"] == "departed"
    assert shelf.api.post(f"{url}/lines", {"lines": {"CUP": 99}}).status_code == 409
    assert shelf.api.post(f"{url}/arrive", {}).json()["state"] == "arrived"
    rows = [
        {"sku": "CUP", "quantity": 9, "to_bin": "S-01", "key": "1"},
        {"sku": "CUP", "quantity": 1, "damaged": True},
        {"sku": "WHAT", "quantity": 2},
        {"sku": "CUP", "quantity": "many"},
        {"box": "SEA-1-009"},
    ]
    said = shelf.api.post(f"{url}/receive", {"received": rows}).json()
    assert said["moved"] == 3 and [r["row"] for r in said["refused"]] == [4, 5]
    assert shelf.api.post(f"{url}/receive", {"received": rows[:1]}).json()["known"] == 1
    assert shelf.api.post(f"{url}/close", {}).status_code == 409  # a difference needs its reason
    closed = shelf.api.post(f"{url}/close", {"reasons": {"CUP": "two broken at sea"}}).json()
    assert closed["state"] == "waits" and closed["unknown"] == [{"said": "WHAT", "quantity": 2}]
    assert closed["lines"] == [{"sku": "CUP", "planned": 12, "good": 9, "damaged": 1, "short": 2, "over": 0, "reason": "two broken at sea"}]
    assert shelf.api.post(f"{url}/reject", {"note": "count again"}).json()["state"] == "receiving"
    shelf.api.post(f"{url}/close", {"reasons": {"CUP": "two broken at sea"}})
    assert shelf.api.post(f"{url}/approve", {}).json()["state"] == "closed"
    assert shelf.api.post(f"{url}/cancel", {}).status_code == 409
    assert [x["number"] for x in shelf.api.get("/api/inbounds?closed=true").json()["inbounds"]] == ["SEA-1"]
    assert shelf.lies() == {"S-01": 9, "HOLD": 1} and not audit_stock(shelf.merchant.pk).differences


def test_a_plan_can_be_given_up(shelf: Shelf) -> None:
    plan = shelf.inbound({"CUP": 3})
    assert shelf.api.post(f"/api/inbounds/{plan['id']}/cancel", {}).json()["state"] == "cancelled"


def test_a_count_is_taken_bin_by_bin_and_approved(shelf: Shelf) -> None:
    Merchant.objects.filter(pk=shelf.merchant.pk).update(approval_minor=1000)
    shelf.moves({"verb": "receive", "quantity": 10, "to_bin": "S-01"}, {"verb": "receive", "quantity": 5, "to_bin": "S-02"})
    made = shelf.api.post("/api/counts", {"warehouse_id": shelf.house.pk, "wanted": ["S-0*"], "blind": False}).json()
    url = f"/api/counts/{made['id']}"
    assert made["todo"] == ["S-01", "S-02", "S-03"] and made["state"] == "open"
    assert shelf.api.post(f"{url}/bin", {"bin": "S-01", "found": []}).status_code == 409  # it was not begun
    for code, pieces in (("S-01", 8), ("S-02", 5)):
        assert shelf.api.post(f"{url}/begin", {"bin": code}).json() == {"bin": code}
        shelf.api.post(f"{url}/bin", {"bin": code, "found": [{"sku": "CUP", "quantity": pieces}]})
    shelf.api.post(f"{url}/begin", {"bin": "S-03"})
    wrong = shelf.api.post(f"{url}/bin", {"bin": "S-03", "found": [{"sku": "CUP", "quantity": 1}, {"sku": "CUP", "quantity": -1}]})
    assert wrong.status_code == 409 and shelf.api.get(url).json()["todo"] == ["S-03"]  # nothing of it counts
    shelf.api.post(f"{url}/bin", {"bin": "S-03", "found": []})
    said = shelf.api.post(f"{url}/finish", {}).json()
    assert said["state"] == "closed" and said["differences"][0]["difference"] == -2  # 10.00 is not above the limit: booked
    assert shelf.lies() == {"S-01": 8, "S-02": 5} and not audit_stock(shelf.merchant.pk).differences
    again = shelf.api.post("/api/counts", {"warehouse_id": shelf.house.pk, "chosen_by": "product", "wanted": ["CUP"]}).json()
    assert shelf.api.post(f"/api/counts/{again['id']}/cancel", {}).json()["state"] == "cancelled"
    assert shelf.api.post("/api/counts", {"warehouse_id": shelf.house.pk, "wanted": ["Z-*"]}).status_code == 409


def test_a_product_has_its_fields_of_the_floor_and_a_kit_its_parts(shelf: Shelf) -> None:
    said = shelf.api.patch("/api/products/CUP", {"gtin": "6291041500213", "tracks": "serial", "removal": "lifo"}).json()
    assert (said["gtin"], said["tracks"], said["removal"], said["material"]) == ("6291041500213", "serial", "lifo", False)
    assert shelf.api.patch("/api/products/TEA", {"gtin": "06291041500213"}).status_code == 409  # CUP has it
    Product.objects.create(merchant=shelf.merchant, sku="SET", name="Set")
    assert shelf.api.patch("/api/products/SET", {"parts": {"CUP": 2, "TEA": 1}}).json()["parts"] == {"CUP": 2, "TEA": 1}
    wrong = shelf.api.patch("/api/products/SET", {"parts": {"SET": 1}, "name": "Changed"})
    assert wrong.status_code == 409 and shelf.api.get("/api/products/SET").json()["name"] == "Set"  # all of a call or nothing
    assert shelf.api.patch("/api/products/SET", {"parts": {}}).json()["parts"] == {}


def test_promised_pieces_are_given_up_only_with_a_word_and_the_orders_are_named(shelf: Shelf) -> None:
    order = shelf.api.post("/api/orders", {"orders": [ORDER]}).json()["stored"][0]
    held = Stock.objects.get(product__sku="HZ-BT01", reserved=1)
    lies = Holding.objects.get(product=held.product, bin__warehouse=held.warehouse)
    row = {
        "verb": "write_off",
        "sku": "HZ-BT01",
        "warehouse": held.warehouse.code,
        "from_bin": lies.bin.code,
        "quantity": held.on_hand,
        "reason": "damaged",
    }
    would = shelf.api.post("/api/stock/moves/hits", {"moves": [row]}).json()["lost"]
    assert [(x["number"], x["pieces"], x["then"]) for x in would] == [("WEB-1", 1, "planned_again")]
    assert shelf.moves(row)["refused"][0]["code"] == "stock_is_promised"
    said = shelf.moves(row | {"give_up": True})
    assert said["moved"] == 1 and said["lost"] == would and said["lost"][0]["order_id"] == order["order_id"]
    held.refresh_from_db()
    assert (held.on_hand, held.reserved) == (0, 0) and not audit_stock(shelf.merchant.pk).differences
