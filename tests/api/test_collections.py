"""Collections over the API: the same verbs as the pages, with reasons that a program can read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from fahuo.flow.collecting import asking
from fahuo.ports.doubles import CollectorInMemory
from fahuo.records import keys
from fahuo.records.clock import now
from fahuo.records.models import Merchant
from fahuo.steps.transport.models import Collection
from tests.api.test_orders import Caller
from tests.flow.collecting.yard import POST, open_yard, shenzhen
from tests.scene import sample_merchant

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant() -> Merchant:
    return sample_merchant()


@pytest.fixture
def carrier(monkeypatch: pytest.MonkeyPatch) -> CollectorInMemory:
    return open_yard(monkeypatch)


@pytest.fixture
def api(merchant: Merchant, carrier: CollectorInMemory) -> Caller:
    return Caller(keys.make(merchant, "own"))


def day(merchant: Merchant) -> str:
    """A day ahead that is no Sunday."""
    on = asking.local_day(shenzhen(merchant), now()) + timedelta(days=2)
    return (on + timedelta(days=1) if on.weekday() == 6 else on).isoformat()


def asked(merchant: Merchant, **more: Any) -> dict[str, Any]:
    return {"warehouse": "SZX", "carrier": POST, "by": "wms"} | more


def test_slots_are_asked_one_is_booked_changed_and_cancelled(api: Caller, merchant: Merchant, carrier: CollectorInMemory) -> None:
    on = day(merchant)
    told = api.get(f"/api/collections/slots?warehouse=SZX&carrier={POST}&on={on}&days=7").json()
    assert told["zone"] == "Asia/Shanghai" and len(told["days"]) == 7
    first = told["days"][0]["slots"][0]
    assert first["left"] == 2 and first["reason"] is None
    sunday = next(d for d in told["days"] if not d["slots"])
    assert sunday["reason"]["code"] == "collection_closed_day" and sunday["reason"]["zh"]
    row = api.post("/api/collections", asked(merchant, on=on, slot=first["id"], parcels=5, weight_g=4_000)).json()
    assert (row["state"], row["reference"], row["acts"][0]["by"], row["number"][:2]) == ("booked", "C1", "wms", "CO")
    again = api.post("/api/collections", asked(merchant, on=on, slot=first["id"]))
    assert again.status_code == 409 and "booked already" in again.json()["error"]
    second = api.post("/api/collections", asked(merchant, on=on, slot=first["id"], another=True)).json()
    assert second["trip"] == 2
    full = api.get(f"/api/collections/slots?warehouse=SZX&carrier={POST}&on={on}").json()["days"][0]["slots"][0]
    assert full["reason"]["code"] == "collection_full"
    path = f"/api/collections/{row['id']}"
    assert api.post(f"{path}/change", {"weight_g": 9_000}).json()["weight_g"] == 9_000
    assert api.post(f"{path}/missed", {}).status_code == 409
    assert api.post(f"{path}/cancel", {}).json()["state"] == "cancelled"
    assert [act["kind"] for act in api.get(path).json()["acts"]] == ["book", "change", "cancel"]
    states = {c["id"]: c["state"] for c in api.get("/api/collections").json()["collections"]}
    assert states == {row["id"]: "cancelled", second["id"]: "booked"}
    assert len(api.get("/api/collections?state=booked").json()["collections"]) == 1
    assert api.post("/api/collections/next", asked(merchant)).json()["state"] == "booked"


def test_what_was_agreed_by_telephone_is_noted_and_changed(api: Caller, merchant: Merchant) -> None:
    by_hand = asked(merchant, on=day(merchant), begins="14:00", ends="16:00", reference="T-9", parcels=3, weight_g=2_000)
    row = api.post("/api/collections", by_hand).json()
    assert (row["by_hand"], row["reference"], row["state"]) == (True, "T-9", "booked")
    changed = api.post(f"/api/collections/{row['id']}/change", {"ends": "17:00"}).json()
    assert changed["begins_at"] == row["begins_at"] and changed["ends_at"] > row["ends_at"] and changed["weight_g"] == 2_000
    assert api.post(f"/api/collections/{row['id']}/change", {"ends": "13:00"}).status_code == 409
    Collection.objects.update(on=now().date() - timedelta(days=1))
    done = api.post(f"/api/collections/{row['id']}/collected", {"driver": "Chen", "plate": "b1"}).json()
    assert done["state"] == "collected" and done["acts"][-1]["said"] == "Chen B1"


def test_a_standing_booking_is_set_up_listed_and_ended(api: Caller, merchant: Merchant) -> None:
    body = asked(merchant, weekdays=[0, 1, 2, 3, 4, 5, 6], begins="14:00", ends="18:00")
    row = api.post("/api/collections/standing", body).json()
    assert api.post("/api/collections/standing", body).status_code == 409
    listed = api.get("/api/collections/standing").json()["standing"]
    assert listed[0]["id"] == row["id"] and len(listed[0]["days"]) == 3
    lanes = api.get("/api/collections/week").json()["lanes"]
    assert [(lane["warehouse"], lane["carrier"], lane["bare"]) for lane in lanes] == [("SZX", POST, False)]
    assert any(cell["standing"] == [row["id"]] for cell in lanes[0]["days"])
    assert api.post(f"/api/collections/standing/{row['id']}/end", {}).json()["ended_by"] == "api"
    assert api.post(f"/api/collections/standing/{row['id']}/end", {}).status_code == 409
    assert api.get("/api/collections/standing").json()["standing"] == []


@pytest.mark.parametrize("body", [{"carrier": "Nobody"}, {"warehouse": "DGM"}, {"parcels": 0}, {"weight_g": -1}, {"slot": "nothing"}])
def test_what_cannot_be_is_said(api: Caller, merchant: Merchant, body: dict[str, Any]) -> None:
    answer = api.post("/api/collections", asked(merchant, on=day(merchant), slot="x", parcels=1, weight_g=1) | body)
    assert answer.status_code == 409 and answer.json()["error_zh"]
    assert not Collection.objects.exists()
