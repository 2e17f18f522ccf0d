"""The world over real HTTP: idempotent, exact in its refusals, and none the worse for kill -9."""

from __future__ import annotations

import hashlib
import hmac
import json
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from fahuo.plugins.carriers.world.client import Client
from fahuo.ports.answers import Denied, Refused, Unanswered
from fahuo.ports.carrier import Content
from fahuo.ports.contract import carrier_contract, customs_contract
from fahuo.ports.customs import Direction, EntryRequest
from tests.world.running import KEY, START, Receiver, WorldProcess, request

ENTRY = EntryRequest("entry-1", Direction.IMPORT, "DE", "none", "EUR", 1999, lines=(Content("cup", 1, 250, 1999, "691110", "CN"),))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    with WorldProcess(tmp_path_factory.mktemp("world"), ("--speed", "0", "--start", START)) as running:
        yield running


def test_it_keeps_the_contracts_of_the_ports(world: WorldProcess) -> None:
    assert carrier_contract(world.client, request("contract")) == []
    assert customs_contract(world.client, ENTRY) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"weight_g": 0}, "field_wrong"),
        ({"weight_g": 70_001}, "too_heavy"),
        ({"service_class": "balloon"}, "field_wrong"),
        ({"days_p50": 9, "days_p90": 8}, "field_wrong"),
        ({"origin_country": "China"}, "field_wrong"),
        ({"recipient": replace(request("x").recipient, name=" ")}, "field_wrong"),
        ({"recipient": replace(request("x").recipient, country="")}, "field_wrong"),
    ],
)
def test_what_it_does_not_carry_is_refused_by_name(world: WorldProcess, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        world.client.buy_label(request("refused-1", **changes))
    assert refused.value.code == code


def test_many_who_ask_at_once_under_one_key_get_one_label(world: WorldProcess) -> None:
    with ThreadPoolExecutor(8) as pool:
        numbers = set(pool.map(lambda _: world.client.buy_label(request("at once")).number, range(32)))
    assert len(numbers) == 1


@pytest.mark.parametrize("key", ["", "k" * 129])
def test_a_purchase_needs_a_key(world: WorldProcess, key: str) -> None:
    with pytest.raises(Refused) as refused:
        world.client.buy_label(request(key))
    assert refused.value.code == "key_missing"


def test_a_key_is_for_one_label(world: WorldProcess) -> None:
    world.client.buy_label(request("reused"))
    with pytest.raises(Refused) as refused:
        world.client.buy_label(request("reused", weight_g=301))
    assert refused.value.code == "key_reused"


def test_without_the_key_nobody_is_let_in(world: WorldProcess) -> None:
    with Client(world.url, "wrong") as stranger, pytest.raises(Denied):
        stranger.buy_label(request("stranger"))


def test_customs_refuses_what_has_no_code_and_no_value(world: WorldProcess) -> None:
    answer = world.client.lodge(replace(ENTRY, key="bare", lines=(Content("cup", 1, 250, 1999),)))
    assert answer.status == "refused" and answer.said.startswith("line 1 (cup)")
    free = world.client.lodge(replace(ENTRY, key="free", lines=(Content("cup", 1, 250, 0, "691110"),)))
    assert free.status == "refused"
    with pytest.raises(Refused):
        world.client.lodge(replace(ENTRY, key="empty", lines=()))


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/nowhere", b"", 404, "path_unknown"),
        ("DELETE", "/clock", b"", 501, "call_unreadable"),
        ("POST", "/clock", b"not json", 400, "body_unreadable"),
        ("POST", "/clock", b"[1]", 400, "body_unreadable"),
        ("POST", "/clock", b'{"speed": -1}', 422, "clock_wrong"),
        ("POST", "/clock", b'{"speed": "fast"}', 422, "clock_wrong"),
        ("POST", "/clock", b'{"now": "2020-01-01"}', 422, "clock_wrong"),
        ("POST", "/mix", b'{"normal": -1}', 422, "mix_wrong"),
        ("POST", "/mix", b'{"sunny": 1}', 422, "mix_wrong"),
        ("POST", "/mix", b"x" * 1_000_001, 413, "body_too_large"),
        ("GET", "/customs/DE/entries/none", b"", 404, "reference_unknown"),
        ("POST", "/customs/Germany/entries", b'{"direction": "import"}', 400, "key_missing"),
    ],
)
def test_bad_calls_are_answered_in_one_form(world: WorldProcess, method: str, path: str, body: bytes, status: int, code: str) -> None:
    with httpx.Client(base_url=world.url, headers={"Authorization": f"Bearer {KEY}"}, trust_env=False) as http:
        answer = http.request(method, path, content=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.json()["error"]["message"]


def test_the_clock_stands_steps_and_runs(tmp_path: Path) -> None:
    with WorldProcess(tmp_path, ("--speed", "0", "--start", START)) as world:
        assert world.client.set_clock()["now"] == "2026-11-23T00:00:00+00:00"
        assert world.client.set_clock(step_s=3600)["now"] == "2026-11-23T01:00:00+00:00"
        assert world.client.set_clock(now="2026-11-24T00:00:00Z")["now"] == "2026-11-24T00:00:00+00:00"
        world.client.set_clock(speed=100_000)
        time.sleep(0.1)
        assert world.client.set_clock(speed=0)["now"] > "2026-11-24T02:00:00"


def test_a_label_goes_back_until_it_is_picked_up(tmp_path: Path) -> None:
    with WorldProcess(tmp_path, ("--speed", "0", "--start", START)) as world:
        early, late = world.client.buy_label(request("early")), world.client.buy_label(request("late"))
        world.client.void_label(early.service, early.number)
        world.client.set_clock(step_s=86_400 * 20)
        assert world.client.track(early.number) == []
        assert len(world.client.track(late.number)) > 5
        with pytest.raises(Refused) as refused:
            world.client.void_label(late.service, late.number)
        assert refused.value.code == "already_moving"


def test_killed_and_started_again_it_has_forgotten_nothing_and_sold_nothing_twice(tmp_path: Path) -> None:
    with Receiver() as receiver:
        arguments = ("--speed", "0", "--start", START, "--callback", receiver.url)
        world = WorldProcess(tmp_path, arguments).__enter__()
        labels = [world.client.buy_label(request(f"key-{i}", service_class=("line", "post")[i % 2])) for i in range(8)]
        world.client.set_clock(step_s=86_400 * 3)
        before = world.client.set_clock()["now_us"]
        world.kill()
        for days in (3, 6, 30):  # and twice more, while it is sending
            world = WorldProcess(tmp_path, arguments).__enter__()
            assert world.client.set_clock()["now_us"] >= before
            assert [world.client.buy_label(request(f"key-{i}", service_class=("line", "post")[i % 2])) for i in range(8)] == labels
            before = world.client.set_clock(step_s=86_400 * days)["now_us"]
            time.sleep(0.15)
            world.kill()
        with WorldProcess(tmp_path, arguments) as world:
            told = {label.number: {json.dumps(vars(c)) for c in world.client.track(label.number)} for label in labels}
            everything = set().union(*told.values())
            receiver.wait(lambda rows: {json.dumps(row) for row in rows} >= everything)
        assert {json.dumps(row) for row in receiver.took} == everything
        assert len({label.number for label in labels}) == 8


def test_what_is_not_taken_is_sent_again(tmp_path: Path) -> None:
    seen: list[int] = []

    def answer(rows: list[dict[str, Any]]) -> tuple[int, dict[str, Any]]:
        seen.append(len(rows))
        if len(seen) == 1:
            return 500, {}
        if len(seen) == 2:
            return 200, {"refused": [{"source_row": n, "code": "checkpoint_number_unknown"} for n in range(1, len(rows) + 1)]}
        return 200, {"refused": [{"source_row": 1, "code": "checkpoint_time_unreadable"}]}

    with (
        Receiver(answer) as receiver,
        WorldProcess(tmp_path, ("--speed", "0", "--start", START, "--callback", receiver.url, "--mix", "normal=1")) as world,
    ):
        label = world.client.buy_label(request("again"))
        world.client.set_clock(step_s=86_400 * 30)
        receiver.wait(lambda rows: len(seen) >= 3 and len(rows) >= 2 * seen[1])
        assert {row["code"] for row in receiver.took} == {c.code for c in world.client.track(label.number)}
        time.sleep(0.5)
        assert len(seen) <= 4, "what was taken is not sent again"


def test_checkpoints_are_signed(tmp_path: Path) -> None:
    with Receiver() as receiver, WorldProcess(tmp_path, ("--speed", "0", "--start", START, "--callback", receiver.url)) as world:
        world.client.buy_label(request("signed"))
        world.client.set_clock(step_s=86_400)
        receiver.wait(lambda rows: bool(rows))
        headers, body = receiver.headers[0], receiver.bodies[0]
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert headers["X-Fahuo-Signature"] == "sha256=" + hmac.new(KEY.encode(), body, hashlib.sha256).hexdigest()


def test_two_worlds_do_not_share_a_folder(tmp_path: Path) -> None:
    with WorldProcess(tmp_path, ("--start", START)):
        command = [sys.executable, "-m", "fahuo.world", "--port", "0", "--data", str(tmp_path)]
        second = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert second.returncode == 2 and "in use by another world" in second.stderr and "Traceback" not in second.stderr


def test_stopped_politely_it_ends_at_once(tmp_path: Path) -> None:
    world = WorldProcess(tmp_path, ("--start", START)).__enter__()
    begin = time.monotonic()
    assert world.stop(signal.SIGINT) == 0
    assert time.monotonic() - begin < 5


def test_nobody_there_is_no_answer() -> None:
    with Client("http://127.0.0.1:9", "key") as client, pytest.raises(Unanswered):
        client.buy_label(request("nobody"))


def test_told_twice_to_stop_it_ends_in_order(tmp_path: Path) -> None:
    """As when the demo is killed: the system tells its children, and they may be told once more."""
    slow = Receiver(lambda rows: (time.sleep(1.0), (200, {}))[1])  # a delivery is under way while it ends
    with slow:
        world = WorldProcess(tmp_path, ("--callback", slow.url, "--speed", "100000"))
        with world:
            world.client.buy_label(request("L1"))
            time.sleep(0.4)
            assert world.process is not None
            for _ in range(3):
                world.process.send_signal(signal.SIGTERM)
                time.sleep(0.15)
            said = world.process.communicate(timeout=30)[1]
            assert world.process.returncode == 0 and "Traceback" not in said, said
