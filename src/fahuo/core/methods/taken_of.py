"""What is taken of what: surcharges that are a part of other surcharges or of fuel, in the order in which they can be worked out."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from fahuo.core.methods.service import Surcharge

FREIGHT, FUEL, VALUE = "freight", "fuel", "value"
NAMED = (FREIGHT, FUEL, VALUE)  # what a percentage may be of, beside surcharges by their codes
Rows = tuple[int, ...]
HERE_FUEL: Rows = ()  # in the order: fuel is worked out here


class Circle(ValueError):
    """Amounts that are taken of each other; `names` begins and ends with the same."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        super().__init__(" > ".join(names))


def in_order(extras: Sequence[Surcharge], fuel_of: Collection[str]) -> list[Rows]:
    """Rows of the surcharges, those of a group together, and HERE_FUEL once: each after all that it is taken of, else as they are written.

    `fuel_of` are the codes of surcharges that fuel is taken of. Fuel comes as late as it can. Circle where amounts are taken of each other.
    """
    open_ = {rows: _needs(rows, extras, fuel_of) for rows in (*_together(extras), HERE_FUEL)}
    found: list[Rows] = []
    while open_:
        ready = next((rows for rows, needs in open_.items() if not any(other in open_ for other in needs)), None)
        if ready is None:
            raise Circle(_circle(open_, extras))
        found.append(ready)
        del open_[ready]
    return found


def _together(extras: Sequence[Surcharge]) -> list[Rows]:
    """Each surcharge by itself, those of a group where its first stands: of a group one is charged, which depends on all."""
    groups: dict[object, list[int]] = {}
    for row, extra in enumerate(extras):
        groups.setdefault(extra.group or row, []).append(row)
    return [tuple(rows) for rows in groups.values()]


def _needs(rows: Rows, extras: Sequence[Surcharge], fuel_of: Collection[str]) -> list[Rows]:
    names = set(fuel_of) if rows == HERE_FUEL else {name for row in rows if extras[row].ppm is not None for name in extras[row].of}
    needs = [other for other in _together(extras) if any(extras[row].code in names for row in other)]
    return [*needs, HERE_FUEL] if FUEL in names and rows != HERE_FUEL else needs


def _circle(open_: dict[Rows, list[Rows]], extras: Sequence[Surcharge]) -> list[str]:
    """Go from one to what it is taken of until one comes again: all that is left open waits for something that is."""
    way = [next(iter(open_))]
    while way[-1] not in way[:-1]:
        way.append(next(other for other in open_[way[-1]] if other in open_))
    round_ = way[way.index(way[-1]) :]
    return [" / ".join(extras[row].code for row in rows) if rows else FUEL for rows in round_]
