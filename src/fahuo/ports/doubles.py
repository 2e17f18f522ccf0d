"""Carriers and customs offices that live in memory, for tests of whoever uses the ports. They keep the contract."""

from __future__ import annotations

from dataclasses import dataclass, field

from fahuo.ports.answers import Refused, Unanswered
from fahuo.ports.carrier import Checkpoint, Label, LabelRequest
from fahuo.ports.customs import EntryAnswer, EntryRequest, EntryStatus

BOUGHT_AT = "2026-11-23T12:00:00+08:00"


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
