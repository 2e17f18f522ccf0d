"""What a carrier must answer about collections: which slots it has on a day, book one, change it, give it back, say whether it came.

Not every carrier can be asked. A plug-in whose client lacks these methods says so by it (`collector()` gives None); one that speaks for
several carriers refuses for those that do not collect (code "no_collection"). Either way a collection that was agreed by telephone is noted by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol, runtime_checkable

# The codes that fahuo understands; whatever else a carrier says is shown in its own words.
NO_COLLECTION = "no_collection"  # it does not collect
OUTSIDE_AREA = "outside_area"  # not at this address
CLOSED_DAY = "closed_day"  # not on this day
NOT_OPEN = "not_open"  # that day is too far ahead
SLOT_UNKNOWN = "slot_unknown"  # there is no such slot, or no longer
SLOT_FULL = "slot_full"
TOO_LATE = "too_late"  # the time until which one may book, or change, or cancel, is over
TOO_HEAVY = "too_heavy"  # more than the slot's vehicle takes
REFERENCE_UNKNOWN = "reference_unknown"
REFUSALS = (NO_COLLECTION, OUTSIDE_AREA, CLOSED_DAY, NOT_OPEN, SLOT_UNKNOWN, SLOT_FULL, TOO_LATE, TOO_HEAVY, REFERENCE_UNKNOWN)


@dataclass(frozen=True)
class Pickup:
    """Where the parcels lie. `zone` is the IANA name of its time zone."""

    name: str
    country: str
    zone: str
    street: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Slot:
    """A time in which a carrier comes. Times are ISO 8601 with an offset; an empty one was not told."""

    id: str  # the carrier's own
    begins_at: str
    ends_at: str
    book_by: str = ""  # the latest moment to book it
    left: int | None = None  # how many more collections it takes; 0: it is full; None: not told
    most_g: int | None = None  # the most that its vehicle takes from one address; None: not told


@dataclass(frozen=True)
class CollectionRequest:
    """One collection. `key` makes it one however often it is asked."""

    key: str
    carrier: str
    reference: str  # our own number
    pickup: Pickup
    slot: str
    on: date  # at the pickup
    parcels: int
    weight_g: int


@dataclass(frozen=True)
class CollectionChange:
    """Another slot, another weight. `key` makes it one change however often it is asked."""

    key: str
    carrier: str
    reference: str  # the carrier's
    slot: str
    on: date
    parcels: int
    weight_g: int


@dataclass(frozen=True)
class Booking:
    """What was agreed. `came` is None until the carrier knows."""

    reference: str  # the confirmation number
    slot: str
    begins_at: str
    ends_at: str
    parcels: int
    weight_g: int
    booked_at: str
    cancel_by: str = ""  # until then it may be changed or cancelled free of charge; empty: not told
    cancelled: bool = False
    came: bool | None = None


@runtime_checkable
class Collector(Protocol):
    """A carrier's collections. Every method may raise Refused, Unanswered or Denied (answers.py), and nothing else on purpose."""

    def slots(self, carrier: str, pickup: Pickup, on: date) -> list[Slot]:
        """The slots of a day at the pickup, in the order of their beginning, full ones too. Refused where there can be none."""
        ...

    def book_collection(self, request: CollectionRequest) -> Booking:
        """Book a slot. The same key again gives the same booking, or no second one."""
        ...

    def change_collection(self, change: CollectionChange) -> Booking:
        """Change what was booked. The same key again changes nothing more. Refused changes leave the booking as it was."""
        ...

    def cancel_collection(self, carrier: str, reference: str) -> None:
        """Give it back. Twice is once. Refused (code "too_late") after the time that the booking says."""
        ...

    def collection(self, carrier: str, reference: str) -> Booking:
        """What stands. Refused (code "reference_unknown") if it is not the carrier's."""
        ...


def collector(client: object) -> Collector | None:
    """The client, if its plug-in can ask for collections."""
    return client if isinstance(client, Collector) else None
