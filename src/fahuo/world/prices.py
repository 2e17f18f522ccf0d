"""What carriers would ask for a parcel today. Tariffs, moods and all are invented; the same seed and day give the same prices.

A carrier has its moods, as they do: mostly it answers at once, sometimes late, with a refusal, with nonsense, or not at all.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from fahuo.world.clock import Clock, iso
from fahuo.world.desk import CLASSES
from fahuo.world.places import UNION
from fahuo.world.refusals import No, field_wrong
from fahuo.world.store import Store
from fahuo.world.stories import DAY_US

# Mood: how often it is drawn for a carrier, a day and a country; how long an answer takes, in seconds of the caller's.
MOODS = {"prompt": (0.85, 0.0), "slow": (0.08, 3.0), "refusing": (0.03, 0.0), "broken": (0.02, 0.0), "silent": (0.02, 30.0)}


@dataclass(frozen=True)
class Tariff:
    """A class of service: a fee a parcel and a price a kilogram, for near places; size counts as weight by the divisor."""

    fee: Decimal
    per_kg: Decimal
    days: tuple[int, int]
    heaviest_g: int
    divisor: int | None
    refused: frozenset[str]


_DANGEROUS = frozenset(("battery_only", "liquid", "powder"))
TARIFFS = {
    "express": Tariff(Decimal("118"), Decimal("120"), (3, 6), 70_000, 5000, frozenset(("battery_only",))),
    "line": Tariff(Decimal("20"), Decimal("70"), (7, 13), 30_000, 8000, _DANGEROUS),
    "post": Tariff(Decimal("22"), Decimal("82"), (12, 26), 2_000, None, _DANGEROUS | {"battery", "magnetic"}),
}
FAR = Decimal("1.3")  # between continents that are not neighbours; a made-up line
NEAR = frozenset(("JP", "KR", "HK", "MO", "TW", "SG", "MY", "TH", "VN"))
WITHIN = Decimal("0.12")  # of a price at home, or within one customs union
NOT_SERVED = frozenset(("KP", "SY", "AQ"))
CURRENCIES = {"CN": "CNY", "HK": "HKD", "GB": "GBP", "US": "USD"} | dict.fromkeys(UNION, "EUR")
IN_CNY = {"CNY": Decimal(1), "HKD": Decimal("0.92"), "GBP": Decimal("9.4"), "USD": Decimal("7.1"), "EUR": Decimal("7.8")}


@dataclass
class Prices:
    """The tariff desk of all carriers."""

    store: Store
    clock: Clock
    seed: int

    def moods(self) -> dict[str, str]:
        """The carriers whose mood was set; the others draw theirs."""
        return dict(self.store.recall("moods") or {})

    def set_moods(self, moods: dict[str, Any]) -> dict[str, str]:
        """Set how carriers answer, by name; "*" is everybody else. All that were set before are forgotten."""
        if not all(mood in MOODS for mood in moods.values()):
            raise No(422, "mood_wrong", f"a mood is one of {', '.join(MOODS)}", f"状态只能是：{'、'.join(MOODS)}", "moods")
        with self.store.transaction() as db:
            self.store.keep(db, "moods", moods)
        return self.moods()

    def mood(self, carrier: str, country: str) -> tuple[str, float]:
        """How the carrier answers about a country today, and after how many seconds."""
        told = self.moods()
        name = told.get(carrier) or told.get("*") or self._drawn(carrier, country)
        return name, MOODS[name][1]

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """A price or a refusal for each service; they stand until midnight (UTC)."""
        parcel = _judge(request)
        now_us = self.clock.now_us()
        until = iso((now_us // DAY_US + 1) * DAY_US)
        return {"carrier": parcel["carrier"], "prices": [self._price(service, parcel, until) for service in parcel["services"]]}

    def _price(self, service: dict[str, str], parcel: dict[str, Any], until: str) -> dict[str, Any]:
        code, tariff = service["code"], TARIFFS[service["service_class"]]
        if no := _refusal(tariff, parcel):
            return {"service": code, "error": no}
        origin, country = parcel["origin_country"], parcel["country"]
        sides = parcel["length_mm"] * parcel["width_mm"] * parcel["height_mm"]
        weight_g = max(parcel["weight_g"], sides // tariff.divisor if tariff.divisor else 0)
        amount = tariff.fee + tariff.per_kg * weight_g / 1000
        amount *= WITHIN if origin == country or {origin, country} <= UNION else FAR if country not in UNION | NEAR | {"GB"} else 1
        # a service is dearer or cheaper than its class, and moves a little from day to day
        amount *= Decimal("0.9") + Decimal("0.2") * self._chance("service", code, country)
        amount *= Decimal("0.97") + Decimal("0.06") * self._chance("day", code, country, until)
        currency = CURRENCIES.get(origin, "USD")
        minor = int((amount / IN_CNY[currency] * 100).to_integral_value(ROUND_HALF_UP))
        spread = int(3 * self._chance("days", code, country))
        told = "|".join(map(str, (code, country, parcel["postcode"], weight_g, until, minor)))
        return {
            "service": code,
            "amount_minor": minor,
            "currency": currency,
            "days": [tariff.days[0], tariff.days[1] + spread],
            "reference": f"Q{hashlib.sha256(told.encode()).hexdigest()[:12].upper()}",
            "valid_until": until,
        }

    def _drawn(self, carrier: str, country: str) -> str:
        day = datetime.fromtimestamp(self.clock.now_us() // 1_000_000, UTC).date().isoformat()
        left = self._chance("mood", carrier, country, day) * Decimal(str(sum(share for share, _ in MOODS.values())))
        for name, (share, _) in MOODS.items():
            left -= Decimal(str(share))
            if left < 0:
                return name
        return "prompt"

    def _chance(self, *of: str) -> Decimal:
        """From 0 up to 1, always the same for the same seed and words."""
        digest = hashlib.sha256("|".join((str(self.seed), *of)).encode()).digest()
        return Decimal(int.from_bytes(digest[:6])) / Decimal(2**48)


def _refusal(tariff: Tariff, parcel: dict[str, Any]) -> dict[str, str] | None:
    weight_g, country = parcel["weight_g"], parcel["country"]
    taken = [name for name in parcel["attributes"] if name in tariff.refused]
    if country in NOT_SERVED:
        return {"code": "not_served", "message": f"{country} is not served"}
    if weight_g > tariff.heaviest_g:
        return {"code": "too_heavy", "message": f"{weight_g} g is above {tariff.heaviest_g} g"}
    if taken:
        return {"code": "goods_not_taken", "message": f"goods with {taken[0]} are not taken"}
    return None


def _judge(request: dict[str, Any]) -> dict[str, Any]:
    """The request with what was left out filled in; the first thing that is wrong is refused by name."""
    parcel = {"postcode": "", "length_mm": 0, "width_mm": 0, "height_mm": 0, "attributes": []} | request
    services = parcel.get("services")
    if not isinstance(parcel.get("carrier"), str) or not parcel["carrier"].strip():
        raise field_wrong("carrier", "the carrier's name")
    if not isinstance(services, list) or not services or not all(_asked(service) for service in services):
        raise field_wrong("services", f"objects with code and service_class ({', '.join(CLASSES)})")
    for name, least in (("weight_g", 1), ("length_mm", 0), ("width_mm", 0), ("height_mm", 0)):
        value = parcel.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= 10_000_000:
            raise field_wrong(name, f"a whole number, {least} at least")
    for name in ("origin_country", "country"):
        code = parcel.get(name)
        if not (isinstance(code, str) and len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):
            raise field_wrong(name, "a country code such as DE")
    return parcel


def _asked(service: Any) -> bool:
    return isinstance(service, dict) and bool(service.get("code")) and service.get("service_class") in CLASSES
