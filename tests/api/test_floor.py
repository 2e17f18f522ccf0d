"""The floor over the API: from what waits to what was collected, as a program of the warehouse would do it."""

from __future__ import annotations

import pytest

from fahuo.flow import verbs
from fahuo.flow.stock_audit import audit_stock
from fahuo.records import keys
from fahuo.records.models import Event, Merchant, ParcelStanding
from fahuo.steps.goods.models import Tote
from fahuo.steps.methods.models import Label
from tests.api.test_orders import Caller
from tests.flow.floor.hall import LATER, hall, own_parcels

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant() -> Merchant:
    return hall(16)


@pytest.fixture
def api(merchant: Merchant) -> Caller:
    return Caller(keys.make(merchant, "floor"))


def test_from_the_queue_to_the_collection(api: Caller, merchant: Merchant) -> None:
    waiting = api.get("/api/floor/queue").json()
    parcels = own_parcels(merchant)
    assert waiting["count"] == len(parcels) and waiting["parcels"][0]["parcel"].startswith("FH")
    assert [row["en"] for row in waiting["blocked"] if row["code"] == "pick_held"] == ["the order is held and waits for a person"]
    some = api.get(f"/api/floor/queue?countries={parcels[0].order.country}&limit=1").json()
    assert 1 <= some["count"] < waiting["count"] and len(some["parcels"]) == 1

    released = api.post("/api/floor/release", {"form": "cluster", "by": "li"}).json()
    assert released["parcels"] == len(parcels) and released["work"]["pieces"] == sum(p.pieces for p in parcels)
    again = api.post("/api/floor/release", {"form": "cluster", "parcel_ids": [parcels[0].pk]}).json()
    assert again["lists"] == [] and again["refused"][0]["code"] == "pick_listed"

    listed = api.get("/api/floor/lists").json()["lists"]
    assert [row["id"] for row in listed] == [row["id"] for row in released["lists"]]
    for row in listed:
        state = api.post(f"/api/floor/lists/{row['id']}/start", {"by": "wang"}).json()
        while stop := state["next"]:
            told = {"bin": stop["bin"], "product": stop["sku"], "quantity": stop["quantity"], "by": "wang"}
            state = api.post(f"/api/floor/lists/{row['id']}/pick", told).json()
            assert state["aside"] == []
        assert state["list"]["left"] == 0
    assert [row["id"] for row in api.get("/api/floor/lists?done=true").json()["lists"]][::-1] == [row["id"] for row in listed]
    assert set(ParcelStanding.objects.filter(parcel_id__in=[p.pk for p in parcels]).values_list("state", flat=True)) == {"picked"}
    assert api.get(f"/api/floor/lists/{listed[0]['id']}/list.pdf").content.startswith(b"%PDF")

    due = api.get("/api/manifests/due").json()["due"]
    assert sum(row["parcels"] for row in due) == len(parcels)
    for row in due:
        made = api.post("/api/manifests", {"service": row["service"], "warehouse": row["warehouse"], "by": "zhou"}).json()
        mine = [p for p in parcels if (p.label.service.code, p.warehouse.code) == (row["service"], row["warehouse"])]
        numbers = [p.label.tracking_number for p in mine]
        done = api.post(f"/api/manifests/{made['id']}/scan", {"numbers": [*numbers, "NOPE", numbers[0]]}).json()
        assert [a["parcel_id"] for a in done["accepted"]] == [p.pk for p in mine]
        assert [(r["row"], r["code"]) for r in done["refused"]] == [(len(mine) + 1, "scan_unknown"), (len(mine) + 2, "scan_twice")]
        closed = api.post(f"/api/manifests/{made['id']}/close", {"bags": 1, "by": "zhou"}).json()
        assert closed["closed_by"] == "zhou" and closed["parcels"] == len(mine)
        assert api.post(f"/api/manifests/{made['id']}/collected", {"driver": "Chen", "plate": "b1"}).json()["plate"] == "B1"
        assert api.get(f"/api/manifests/{made['id']}/sheet.pdf").content.startswith(b"%PDF")
    assert len(api.get("/api/manifests").json()["manifests"]) == len(due)
    assert Event.objects.filter(kind="handed_over").count() == len(parcels)
    assert audit_stock(merchant.pk).differences == []


def test_a_wrong_bin_product_or_number_is_refused_in_a_sentence(api: Caller, merchant: Merchant) -> None:
    row = api.post("/api/floor/release", {"form": "batch"}).json()["lists"][0]["id"]
    path, stop = f"/api/floor/lists/{row}/pick", api.get(f"/api/floor/lists/{row}").json()["next"]
    good = {"bin": stop["bin"], "product": stop["sku"], "quantity": stop["quantity"]}
    for wrong, said in (
        ({"bin": "Z-1"}, "Z-1 was scanned"),
        ({"product": "NO-SUCH"}, "wrong product"),
        ({"lot": "L-9"}, "wrong lot"),
        ({"quantity": stop["quantity"] + 1}, "wanted here"),
        ({"quantity": stop["quantity"] - 1}, "wanted here"),
    ):
        answer = api.post(path, good | wrong)
        assert answer.status_code == 409 and said in answer.json()["error"], answer.content
    assert api.post(path, good | {"quantity": -1}).status_code == 422
    assert api.post(path, good).status_code == 200
    place = {"bin_id": stop["bin_id"], "product_id": stop["product_id"], "lot_id": stop["lot_id"]}
    undone = api.post(f"/api/floor/lists/{row}/undo", place).json()
    assert undone["pieces"] == stop["quantity"] and undone["next"]["sku"] == stop["sku"]
    short = api.post(path, good | {"quantity": 0, "short": True}).json()
    assert short["aside"] and all(number.startswith("FH") for number in short["aside"])
    taken = api.post(f"/api/floor/lists/{row}/start", {"by": "wang"})  # the first pick was "api"'s
    assert taken.status_code == 409 and "api is walking" in taken.json()["error"]
    assert api.post(f"/api/floor/lists/{row}/start", {"by": "wang", "take": True}).json()["list"]["picker"] == "wang"
    assert api.post(f"/api/floor/lists/{row}/cancel", {}).json()["parcels"] > 0


def test_a_wall_a_cart_and_what_is_put_back(api: Caller, merchant: Merchant) -> None:
    parcels = own_parcels(merchant)
    row = api.post("/api/floor/release", {"form": "batch", "parcel_ids": [parcels[0].pk]}).json()["lists"][0]["id"]
    one = api.get(f"/api/floor/lists/{row}").json()
    for stop in one["stops"]:
        api.post(f"/api/floor/lists/{row}/pick", {"bin": stop["bin"], "product": stop["sku"], "quantity": stop["quantity"]})
    put = api.post(f"/api/floor/lists/{row}/put", {"product": one["stops"][0]["sku"]}).json()
    assert put == {"slot": 1, "parcel_id": parcels[0].pk, "left": parcels[0].pieces - 1}
    out = api.post(f"/api/floor/lists/{row}/put-out", {"product": one["stops"][0]["sku"], "slot": 1}).json()
    assert out["slots"][0]["put"] == 0
    Tote.objects.create(merchant=merchant, warehouse=parcels[0].warehouse, code="T-1")
    assert api.post(f"/api/floor/lists/{row}/totes", {"slot": 1, "tote": "T-1"}).json()["slots"][0]["tote"] == "T-1"
    assert api.get("/api/floor/put-back").json() == {"pieces": []}
    Label.objects.filter(parcel__order=parcels[0].order_id).delete()
    verbs.cancel(merchant, [parcels[0].order_id], "li", LATER)
    back = api.get("/api/floor/put-back").json()["pieces"]
    assert sum(piece["quantity"] for piece in back) == parcels[0].pieces
    assert api.post("/api/floor/put-back", {"parcel_ids": [parcels[0].pk]}).json() == {"lines": len(back)}
    assert audit_stock(merchant.pk).differences == []


def test_a_manifest_is_opened_again(api: Caller, merchant: Merchant) -> None:
    parcel = own_parcels(merchant)[0]
    made = api.post("/api/manifests", {"service": parcel.label.service.code, "warehouse": parcel.warehouse.code}).json()["id"]
    assert api.post(f"/api/manifests/{made}/close", {}).status_code == 409
    api.post(f"/api/manifests/{made}/scan", {"numbers": [parcel.label.tracking_number]})
    assert api.post(f"/api/manifests/{made}/take-out", {"number": parcel.label.tracking_number}).json() == {"parcel_id": parcel.pk}
    api.post(f"/api/manifests/{made}/scan", {"numbers": [parcel.label.tracking_number]})
    api.post(f"/api/manifests/{made}/close", {})
    assert "is closed" in api.post(f"/api/manifests/{made}/scan", {"numbers": ["x"]}).json()["error"]
    opened = api.post(f"/api/manifests/{made}/reopen", {"reason": "no truck"}).json()
    assert opened["closed_at"] is None and opened["reopened"] == 1
    inside = api.get(f"/api/manifests/{made}").json()["scanned"]
    assert [row["tracking_number"] for row in inside] == [parcel.label.tracking_number]
    assert api.post("/api/manifests", {"service": "NO-SUCH", "warehouse": parcel.warehouse.code}).status_code == 404
