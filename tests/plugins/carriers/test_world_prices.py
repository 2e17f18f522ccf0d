"""Prices of the simulated world's carriers, against recorded answers: what is asked, what is understood, what spoils one service alone."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from fahuo.ports.answers import Refused, Unanswered
from fahuo.ports.prices import AskedService, LivePrice, NoPrice, PriceRequest
from tests.plugins.carriers.test_world import client, recorded

ASKED = PriceRequest(
    "Any Post (invented)", (AskedService("post-reg", "post"), AskedService("line-batt", "line")), "CN", "DE", 480, "10115", "", 200, 150, 50,
    1, ("battery",), "EUR", 1999,
)  # fmt: skip
PRICE = {
    "service": "line-batt",
    "amount_minor": 1,
    "currency": "CNY",
    "days": [3, 5],
    "reference": "Q",
    "valid_until": "2026-11-24T00:00:00+00:00",
}


def test_it_goes_out_as_recorded_and_comes_back_service_by_service() -> None:
    world, calls = client("prices_told")
    refused, priced = world.prices(ASKED)
    kept = recorded("prices_told")
    assert (calls[0].method, calls[0].url.path) == (kept["request"]["method"], kept["request"]["path"])
    assert json.loads(calls[0].content) == kept["request"]["body"]
    assert refused == NoPrice("post-reg", "goods_not_taken", "goods with battery are not taken")
    told = kept["answer"]["body"]["prices"][1]
    assert isinstance(priced, LivePrice) and [priced.days_least, priced.days_most] == told["days"]
    assert (priced.amount_minor, priced.currency, priced.reference) == (told["amount_minor"], told["currency"], told["reference"])


def test_a_carrier_that_tells_nobody_a_price_says_so_itself() -> None:
    world, _ = client("prices_refused")
    with pytest.raises(Refused) as refused:
        world.prices(ASKED)
    assert (refused.value.code, refused.value.said) == ("prices_closed", "no prices are told today")


@pytest.mark.parametrize(
    "row",
    [
        None,
        "a text",
        {"service": "post-reg"},
        PRICE | {"service": "post-reg", "amount_minor": "12"},
        PRICE | {"service": "post-reg", "amount_minor": True},
        PRICE | {"service": "post-reg", "amount_minor": -1},
        PRICE | {"service": "post-reg", "days": [5, 3]},
        PRICE | {"service": "post-reg", "days": [5]},
        PRICE | {"service": "post-reg", "days": None},
        PRICE | {"service": "post-reg", "currency": None},
        PRICE | {"service": "post-reg", "valid_until": ""},
    ],
)
def test_what_is_odd_about_one_service_spoils_no_other(row: Any) -> None:
    world, _ = client(httpx.Response(200, json={"prices": [row, PRICE]}))
    odd, good = world.prices(ASKED)
    assert isinstance(odd, NoPrice) and odd.code in ("unreadable", "not_answered") and isinstance(good, LivePrice)


@pytest.mark.parametrize("body", [{}, {"prices": "see the sheet"}, {"prices": None}])
def test_an_answer_without_prices_is_none(body: dict[str, Any]) -> None:
    world, _ = client(httpx.Response(200, json=body))
    with pytest.raises(Unanswered, match="no prices"):
        world.prices(ASKED)
