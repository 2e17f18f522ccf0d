"""The bench for programs: a terminal packs a parcel, a scale sends its lines, a stranger sees nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from fahuo.records import keys
from fahuo.records.models import Merchant
from fahuo.steps.goods.models import Scan
from fahuo.steps.goods.numbers import number_of
from tests import packing_scene, scene
from tests.packing_scene import fill

pytestmark = pytest.mark.django_db


def _client(merchant: Merchant) -> Client:
    return Client(headers={"authorization": f"Bearer {keys.make(merchant, 'test')}"})


def _scan(client: Client, text: str, **more: Any) -> dict[str, Any]:
    answer = client.post("/api/bench/B1/scan", {"text": text, **more}, content_type="application/json")
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def test_a_terminal_packs_a_parcel() -> None:
    merchant = scene.sample_merchant()
    desk = packing_scene.bench(merchant)
    a, b = packing_scene.products(merchant, 2)
    parcel = packing_scene.parcels(merchant, desk.station.warehouse)[0]
    fill(parcel, (a, 2))
    client = _client(merchant)
    assert client.get("/api/bench/B1").json()["open"] is None
    opened = _scan(client, number_of(parcel.pk), by="Li")
    assert opened["open"]["stage"] == "items" and opened["open"]["items"][0]["quantity"] == 2 and opened["open"]["opened_by"] == "Li"
    assert _scan(client, b.gtin)["tone"] == "wrong"
    for _ in range(2):  # the same scan sent twice is one
        _scan(client, a.gtin, key="k1")
    assert client.get("/api/bench/B1").json()["open"]["items"][0]["scanned"] == 1
    _scan(client, a.gtin, key="k2")
    assert client.post("/api/scale/B1", "US,GS,+  0.9kg\r\nST,GS,+  1.500kg\r\n", content_type="text/plain").json() == {
        "weight_g": 1500,
        "stable": True,
    }
    assert _scan(client, "FH.SCALE")["code"] == "weight_outside"
    body = {"supervisor": "boss", "reason": "samples inside"}
    done = client.post("/api/bench/B1/override", body, content_type="application/json").json()
    assert done["tone"] == "done" and done["label"] == f"/api/parcels/{parcel.pk}/label.pdf" and done["open"] is None
    assert client.get(done["label"]).content.startswith(b"%PDF")
    assert Scan.objects.get(reason="samples inside").by == "boss"


@pytest.mark.parametrize("line", [b"", b"OL,GS,+9999kg", b"\xff\xfe\x00", b"hello", b"x" * 10_000])
def test_a_line_that_says_no_weight_is_told(line: bytes) -> None:
    merchant = scene.sample_merchant()
    packing_scene.bench(merchant)
    answer = _client(merchant).post("/api/scale/B1", line, content_type="application/octet-stream")
    assert answer.status_code == 409 and "重量" in answer.json()["error_zh"]
    assert _client(merchant).get("/api/scale/B1").json() == {"weight_g": None, "stable": False, "age_s": None}


def test_a_stranger_has_no_station_here() -> None:
    packing_scene.bench(scene.sample_merchant())
    client = _client(scene.stranger())
    for path in ("/api/bench/B1", "/api/scale/B1"):
        assert client.get(path).status_code == 404
    assert client.post("/api/scale/B1", b"1.0kg", content_type="text/plain").status_code == 404
    assert client.post("/api/bench/B1/scan", {"text": "x"}, content_type="application/json").status_code == 404
