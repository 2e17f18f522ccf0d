"""Orders over the API: the good ones stored whatever becomes of the others, and nothing of anybody else's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from fahuo.records import keys
from fahuo.records.models import OrderStanding, Stock
from fahuo.steps.orders.models import Order, OrderLine
from tests.scene import sample_merchant, stranger

pytestmark = pytest.mark.django_db

ORDER: dict[str, Any] = {
    "number": "WEB-1",
    "placed_at": "2026-11-22T10:00:00Z",
    "currency": "EUR",
    "shop": "HZY-WEB",
    "buyer": "anna",
    "name": "Anna Beispiel",
    "street": "Beispielstr. 5",
    "city": "Berlin",
    "postcode": "10115",
    "country": "Germany",
    "phone": "+49 30 901820",
    "freight": "4.90",
    "lines": [{"sku": "HZ-BT01", "quantity": 1, "price": "29.90"}],
}


class Caller:
    """A program with a merchant's key."""

    def __init__(self, key: str) -> None:
        self.client, self.head = Client(), {"Authorization": f"Bearer {key}"}

    def get(self, path: str) -> Any:
        return self.client.get(path, headers=self.head)

    def post(self, path: str, body: object) -> Any:
        return self.client.post(path, json.dumps(body), content_type="application/json", headers=self.head)

    def patch(self, path: str, body: object) -> Any:
        return self.client.patch(path, json.dumps(body), content_type="application/json", headers=self.head)


@pytest.fixture
def caller() -> Caller:
    return Caller(keys.make(sample_merchant(), "test"))


def test_an_order_is_planned_and_stored_in_one_call(caller: Caller) -> None:
    said = caller.post("/api/orders", {"orders": [ORDER]}).json()
    assert [o["number"] for o in said["stored"]] == ["WEB-1"] and said["known"] == 0 and said["parcels"] == 1
    order = caller.get(f"/api/orders/{said['stored'][0]['order_id']}").json()
    assert (order["country"], order["goods_minor"], order["freight_minor"], order["state"]) == ("DE", 2990, 490, "planned")
    parcel = caller.get(f"/api/parcels/{order['parcels'][0]}").json()
    assert parcel["number"].startswith("FH") and parcel["pieces"] == 1
    offers = caller.get(f"/api/parcels/{order['parcels'][0]}/offers").json()
    assert sum(1 for o in offers if o.get("chosen")) == 1
    assert all("refused" in o or o["total_minor"] > 0 for o in offers)
    assert all(o["refused"]["en"] and o["refused"]["zh"] for o in offers if "refused" in o)


def test_the_same_order_again_makes_no_second_one(caller: Caller) -> None:
    caller.post("/api/orders", {"orders": [ORDER]})
    reserved = Stock.objects.filter(reserved__gt=0).count()
    again = caller.post("/api/orders", {"orders": [ORDER]}).json()
    assert again["stored"] == [] and again["known"] == 1
    assert Order.objects.count() == 1 and Stock.objects.filter(reserved__gt=0).count() == reserved


def test_a_bad_order_does_not_stop_the_good_ones(caller: Caller) -> None:
    unknown = ORDER | {"number": "WEB-2", "lines": [{"sku": "NOT-OURS", "quantity": 1, "price": "1"}]}
    no_phone = ORDER | {"number": "WEB-3", "phone": "12"}
    nonsense = ORDER | {"number": "WEB-4", "lines": [{"sku": "HZ-BT01", "quantity": "many", "price": "x"}]}
    said = caller.post("/api/orders", {"orders": [unknown, no_phone, nonsense, ORDER]}).json()
    codes = {o["number"]: {r["code"] for r in o["reasons"]} for o in said["stored"]}
    assert codes["WEB-1"] == set()
    assert {"product_unknown", "no_goods"} <= codes["WEB-2"]
    assert codes["WEB-3"] == {"phone_invalid"}
    assert [r["code"] for r in said["refused_rows"]] == ["quantity_unreadable"]
    assert OrderStanding.objects.filter(state="refused").count() == 2


def test_a_wrong_body_is_answered_with_places(caller: Caller) -> None:
    answer = caller.post("/api/orders", {"orders": [{"number": "X"}]})
    assert answer.status_code == 422
    assert any("lines" in fault["at"] for fault in answer.json()["faults"])
    assert "Traceback" not in answer.content.decode()


def test_mending_an_address_plans_the_order_again(caller: Caller) -> None:
    said = caller.post("/api/orders", {"orders": [ORDER | {"postcode": "1"}]}).json()
    order_id = said["stored"][0]["order_id"]
    assert {r["code"] for r in said["stored"][0]["reasons"]} == {"postcode_invalid"}
    mended = caller.patch(f"/api/orders/{order_id}/address", {"postcode": "10115"}).json()
    assert mended["state"] == "planned" and mended["reasons"] == [] and len(mended["parcels"]) == 1


def test_cancelling_gives_the_stock_back(caller: Caller) -> None:
    order_id = caller.post("/api/orders", {"orders": [ORDER]}).json()["stored"][0]["order_id"]
    assert Stock.objects.filter(reserved=1).count() == 1
    assert caller.post("/api/orders/cancel", {"ids": [order_id], "note": "buyer asked"}).json() == {"cancelled": 1}
    assert Stock.objects.filter(reserved__gt=0).count() == 0
    assert caller.get(f"/api/orders/{order_id}").json()["state"] == "cancelled"
    assert caller.post("/api/orders/cancel", {"ids": [order_id]}).json() == {"cancelled": 0}


def test_completing_a_product_ends_the_waiting(caller: Caller) -> None:
    from fahuo.records.models import Product

    waiting = Product.objects.filter(hs_code=None, attributes=0).first()
    assert waiting is not None
    line = {"sku": waiting.sku, "quantity": 1, "price": "9.90"}
    abroad = ORDER | {
        "country": "US",
        "region": "NY",
        "city": "New York",
        "postcode": "10001",
        "phone": "+12125550123",
        "currency": "USD",
        "lines": [line],
    }
    said = caller.post("/api/orders", {"orders": [abroad]}).json()["stored"][0]
    assert {r["code"] for r in said["reasons"]} == {"hs_missing"}
    changed = caller.patch(f"/api/products/{waiting.sku}", {"hs_code": "392690", "origin": "CN"}).json()
    assert changed["planned_again"] == 1
    assert caller.get(f"/api/orders/{said['order_id']}").json()["reasons"] == []


def test_a_stranger_sees_and_changes_nothing(caller: Caller) -> None:
    order_id = caller.post("/api/orders", {"orders": [ORDER]}).json()["stored"][0]["order_id"]
    parcel_id = caller.get(f"/api/orders/{order_id}").json()["parcels"][0]
    other = Caller(keys.make(stranger(), "other"))
    assert other.get("/api/orders").json() == {"orders": []}
    for path in (
        f"/api/orders/{order_id}",
        f"/api/parcels/{parcel_id}",
        f"/api/parcels/{parcel_id}/offers",
        f"/api/parcels/{parcel_id}/label.pdf",
    ):
        assert other.get(path).status_code == 404, path
    assert other.post("/api/orders/cancel", {"ids": [order_id]}).json() == {"cancelled": 0}
    assert other.post("/api/orders/approve", {"ids": [order_id]}).json() == {"approved": 0}
    assert other.post("/api/parcels/labels", {"ids": [parcel_id]}).json() == {"asked": 0}
    assert other.patch(f"/api/orders/{order_id}/address", {"city": "Elsewhere"}).status_code == 409
    assert Order.objects.get(pk=order_id).city == "Berlin"


def test_an_order_that_stands_twice_in_a_call_is_one_order(caller: Caller) -> None:
    said = caller.post("/api/orders", {"orders": [ORDER, ORDER, ORDER | {"number": " WEB-1 "}]}).json()
    assert len(said["stored"]) == 1 and said["known"] == 2 and said["refused_rows"] == []
    assert OrderLine.objects.count() == 1 and Stock.objects.filter(reserved=1).count() == 1
    other = ORDER | {"number": "WEB-2"}
    said = caller.post("/api/orders", {"orders": [other, other | {"lines": [{"sku": "HZ-BT01", "quantity": 5, "price": "1"}]}]}).json()
    assert [(r["order"], r["values"]["field"]) for r in said["refused_rows"]] == [(2, "lines")]
    assert OrderLine.objects.get(order__number="WEB-2").quantity == 1
    refused = ORDER | {"number": "WEB-3", "country": "Atlantis"}
    said = caller.post("/api/orders", {"orders": [refused, refused]}).json()
    assert said["stored"] == [] and said["known"] == 0 and [r["code"] for r in said["refused_rows"]] == ["country_unknown"]


@pytest.mark.parametrize(
    ("change", "code"),
    [({"number": "9" * 5_000}, "number_too_long"), ({"shop": "s" * 500}, "number_too_long"), ({"number": " "}, "number_missing"),
     ({"placed_at": "9999-12-31T23:59:59Z"}, "date_unreadable"), ({"freight": -5}, "freight_unreadable")],
)  # fmt: skip
def test_an_order_that_cannot_be_stored_says_which_it_is(caller: Caller, change: dict[str, Any], code: str) -> None:
    said = caller.post("/api/orders", {"orders": [ORDER, ORDER | {"number": "WEB-2"} | change, ORDER | {"number": "WEB-3"}]}).json()
    assert [o["number"] for o in said["stored"]] == ["WEB-1", "WEB-3"]
    assert [(r["code"], r["order"]) for r in said["refused_rows"]] == [(code, 2)]


@pytest.mark.parametrize(
    ("body", "status"),
    [("", 422), ("{", 400), ("[]", 422), ("[" * 100_000, 400), ('{"orders": [{"number": ' + "9" * 6_000 + "}]}", 400), (b"\xff\xfe", 400),
     (json.dumps({"orders": [ORDER | {"name": "\ud800"}]}), 422)],
)  # fmt: skip
def test_what_is_no_order_is_answered_in_one_form(caller: Caller, body: str | bytes, status: int) -> None:
    answer = caller.client.post("/api/orders", body, content_type="application/json", headers=caller.head)
    assert answer.status_code == status
    assert answer.json()["error"] and answer.json()["error_zh"]


def test_a_key_that_is_missing_or_wrong_is_told(caller: Caller) -> None:
    for head in ({}, {"Authorization": "Bearer nope"}, {"Authorization": "Basic eDp5"}, {"Authorization": "Bearer "}):
        answer = Client().get("/api/orders", headers=head)
        assert answer.status_code == 401 and "Bearer" in answer.json()["error"]


def test_an_address_takes_a_country_by_any_of_its_names(caller: Caller) -> None:
    order_id = caller.post("/api/orders", {"orders": [ORDER]}).json()["stored"][0]["order_id"]
    path = f"/api/orders/{order_id}/address"
    assert caller.patch(path, {"country": "Deutschland", "name": "Anna\0 "}).json()["country"] == "DE"
    assert Order.objects.get(pk=order_id).name == "Anna"
    for name in ("Atlantis", "x" * 5_000):
        answer = caller.patch(path, {"country": name})
        assert answer.status_code == 409 and "names no one country" in answer.json()["error"]
    assert caller.get(f"/api/orders/{order_id}").json()["country"] == "DE"


@pytest.mark.parametrize(
    "change",
    [{"origin": "China"}, {"origin": "x\0"}, {"attributes": -1}, {"attributes": 2**40}, {"attributes": 4096}, {"hs_code": "1"}, {"weight_g": 0},
     {"length_mm": 10**30}],
    ids=str,
)  # fmt: skip
def test_a_product_takes_no_value_that_cannot_be(caller: Caller, change: dict[str, Any]) -> None:
    before = caller.get("/api/products/HZ-BT01").json()
    answer = caller.patch("/api/products/HZ-BT01", change)
    assert answer.status_code == 409 and answer.json()["error"] and answer.json()["error_zh"]
    assert caller.get("/api/products/HZ-BT01").json() == before


def test_a_product_is_emptied_by_null(caller: Caller) -> None:
    emptied = caller.patch("/api/products/HZ-BT01", {"attributes": None, "origin": None, "name": "Ear\0buds ", "hs_code": None}).json()
    assert (emptied["attributes"], emptied["origin"], emptied["name"], emptied["hs_code"]) == (0, None, "Earbuds", None)


@pytest.mark.parametrize("quantity", [0, -1, 2**62, 2**64])
def test_no_such_number_of_pieces_is_received(caller: Caller, quantity: int) -> None:
    place = Stock.objects.values_list("warehouse_id", flat=True)[0]
    assert caller.post("/api/products/HZ-BT01/receive", {"warehouse_id": place, "quantity": quantity}).status_code == 409


@pytest.mark.parametrize("path", ["orders?number=%00", "orders?shop=%00", "products/%00"])
def test_what_no_text_holds_is_not_looked_for(caller: Caller, path: str) -> None:
    assert caller.get(f"/api/{path}").status_code == 422


def test_a_checkpoint_that_no_table_takes_does_not_stop_the_others(caller: Caller) -> None:
    rows = [
        {"number": "\0", "at": "2026-11-22T10:00:00Z", "code": "\0", "text": "\0"},
        {"number": "N1", "at": "9999-12-31T23:59:59Z", "text": "x" * 9_000},
    ]
    said = caller.post("/api/checkpoints", {"checkpoints": rows}).json()
    assert [r["code"] for r in said["refused"]] == ["checkpoint_number_missing", "checkpoint_number_unknown"]
