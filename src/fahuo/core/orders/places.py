"""One town for each country: where an order is thought to go when only its country is known.

places.csv: the IANA time zone database 2025b, zone.tab (public domain, https://www.iana.org/time-zones, read 2026-11-23): position and
name of the first zone's town, for AU BR CA RU UA UZ the zone of the most populous town. Degrees are rounded to two places. XK, which the
table lacks, is Pristina by its usual coordinates. A made-up point is good enough to rank warehouses by distance, and for nothing finer.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Place(NamedTuple):
    """A town, in degrees."""

    latitude: float
    longitude: float
    town: str


@cache
def places() -> dict[str, Place]:
    """ISO alpha-2 -> Place."""
    text = files("fahuo.core.orders").joinpath("places.csv").read_text(encoding="utf-8")
    return {
        row["country"]: Place(float(row["latitude"]), float(row["longitude"]), row["town"]) for row in csv.DictReader(text.splitlines())
    }
