"""What the lines around a table add to its card: limits, surcharges, volumetric weight, fuel, minimum weights, dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from fahuo.core.methods.price_tables.cells import Place
from fahuo.core.methods.price_tables.places import Where
from fahuo.core.methods.price_tables.said import Choice, Desk

ALL = "*"


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence from a cell. `zone` is where it is for, when it stands in a row of the table."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee for each parcel that only a note names."""

    amount: Decimal
    line: Line


@dataclass
class Rules:
    """Found in notes; each with the line that says it. Parts of a document in the open format where they can be."""

    limits: dict[str, Any] = field(default_factory=dict)
    volumetric: dict[str, Any] = field(default_factory=dict)
    size_counts: bool | None = None  # False: 不计泡
    surcharges: list[dict[str, Any]] = field(default_factory=list)
    fees: list[Fee] = field(default_factory=list)
    fuel: Decimal | None = None  # percent
    min_g: int | None = None
    step_g: int | None = None
    from_g: int | None = None  # "12KG起": what of lighter ones is not said by it
    first_g: int | None = None  # where the table has prices for first and continuation weight without saying how much that is
    more_g: int | None = None
    least: Decimal | None = None
    valid_from: date | None = None
    day_asked: bool | None = None  # a day was read whose year nobody knows
    valid_to: date | None = None  # the day after the last
    currency: str | None = None
    basis_g: int | None = None
    per_kg_from_g: int | None = None  # "21KG以上为每公斤单价"
    price_percent: Decimal | None = None  # of the table's prices that are paid
    tiered: bool | None = None
    summed: str | None = None  # what "68+20" in a cell is: fee, step
    postcodes: dict[str, list[str]] = field(default_factory=dict)  # of a zone: how its postcodes begin
    zones: dict[str, list[tuple[Where, Place]]] = field(default_factory=dict)  # of a zone: its countries, with the cell
    days: tuple[int, int] | None = None
    stopped: tuple[str, ...] = ()  # countries that are not taken for the time being; ALL: where the note stands

    def over(self, other: Rules) -> Rules:
        """These rules, and those of `other` where these say nothing."""
        return Rules(
            {**other.limits, **self.limits},
            {**other.volumetric, **self.volumetric},
            self.size_counts if self.size_counts is not None else other.size_counts,
            [*self.surcharges, *(s for s in other.surcharges if s not in self.surcharges)],
            [*self.fees, *(f for f in other.fees if f not in self.fees)],
            **{
                name: getattr(self, name) if getattr(self, name) is not None else getattr(other, name)
                for name in (
                    "fuel",
                    "min_g",
                    "step_g",
                    "first_g",
                    "more_g",
                    "least",
                    "valid_from",
                    "day_asked",
                    "valid_to",
                    "currency",
                    "basis_g",
                    "from_g",
                    "per_kg_from_g",
                    "summed",
                    "price_percent",
                    "tiered",
                    "days",
                )
            },
            postcodes={**other.postcodes, **self.postcodes},
            zones={**other.zones, **self.zones},
            stopped=(*self.stopped, *other.stopped),
        )


def settled(desk: Desk, line: Line, name: str, before: Any, now: Any) -> Any:
    """What holds of a rule that two sentences say differently: asked; until it is answered the first."""
    if before is None or before == now:
        return now
    choices = [Choice(str(value), str(value), str(value)) for value in (before, now)]
    known = {str(before): before, str(now): now}
    answer = desk.ask("two_rules", f"{name} {line.text}", [line.place], known.get, choices, text=line.text, before=before, now=now)
    return before if answer is None else answer


def shown(rule: Mapping[str, Any]) -> str:
    """A part of a document in one line: "attributes = battery, per_kg = 8"."""
    return ", ".join(
        f"{k} = {', '.join(map(str, v)) if isinstance(v, list) else v}" for k, v in rule.items() if k not in ("code", "name_zh", "name_en")
    )
