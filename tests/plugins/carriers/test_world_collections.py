"""Collections of the simulated world: what is sent, and what is made of answers that are not as they should be."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import httpx
import pytest

from fahuo.plugins.carriers.world.client import Client
from fahuo.ports.answers import Denied, Refused, Unanswered
from fahuo.ports.collection import CollectionChange, CollectionRequest, Pickup, Slot

PICKUP, DAY = Pickup("衡舟屿", "CN", "Asia/Shanghai", postcode="518129"), date(2026, 11, 24)
REQUEST = CollectionRequest("key-1", "Jade Courier", "CO1", PICKUP, "s 1", DAY, 3, 4_000)
BOOKED = {
    "reference": "PU/1", "slot": "s 1", "begins_at": "2026-11-24T09:00:00+08:00", "ends_at": "2026-11-24T11:00:00+08:00", "parcels": 3,
    "weight_g": 4_000, "booked_at": "2026-11-23T00:00:00+00:00", "cancel_by": "2026-11-24T08:00:00+08:00", "cancelled": False, "came": None,
}  # fmt: skip


def client(status: int, body: Any) -> tuple[Client, list[httpx.Request]]:
    calls: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        return httpx.Response(status, json=body) if not isinstance(body, bytes) else httpx.Response(status, content=body)

    return Client("https://world.example", "secret", transport=httpx.MockTransport(answer)), calls


def test_a_booking_goes_out_under_its_key_and_comes_back() -> None:
    world, calls = client(201, BOOKED)
    assert world.book_collection(REQUEST).reference == "PU/1"
    sent = json.loads(calls[0].content)
    assert calls[0].headers["Idempotency-Key"] == "key-1" and "key" not in sent
    assert (sent["on"], sent["slot"], sent["pickup"]["zone"], sent["weight_g"]) == ("2026-11-24", "s 1", "Asia/Shanghai", 4_000)


def test_change_cancel_and_look_name_the_booking_whatever_is_in_its_number() -> None:
    world, calls = client(200, BOOKED)
    world.change_collection(CollectionChange("key-2", "Jade", "PU/1", "s 2", DAY, 1, 1))
    world.cancel_collection("Jade", "PU/1")
    assert world.collection("Jade", "PU/1").came is None
    paths = [call.url.raw_path.decode() for call in calls]
    assert paths == ["/collections/PU%2F1/change", "/collections/PU%2F1/cancel", "/collections/PU%2F1"]
    assert calls[0].headers["Idempotency-Key"] == "key-2"


def test_slots_that_nobody_could_book_are_left_out_and_the_rest_is_in_order() -> None:
    rows = [
        {"id": "b", "begins_at": "2026-11-24T14:00:00+08:00", "ends_at": "2026-11-24T16:00:00+08:00", "left": True, "most_g": "much"},
        {"id": "a", "begins_at": "2026-11-24T09:00:00+08:00", "ends_at": "2026-11-24T11:00:00+08:00", "book_by": None, "left": 2, "most_g": 5},
        {"id": "", "begins_at": "x", "ends_at": "y"}, {"begins_at": "x"}, "nonsense", None,
    ]  # fmt: skip
    world, _ = client(200, {"slots": rows})
    assert world.slots("Jade", PICKUP, DAY) == [
        Slot("a", "2026-11-24T09:00:00+08:00", "2026-11-24T11:00:00+08:00", "", 2, 5),
        Slot("b", "2026-11-24T14:00:00+08:00", "2026-11-24T16:00:00+08:00"),
    ]
    for nothing in ({}, {"slots": None}):
        assert client(200, nothing)[0].slots("Jade", PICKUP, DAY) == []


@pytest.mark.parametrize("lacking", ["reference", "slot", "begins_at", "booked_at"])
def test_a_booking_without_what_makes_it_one_is_no_answer(lacking: str) -> None:
    world, _ = client(200, {k: v for k, v in BOOKED.items() if k != lacking})
    with pytest.raises(Unanswered, match=lacking):
        world.book_collection(REQUEST)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (409, {"error": {"code": "slot_full", "message": "full"}}, Refused),
        (401, {}, Denied),
        (503, {"error": {"code": "disk"}}, Unanswered),
        (200, b"<html>", Unanswered),
    ],
)
def test_each_kind_of_no_is_what_it_is(status: int, body: Any, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        client(status, body)[0].book_collection(REQUEST)
