"""Brackets that a table writes and that have no price for a place: no other bracket takes over their weights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fahuo.core.methods.price_tables.cells import Place
from fahuo.core.methods.price_tables.entry import Entry
from fahuo.core.methods.price_tables.headings import Role
from fahuo.core.methods.price_tables.weights import Span

Empty = Mapping[Span, list[Place]]  # a bracket without a price -> its cells


def empty_brackets(words: Iterable[Entry]) -> dict[Span, list[Place]]:
    """The brackets without a price among what a table says of a place."""
    found: dict[Span, list[Place]] = {}
    for entry in words:
        if entry.role == Role.HOLE and entry.heading.span:
            found.setdefault(entry.heading.span, []).append(entry.place)
    return found


def ends_of(written: Iterable[Span], empty: Empty) -> dict[Span, int | None]:
    """Where each bracket ends as it is written. An open one ("12KG+") ends where the next of its kind ("21KG+", which has 21 kg itself) or
    one without a price begins.
    """
    spans = dict.fromkeys((*written, *empty))
    nexts = sorted({(s.over_g, s.over_g - (not s.signed)) for s in spans if s.over_g is not None and (s.up_to_g is None or s in empty)})
    return {s: s.up_to_g if s.up_to_g is not None else next((end for over, end in nexts if over > (s.over_g or 0)), None) for s in spans}


@dataclass
class Waiting:
    """Brackets without a price above the last band that has one, from the lightest: grams over, and up to."""

    last: int = 0  # where the last band with a price ends
    width: int = 0  # of the last bracket, whether it has a price or not
    brackets: list[tuple[int, int]] = field(default_factory=list)

    @property
    def until(self) -> int:
        """Where what is heavier begins."""
        return self.brackets[-1][1] if self.brackets else self.last

    def add(self, over: int, up_to: int) -> None:
        """Another one: what lies between it and the one before belongs to it, and what another has a price for does not."""
        over = self.until if self.brackets else max(self.last, over)
        if up_to > over:
            self.brackets.append((over, up_to))
            self.width = up_to - over

    def give_way(self, over: int | None, up_to: int) -> None:
        """Before a band with a price: brackets of the same weights are none that lack."""
        if over is None:  # "2KG" with a price beside an empty "0-2KG"
            self.brackets = [b for b in self.brackets if b[1] < up_to]
        else:
            self.brackets = [(low, min(high, over)) for low, high in self.brackets if low < over]

    def priced(self, over: int, up_to: int) -> None:
        """A band with a price."""
        self.last, self.width, self.brackets = up_to, up_to - over, []
