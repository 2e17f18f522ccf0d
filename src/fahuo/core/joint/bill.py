"""The bill of ways: sendings are priced in batches, each once, and added up; duty is that of what the law counts as one consignment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from fahuo.core.clearance.duty import LandedBook, LandedDuty
from fahuo.core.export.worth import Worth
from fahuo.core.joint.carried import Carried
from fahuo.core.joint.owed import MUCH, Owed
from fahuo.core.joint.ways import LATE, Item, Place, Priced, Sending, Way, bits
from fahuo.core.orders.kits import shares_of_kits

if TYPE_CHECKING:
    from fahuo.core.journey import World


class Bill:
    """Prices sendings of some items and adds them up to ways."""

    def __init__(
        self, orders: pl.DataFrame, lines: pl.DataFrame, items: Sequence[Item], world: World, on: date, today: Sequence[Sending] = ()
    ) -> None:
        """`orders` and `lines` are all of the orders whose items these are; what the buyers asked for and were promised is kept. `today` is
        what ways are compared with: where it is not known what that owes, duty counts nowhere."""
        self.items = tuple(items)
        worth = Worth(orders, lines, shares_of_kits(world.components, world.products))
        duty = LandedDuty(orders, lines, worth, world, world.book, on) if isinstance(world.book, LandedBook) else None
        self.owed = Owed(self.items, worth, duty, world)
        self._carried = Carried(orders, lines, self.items, worth, duty, world, on)
        self._plain: dict[Sending, tuple[int, int]] = {}  # cost without duty, classes used
        self._choices: dict[Place, list[Sending]] = {}
        self._today = tuple(today)
        self._relaxed: dict[Sending, int] = {}
        self.duty_known = duty is not None  # else it counts nowhere

    @property
    def priced(self) -> int:
        """How many sets of items were packed and priced at a warehouse."""
        return len(self._choices)

    def ask(self, places: Iterable[Place]) -> None:
        """Pack and price these in one batch, those that are not known yet."""
        new = sorted({p for p in places if p not in self._choices})
        if not new:
            return
        self.owed.ask(mask for mask, _ in new)
        self._choices.update((place, []) for place in new)
        for place, without, plain, used in self._carried.price(new):
            self._plain[*place, without] = plain, used
            self._choices[place].append((*place, without))
        if self.duty_known and self._today and all(sending in self._plain for sending in self._today):
            self.duty_known, self._today = self.way(self._today).duty_minor < MUCH, ()
            self._relaxed.clear()

    def ask_owed(self, masks: Iterable[int]) -> None:
        """Find out what sets of items owe that are no sending: `way` needs those of `unions`."""
        self.owed.ask(masks)

    def choices(self, place: Place) -> list[Sending]:
        """The sendings of a set of items from a warehouse that may be best in some way."""
        every = self.every(place)
        return [s for s in every if not any(self._better(other, s) for other in every if other != s)]

    def every(self, place: Place) -> list[Sending]:
        """All of them: by what rules and aim choose, and, as duty may be another by another class, by fewer classes."""
        return self._choices[place] if self.duty_known else self._choices[place][:1]

    def _better(self, one: Sending, other: Sending) -> bool:
        """Costs no more and uses no class that the other does not, so that it never owes more."""
        (plain, used), (more, also) = self._plain[one], self._plain[other]
        return used & ~also == 0 and (plain, one) < (more, other)

    def plain(self, sending: Sending) -> int:
        """What a sending costs without duty."""
        return self._plain[sending][0]

    def used(self, sending: Sending) -> int:
        """The classes that it goes by, as bits."""
        return self._plain[sending][1]

    def relaxed(self, sending: Sending) -> int:
        """The least that a sending adds to the cost of a way."""
        if sending not in self._relaxed:
            self._relaxed[sending] = self._plain[sending][0] + (self._alone(sending) if self.duty_known else 0)
        return self._relaxed[sending]

    def of(self, sending: Sending) -> Priced:
        """A sending that was asked for, parcel by parcel."""
        return self._carried.show(sending[:2], sending[2], self._alone(sending) if self.duty_known else None)

    def way(self, sendings: Iterable[Sending]) -> Way:
        """Add sendings up. An order that is cut up saves no duty by it: what was ordered together counts together at the border."""
        chosen = tuple(sorted(sendings, key=lambda s: (s[0] & -s[0], s)))
        plain = sum(self._plain[s][0] for s in chosen)
        duty = sum(self._together(part) for part in self._linked(chosen)) if self.duty_known else 0
        return Way(chosen, plain + duty, duty, plain % LATE + duty)  # what outweighs money is counted in LATE

    def unions(self, sendings: Iterable[Sending]) -> list[int]:
        """What must be asked of `owed` before `way` can add these up: orders that are cut up, as one consignment."""
        return [_union(part) for part in self._linked(tuple(sendings)) if len(part) > 1]

    def _alone(self, sending: Sending) -> int:
        return self.owed.of(sending[0], sending[1], self._plain[sending][1])

    def _together(self, part: Sequence[Sending]) -> int:
        apart = sum(self._alone(s) for s in part)
        if len(part) == 1:
            return apart
        whole = _union(part)
        return max(apart, *(self.owed.of(whole, s[1], self._plain[s][1]) for s in part))

    def _linked(self, sendings: tuple[Sending, ...]) -> list[list[Sending]]:
        """Sendings that share an order, directly or by others between."""
        parts: list[tuple[set[int], list[Sending]]] = []
        for sending in sendings:
            mine = {self.items[n].order_id for n in bits(sending[0])}
            joined = [part for part in parts if part[0] & mine]
            parts = [part for part in parts if not part[0] & mine]
            parts.append((mine.union(*(p[0] for p in joined)), [*(s for p in joined for s in p[1]), sending]))
        return [part[1] for part in parts]


def _union(part: Sequence[Sending]) -> int:
    whole = 0
    for sending in part:
        whole |= sending[0]
    return whole
