"""The promises of the ports, tried on any implementation. Each function gives the broken promises as sentences; empty when all are kept.

Use it in a plug-in's tests, against recorded answers, the simulated world, or a carrier's test account:

    assert carrier_contract(Client(...), request) == []
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from fahuo.ports.answers import Denied, Refused, Unanswered
from fahuo.ports.carrier import Carrier, LabelRequest
from fahuo.ports.customs import Customs, EntryRequest

Answer = TypeVar("Answer")


def carrier_contract(carrier: Carrier, request: LabelRequest) -> list[str]:
    """Try a carrier with a request that it can serve. It buys two labels and gives them back."""
    return list(_carrier(carrier, request))


def customs_contract(customs: Customs, request: EntryRequest) -> list[str]:
    """Try a customs office with a request that it can take. It lodges two."""
    return list(_customs(customs, request))


def _carrier(carrier: Carrier, request: LabelRequest) -> Iterator[str]:
    label = carrier.buy_label(request)
    if not label.number or len(label.number) > 40:
        yield f"a label's number has 1 to 40 characters, not {label.number!r}"
    yield from _time("bought_at", label.bought_at)
    if carrier.buy_label(request) != label:
        yield "the same key again gave another label"
    other = carrier.buy_label(replace(request, key=request.key + "-other"))
    if other.number == label.number:
        yield "two keys gave one number"
    foreign = _refusal(lambda: carrier.buy_label(replace(request, key=request.key + "-bad", weight_g=0)))
    if foreign is None:
        yield "a parcel without weight was not refused"
    if _refusal(lambda: carrier.track("no such number")) != "number_unknown":
        yield "a number that does not exist was not refused as number_unknown"
    for checkpoint in carrier.track(label.number):
        if checkpoint.number != label.number or not checkpoint.at:
            yield f"a checkpoint of {label.number} says {checkpoint}"
    for number in (label.number, label.number, other.number):
        carrier.void_label(request.service, number)


def _customs(customs: Customs, request: EntryRequest) -> Iterator[str]:
    first = customs.lodge(request)
    if not first.reference or len(first.reference) > 60:
        yield f"a reference has 1 to 60 characters, not {first.reference!r}"
    yield from _time("decided_at", first.decided_at)
    if customs.lodge(request).reference != first.reference:
        yield "the same key again gave another reference"
    if customs.lodge(replace(request, key=request.key + "-other")).reference == first.reference:
        yield "two keys gave one reference"
    if customs.answer(request.country, first.reference).reference != first.reference:
        yield "asked for one reference, it answered for another"
    if _refusal(lambda: customs.answer(request.country, "no such reference")) != "reference_unknown":
        yield "a reference that does not exist was not refused as reference_unknown"


def _refusal(ask: Callable[[], Answer]) -> str | None:
    """The code of the refusal, None where there was an answer; a sentence of what came instead."""
    try:
        ask()
    except Refused as refused:
        return refused.code
    except (Unanswered, Denied) as error:
        return f"{type(error).__name__}: {error}"
    return None


def _time(name: str, text: str) -> Iterator[str]:
    try:
        told = datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        told = False
    if not told:
        yield f"{name} is ISO 8601 with an offset, not {text!r}"
