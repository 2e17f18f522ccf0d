"""The parts of a band's price: what each cell is of it, and what notes say where a table leaves it open."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from fahuo.core.methods.price_tables.amounts import read_price
from fahuo.core.methods.price_tables.entry import Entry
from fahuo.core.methods.price_tables.headings import Role

_KG = Decimal(1000)


@dataclass
class Parts:
    """The parts of a band's price that were found, each with its cells."""

    per_kg: list[Entry] = field(default_factory=list)
    flat: list[Entry] = field(default_factory=list)
    fee: list[Entry] = field(default_factory=list)
    first: list[Entry] = field(default_factory=list)
    step: list[Entry] = field(default_factory=list)

    def join(self, other: Parts) -> Parts:
        """These parts, and those of the whole place where these say nothing."""
        joined = Parts(*(getattr(self, name) or getattr(other, name) for name in ("per_kg", "flat", "fee", "first", "step")))
        if self.fee:  # a fee that a note names is for all bands
            joined.fee = [*self.fee, *(e for e in other.fee if e.row < 0)]
        return joined

    @property
    def priced(self) -> bool:
        """Whether there is a price, not only a fee: a country whose price is "-" is not served, whatever stands beside."""
        return bool(self.flat or self.first or self.step or any(e.role != Role.FEE for e in self.per_kg))

    @property
    def entries(self) -> list[Entry]:
        """All of them."""
        return [*self.per_kg, *self.flat, *self.fee, *self.first, *self.step]


@dataclass
class Default:
    """What the notes say where a table leaves it open."""

    first_g: int | None = None
    step_g: int | None = None
    least_g: int | None = None  # minimum chargeable weight
    most_g: int | None = None  # limit of weight
    from_g: int | None = None  # lighter parcels than this are charged as that, or refused: nobody said which


def part_of(entry: Entry) -> str:
    """Which part of a band's price an entry is."""
    if entry.role == Role.FIRST:
        return "first"
    if entry.role == Role.STEP:
        return "step"
    if entry.role == Role.FEE:
        return "per_kg" if entry.heading.basis_g == 1000 else "fee"
    return "flat" if entry.heading.basis_g == 0 else "per_kg"


def price_of(entry: Entry) -> Decimal:
    """The price, for a kilogram where it is written for other grams."""
    assert entry.value is not None
    basis = entry.heading.basis_g
    return entry.value * _KG / Decimal(basis) if basis and basis != 1000 and entry.role in (Role.PRICE, Role.FEE) else entry.value


def read_amount(answer: str) -> Decimal | None:
    """A price that was given as an answer."""
    found = read_price(answer)
    return found.value if found and found.value >= 0 else None
