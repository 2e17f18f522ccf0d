"""Did the carrier come: what its scans of the parcels that waited for it say. Pure: moments in, a moment out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

EARLY = timedelta(hours=2)  # a vehicle may come so long before its slot
UNSAID_DAYS = 30  # so long a collection waits for a word whether the carrier came
LATE = timedelta(hours=12)  # and so long after it; many carriers scan in their hall in the evening


@dataclass(frozen=True)
class Scan:
    """A carrier's scan that says that it has a parcel."""

    parcel_id: int
    at: datetime
    carrier: str
    text: str = ""
    place: str = ""


def first_scan(begins_at: datetime, ends_at: datetime, others_begin: Iterable[datetime], scans: Iterable[Scan]) -> Scan | None:
    """The first scan by which the vehicle of this slot has come; None where none says so.

    A scan counts from two hours before the slot until twelve hours after it, but not once another vehicle of the carrier was due
    (`others_begin`: when the others' slots begin): then nobody knows which of them it was, and a person says.
    """
    until = min([ends_at + LATE, *(at - EARLY for at in others_begin if at > begins_at)])
    fits = [scan for scan in scans if begins_at - EARLY <= scan.at < until]
    return min(fits, key=lambda scan: (scan.at, scan.parcel_id), default=None)
