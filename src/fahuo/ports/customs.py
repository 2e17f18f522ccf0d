"""What a customs office, or the broker who speaks to it, must answer: take a declaration or an entry, and say what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from fahuo.ports.carrier import Content


class Direction(StrEnum):
    """Out of a country (an export declaration) or into it (an import entry)."""

    EXPORT = "export"
    IMPORT = "import"


class EntryStatus(StrEnum):
    """What became of it."""

    ACCEPTED = "accepted"  # taken, not decided yet
    HELD = "held"
    RELEASED = "released"
    REFUSED = "refused"  # sent back; lodge a mended one under a new key


@dataclass(frozen=True)
class EntryRequest:
    """One parcel's declaration or entry. `key` makes it one however often it is lodged."""

    key: str
    direction: Direction
    country: str  # whose customs
    number: str  # the parcel's tracking number
    currency: str
    value_minor: int
    duty_minor: int = 0
    tax_minor: int = 0
    papers: tuple[str, ...] = ()
    lines: tuple[Content, ...] = field(default=())


@dataclass(frozen=True)
class EntryAnswer:
    """The office's number and its decision; `said` is its own sentence, `decided_at` ISO 8601 with its offset."""

    reference: str
    status: EntryStatus
    said: str
    decided_at: str


class Customs(Protocol):
    """An account with customs. Every method may raise Refused, Unanswered or Denied (answers.py), and nothing else on purpose."""

    def lodge(self, request: EntryRequest) -> EntryAnswer:
        """Lodge it. The same key again gives the same reference. Refused where it cannot even be read (a field is missing)."""
        ...

    def answer(self, country: str, reference: str) -> EntryAnswer:
        """What became of it until now. Refused (code "reference_unknown") if the office does not have it."""
        ...
