"""Carriers of the world tell prices over real HTTP: the contract is kept, the same day says the same, and every mood is what it says."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from fahuo.ports.answers import Refused, Unanswered
from fahuo.ports.contract import prices_contract
from fahuo.ports.prices import AskedService, LivePrice, NoPrice, PriceRequest, price_teller
from tests.world.running import KEY, START, WorldProcess

LINE, POST = AskedService("line-eu", "line"), AskedService("post-reg", "post")
ASKED = PriceRequest("Any carrier", (LINE, POST), "CN", "DE", 480, postcode="10115", length_mm=200, width_mm=150, height_mm=50)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorldProcess]:
    with WorldProcess(tmp_path_factory.mktemp("world"), ("--speed", "0", "--start", START)) as world:
        yield world


@pytest.fixture
def world(running: WorldProcess) -> WorldProcess:
    moods(running, {"*": "prompt"})
    return running


def moods(world: WorldProcess, said: dict[str, Any]) -> httpx.Response:
    with httpx.Client(base_url=world.url, headers={"Authorization": f"Bearer {KEY}"}, trust_env=False) as http:
        return http.post("/carriers/moods", json=said)


def test_it_keeps_the_contract_of_those_who_tell_prices(world: WorldProcess) -> None:
    assert price_teller(world.client) is world.client
    assert prices_contract(world.client, ASKED) == []


def test_the_same_day_says_the_same_and_the_next_another(world: WorldProcess) -> None:
    first, again = world.client.prices(ASKED), world.client.prices(ASKED)
    assert first == again and all(isinstance(price, LivePrice) for price in first)
    assert first[0].valid_until == "2026-11-24T00:00:00+00:00"  # type: ignore[union-attr]
    world.client.set_clock(step_s=86_400)
    assert world.client.prices(ASKED) != first


def test_near_the_price_of_a_line_and_not_the_same_for_two_services(world: WorldProcess) -> None:
    two = tuple(replace(LINE, code=code) for code in ("line-a", "line-b"))
    a, b = world.client.prices(replace(ASKED, services=two))
    assert isinstance(a, LivePrice) and isinstance(b, LivePrice)
    assert a.amount_minor != b.amount_minor and all(3_500 < p.amount_minor < 7_500 and p.currency == "CNY" for p in (a, b))


def test_size_counts_as_weight(world: WorldProcess) -> None:
    large = replace(ASKED, services=(LINE,), length_mm=600, width_mm=400, height_mm=400)
    (small,), (big,) = world.client.prices(replace(ASKED, services=(LINE,))), world.client.prices(large)
    assert isinstance(small, LivePrice) and isinstance(big, LivePrice) and big.amount_minor > 5 * small.amount_minor


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"weight_g": 2_001}, "too_heavy"), ({"attributes": ("battery",)}, "goods_not_taken"), ({"country": "KP"}, "not_served")],
)
def test_a_service_that_does_not_take_it_says_why_in_its_own_words(world: WorldProcess, changes: dict[str, Any], code: str) -> None:
    (answer,) = world.client.prices(replace(ASKED, services=(POST,), **changes))
    assert isinstance(answer, NoPrice) and answer.code == code and answer.said


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"weight_g": 0}, "weight_g"), ({"country": "Germany"}, "country"), ({"services": ()}, "services"), ({"carrier": " "}, "carrier")],
)
def test_what_cannot_be_priced_is_refused_by_name(world: WorldProcess, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused, match=field) as refused:
        world.client.prices(replace(ASKED, **changes))
    assert refused.value.code == "field_wrong"


def test_every_mood(world: WorldProcess) -> None:
    moods(world, {"Closed": "refusing", "Odd": "broken", "Tired": "slow", "*": "prompt"})
    with pytest.raises(Refused, match="prices_closed"):
        world.client.prices(replace(ASKED, carrier="Closed"))
    with pytest.raises(Unanswered, match="no prices"):
        world.client.prices(replace(ASKED, carrier="Odd"))
    begun = time.monotonic()
    assert len(world.client.prices(replace(ASKED, carrier="Tired"))) == 2
    assert time.monotonic() - begun >= 3.0


def test_a_mood_that_there_is_not_is_refused(world: WorldProcess) -> None:
    answer = moods(world, {"*": "merry"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "mood_wrong")
