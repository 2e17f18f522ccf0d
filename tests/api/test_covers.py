"""Cover over the API: said, planned, bought, listed, given back; refusals are 409 with a sentence in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from fahuo.flow import calls, cover_calls
from fahuo.records import keys
from fahuo.steps.goods.models import Parcel
from tests.api.test_orders import ORDER, Caller
from tests.flow.test_covers import Desk, buy, clock
from tests.scene import sample_merchant

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller() -> Caller:
    return Caller(keys.make(sample_merchant(), "shop"))


@pytest.fixture
def parcel(caller: Caller) -> Parcel:
    stored = caller.post("/api/orders", {"orders": [ORDER]}).json()["stored"]
    return Parcel.objects.get(order_id=stored[0]["order_id"])


def put(caller: Caller, parcel: Parcel, **body: Any) -> Any:
    return caller.client.put(f"/api/covers/{parcel.pk}", body, content_type="application/json", headers=caller.head)


def test_said_planned_bought_listed_and_given_back(caller: Caller, parcel: Parcel, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    monkeypatch.setattr(calls, "connect", lambda merchant: desk)
    assert caller.get(f"/api/covers/{parcel.pk}").json() == {"said": None, "planned": [], "policy": None}
    shown = put(caller, parcel, covers=True, value_minor=80_000).json()
    chosen = next(row for row in shown["planned"] if row["chosen"])
    assert shown["said"]["value_minor"] == 80_000 and chosen["value_minor"] == 80_000 and chosen["premium_minor"] > 0
    refused = [row["refused"]["code"] for row in shown["planned"] if "refused" in row]
    assert set(refused) <= {"cover_not_offered"}
    policy = buy(parcel)
    assert policy and caller.get(f"/api/covers/{parcel.pk}").json()["policy"]["number"] == "POLICY1"
    listed = caller.get("/api/covers?state=bought").json()
    assert [row["parcel_id"] for row in listed["policies"]] == [parcel.pk]
    assert listed["totals"][0]["charged_minor"] == chosen["premium_minor"] == listed["totals"][0]["paid_minor"]
    late = put(caller, parcel, covers=False)
    assert late.status_code == 409 and "no longer changes" in str(late.json()) and "不能再改" in late.json()["error_zh"]
    assert caller.post("/api/covers/return", {"ids": [parcel.pk]}).json() == {"asked": 1}
    cover_calls.buy_covers(parcel.merchant_id, clock)
    back = caller.get("/api/covers?state=returned").json()
    assert back["totals"][0]["paid_minor"] == 0 and back["policies"][0]["refunded_minor"] == chosen["premium_minor"]
    assert caller.post("/api/covers/return", {"ids": [parcel.pk]}).status_code == 409


def test_a_word_is_taken_back_and_values_are_judged(caller: Caller, parcel: Parcel) -> None:
    assert put(caller, parcel, covers=True, value_minor=0).status_code == 409
    assert put(caller, parcel, covers=False).json()["said"]["covers"] is False
    taken = caller.client.delete(f"/api/covers/{parcel.pk}", headers=caller.head).json()
    assert taken == {"said": None, "planned": [], "policy": None}
    assert caller.post(f"/api/covers/{parcel.pk}/again", {}).status_code == 409
    assert caller.post(f"/api/covers/{parcel.pk}/let-go", {}).status_code == 409
    assert caller.get("/api/covers/999999999").status_code == 404
