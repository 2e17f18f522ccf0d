"""A cell of a table with all that its headings say of it, and a table as it was read."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from fahuo.core.methods.price_tables.cells import Place
from fahuo.core.methods.price_tables.find import Table
from fahuo.core.methods.price_tables.headings import Heading, Role
from fahuo.core.methods.price_tables.places import Where


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell's value with all that its headings say. `value` is the text of what is no number."""

    heading: Heading
    text: str
    value: Decimal | None
    place: Place
    row: int
    where_place: Place | None = None  # the cell that says where
    column: str = ""  # the text of its column's heading
    named: bool = False  # that heading says what kind of price it is
    table: int = -1  # the first row of its table's header
    dashed: bool = False  # a price beside it is a dash: not served

    @property
    def role(self) -> Role:
        """What it is; a number without a word is a price."""
        return self.heading.role or Role.PRICE


@dataclass
class Reading:
    """A table's entries, and the zones that it explains."""

    table: Table
    entries: list[Entry] = field(default_factory=list)
    zones: dict[str, list[tuple[Where, Place]]] = field(default_factory=dict)  # label -> countries
    postcodes: dict[str, list[tuple[str, str, Place]]] = field(default_factory=dict)  # label -> (country, postcode, cell)
    unit: Decimal | None = None
    keys: list[Place] = field(default_factory=list)  # cells that say where, or which band
