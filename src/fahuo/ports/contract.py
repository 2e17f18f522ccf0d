"""The promises of the ports, tried on any implementation. Each function gives the broken promises as sentences; empty when all are kept.

Use it in a plug-in's tests, against recorded answers, the simulated world, or a carrier's test account:

    assert carrier_contract(Client(...), request) == []
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar

from fahuo.ports.answers import Denied, Refused, Unanswered
from fahuo.ports.carrier import Carrier, LabelRequest
from fahuo.ports.collection import CollectionChange, CollectionRequest, Collector, Pickup, collector
from fahuo.ports.cover import CoverRequest, CoverReturn, Insurer, insurer
from fahuo.ports.customs import Customs, EntryRequest
from fahuo.ports.prices import LivePrice, NoPrice, PriceRequest, PriceTeller

Answer = TypeVar("Answer")


def carrier_contract(carrier: Carrier, request: LabelRequest) -> list[str]:
    """Try a carrier with a request that it can serve. It buys two labels and gives them back."""
    return list(_carrier(carrier, request))


def customs_contract(customs: Customs, request: EntryRequest) -> list[str]:
    """Try a customs office with a request that it can take. It lodges two."""
    return list(_customs(customs, request))


def collection_contract(client: object, carrier: str, pickup: Pickup, on: date) -> list[str]:
    """Try the collections of a carrier at an address on a day that has a free slot. It books one, changes it and gives it back.

    A client that cannot ask for collections breaks no promise by it.
    """
    found = collector(client)
    return [] if found is None else list(_collections(found, carrier, pickup, on))


def cover_contract(client: object, request: CoverRequest) -> list[str]:
    """Try a carrier's cover with a request for a label that it sold and that does not move yet. It buys one policy and gives it back.

    A client that cannot buy cover breaks no promise by it.
    """
    found = insurer(client)
    return [] if found is None else list(_covers(found, request))


def _covers(client: Insurer, request: CoverRequest) -> Iterator[str]:
    policy = client.buy_cover(request)
    if not policy.number or len(policy.number) > 60:
        yield f"a policy's number has 1 to 60 characters, not {policy.number!r}"
    yield from _time("bought_at", policy.bought_at)
    if policy.premium_minor < 0 or policy.covered_minor <= 0:
        yield f"a policy covers more than nothing and costs nothing less, not {policy}"
    if client.buy_cover(request) != policy:
        yield "the same key again gave another policy"
    if _refusal(lambda: client.buy_cover(replace(request, key=request.key + "-bad", number="no such number"))) != "number_unknown":
        yield "a label that does not exist was not refused as number_unknown"
    back = CoverReturn(request.key + "-back", request.service, request.carrier, policy.number)
    if _refusal(lambda: client.return_cover(replace(back, key=back.key + "-bad", policy="no such policy"))) != "policy_unknown":
        yield "a policy that does not exist was not refused as policy_unknown"
    refund = client.return_cover(back)
    yield from _time("refunded_at", refund.refunded_at)
    if refund.policy != policy.number or not 0 <= refund.refunded_minor <= policy.premium_minor or refund.currency != policy.currency:
        yield f"for {policy} it paid back {refund}"
    if client.return_cover(back) != refund:
        yield "the same key again gave another refund"


def _collections(client: Collector, carrier: str, pickup: Pickup, on: date) -> Iterator[str]:
    slots = client.slots(carrier, pickup, on)
    for slot in slots:
        for name in ("begins_at", "ends_at"):
            yield from _time(f"{name} of slot {slot.id}", getattr(slot, name))
    if [slot.begins_at for slot in slots] != sorted(slot.begins_at for slot in slots):
        yield "slots are not in the order of their beginning"
    free = next((slot for slot in slots if slot.left != 0), None)
    if free is None:
        yield f"there is no free slot on {on} to try"
        return
    request = CollectionRequest(f"contract-{on}", carrier, "contract", pickup, free.id, on, 3, 4_000)
    booked = client.book_collection(request)
    if not booked.reference or len(booked.reference) > 60:
        yield f"a reference has 1 to 60 characters, not {booked.reference!r}"
    yield from _time("booked_at", booked.booked_at)
    if booked.cancel_by:
        yield from _time("cancel_by", booked.cancel_by)
    if client.book_collection(request) != booked:
        yield "the same key again gave another booking"
    if _refusal(lambda: client.book_collection(replace(request, key=request.key + "-bad", slot="no such slot"))) != "slot_unknown":
        yield "a slot that does not exist was not refused as slot_unknown"
    change = CollectionChange(f"contract-{on}-change", carrier, booked.reference, free.id, on, 5, 6_000)
    changed = client.change_collection(change)
    if (changed.reference, changed.parcels, changed.weight_g) != (booked.reference, 5, 6_000):
        yield f"asked for 5 parcels and 6000 g, it answered {changed}"
    if client.change_collection(change) != changed or client.collection(carrier, booked.reference) != changed:
        yield "the same change again, or a look, gave another booking"
    if _refusal(lambda: client.collection(carrier, "no such number")) != "reference_unknown":
        yield "a reference that does not exist was not refused as reference_unknown"
    for _ in range(2):
        client.cancel_collection(carrier, booked.reference)
    if not client.collection(carrier, booked.reference).cancelled:
        yield "what was cancelled does not say so"
    if client.slots(carrier, pickup, on) != slots:
        yield "the place of a cancelled booking was not given back"


def prices_contract(teller: PriceTeller, request: PriceRequest) -> list[str]:
    """Try a carrier that tells prices with a request in which it can price one service at least."""
    return list(_prices(teller, request))


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


def _prices(teller: PriceTeller, request: PriceRequest) -> Iterator[str]:
    answers = teller.prices(request)
    if [answer.service for answer in answers] != [service.code for service in request.services]:
        yield f"it was asked for {[s.code for s in request.services]} and answered for {[a.service for a in answers]}"
    if not any(isinstance(answer, LivePrice) for answer in answers):
        yield "no service has a price"
    for answer in answers:
        if isinstance(answer, NoPrice):
            if not answer.code or not answer.said:
                yield f"{answer.service} is refused without a code or a sentence"
            continue
        if answer.amount_minor < 0 or not (len(answer.currency) == 3 and answer.currency.isascii() and answer.currency.isupper()):
            yield f"{answer.service} costs {answer.amount_minor} {answer.currency!r}"
        if not 0 <= answer.days_least <= answer.days_most:
            yield f"{answer.service} takes {answer.days_least} to {answer.days_most} days"
        if not answer.reference or len(answer.reference) > 60:
            yield f"a reference has 1 to 60 characters, not {answer.reference!r}"
        yield from _time("valid_until", answer.valid_until)
    try:
        free = [a.service for a in teller.prices(replace(request, weight_g=0)) if isinstance(a, LivePrice)]
    except Refused:
        free = []
    if free:
        yield f"a parcel without weight has a price with {', '.join(free)}"


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
