"""What the verbs of collections share: the row that the constraint guards, its acts, and the values that its reasons name."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from fahuo.core.transport.collecting import Load, Offered, span
from fahuo.flow.collecting import asking
from fahuo.flow.said import not_possible
from fahuo.records.models import Merchant, Warehouse
from fahuo.steps.goods.numbers import COLLECTION, number_of
from fahuo.steps.methods import cutoffs
from fahuo.steps.methods.models import Service
from fahuo.steps.transport.models import STANDS, Collection, CollectionAct

MOST_PARCELS, MOST_G = 1_000_000, 1_000_000_000


@dataclass(frozen=True)
class Wanted:
    """Where, who, when, how much."""

    house: Warehouse
    carrier: str
    on: date
    slot: Offered
    load: Load

    def asked(self) -> dict[str, Any]:
        """As an act keeps it."""
        slot, load = self.slot, self.load
        times = {"on": self.on, "slot": slot.id, "begins_at": slot.begins_at, "ends_at": slot.ends_at}
        return times | {"parcels": load.parcels, "weight_g": load.weight_g}


def place(merchant: Merchant, warehouse_id: int, carrier: str) -> Warehouse:
    """The merchant's own warehouse, if the carrier is one of theirs. NotPossible otherwise."""
    house = Warehouse.objects.filter(merchant=merchant, pk=warehouse_id, kind="own").first()
    if house is None or not Service.objects.filter(merchant=merchant, carrier=carrier).exists():
        raise not_possible("collection_carrier", {"carrier": carrier[:80] or "—", "warehouse": house.code if house else "—"})
    return house


def amount(load: Load) -> None:
    """NotPossible where nothing is announced, or more than there can be."""
    if not (0 < load.parcels <= MOST_PARCELS and 0 < load.weight_g <= MOST_G):
        raise not_possible("collection_amount")


def closed(shut: list[tuple[int | None, date]], house: Warehouse, on: date) -> bool:
    """Does nothing leave the warehouse on that day?"""
    return (None, on) in shut or (house.pk, on) in shut


def open_day(merchant: Merchant, house: Warehouse, on: date) -> None:
    """NotPossible on a closed day."""
    if closed(cutoffs.closed_days(merchant.pk), house, on):
        raise not_possible("collection_closed_here", {"warehouse": house.code, "on": on.isoformat()})


def hours(house: Warehouse, on: date, begins: time, ends: time) -> Offered:
    """Hours that a person gives, by the warehouse's clock."""
    if ends <= begins:
        raise not_possible("collection_times")
    return Offered("", *span(on, begins, ends, asking.zone(house)))


def wall(row: Collection, at: datetime) -> time:
    """The time of day of a moment, by the clock of the collection's warehouse."""
    return at.astimezone(ZoneInfo(asking.zone(row.warehouse))).time()


def save(row: Collection) -> Collection:
    """The constraint is the lock: of two who book the same vehicle of a day one does, and the other is told."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        there = Collection.objects.filter(STANDS, warehouse=row.warehouse, carrier=row.carrier, on=row.on).exclude(pk=row.pk)
        numbers = ", ".join(other.reference or number_of(other.pk, COLLECTION) for other in there.order_by("trip"))
        raise not_possible("collection_booked", told(row.warehouse, row.carrier, row.on) | {"reference": numbers or "—"}) from None
    return row


def act(row: Collection, kind: str, by: str, now: datetime, *, call: bool = False, **more: Any) -> CollectionAct:
    """Something is asked of the carrier (`call`), or happened."""
    key = f"collect-{row.pk}-{kind}-{secrets.token_hex(8)}" if call else None
    return CollectionAct.objects.create(collection=row, kind=kind, at=now, by=by[:80], key=key, answered_at=None if call else now, **more)


def told(
    house: Warehouse, carrier: str, on: date, slot: Offered | None = None, *, said: str = "", weight_g: int | None = None
) -> dict[str, Any]:
    """The values of a collection's reasons."""
    times = asking.when(house, slot.begins_at, slot.ends_at) if slot else "—"
    weight = f"{weight_g / 1000:,.1f} kg" if weight_g else "—"
    return {"carrier": carrier, "warehouse": house.code, "on": on.isoformat(), "slot": times, "said": said, "weight": weight}
