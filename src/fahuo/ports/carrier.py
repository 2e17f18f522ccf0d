"""What a carrier must answer: sell a label, take it back, say where a parcel is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Recipient:
    """Where a parcel goes. Texts as the buyer wrote them; country is ISO alpha-2."""

    name: str
    country: str
    street: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    company: str = ""
    phone: str = ""
    email: str = ""
    tax_id: str = ""


@dataclass(frozen=True)
class Content:
    """A declared line: `value_minor` of the whole line, in the request's currency."""

    name: str
    quantity: int
    net_g: int
    value_minor: int
    hs_code: str = ""
    origin: str = ""


@dataclass(frozen=True)
class LabelRequest:
    """One label. `key` makes it one however often it is asked: the same key gives the same label, or no second one."""

    key: str
    service: str  # the carrier's code of the service
    carrier: str
    service_class: str  # express, line, post
    reference: str  # our number of the parcel
    origin_country: str
    recipient: Recipient
    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    days_p50: int
    days_p90: int
    currency: str = ""
    value_minor: int = 0
    contents: tuple[Content, ...] = field(default=())


@dataclass(frozen=True)
class Label:
    """What was bought. `document` is the carrier's own label (PDF); without one we print ours. `bought_at` is ISO 8601 with its offset."""

    number: str
    carrier: str
    service: str
    bought_at: str
    document: bytes | None = None


@dataclass(frozen=True)
class Checkpoint:
    """A tracking event, as the carrier wrote it: `at` is text, with an offset or in local time. core.transport.checkpoints reads it."""

    number: str
    carrier: str
    code: str
    text: str
    at: str
    place: str


class Carrier(Protocol):
    """An account with a carrier. Every method may raise Refused, Unanswered or Denied (answers.py), and nothing else on purpose."""

    def buy_label(self, request: LabelRequest) -> Label:
        """Buy a label. The same key again gives the same label and costs nothing; Unanswered says nothing of whether it was bought."""
        ...

    def void_label(self, service: str, number: str) -> None:
        """Give a label back. Refused (code "already_moving") once the carrier has the parcel. Twice is once."""
        ...

    def track(self, number: str) -> list[Checkpoint]:
        """All that the carrier says of a number until now, in any order. Refused (code "number_unknown") if it is not the carrier's."""
        ...
