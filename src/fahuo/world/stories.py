"""What becomes of a parcel: its whole journey, drawn from the seed when its label is bought."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from fahuo.world.places import crosses_border, place_name

DAY_US = 86_400_000_000
HOUR_US = DAY_US // 24

# How often each story happens. Invented, and rather more trouble than in life, so that there is something to see.
MIX = {"normal": 0.72, "late": 0.08, "held": 0.07, "attempts": 0.06, "damaged": 0.03, "silent": 0.02, "lost": 0.02}

# event: UPU EMSEVT code (for post), 17TRACK status (for the others), words
SAID = {
    "told": ("InfoReceived", "InfoReceived", "shipment information received"),
    "picked_up": ("EMA", "InTransit_PickedUp", "picked up"),
    "export_presented": ("EXA", "EXA", "presented to export customs"),
    "export_released": ("EXC", "EXC", "released by export customs"),
    "departed": ("EMC", "InTransit_Departure", "departed"),
    "transit": ("EMK", "InTransit_Other", "in transit"),
    "arrived": ("EMD", "InTransit_Arrival", "arrived"),
    "presented": ("EDB", "InTransit_CustomsProcessing", "presented to import customs"),
    "held": ("EME", "InTransit_CustomsRequiringInformation", "held by customs: papers are asked for"),
    "released": ("EDC", "InTransit_CustomsReleased", "released by import customs"),
    "depot": ("EMG", "InTransit_Other", "arrived at the delivery depot"),
    "out": ("EDG", "OutForDelivery_Other", "out for delivery"),
    "failed": ("EMH", "DeliveryFailure_NoBody", "delivery attempt failed: nobody there"),
    "delivered": ("EMI", "Delivered_Other", "delivered"),
    "damaged": ("Exception_Damage", "Exception_Damage", "damaged in the depot"),
    "returning": ("Exception_Returning", "Exception_Returning", "on its way back to the sender"),
    "returned": ("Exception_Returned", "Exception_Returned", "returned to the sender"),
    "lost": ("Exception_Lost", "Exception_Lost", "not found, declared lost"),
}


@dataclass(frozen=True)
class Scan:
    """One thing that happens to a parcel, and how late the news of it leave (each time is one sending)."""

    event: str
    at_us: int
    place: str
    country: str
    sendings_us: tuple[int, ...]


@dataclass(frozen=True)
class Shipment:
    """What the story needs to know of a label."""

    origin: str
    destination: str
    city: str
    days_p50: int
    days_p90: int


def choose(rng: Random, mix: dict[str, float]) -> str:
    """The name of a story, as often as the mix says."""
    names = sorted(mix)
    return rng.choices(names, [mix[name] for name in names])[0]


def draw(seed: int, key: str, shipment: Shipment, begin_us: int, mix: dict[str, float]) -> tuple[str, list[Scan]]:
    """The story of one parcel and its scans. The same seed, key, shipment and mix give the same story."""
    rng = Random(f"{seed}:{key}")
    name = choose(rng, mix)
    days = _days(rng, name, shipment)
    plan = _until_depot(rng, name, shipment, days)
    if name not in ("silent", "lost"):
        plan += _last_mile(rng, name, days, delay=_held_days(plan))
    elif name == "lost":
        plan.append((max(plan[-1][0], days) + max(10.0, shipment.days_p90), "lost", "hub", shipment.origin))
    return name, [_scan(rng, begin_us, shipment, *step) for step in plan]


Step = tuple[float, str, str, str]  # days since the label, event, kind of place, country ("" for the destination)


def _days(rng: Random, name: str, shipment: Shipment) -> float:
    """From label to door: half of the parcels within p50; all but the late ones within p90."""
    p50, p90 = shipment.days_p50 + 0.3, max(shipment.days_p90, shipment.days_p50) + 0.3
    if name == "late":
        return p90 * rng.uniform(1.2, 1.8) + 1.0
    spread = math.log(p90 / p50) / 1.2816  # the normal distribution's 90th percentile
    return min(p50 * math.exp(spread * rng.gauss(0, 0.8)), shipment.days_p90 * 0.97)


def _until_depot(rng: Random, name: str, shipment: Shipment, days: float) -> list[Step]:
    origin, border = shipment.origin, crosses_border(shipment.origin, shipment.destination)
    way: list[Step] = [(0.004, "told", "hub", origin), (days * rng.uniform(0.03, 0.08), "picked_up", "hub", origin)]
    if border:
        way += [
            (days * 0.10, "export_presented", "gateway", origin),
            (days * rng.uniform(0.12, 0.17), "export_released", "gateway", origin),
        ]
    way.append((days * rng.uniform(0.19, 0.24), "departed", "gateway", origin))
    if name in ("silent", "lost"):
        return way
    way += [(days * rng.uniform(0.3, 0.5), "transit", "gateway", origin), (days * rng.uniform(0.55, 0.62), "arrived", "gateway", "")]
    held = 0.0
    if border:
        way.append((days * 0.64, "presented", "gateway", ""))
        if name == "held":
            held = rng.uniform(3.5, 6.0)
            way.append((days * 0.66, "held", "gateway", ""))
        way.append((days * rng.uniform(0.67, 0.72) + held, "released", "gateway", ""))
    way.append((days * rng.uniform(0.78, 0.84) + held, "depot", "depot", ""))
    return way


def _held_days(way: list[Step]) -> float:
    """How long customs kept it."""
    at = {event: day for day, event, _, _ in way}
    return at["released"] - at["held"] if "held" in at else 0.0


def _last_mile(rng: Random, name: str, days: float, delay: float) -> list[Step]:
    if name == "damaged":
        found = days * 0.86 + delay
        back = found + 1 + days * rng.uniform(0.5, 0.8)
        return [(found, "damaged", "depot", ""), (found + 1, "returning", "depot", ""), (back, "returned", "hub", "")]
    if name != "attempts":
        return [(days * rng.uniform(0.92, 0.96) + delay, "out", "depot", ""), (days + delay, "delivered", "depot", "")]
    failures = rng.choice((1, 1, 2, 3))
    way: list[Step] = []
    for attempt in range(failures):
        way += [(days * 0.9 + attempt, "out", "depot", ""), (days * 0.9 + attempt + 0.2, "failed", "depot", "")]
    last = days * 0.9 + failures
    if failures == 3:
        return [*way, (last, "returning", "depot", ""), (last + days * 0.6, "returned", "hub", "")]
    return [*way, (last, "out", "depot", ""), (last + 0.2, "delivered", "depot", "")]


def _scan(rng: Random, begin_us: int, shipment: Shipment, day: float, event: str, kind: str, country: str) -> Scan:
    country = country or (shipment.origin if event == "returned" else shipment.destination)
    place = f"{shipment.city}, {country}" if event in ("out", "failed", "delivered") and shipment.city else place_name(country, kind)
    at_us = begin_us + int(day * DAY_US) // 1_000_000 * 1_000_000
    late = rng.random()
    wait = rng.uniform(0, 0.5) if late < 0.8 else rng.uniform(1, 12) if late < 0.95 else rng.uniform(12, 36)
    sendings = [at_us + int(wait * HOUR_US)]
    if rng.random() < 0.06:  # told again, as if it were new
        sendings.append(sendings[0] + int(rng.uniform(1, 24) * HOUR_US))
    return Scan(event, at_us, place, country, tuple(sendings))
