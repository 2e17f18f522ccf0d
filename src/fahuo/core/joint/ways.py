"""What the joint choice speaks of: items that stay whole, sendings, and ways to send all of them."""

from __future__ import annotations

from dataclasses import dataclass

from fahuo.core.words import ServiceClass

UNSERVED = 10**15  # an item that no service takes outweighs every sum of money
UNCOVERED = 10**14  # so does a parcel that is to be covered and is not
LATE = 10**12  # so does a broken promise, after these
CLASSES = tuple(service_class.value for service_class in ServiceClass)

Place = tuple[int, int]  # items as bits, warehouse
Sending = tuple[int, int, int]  # the same, and the classes of service that are left out as bits; 0: rules and aim choose among all
KEPT = 1 << len(
    CLASSES
)  # beside these bits: each parcel by the best of the other classes without its duty, which is weighed for the sending


@dataclass(frozen=True)
class Item:
    """Pieces of an order line that are allocated to one warehouse. They are not parted any further."""

    order_id: int
    line_no: int
    warehouse_id: int  # where they are allocated today
    products: tuple[tuple[int, int], ...]  # product, pieces


Block = tuple[
    int, int, int, int, int, int, int, int, int, int, int, int
]  # order, line, product, then as frames.Placements has it from x_mm on


@dataclass(frozen=True)
class Box:
    """One parcel of a sending."""

    box_id: int | None
    weight_g: int
    service_id: int | None
    freight_minor: int  # in the merchant's currency, as the next ones
    days_p50: int
    days_p90: int
    inside: tuple[Block, ...]  # in packing order


@dataclass(frozen=True)
class Priced:
    """What a sending - some items from one warehouse on one day, by some classes of service - would be and cost."""

    boxes: tuple[Box, ...]
    materials_minor: int  # empty boxes; padding is the same in every way
    freight_minor: int
    handling_minor: int
    premium_minor: int  # where the merchant's rules cover parcels
    worth_minor: int  # of days, where the merchant weighs them
    duty_minor: int | None  # of the sending as one consignment; None: not known
    unserved: int  # items that no box or no service takes
    uncovered: int  # parcels that are to be covered, and the service cannot
    late: int  # lines whose promise is broken, twice where not even every other parcel keeps it; once for each parcel that they are in

    @property
    def plain(self) -> int:
        """All that is paid but duty, with what outweighs money: the less, the better."""
        money = self.materials_minor + self.freight_minor + self.handling_minor + self.premium_minor + self.worth_minor
        return self.unserved * UNSERVED + self.uncovered * UNCOVERED + self.late * LATE + money


@dataclass(frozen=True)
class Way:
    """A way to send all items: sendings that are disjoint and together everything."""

    sendings: tuple[Sending, ...]  # by their first item
    cost: int  # what it is compared by: money, and what outweighs it
    duty_minor: int
    total_minor: int  # money alone

    @property
    def served(self) -> bool:
        """Whether every item has a box and a service."""
        return self.cost < UNSERVED

    @property
    def parts(self) -> tuple[int, ...]:
        """What travels together, wherever it comes from and however it goes."""
        return tuple(sorted(sending[0] for sending in self.sendings))

    @property
    def rank(self) -> tuple[int, int, tuple[Sending, ...]]:
        """Best first; among equals fewer sendings, then an order that does not depend on how it was found."""
        return self.cost, len(self.sendings), self.sendings


def bits(mask: int) -> list[int]:
    """The items of a mask."""
    return [n for n in range(mask.bit_length()) if mask >> n & 1]


def services_of(without: int) -> str:
    """The classes that a sending is kept to, as rules of choice name services; empty where rules and aim choose among all."""
    return " ".join(name for n, name in enumerate(CLASSES) if not without >> n & 1) if without else ""
