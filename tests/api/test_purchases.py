"""Choose and buy in one call: once for a key, with reasons where it cannot be, and where to ask when the carrier is slow."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from threading import Event
from typing import Any

import pytest
from django.test import Client

from fahuo.flow import calls
from fahuo.ports.answers import Denied, Refused
from fahuo.ports.carrier import Label as Sold
from fahuo.ports.carrier import LabelRequest
from fahuo.ports.doubles import CarrierInMemory
from fahuo.records import keys
from fahuo.records.models import Event as Told
from fahuo.records.models import Merchant
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods.models import ChoiceRule, Label, Offer, Purchase
from fahuo.steps.orders.models import Order
from tests.api.test_orders import ORDER
from tests.scene import NOON, sample_merchant, stranger

pytestmark = pytest.mark.django_db


@dataclass
class Carrier(CarrierInMemory):
    """`gate`: a sale waits until it is opened; `error` stands for every answer."""

    gate: Event = field(default_factory=Event)
    error: Exception | None = None

    def buy_label(self, request: LabelRequest) -> Sold:
        self.gate.wait(60)
        if self.error:
            raise self.error
        return super().buy_label(request)

    def close(self) -> None: ...

    def __enter__(self) -> Carrier:
        return self

    def __exit__(self, *_: object) -> None: ...


@pytest.fixture
def merchant() -> Merchant:
    return sample_merchant()


@pytest.fixture
def carrier(monkeypatch: pytest.MonkeyPatch) -> Carrier:
    client = Carrier()
    client.gate.set()
    monkeypatch.setattr(calls, "connect", lambda merchant: client)
    return client


@dataclass
class Caller:
    merchant: Merchant

    def __post_init__(self) -> None:
        self.head = {"Authorization": f"Bearer {keys.make(self.merchant, 'k')}"}

    def buy(self, key: str | None, **body: Any) -> Any:
        head = self.head | ({"Idempotency-Key": key} if key is not None else {})
        return Client().post("/api/purchases", json.dumps(body), content_type="application/json", headers=head)

    def get(self, path: str) -> Any:
        return Client().get(path, headers=self.head)


@pytest.fixture
def caller(merchant: Merchant) -> Caller:
    return Caller(merchant)


def test_an_order_that_is_brought_has_its_label_in_one_call(caller: Caller, carrier: Carrier) -> None:
    answer = caller.buy("press-1", order=ORDER)
    said = answer.json()
    assert (answer.status_code, said["state"], said["number"]) == (200, "bought", "WEB-1")
    (parcel,) = said["parcels"]
    assert parcel["tracking_number"] == "TEST1" and parcel["state"] == "bought"
    chosen = Offer.objects.select_related("service").get(parcel_id=parcel["id"], chosen=True)
    assert parcel["service"] == parcel["offer"]["service"] == chosen.service.code and parcel["offer"]["home_minor"] == chosen.home_minor
    assert parcel["offer"]["derivation"] and len(parcel["offer"]["derivation"]) == len(parcel["offer"]["derivation_zh"])
    assert any("refused" in other for other in parcel["others"]) and all("en" in o["refused"] for o in parcel["others"] if "refused" in o)
    assert caller.get(parcel["label"]).content.startswith(b"%PDF")
    assert [e.kind for e in Told.objects.filter(parcel_id=parcel["id"], kind="label_bought")] == ["label_bought"]
    assert caller.get(said["ask_at"]).json()["parcels"][0]["tracking_number"] == "TEST1"


def test_the_same_key_is_the_same_press(caller: Caller, carrier: Carrier) -> None:
    first = caller.buy("press-1", order=ORDER).json()
    again = caller.buy("press-1", order=ORDER).json()
    assert again == first and carrier.calls == 1
    assert Order.objects.filter(merchant=caller.merchant).count() == Purchase.objects.count() == 1
    # another key for the same order finds its label bought: a parcel has one
    other = caller.buy("press-2", number="WEB-1")
    assert other.status_code == 200 and other.json()["parcels"][0]["tracking_number"] == "TEST1" and len(carrier.labels) == 1


def test_a_key_is_not_taken_for_two_things(caller: Caller, carrier: Carrier) -> None:
    caller.buy("press-1", order=ORDER)
    reused = caller.buy("press-1", order=ORDER | {"number": "WEB-2"})
    assert reused.status_code == 409 and "press-1" in reused.json()["error"] and "press-1" in reused.json()["error_zh"]
    assert not Order.objects.filter(number="WEB-2").exists()


@pytest.mark.parametrize("key", [None, "", "a b", "k" * 65])
def test_without_a_key_nothing_is_bought(caller: Caller, carrier: Carrier, key: str | None) -> None:
    assert caller.buy(key, order=ORDER).status_code == 422
    assert not Purchase.objects.exists() and not carrier.labels


def test_the_rules_choose(caller: Caller, carrier: Carrier) -> None:
    ChoiceRule.objects.create(merchant=caller.merchant, position=1, name="only express", effect="force", services="express")
    said = caller.buy("press-1", order=ORDER).json()
    assert said["parcels"][0]["offer"]["class"] == "express"
    outside = [o["refused"]["en"] for o in said["parcels"][0]["others"] if o.get("refused", {}).get("code") == "outside_forced"]
    assert outside and all("only express" in sentence for sentence in outside)


def test_a_slow_carrier_is_asked_for_later_and_the_job_goes_on(caller: Caller, carrier: Carrier) -> None:
    carrier.gate.clear()
    answer = caller.buy("press-1", order=ORDER, within_s=0.5)
    assert answer.status_code == 202
    said = answer.json()
    assert (said["state"], said["parcels"][0]["state"], said["parcels"][0]["label"]) == ("asked", "asked", None)
    carrier.gate.set()  # its first answer comes to nobody
    assert calls.buy_labels(caller.merchant.pk, lambda: NOON) == 1
    later = caller.get(said["ask_at"])
    assert (later.status_code, later.json()["parcels"][0]["tracking_number"]) == (200, "TEST1")
    assert len(carrier.labels) == 1, "one label, though it was asked for twice"


@pytest.mark.parametrize("error", [Denied("who are you?"), RuntimeError("a bug in the plug-in")])
def test_what_says_nothing_of_the_parcel_leaves_it_owed(caller: Caller, carrier: Carrier, error: Exception) -> None:
    carrier.error = error
    assert caller.buy("press-1", order=ORDER).status_code == 202
    carrier.error = None
    assert calls.buy_labels(caller.merchant.pk, lambda: NOON) == 1


def test_without_an_account_it_waits_for_one(caller: Caller) -> None:
    assert caller.buy("press-1", order=ORDER).status_code == 202


def test_a_refusal_is_the_carriers_own_sentence_and_the_next_press_asks_anew(caller: Caller, carrier: Carrier) -> None:
    carrier.error = Refused("no_bells", "no parcels with bells")
    refused = caller.buy("press-1", order=ORDER)
    assert refused.status_code == 409 and "no parcels with bells" in refused.json()["error"]
    carrier.error = None
    assert caller.buy("press-1", order=ORDER).status_code == 409, "the same press has its answer"
    assert caller.buy("press-2", number="WEB-1", shop="HZY-WEB").status_code == 200


def test_what_cannot_go_says_why_and_what_would_mend_it(caller: Caller, carrier: Carrier) -> None:
    said = caller.buy("press-1", order=ORDER | {"lines": [{"sku": "NOTHING", "quantity": 1, "price": "1"}]})
    assert said.status_code == 409 and "NOTHING" in said.json()["error"] and said.json()["reasons"][0]["code"] == "product_unknown"
    assert Order.objects.filter(number="WEB-1").exists(), "it is stored and can be mended"
    unread = caller.buy("press-2", order=ORDER | {"number": "WEB-2", "currency": "??"})
    assert unread.status_code == 409 and not Order.objects.filter(number="WEB-2").exists()
    assert unread.json()["error"] and unread.json()["error_zh"]
    assert not carrier.labels


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "give one of"),
        ({"order_id": 1, "number": "WEB-1"}, "give one of"),
        ({"order_id": 999_999_999}, "no order 999999999"),
        ({"number": "NOBODY"}, "no order NOBODY"),
        ({"number": "WEB-1", "size_mm": [1, 2, 3]}, "size_mm"),
        ({"number": "WEB-1", "weight_g": 5, "size_mm": [0, 2, 3]}, "each side"),
    ],
)
def test_a_call_that_names_no_order_is_said(caller: Caller, carrier: Carrier, body: dict[str, Any], said: str) -> None:
    answer = caller.buy("press-1", **body)
    assert answer.status_code == 409 and said in answer.json()["error"] and answer.json()["error_zh"]
    assert not Purchase.objects.exists()


def test_a_weight_from_the_scale_decides(caller: Caller, carrier: Carrier) -> None:
    light = caller.buy("press-1", order=ORDER).json()["parcels"][0]
    second = ORDER | {"number": "WEB-2", "buyer": "bo", "name": "Bo Muster", "street": "Weg 1"}
    heavy = caller.buy("press-2", order=second, weight_g=3_210, size_mm=[100, 300, 200]).json()["parcels"][0]
    row = Parcel.objects.get(pk=heavy["id"])
    assert (row.weight_g, row.length_mm, row.width_mm, row.height_mm) == (3_210, 300, 200, 100)
    assert heavy["offer"]["home_minor"] > light["offer"]["home_minor"] and "3,210 g" in heavy["offer"]["derivation"][0]
    assert Told.objects.get(parcel_id=row.pk, kind="noted").data["weighed_g"] == 3_210
    # the same press again weighs nothing again; another press on a labelled parcel cannot
    again = caller.buy("press-2", order=second, weight_g=3_210, size_mm=[100, 300, 200])
    assert again.status_code == 200, again.json()
    assert caller.buy("press-3", number="WEB-2", weight_g=99).status_code == 409
    assert not Purchase.objects.filter(key="press-3").exists() and Parcel.objects.get(pk=row.pk).weight_g == 3_210


def test_a_cancelled_order_is_not_bought(caller: Caller, carrier: Carrier) -> None:
    order = (
        Client()
        .post("/api/orders", json.dumps({"orders": [ORDER]}), content_type="application/json", headers=caller.head)
        .json()["stored"][0]["order_id"]
    )
    Client().post("/api/orders/cancel", json.dumps({"ids": [order]}), content_type="application/json", headers=caller.head)
    assert "cancelled" in caller.buy("press-1", order_id=order).json()["error"]
    assert not carrier.labels


def test_a_strangers_key_and_order_are_their_own(caller: Caller, carrier: Carrier) -> None:
    mine = caller.buy("press-1", order=ORDER).json()
    other = Caller(stranger())
    assert other.get(mine["ask_at"]).status_code == 404
    assert other.buy("press-1", order_id=mine["order_id"]).status_code == 409
    assert "WEB-1" not in other.buy("press-9", number="WEB-1").json()["error_zh"].replace("WEB-1", "", 1)
    assert Label.objects.count() == 1 == Purchase.objects.count()


def test_the_double_is_a_carrier() -> None:
    from fahuo.ports.contract import carrier_contract
    from tests.ports.test_contract import REQUEST

    carrier = Carrier()
    carrier.gate.set()
    assert carrier_contract(carrier, replace(REQUEST, key="x")) == []
