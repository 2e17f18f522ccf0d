"""The adapter to the simulated world, against recorded answers: what it sends, what it understands, what it raises."""

from __future__ import annotations

import json
import ssl
from importlib.resources import files
from typing import Any

import httpx
import pytest

from fahuo.plugins.carriers.world import mapping
from fahuo.plugins.carriers.world.client import TIMEOUT, Client
from fahuo.ports.answers import Denied, Refused, Unanswered
from fahuo.ports.carrier import Content, LabelRequest, Recipient
from fahuo.ports.customs import Direction, EntryRequest

REQUEST = LabelRequest(
    "recorded-label", "line-de", "line carrier", "line", "P-recorded-label", "CN", Recipient("Ana Müller", "DE", "Weg 1", "Jena"),
    300, 200, 100, 50, 8, 12, "EUR", 1999, (Content("cup", 1, 250, 1999, "691110", "CN"),),
)  # fmt: skip


def recorded(name: str) -> dict[str, Any]:
    """A call and its answer, as they were."""
    return json.loads(files("fahuo.plugins.carriers.world").joinpath("recorded", f"{name}.json").read_text(encoding="utf-8"))


def client(*answers: httpx.Response | Exception | str) -> tuple[Client, list[httpx.Request]]:
    """A client whose calls get these answers, one after the other, and the calls that it made."""
    calls: list[httpx.Request] = []
    waiting = list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        given = waiting.pop(0)
        if isinstance(given, Exception):
            raise given
        if isinstance(given, str):
            kept = recorded(given)["answer"]
            return httpx.Response(kept["status"], json=kept["body"], headers=kept["headers"])
        return given

    return Client("https://world.example", "secret", transport=httpx.MockTransport(answer)), calls


def test_a_purchase_goes_out_as_recorded_and_comes_back_as_a_label() -> None:
    world, calls = client("label_bought", "label_bought_again")
    label = world.buy_label(REQUEST)
    assert label == world.buy_label(REQUEST)
    kept = recorded("label_bought")
    assert label.number == kept["answer"]["body"]["number"]
    assert (calls[0].method, calls[0].url.path) == (kept["request"]["method"], kept["request"]["path"])
    assert json.loads(calls[0].content) == kept["request"]["body"]
    assert calls[0].headers["Idempotency-Key"] == kept["request"]["idempotency_key"] == "recorded-label"
    assert calls[0].headers["Authorization"] == "Bearer secret"


def test_a_refusal_carries_the_carriers_own_words() -> None:
    world, _ = client("label_refused", "void_refused", "number_unknown")
    with pytest.raises(Refused) as refused:
        world.buy_label(REQUEST)
    assert (refused.value.code, refused.value.said) == ("too_heavy", "80000 g is above 70000 g")
    with pytest.raises(Refused, match="already_moving"):
        world.void_label("line-de", "WL1")
    with pytest.raises(Refused, match="number_unknown"):
        world.track("NONE1")


def test_tracking_is_handed_on_as_it_was_told() -> None:
    world, _ = client("tracked")
    checkpoints = world.track("WL1")
    assert [vars(c) for c in checkpoints] == recorded("tracked")["answer"]["body"]["checkpoints"]
    assert checkpoints[-1].code == "InTransit_CustomsRequiringInformation"


def test_an_entry_is_accepted_held_or_refused() -> None:
    world, calls = client("entry_accepted", "entry_held", "entry_refused")
    number = recorded("entry_accepted")["request"]["body"]["number"]
    cup = Content("cup", 1, 250, 1999, "691110", "CN")
    entry = EntryRequest("recorded-entry", Direction.IMPORT, "DE", number, "EUR", 1999, 0, 380, ("eu_h7",), (cup,))
    accepted = world.lodge(entry)
    assert json.loads(calls[0].content) == recorded("entry_accepted")["request"]["body"]
    assert accepted.status == "accepted"
    assert world.answer("DE", accepted.reference).status == "held"
    assert world.lodge(entry).status == "refused"


def test_a_wrong_secret_blames_no_parcel() -> None:
    world, _ = client("denied")
    with pytest.raises(Denied):
        world.buy_label(REQUEST)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("cut off"),
        httpx.Response(500, text="<html>oops</html>"),
        httpx.Response(503, json={"error": {"message": "later"}}),
        httpx.Response(302, headers={"Location": "https://elsewhere.example"}),
        httpx.Response(200, text="<html>a proxy</html>"),
        httpx.Response(201, json={"number": ""}),
        httpx.Response(201, json=["a list"]),
    ],
)
def test_what_says_nothing_of_the_purchase_may_be_asked_again(answer: httpx.Response | Exception) -> None:
    world, calls = client(answer, "label_bought")
    with pytest.raises(Unanswered):
        world.buy_label(REQUEST)
    assert len(calls) == 1, "the client itself asks once"
    assert world.buy_label(REQUEST).number


def test_how_long_to_wait_is_handed_on() -> None:
    world, _ = client(httpx.Response(429, headers={"Retry-After": "7"}, json={}))
    with pytest.raises(Unanswered) as unanswered:
        world.buy_label(REQUEST)
    assert unanswered.value.retry_after_s == 7.0


def test_certificates_are_checked_and_nothing_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[dict[str, Any]] = []
    original = httpx.HTTPTransport.__init__

    def spy(self: httpx.HTTPTransport, **options: Any) -> None:
        made.append(options)
        original(self, **options)

    monkeypatch.setattr(httpx.HTTPTransport, "__init__", spy)
    with Client("https://world.example", "secret"):
        pass
    assert made and all(options.get("verify", True) is True for options in made)
    assert ssl.create_default_context().verify_mode == ssl.CERT_REQUIRED
    assert all(value and value <= 15 for value in (TIMEOUT.connect, TIMEOUT.read, TIMEOUT.write, TIMEOUT.pool))


def test_names_in_paths_are_quoted() -> None:
    assert mapping.label_path("a/b c") == "/carriers/a%2Fb%20c/labels"
    assert mapping.track_path("../clock") == "/carriers/track/..%2Fclock"
    assert mapping.entries_path("DE", "X/1") == "/customs/DE/entries/X%2F1"


def test_an_unknown_status_of_customs_is_not_guessed() -> None:
    with pytest.raises(Unanswered, match="pondered"):
        mapping.parse_entry({"reference": "R", "status": "pondered", "decided_at": "2026-11-23T00:00:00Z"})
