"""A carrier in memory that tells prices, in the place of the sample merchant's account."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from threading import Lock

import pytest

from fahuo.ports.answers import Denied, Refused, Unanswered
from fahuo.ports.doubles import CarrierInMemory, PriceTellerInMemory
from fahuo.ports.prices import LivePrice, NoPrice, PriceRequest

TROUBLES: dict[str, Exception] = {
    "refused": Refused("closed", "no prices on Mondays"),
    "unanswered": Unanswered("the line is dead"),
    "denied": Denied("who are you?"),
    "fault": ZeroDivisionError("a bug in the plug-in"),
}


@dataclass
class Teller(PriceTellerInMemory):
    """`moods`: carrier -> a name of TROUBLES, "late", or "odd"; the others answer. It may be asked by many threads."""

    moods: dict[str, str] = field(default_factory=dict)
    late_s: float = 3.0
    closed: int = 0
    lock: Lock = field(default_factory=Lock)

    def prices(self, request: PriceRequest) -> list[LivePrice | NoPrice]:
        mood = self.moods.get(request.carrier, "")
        if mood in TROUBLES:
            with self.lock:
                self.asked.append(request)
            raise TROUBLES[mood]
        if mood == "late":
            time.sleep(self.late_s)
        with self.lock:
            told = super().prices(request)
        return [LivePrice(a.service, -1, "yuan", 9, 3, "", "tomorrow") for a in told] if mood == "odd" else told

    def close(self) -> None:
        self.closed += 1


@dataclass
class Mute(CarrierInMemory):
    """A carrier whose interface knows no prices."""

    def close(self) -> None: ...


def in_place(monkeypatch: pytest.MonkeyPatch, client: object) -> None:
    """Every account leads to this client."""
    monkeypatch.setattr("fahuo.flow.live.asking.connect", lambda merchant: client)
