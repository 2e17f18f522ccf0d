"""What a carrier that tells its prices must answer: what each of its services would cost for a parcel, now.

Not every carrier can: `price_teller(client)` says whether a plug-in asks for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@dataclass(frozen=True)
class AskedService:
    """A service that is asked for: the carrier's code, and its class (express, line, post)."""

    code: str
    service_class: str


@dataclass(frozen=True)
class PriceRequest:
    """One parcel for one carrier. Names nobody: a price needs a place, not a person. Sides that are not known are 0."""

    carrier: str
    services: tuple[AskedService, ...]
    origin_country: str
    country: str
    weight_g: int
    postcode: str = ""
    city: str = ""
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0
    pieces: int = 1
    attributes: tuple[str, ...] = ()  # names of core.words.Attribute, such as battery
    currency: str = ""  # of the value; empty: no value is told
    value_minor: int = 0


@dataclass(frozen=True)
class LivePrice:
    """What a service costs: all that the carrier charges, in minor units, until `valid_until` (ISO 8601 with its offset). `reference` is the carrier's own."""

    service: str
    amount_minor: int
    currency: str
    days_least: int
    days_most: int
    reference: str
    valid_until: str


@dataclass(frozen=True)
class NoPrice:
    """A service that does not take the parcel: the carrier's own code and sentence."""

    service: str
    code: str
    said: str


@runtime_checkable
class PriceTeller(Protocol):
    """A carrier's client that can be asked for prices. May raise Refused, Unanswered or Denied (answers.py) for the request as a whole."""

    def prices(self, request: PriceRequest) -> list[LivePrice | NoPrice]:
        """One answer for each service that was asked for, in that order. Asking books nothing and costs nothing."""
        ...


def price_teller(client: object) -> PriceTeller | None:
    """The client, if its plug-in can ask for prices."""
    return client if isinstance(client, PriceTeller) else None
