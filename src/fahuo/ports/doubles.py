"""Carriers and customs offices that live in memory, for tests of whoever uses the ports. They keep the contract."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from fahuo.ports.answers import Refused, Unanswered
from fahuo.ports.carrier import Checkpoint, Label, LabelRequest
from fahuo.ports.collection import Booking, CollectionChange, CollectionRequest, Pickup, Slot
from fahuo.ports.cover import CoverRequest, CoverReturn, Policy, Refund
from fahuo.ports.customs import EntryAnswer, EntryRequest, EntryStatus
from fahuo.ports.prices import LivePrice, NoPrice, PriceRequest

Answer = TypeVar("Answer")
BOUGHT_AT = "2026-11-23T12:00:00+08:00"
VALID_UNTIL = "2026-11-24T00:00:00+08:00"


@dataclass
class CarrierInMemory:
    """Sells labels TEST1, TEST2, ... `unanswered` calls fail first; after `lost_answers` of them the label was bought all the same."""

    unanswered: int = 0
    lost_answers: int = 0
    labels: dict[str, Label] = field(default_factory=dict)
    checkpoints: list[Checkpoint] = field(default_factory=list)
    voided: set[str] = field(default_factory=set)
    calls: int = 0

    def buy_label(self, request: LabelRequest) -> Label:
        """See ports.carrier.Carrier."""
        self.calls += 1
        if self.unanswered > 0:
            self.unanswered -= 1
            raise Unanswered("the line is dead")
        if request.weight_g <= 0:
            raise Refused("weight_missing", "the weight must be above zero")
        label = self.labels.setdefault(request.key, Label(f"TEST{len(self.labels) + 1}", request.carrier, request.service, BOUGHT_AT))
        if self.lost_answers > 0:
            self.lost_answers -= 1
            raise Unanswered("the answer was lost on its way")
        return label

    def void_label(self, service: str, number: str) -> None:
        """See ports.carrier.Carrier."""
        self._known(number)
        self.voided.add(number)

    def track(self, number: str) -> list[Checkpoint]:
        """See ports.carrier.Carrier."""
        self._known(number)
        return [checkpoint for checkpoint in self.checkpoints if checkpoint.number == number]

    def _known(self, number: str) -> None:
        if number not in {label.number for label in self.labels.values()}:
            raise Refused("number_unknown", f"{number} is not ours")


@dataclass
class PriceTellerInMemory(CarrierInMemory):
    """Tells 1.00 and a cent for each gram for every service but those that `refuses` names, each with a sentence."""

    refuses: dict[str, str] = field(default_factory=dict)
    valid_until: str = VALID_UNTIL
    asked: list[PriceRequest] = field(default_factory=list)

    def prices(self, request: PriceRequest) -> list[LivePrice | NoPrice]:
        """See ports.prices.PriceTeller."""
        self.asked.append(request)
        if request.weight_g <= 0:
            raise Refused("weight_missing", "the weight must be above zero")
        return [
            NoPrice(s.code, "refused", self.refuses[s.code])
            if s.code in self.refuses
            else LivePrice(s.code, 100 + request.weight_g, "CNY", 3, 5, f"Q-{s.code}-{len(self.asked)}", self.valid_until)
            for s in request.services
        ]


@dataclass
class CustomsInMemory:
    """Answers every request with the same status; `decided` may be changed in between."""

    decided: EntryStatus = EntryStatus.RELEASED
    entries: dict[str, EntryAnswer] = field(default_factory=dict)

    def lodge(self, request: EntryRequest) -> EntryAnswer:
        """See ports.customs.Customs."""
        answer = EntryAnswer(f"E{len(self.entries) + 1}", self.decided, self.decided.value, BOUGHT_AT)
        return self.entries.setdefault(request.key, answer)

    def answer(self, country: str, reference: str) -> EntryAnswer:
        """See ports.customs.Customs."""
        for entry in self.entries.values():
            if entry.reference == reference:
                return EntryAnswer(reference, self.decided, self.decided.value, BOUGHT_AT)
        raise Refused("reference_unknown", f"{reference} was never lodged here")


@dataclass
class CollectorInMemory:
    """Collects at every address, on every day but Sundays, in two slots that take `takes` collections each; nobody is ever too late.

    `unanswered` calls fail first; after `lost_answers` of them the call was done all the same.
    """

    takes: int = 2
    unanswered: int = 0
    lost_answers: int = 0
    refuses: str = ""  # a code with which every call is refused
    bookings: dict[str, Booking] = field(default_factory=dict)  # by key
    changes: dict[str, CollectionChange] = field(default_factory=dict)

    def slots(self, carrier: str, pickup: Pickup, on: date) -> list[Slot]:
        """See ports.collection.Collector."""
        self._answer(on)
        return [self._slot(on, hour) for hour in (10, 15)]

    def book_collection(self, request: CollectionRequest) -> Booking:
        """See ports.collection.Collector."""
        self._answer(request.on)
        if request.key not in self.bookings:
            slot = self._free(request.on, request.slot)
            number = f"C{len(self.bookings) + 1}"
            self.bookings[request.key] = Booking(
                number, slot.id, slot.begins_at, slot.ends_at, request.parcels, request.weight_g, BOUGHT_AT, slot.begins_at
            )
        self._lose()
        return self.bookings[request.key]

    def change_collection(self, change: CollectionChange) -> Booking:
        """See ports.collection.Collector."""
        self._answer(change.on)
        key = self._key(change.reference)
        if change.key not in self.changes:
            there = self.bookings[key].slot == change.slot
            slot = self._slot(change.on, int(change.slot[-2:])) if there else self._free(change.on, change.slot)
            times = {"slot": slot.id, "begins_at": slot.begins_at, "ends_at": slot.ends_at, "cancel_by": slot.begins_at}
            self.bookings[key] = replace(self.bookings[key], **times, parcels=change.parcels, weight_g=change.weight_g)  # type: ignore[arg-type]
            self.changes[change.key] = change
        self._lose()
        return self.bookings[key]

    def cancel_collection(self, carrier: str, reference: str) -> None:
        """See ports.collection.Collector."""
        self._answer(None)
        key = self._key(reference)
        self.bookings[key] = replace(self.bookings[key], cancelled=True)
        self._lose()

    def collection(self, carrier: str, reference: str) -> Booking:
        """See ports.collection.Collector."""
        return self.bookings[self._key(reference)]

    def close(self) -> None:
        """Nothing is open."""

    def __enter__(self) -> CollectorInMemory:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _slot(self, on: date, hour: int) -> Slot:
        name = f"{on}T{hour:02d}"
        taken = sum(b.slot == name and not b.cancelled for b in self.bookings.values())
        return Slot(name, f"{name}:00:00+08:00", f"{on}T{hour + 2:02d}:00:00+08:00", f"{on}T{hour - 1:02d}:00:00+08:00", self.takes - taken)

    def _free(self, on: date, wanted: str) -> Slot:
        slot = next((s for s in (self._slot(on, 10), self._slot(on, 15)) if s.id == wanted), None)
        if slot is None:
            raise Refused("slot_unknown", f"no slot {wanted}")
        if not slot.left:
            raise Refused("slot_full", f"{wanted} is full")
        return slot

    def _key(self, reference: str) -> str:
        for key, booking in self.bookings.items():
            if booking.reference == reference:
                return key
        raise Refused("reference_unknown", f"{reference} is not ours")

    def _answer(self, on: date | None) -> None:
        if self.unanswered > 0:
            self.unanswered -= 1
            raise Unanswered("the line is dead")
        if self.refuses:
            raise Refused(self.refuses, "so the carrier says")
        if on is not None and on.weekday() == 6:
            raise Refused("closed_day", "not on Sundays")

    def _lose(self) -> None:
        if self.lost_answers > 0:
            self.lost_answers -= 1
            raise Unanswered("the answer was lost on its way")


@dataclass
class InsurerInMemory(CarrierInMemory):
    """Covers its own labels, up to `highest_minor`, for what the price list says and `dearer_minor` more; `moving` are picked up.

    `unanswered` and `lost_answers` count for cover as for labels.
    """

    highest_minor: int = 1_000_000
    dearer_minor: int = 0
    policies: dict[str, Policy] = field(default_factory=dict)  # by key
    refunds: dict[str, Refund] = field(default_factory=dict)  # by key
    moving: set[str] = field(default_factory=set)  # policies

    def buy_cover(self, request: CoverRequest) -> Policy:
        """See ports.cover.Insurer."""
        self._answer()
        self._known(request.number)
        if request.value_minor > self.highest_minor:
            raise Refused("value_too_high", f"{request.value_minor} is above {self.highest_minor}")
        premium = request.quoted_minor + self.dearer_minor
        policy = Policy(f"POLICY{len(self.policies) + 1}", request.value_minor, premium, request.currency, BOUGHT_AT)
        return self._told(self.policies.setdefault(request.key, policy))

    def return_cover(self, request: CoverReturn) -> Refund:
        """See ports.cover.Insurer."""
        self._answer()
        found = next((policy for policy in self.policies.values() if policy.number == request.policy), None)
        if found is None:
            raise Refused("policy_unknown", f"{request.policy} is not ours")
        if request.policy in self.moving:
            raise Refused("already_moving", "the parcel was picked up")
        return self._told(self.refunds.setdefault(request.key, Refund(found.number, found.premium_minor, found.currency, BOUGHT_AT)))

    def _answer(self) -> None:
        self.calls += 1
        if self.unanswered > 0:
            self.unanswered -= 1
            raise Unanswered("the line is dead")

    def _told(self, answer: Answer) -> Answer:
        if self.lost_answers > 0:
            self.lost_answers -= 1
            raise Unanswered("the answer was lost on its way")
        return answer
