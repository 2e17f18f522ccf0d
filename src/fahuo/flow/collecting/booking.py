"""Booking a collection: a slot that the carrier offers, the next one by one press, or what was agreed by telephone.

The wish is stored with its key in one transaction; the call comes after it. The carrier answers within the press, mostly; where it does not,
or this process ends in between, a job asks again under the same key.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from fahuo.core.transport.collecting import Load, Offered, first_free, why_not
from fahuo.flow import chain
from fahuo.flow.collecting import asking, calls, linking
from fahuo.flow.collecting.acts import Wanted, act, amount, closed, hours, open_day, place, save, told
from fahuo.flow.collecting.loads import forecast
from fahuo.flow.said import not_possible
from fahuo.records.models import Merchant, Warehouse
from fahuo.steps.methods import cutoffs
from fahuo.steps.transport.models import STANDS, Collection, CollectionAct, StandingCollection

Clock = Callable[[], datetime]
DAYS_TRIED = 4  # by the one press that books the next slot


def book(
    merchant: Merchant, warehouse_id: int, carrier: str, on: date, slot_id: str, load: Load, by: str, clock: Clock, *, another: bool = False
) -> Collection:  # fmt: skip
    """Book a slot once. `another`: one more vehicle of the same day. Returns the collection, with the carrier's answer if it came."""
    house = place(merchant, warehouse_id, carrier)
    amount(load)
    open_day(merchant, house, on)
    slot = offered(merchant, house, carrier, on, slot_id, load, clock())
    return ask_to_come(merchant, Wanted(house, carrier, on, slot, load), by, clock, another=another)


def book_next(merchant: Merchant, warehouse_id: int, carrier: str, by: str, clock: Clock) -> Collection:
    """One press: the first slot of the next days that can be booked, for what waits."""
    house, now = place(merchant, warehouse_id, carrier), clock()
    today = asking.local_day(house, now)
    shut = cutoffs.closed_days(merchant.pk)
    days = [day for n in range(DAYS_TRIED) if not closed(shut, house, day := today + timedelta(days=n))]
    load = forecast(merchant.pk, today).of((house.pk, carrier), first=True, today=True)
    offers = asking.ask(merchant, house, carrier, days, now)
    for offer in offers:
        if slot := first_free(offer.slots, load.weight_g, now):
            return ask_to_come(merchant, Wanted(house, carrier, offer.on, slot, load), by, clock)
    why = next((o for o in offers if o.code), asking.Offers(days[0] if days else today, code="collection_no_slot"))
    raise not_possible(why.code, told(house, carrier, why.on, said=why.said))


def ask_to_come(
    merchant: Merchant, wanted: Wanted, by: str, clock: Clock, *, standing: StandingCollection | None = None, another: bool = False
) -> Collection:  # fmt: skip
    """Store the wish with its key, then ask the carrier."""
    asked = _store(merchant, wanted, by, clock(), standing, another)
    calls.at_once(merchant, asked, clock)
    return Collection.objects.select_related("warehouse").get(pk=asked.collection_id)


@transaction.atomic
def _store(merchant: Merchant, wanted: Wanted, by: str, now: datetime, standing: StandingCollection | None, another: bool) -> CollectionAct:
    row = _new(merchant, wanted, standing, another, slot=wanted.slot.id)
    linking.take_in(row)
    asked = act(row, "book", by, now, call=True, **wanted.asked())
    chain.wake_collections(merchant.pk)
    return asked


@transaction.atomic
def note_by_hand(
    merchant: Merchant, warehouse_id: int, carrier: str, on: date, begins: time, ends: time, load: Load, reference: str, by: str,
    now: datetime, *, another: bool = False,
) -> Collection:  # fmt: skip
    """A collection that was agreed by telephone: no call is made, its reference is what the carrier said."""
    house = place(merchant, warehouse_id, carrier)
    amount(load)
    open_day(merchant, house, on)
    slot = hours(house, on, begins, ends)
    if slot.ends_at <= now:
        raise not_possible("collection_past", told(house, carrier, on, slot))
    wanted = Wanted(house, carrier, on, slot, load)
    row = _new(merchant, wanted, None, another, by_hand=True, booked_at=now, reference=reference.strip()[:60])
    linking.take_in(row)
    act(row, "book", by, now, **wanted.asked())
    return row


def _new(merchant: Merchant, wanted: Wanted, standing: StandingCollection | None, another: bool, **more: Any) -> Collection:
    own: dict[str, Any] = {"merchant": merchant, "warehouse": wanted.house, "carrier": wanted.carrier, "on": wanted.on}
    trip = standing.trip if standing else 1
    if another:
        trip = max(Collection.objects.filter(STANDS, **own).values_list("trip", flat=True), default=0) + 1
    return save(
        Collection(
            **own, trip=trip, standing=standing, standing_on=wanted.on if standing else None, begins_at=wanted.slot.begins_at,
            ends_at=wanted.slot.ends_at, parcels=wanted.load.parcels, weight_g=wanted.load.weight_g, **more,
        )
    )  # fmt: skip


def offered(merchant: Merchant, house: Warehouse, carrier: str, on: date, slot_id: str, load: Load, now: datetime) -> Offered:
    """The slot as the carrier offers it now. NotPossible says why it cannot be booked."""
    offers = asking.ask(merchant, house, carrier, [on], now)[0]
    slot = next((s for s in offers.slots if s.id == slot_id), None)
    code = offers.code or ("collection_no_slot" if slot is None else why_not(slot, load.weight_g, now))
    if code or slot is None:
        raise not_possible(code or "collection_no_slot", told(house, carrier, on, slot, said=offers.said, weight_g=load.weight_g))
    return slot
