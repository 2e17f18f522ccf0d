"""What the pages and the API show of collections, read in as few queries as there are kinds of rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from fahuo.core.transport.came import UNSAID_DAYS, Scan
from fahuo.flow.collecting import again, asking, scanned, standing
from fahuo.flow.collecting.loads import NONE, Waiting, waiting
from fahuo.records.models import Merchant, Warehouse
from fahuo.steps.methods import cutoffs
from fahuo.steps.methods.models import Service
from fahuo.steps.transport.collection_list import UNSAID, Wanted, collections
from fahuo.steps.transport.models import CarrierComes, Collection, StandingCollection

DAYS = 7
MOST_UNSAID = 200


@dataclass(frozen=True)
class Cell:
    """A carrier's collections at a warehouse on one day."""

    on: date
    closed: bool
    today: bool
    collections: list[Collection]
    planned: list[StandingCollection]  # standing bookings that will be booked by themselves

    @property
    def booked(self) -> bool:
        """Something stands, or will be booked by itself."""
        return bool(self.planned) or any(not row.over for row in self.collections)


@dataclass(frozen=True)
class Lane:
    """A carrier at a warehouse, over some days."""

    house: Warehouse
    carrier: str
    waiting: Waiting
    comes: CarrierComes | None
    cells: list[Cell] = field(default_factory=list)

    @property
    def never(self) -> bool:
        """The carrier said that it does not come here."""
        return self.comes is not None and self.comes.code in asking.NEVER

    @property
    def booked(self) -> bool:
        """Something stands on one of the days, or will."""
        return any(cell.booked for cell in self.cells)

    @property
    def bare(self) -> bool:
        """Parcels wait and nothing is booked, though the carrier may come."""
        return self.waiting.parcels > 0 and not self.booked and not self.never


def carriers(merchant_id: int) -> list[str]:
    """The carriers of the merchant's services, by name."""
    return sorted(set(Service.objects.filter(merchant_id=merchant_id, active=True).values_list("carrier", flat=True)))


def houses(merchant_id: int) -> list[Warehouse]:
    """The own warehouses."""
    return list(Warehouse.objects.filter(merchant_id=merchant_id, kind="own").order_by("code"))


def week(merchant: Merchant, now: datetime, days: int = DAYS) -> tuple[list[date], list[Lane]]:
    """The days from today on (of the warehouse where it is earliest), and every carrier that something waits for or that is to come; what is bare first."""
    known = {house.pk: house for house in houses(merchant.pk)}
    today = {pk: asking.local_day(house, now) for pk, house in known.items()}
    begin = min(today.values(), default=now.date())
    range_ = [begin + timedelta(days=n) for n in range(days)]
    there: defaultdict[tuple[int, str, date], list[Collection]] = defaultdict(list)
    for row in Collection.objects.filter(merchant=merchant, on__gte=begin, on__lte=range_[-1]).order_by("begins_at", "trip", "pk"):
        there[row.warehouse_id, row.carrier, row.on].append(row)
    planned: defaultdict[tuple[int, str, date], list[StandingCollection]] = defaultdict(list)
    rows, due = standing.plan(merchant, now)
    for day in due:
        if not day.code:
            planned[rows[day.standing_id].warehouse_id, rows[day.standing_id].carrier, day.on].append(rows[day.standing_id])
    waits = waiting(merchant.pk, begin)
    comes = {(c.warehouse_id, c.carrier): c for c in CarrierComes.objects.filter(merchant=merchant)}
    shut = set(cutoffs.closed_days(merchant.pk))
    places = {*waits, *((row.warehouse_id, row.carrier) for row in rows.values()), *(key[:2] for key in there)}
    lanes = [
        Lane(
            known[house], carrier, waits.get((house, carrier), NONE), comes.get((house, carrier)),
            [
                Cell(
                    on, (None, on) in shut or (house, on) in shut, on == today[house], there[house, carrier, on], planned[house, carrier, on]
                )
                for on in range_
            ],
        )
        for house, carrier in places if house in known
    ]  # fmt: skip
    return range_, sorted(lanes, key=lambda lane: (not lane.bare, lane.house.code, -lane.waiting.parcels, lane.carrier))


def unsaid(merchant: Merchant, now: datetime) -> list[Collection]:
    """Collections whose time is over, and of which nobody said whether the carrier came; the oldest first."""
    rows = collections(merchant.pk, Wanted(UNSAID), now).filter(ends_at__gt=now - timedelta(days=UNSAID_DAYS))
    return list(rows.order_by("ends_at", "pk")[:MOST_UNSAID])


def not_booked(merchant: Merchant, now: datetime) -> list[Collection]:
    """Days to come of standing bookings that the carrier refused, and for which nobody booked otherwise; those that are given up first."""
    rows = again.refused_days(merchant, now)
    there = again.served(merchant, rows)
    return sorted((row for row in rows if row.pk not in there), key=lambda row: (row.given_up_at is None, row.on))


def in_short(merchant: Merchant, now: datetime) -> dict[str, int]:
    """What needs a person: days that are given up, and collections of which nobody said whether the carrier came."""
    since = now - timedelta(days=UNSAID_DAYS)
    unsaid_ones = collections(merchant.pk, Wanted(UNSAID), now).filter(ends_at__gt=since).count()
    waiting_ones = Collection.objects.filter(merchant=merchant, given_up_at__isnull=False, standing_on__gte=now.date() - timedelta(days=1))
    given_up = sum(row.given_up_at is not None for row in not_booked(merchant, now)) if waiting_ones.exists() else 0
    return {"given_up": given_up, "unsaid": unsaid_ones}


def scans_beside(rows: list[Collection]) -> dict[int, Scan]:
    """Of these collections the first scan of a parcel that waited for it, where there is one: it came too late to say which vehicle it was."""
    return {pk: min(scans, key=lambda scan: scan.at) for pk, scans in scanned.scans_of([row.pk for row in rows]).items()}


def standings(merchant: Merchant, now: datetime) -> list[tuple[StandingCollection, list[tuple[date, str]]]]:
    """Standing bookings that go on, each with its days within reach and why one of them is not booked."""
    _rows, days = standing.plan(merchant, now)
    reach: defaultdict[int, list[tuple[date, str]]] = defaultdict(list)
    vain = set(
        Collection.objects.filter(merchant=merchant, refused_at__isnull=False, standing_on__in={d.on for d in days}).values_list(
            "standing_id", "standing_on"
        )
    )
    for day in days:
        reach[day.standing_id].append((day.on, "refused" if (day.standing_id, day.on) in vain else day.code))
    rows = StandingCollection.objects.filter(standing.current(now.date() - timedelta(days=1)), merchant=merchant)
    return [(row, reach[row.pk]) for row in rows.select_related("warehouse").order_by("warehouse__code", "carrier", "trip", "pk")]


def open_question(row: Collection) -> str:
    """What the carrier is asked about this collection and has not answered: book, change or cancel; empty where nothing is."""
    return next((act.kind for act in row.acts.all() if act.key and act.answered_at is None), "")


def merchants_collection(merchant: Merchant, collection_id: int) -> Collection | None:
    """One collection with all that its page shows."""
    rows = Collection.objects.filter(merchant=merchant, pk=collection_id)
    return rows.select_related("warehouse", "standing").prefetch_related("acts", "manifests__service").first()
