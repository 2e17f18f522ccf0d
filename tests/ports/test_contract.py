"""The doubles keep the contract; a carrier that breaks it is found out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from fahuo.ports.answers import Unanswered
from fahuo.ports.carrier import Checkpoint, Label, LabelRequest, Recipient
from fahuo.ports.collection import Booking, CollectionRequest, Pickup, Slot, collector
from fahuo.ports.contract import carrier_contract, collection_contract, cover_contract, customs_contract, prices_contract
from fahuo.ports.cover import CoverRequest, CoverReturn, Policy, Refund, insurer
from fahuo.ports.customs import Direction, EntryRequest, EntryStatus
from fahuo.ports.doubles import BOUGHT_AT, CarrierInMemory, CollectorInMemory, CustomsInMemory, InsurerInMemory, PriceTellerInMemory
from fahuo.ports.prices import AskedService, LivePrice, NoPrice, PriceRequest, price_teller

REQUEST = LabelRequest("key-1", "line-de", "Any", "line", "P1", "CN", Recipient("Ana", "DE"), 300, 100, 80, 60, 8, 12)
PICKUP, DAY = Pickup("Ana", "CN", "Asia/Shanghai"), date(2026, 11, 24)
ENTRY = EntryRequest("key-1", Direction.IMPORT, "DE", "TEST1", "EUR", 1000)

ASKED = PriceRequest("Any", (AskedService("a", "line"), AskedService("b", "post")), "CN", "DE", 300)


def test_the_doubles_keep_the_contract() -> None:
    assert carrier_contract(CarrierInMemory(), REQUEST) == []
    assert customs_contract(CustomsInMemory(), ENTRY) == []
    assert collection_contract(CollectorInMemory(), "Any", PICKUP, DAY) == []


def test_a_carrier_without_collections_breaks_no_promise() -> None:
    assert collector(CarrierInMemory()) is None and collection_contract(CarrierInMemory(), "Any", PICKUP, DAY) == []


@dataclass
class Forgetful(CarrierInMemory):
    """Sells a second label for the same key."""

    def buy_label(self, request: LabelRequest) -> Label:
        return super().buy_label(replace(request, key=f"{request.key}-{self.calls}"))


@dataclass
class Generous(CarrierInMemory):
    """Takes what it cannot carry, knows numbers that do not exist, has no time zone."""

    def buy_label(self, request: LabelRequest) -> Label:
        return replace(super().buy_label(replace(request, weight_g=1)), bought_at="yesterday")

    def track(self, number: str) -> list[Checkpoint]:
        return [Checkpoint("other", "Any", "EMA", "", BOUGHT_AT, "")]


def test_broken_promises_are_named() -> None:
    assert "the same key again gave another label" in carrier_contract(Forgetful(), REQUEST)
    broken = carrier_contract(Generous(), REQUEST)
    assert len(broken) == 4
    assert any("without weight" in b for b in broken) and any("ISO 8601" in b for b in broken)


@dataclass
class Wandering(CustomsInMemory):
    """A new reference for every call."""

    def lodge(self, request: EntryRequest):  # type: ignore[no-untyped-def]
        return super().lodge(replace(request, key=f"{request.key}{len(self.entries)}"))


def test_a_customs_office_that_forgets_is_named() -> None:
    assert customs_contract(Wandering(), ENTRY) == ["the same key again gave another reference"]


def test_an_answer_that_was_lost_is_no_second_label() -> None:
    carrier = CarrierInMemory(unanswered=1, lost_answers=1)
    for _ in range(2):
        with pytest.raises(Unanswered):
            carrier.buy_label(REQUEST)
    assert carrier.buy_label(REQUEST).number == "TEST1"
    assert len(carrier.labels) == 1 and carrier.calls == 3


def test_customs_may_change_its_mind() -> None:
    customs = CustomsInMemory(EntryStatus.HELD)
    reference = customs.lodge(ENTRY).reference
    customs.decided = EntryStatus.RELEASED
    assert customs.answer("DE", reference).status == "released"


@dataclass
class Overbooked(CollectorInMemory):
    """Books again for the same key, keeps the place of what was cancelled, has slots out of order and without a time zone."""

    def book_collection(self, request: CollectionRequest) -> Booking:
        return super().book_collection(replace(request, key=f"{request.key}{len(self.bookings)}"))

    def cancel_collection(self, carrier: str, reference: str) -> None:
        return None

    def slots(self, carrier: str, pickup: Pickup, on: date) -> list[Slot]:
        return [replace(slot, begins_at=slot.begins_at[:-6]) for slot in reversed(super().slots(carrier, pickup, on))]


def test_a_carrier_that_books_twice_is_named() -> None:
    broken = collection_contract(Overbooked(), "Any", PICKUP, DAY)
    for fault in ("the same key again gave another booking", "not in the order", "ISO 8601", "what was cancelled does not say so"):
        assert any(fault in sentence for sentence in broken), fault


def covered(carrier: InsurerInMemory) -> CoverRequest:
    """A label of the carrier's, to be covered."""
    number = carrier.buy_label(REQUEST).number
    return CoverRequest("cover-1", "line-de", "Any", number, "P1", 50_000, "CNY", 400)


def test_the_insurer_keeps_the_contract_and_who_sells_no_cover_breaks_none() -> None:
    carrier = InsurerInMemory(dearer_minor=7)
    assert cover_contract(carrier, covered(carrier)) == []
    assert carrier_contract(InsurerInMemory(), REQUEST) == []
    assert insurer(CarrierInMemory()) is None and cover_contract(CarrierInMemory(), covered(carrier)) == []


@dataclass
class Greedy(InsurerInMemory):
    """A new policy for every call, pays back more than it took, knows every policy."""

    def buy_cover(self, request: CoverRequest) -> Policy:
        return super().buy_cover(replace(request, key=f"{request.key}{len(self.policies)}"))

    def return_cover(self, request: CoverReturn) -> Refund:
        return Refund(request.policy, 10**9, "CNY", "yesterday")


def test_an_insurer_that_sells_twice_is_named() -> None:
    carrier = Greedy()
    broken = cover_contract(carrier, covered(carrier))
    for fault in ("the same key again gave another policy", "policy_unknown", "it paid back", "ISO 8601"):
        assert any(fault in sentence for sentence in broken), fault


def test_a_carrier_says_whether_it_tells_prices() -> None:
    assert price_teller(CarrierInMemory()) is None
    teller = PriceTellerInMemory(refuses={"b": "not to Germany"})
    assert price_teller(teller) is teller and prices_contract(teller, ASKED) == []
    assert carrier_contract(teller, REQUEST) == []


@dataclass
class Careless(PriceTellerInMemory):
    """Answers for one service, with a currency in words, days that end before they begin, and no end of validity."""

    def prices(self, request: PriceRequest) -> list[LivePrice | NoPrice]:
        return [LivePrice("a", -5, "yuan", 9, 3, "", "tomorrow")]


def test_broken_promises_about_prices_are_named() -> None:
    broken = prices_contract(Careless(), ASKED)
    for said in ("answered for", "costs -5", "9 to 3 days", "1 to 60 characters", "valid_until", "without weight"):
        assert any(said in promise for promise in broken), said
