"""Asking a carrier for its slots. Nothing is stored but whether it comes at all; never inside a transaction."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from fahuo.core.transport.collecting import Offered
from fahuo.core.transport.collection_reasons import OF_CARRIERS
from fahuo.core.transport.times import zone_of
from fahuo.flow.accounts import NoAccount, connect, plug_in
from fahuo.ports.answers import Denied, Refused, Unanswered
from fahuo.ports.collection import Collector, Pickup, Slot, collector
from fahuo.records.models import Merchant, Warehouse
from fahuo.steps.transport.models import CarrierComes

NEVER = ("collection_not_offered", "collection_outside_area")  # what a carrier says of every day


@dataclass(frozen=True)
class Offers:
    """A carrier's slots of a day, or the code of the reason why there are none; `said` is the carrier's own sentence."""

    on: date
    slots: tuple[Offered, ...] = ()
    code: str = ""
    said: str = ""


def zone(house: Warehouse) -> str:
    """The time zone of a warehouse."""
    return house.zone or zone_of(house.country)


def local_day(house: Warehouse, now: datetime) -> date:
    """What day it is at a warehouse."""
    return now.astimezone(ZoneInfo(zone(house))).date()


@contextmanager
def asked(merchant: Merchant) -> Iterator[Collector | None]:
    """The merchant's carrier, or None where no account or plug-in of theirs can be asked for collections."""
    try:
        client = connect(merchant)
    except NoAccount:
        yield None
        return
    with client:
        yield collector(client)


def can_ask(merchant: Merchant) -> bool:
    """Has the merchant an account with a plug-in that can ask for collections?"""
    found = plug_in(merchant)
    return found is not None and issubclass(found, Collector)


def pickup(merchant: Merchant, house: Warehouse) -> Pickup:
    """Where the carrier comes to."""
    return Pickup(
        merchant.name, house.country, zone(house), house.street, house.city, house.region, house.postcode, merchant.phone
    )  # fmt: skip


def ask(merchant: Merchant, house: Warehouse, carrier: str, days: list[date], now: datetime) -> list[Offers]:
    """The slots of each of these days, asked at the same time. Whether the carrier comes at all is remembered."""
    with asked(merchant) as client:
        if client is None:
            return [Offers(on, code="collection_no_way") for on in days]
        place = pickup(merchant, house)
        with ThreadPoolExecutor(max_workers=len(days) or 1) as pool:
            found = list(pool.map(lambda on: _one(client, carrier, place, on), days))
    _remember(merchant, house, carrier, found, now)
    return found


def _one(client: Collector, carrier: str, place: Pickup, on: date) -> Offers:
    try:
        return Offers(on, tuple(filter(None, map(_offered, client.slots(carrier, place, on)))))
    except Refused as no:
        return Offers(on, code=OF_CARRIERS.get(no.code, "collection_said"), said=no.said[:300])
    except (Unanswered, Denied) as silence:
        return Offers(on, code="collection_silent", said=silence.said[:300])


def _offered(slot: Slot) -> Offered | None:
    """A slot with its times read; one that nobody can read the times of is left out."""
    begins, ends = moment(slot.begins_at), moment(slot.ends_at)
    return Offered(slot.id, begins, ends, moment(slot.book_by), slot.left, slot.most_g) if begins and ends else None


def moment(text: str) -> datetime | None:
    """A carrier's time in UTC; None where it gives none that says its offset."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else None


def _remember(merchant: Merchant, house: Warehouse, carrier: str, found: list[Offers], now: datetime) -> None:
    no = next((offers for offers in found if offers.code in NEVER), None)
    if no is None and not any(offers.slots for offers in found):
        return
    told: dict[str, Any] = {"code": no.code if no else "", "said": no.said if no else "", "at": now}
    CarrierComes.objects.update_or_create(warehouse=house, carrier=carrier, defaults=told | {"merchant": merchant})


def when(house: Warehouse, begins_at: datetime, ends_at: datetime) -> str:
    """A slot's hours by the warehouse's clock: "14:00–16:00"."""
    here = ZoneInfo(zone(house))
    return f"{begins_at.astimezone(here):%H:%M}–{ends_at.astimezone(here):%H:%M}"
