"""What surcharges and fuel an offer should have, worked out from the card's document in exact fractions: a part of the judge, check.py.

What is taken of what is followed from each amount to those that it names, not in an order made beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Any

from fahuo.core.methods.check_money import Row, day_of, grams, half_up, value_in, within
from fahuo.core.methods.check_places import Lists, holds_place
from fahuo.core.words import attributes_of, minor_units

if TYPE_CHECKING:
    from fahuo.core.journey import World


def expected_extras(
    parcel: Row, document: Row, card: Row, zone: Row, freight: int, chargeable: Fraction, world: World, on: date, lists: Lists
) -> tuple[int, int] | None:
    """The sum of the surcharges and the fuel; None where the goods' value has no exchange rate."""
    asked = []
    for extra in card.get("surcharges", []):
        if not within(extra, on) or not _holds(extra, parcel, zone, chargeable, lists):
            continue
        if "value_above" in extra:
            value = value_in(parcel, extra["value_currency"], world)
            if value is None:
                return None
            if value <= Fraction(str(extra["value_above"])) * 10 ** minor_units(extra["value_currency"]):
                continue
        asked.append(extra)
    value = value_in(parcel, card["currency"], world)
    if value is None and any("value" in _names(extra) for extra in asked):
        return None
    sums = _Sums(parcel, card, asked, _fuel(document, on), freight, value or 0, chargeable)
    return sum(sums.charged(extra) for extra in asked), sums.named("fuel")


@dataclass
class _Sums:
    parcel: Row
    card: Row
    asked: list[Row]
    fuel: Row | None
    freight: int
    value: int
    chargeable: Fraction
    known: dict[int, int] = field(default_factory=dict)  # amounts by the identity of their rows

    def named(self, name: str) -> int:
        """What stands for a name in `of`."""
        if name in ("freight", "value"):
            return self.freight if name == "freight" else self.value
        if name != "fuel":
            return sum(self.charged(extra) for extra in self.asked if extra["code"] == name)
        if self.fuel is None:
            return 0
        base = self.freight + sum(self.named(of) for of in set(self.fuel.get("of", [])) - {"freight"})
        return half_up(base * Fraction(str(self.fuel["percent"])) / 100)

    def charged(self, extra: Row) -> int:
        """Its amount, or nothing where another of its group is dearer; of equals the first counts."""
        if extra.get("group") is None:
            return self.amount(extra)
        members = [other for other in self.asked if other.get("group") == extra["group"]]
        return self.amount(extra) if max(members, key=self.amount) is extra else 0

    def amount(self, extra: Row) -> int:
        """What it would be if it were charged."""
        if id(extra) not in self.known:
            self.known[id(extra)] = self._bounded(extra)
        return self.known[id(extra)]

    def _bounded(self, extra: Row) -> int:
        unit = Fraction(10) ** minor_units(self.card["currency"])
        above = max(Fraction(0), self.chargeable - grams(extra.get("free_g", 0)))
        amount: int = half_up(sum(self.named(name) for name in _names(extra)) * Fraction(str(extra.get("percent", 0))) / 100)
        amount += half_up(Fraction(str(extra.get("per_kg", 0))) * unit * above / 1000)
        amount += int(Fraction(str(extra.get("fixed", 0))) * unit)
        amount += int(Fraction(str(extra.get("per_piece", 0))) * unit) * int(self.parcel["pieces"])
        amount += int(Fraction(str(extra.get("step", 0))) * unit) * ceil(above / grams(extra.get("step_g", 1)))
        amount = max(amount, int(Fraction(str(extra.get("least", 0))) * unit))
        return min(amount, int(Fraction(str(extra["most"])) * unit)) if "most" in extra else amount


def _names(extra: Row) -> list[str]:
    of: Any = extra.get("of", "freight")
    return [of] if isinstance(of, str) else list(of)


def _holds(extra: Row, parcel: Row, zone: Row, chargeable: Fraction, lists: Lists) -> bool:
    wanted = attributes_of(extra.get("attributes", []))
    c, b, a = sorted((parcel["length_mm"], parcel["width_mm"], parcel["height_mm"]))
    weights = {"weight": parcel["weight_g"], "chargeable": chargeable}
    above = {"longest_above_mm": a, "second_above_mm": b, "sides_above_mm": a + b + c, "girth_above_mm": a + 2 * (b + c)}
    cubic = extra.get("volume_above_cm3", -1) * 1000
    where = [extra.get(name) for name in ("places", "postcodes", "cities", "regions")]
    return (
        (not wanted or bool(int(wanted) & parcel["attributes"]))
        and all(actual > extra.get(name, -1) for name, actual in above.items())
        and a * b * c > cubic
        and all(
            grams(extra.get(f"{name}_above_g", -1)) < actual <= grams(extra.get(f"{name}_up_to_g", 10**9))
            for name, actual in weights.items()
        )
        and (not extra.get("free_g") or chargeable > grams(extra["free_g"]))
        and not (extra.get("residential") and (parcel["company"] or "").strip())
        and ("countries" not in extra or parcel["country"] in extra["countries"])
        and ("zones" not in extra or zone["code"] in extra["zones"])
        and (not any(names is not None for names in where) or holds_place(parcel, lists, *where))
    )


def _fuel(document: Row, on: date) -> Row | None:
    past = [row for row in document.get("fuel", []) if day_of(row["valid_from"]) <= on]
    last = max(past, key=lambda row: day_of(row["valid_from"]), default=None)
    return last if last is not None and within(last, on) else None
