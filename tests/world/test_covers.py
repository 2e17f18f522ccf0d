"""The insurance desk over real HTTP: one policy a key, refusals by name, premiums paid back until the parcel moves, none the worse for kill -9."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from fahuo.ports.answers import Refused
from fahuo.ports.contract import cover_contract
from fahuo.ports.cover import CoverRequest, CoverReturn
from tests.world.running import START, WorldProcess, request

SPEED = ("--speed", "0", "--start", START)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorldProcess]:
    with WorldProcess(tmp_path_factory.mktemp("world"), SPEED) as running:
        yield running


def ask(world: WorldProcess, key: str, **changes: object) -> CoverRequest:
    """A label that was just bought, to be covered."""
    label = world.client.buy_label(request(f"label-{key}"))
    return replace(CoverRequest(key, label.service, label.carrier, label.number, "P1", 312_000, "CNY", 2_096), **changes)  # type: ignore[arg-type]


def back(asked: CoverRequest, policy: str, key: str = "") -> CoverReturn:
    return CoverReturn(key or f"{asked.key}-back", asked.service, asked.carrier, policy)


def code(call, *given: object) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(Refused) as no:
        call(*given)
    return no.value.code


def test_it_keeps_the_contract(world: WorldProcess) -> None:
    assert cover_contract(world.client, ask(world, "contract")) == []


def test_most_premiums_are_those_of_the_price_list_and_some_are_a_tenth_more(world: WorldProcess) -> None:
    premiums = {world.client.buy_cover(ask(world, f"dear-{n}")).premium_minor for n in range(60)}
    assert premiums == {2_096, 2_306}


def test_refusals_by_name(world: WorldProcess) -> None:
    asked = ask(world, "refused")
    buy = world.client.buy_cover
    assert code(buy, replace(asked, value_minor=3_000_001)) == "value_too_high"
    assert code(buy, replace(asked, goods=("fragile", "liquid"))) == "goods_not_covered"
    assert code(buy, replace(asked, service="another")) == "number_unknown"
    assert code(buy, replace(asked, value_minor=0)) == "field_wrong"
    assert code(buy, replace(asked, key="k" * 129)) == "key_missing"
    policy = buy(asked)  # what was refused cost nothing: the same key may still buy
    assert code(buy, replace(asked, key="another-key")) == "already_covered"
    assert code(buy, replace(asked, value_minor=5)) == "key_reused"
    world.client.return_cover(back(asked, policy.number))
    assert code(world.client.return_cover, back(asked, policy.number, "other")) == "already_returned"
    assert buy(replace(asked, key="once-more")).number != policy.number


def test_a_premium_is_paid_back_until_the_parcel_moves(tmp_path: Path) -> None:
    with WorldProcess(tmp_path, ("--speed", "0", "--start", START, "--mix", "normal=1")) as running:
        asked, voided = ask(running, "moves"), ask(running, "voided")
        policy, other = running.client.buy_cover(asked), running.client.buy_cover(voided)
        running.client.void_label(voided.service, voided.number)
        running.client.set_clock(step_s=5 * 86_400)
        assert code(running.client.return_cover, back(asked, policy.number)) == "already_moving"
        assert running.client.return_cover(back(voided, other.number)).refunded_minor == other.premium_minor
        assert code(running.client.buy_cover, replace(voided, key="too-late")) == "number_unknown"


def test_many_at_once_and_a_kill_make_one_policy(tmp_path: Path) -> None:
    with WorldProcess(tmp_path, SPEED) as running:
        asked = ask(running, "race")
        with ThreadPoolExecutor(8) as pool:
            policies = set(pool.map(lambda _: running.client.buy_cover(asked), range(24)))
        assert len(policies) == 1
        running.kill()
    with WorldProcess(tmp_path, SPEED) as again:
        (policy,) = policies
        assert again.client.buy_cover(asked) == policy
        refund = again.client.return_cover(back(asked, policy.number))
        assert refund.refunded_minor == policy.premium_minor
