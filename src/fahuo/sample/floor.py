"""The sample's floor: cut-offs, days on which nothing leaves, totes, standing bookings of collections."""

from __future__ import annotations

from datetime import date, time

from fahuo.core.goods.bins import expand
from fahuo.sample.tables import table

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def sample_cut_offs() -> list[tuple[str, list[int], time, str]]:
    """Service, weekdays (0 is Monday), local time, time zone. Invented, as the services are."""
    return [
        (r["service"], [DAYS.index(day) for day in r["days"].split(";")], time.fromisoformat(r["at"]), r["zone"])
        for r in table("cutoffs").to_dicts()
    ]


def sample_closed_days() -> list[tuple[str, date, str]]:
    """Warehouse, day, why: public holidays of where it stands."""
    return [(r["warehouse"], date.fromisoformat(r["on"]), r["name"]) for r in table("closed_days").to_dicts()]


def sample_collections() -> list[tuple[str, str, list[int], time, time]]:
    """Standing bookings: warehouse, a service of the carrier, weekdays (0 is Monday), from, to. Invented."""
    return [
        (
            r["warehouse"],
            r["service"],
            [DAYS.index(d) for d in r["days"].split(";")],
            time.fromisoformat(r["begins"]),
            time.fromisoformat(r["ends"]),
        )
        for r in table("collections").to_dicts()
    ]


def sample_totes() -> list[tuple[str, str]]:
    """Warehouse and code of each tote."""
    return [(r["warehouse"], code) for r in table("totes").to_dicts() for code in expand(r["pattern"])]
