"""The sample's floor in the database: cut-offs, closed days, totes, standing collections; and a first wave, so that who looks around finds something there."""

from __future__ import annotations

from datetime import datetime, timedelta

from fahuo.core.goods.picking.queue import Rules
from fahuo.core.words import PickForm
from fahuo.flow.collecting import asking, board, changing, standing
from fahuo.flow.floor import picks, walls
from fahuo.flow.floor.queue import read_queue
from fahuo.flow.floor.release import release
from fahuo.flow.floor.stops import stops_of
from fahuo.flow.said import NotPossible
from fahuo.records.models import Merchant, Warehouse
from fahuo.sample import floor
from fahuo.steps.goods.models import Pick, PickList, Tote
from fahuo.steps.methods import cutoffs
from fahuo.steps.methods.models import ClosedDay, Service
from fahuo.steps.transport.models import StandingCollection

ACTOR = "sample"
REACH = 3  # days ahead that the sample's collections are booked: its clock runs fast
SELDOM = 14
FEWEST, MOST = 6, 24  # parcels of a wave: fewer are waited for, more are left to who looks around


def sample_floor(merchant: Merchant) -> None:
    """All that is set up, once services and warehouses are there."""
    services = dict(Service.objects.filter(merchant=merchant).values_list("code", "pk"))
    houses = {w.code: w for w in Warehouse.objects.filter(merchant=merchant)}
    for code, days, at, zone in floor.sample_cut_offs():
        cutoffs.set_cut_offs(merchant.pk, services[code], None, days, at, zone)
    ClosedDay.objects.bulk_create(
        ClosedDay(merchant=merchant, warehouse=houses[code], on=on, name=name) for code, on, name in floor.sample_closed_days()
    )
    Tote.objects.bulk_create(Tote(merchant=merchant, warehouse=houses[house], code=code) for house, code in floor.sample_totes())


def standing_collections(merchant: Merchant, now: datetime) -> None:
    """The sample's standing bookings, where there has never been one; a worker books their days with the simulated outside."""
    if StandingCollection.objects.filter(merchant=merchant).exists():
        return
    houses = {w.code: w for w in Warehouse.objects.filter(merchant=merchant)}
    carriers = dict(Service.objects.filter(merchant=merchant).values_list("code", "carrier"))
    for house, service, days, begins, ends in floor.sample_collections():
        row, today = houses[house], asking.local_day(houses[house], now)
        standing.set_up(merchant, row.pk, carriers[service], days, (begins, ends), (today, None), ACTOR, now, days_ahead=REACH)


def say_who_came(merchant: Merchant, now: datetime) -> None:
    """Of collections that were due before yesterday somebody has said whether the carrier came; once in a while it did not."""
    for row in board.unsaid(merchant, now - timedelta(days=1)):
        if row.pk % SELDOM:
            changing.collected(merchant, row.pk, "", "", ACTOR, now)
        else:
            changing.missed(merchant, row.pk, "", ACTOR, now)


def a_wave(merchant: Merchant, now: datetime) -> bool:
    """Where no list waits for a picker, the most urgent parcels are released, and the first list is walked half. Whether it was done."""
    if Pick.objects.filter(merchant=merchant, found=None, dropped_at=None).exists():
        return False
    queue = read_queue(merchant, Rules(), now).parcels.filter("fits")
    if queue.height < FEWEST:
        return False
    house = queue["warehouse_id"].mode().sort().first()
    ids = queue.filter(queue["warehouse_id"] == house)["parcel_id"].head(MOST).to_list()
    lists = release(merchant, ids, PickForm.CLUSTER, ACTOR, now).lists
    for row in PickList.objects.filter(pk__in=lists).select_related("wave__warehouse").order_by("pk")[:1]:
        _half(merchant, row, now)
    return bool(lists)


def _half(merchant: Merchant, row: PickList, now: datetime) -> None:
    """A cart with its totes, and the first half of the stops."""
    try:
        free = Tote.objects.filter(merchant=merchant, warehouse=row.wave.warehouse_id, active=True, listed=None).order_by("code")
        for slot, tote in zip(walls.slots_of(row), free, strict=False):
            walls.set_tote(merchant, row, slot.slot, tote.code)
        stops = stops_of(row)
        for stop in stops[: len(stops) // 2]:
            picks.confirm(merchant, row.pk, stop.key, stop.quantity, ACTOR, now)
    except NotPossible:
        return  # a carrier was faster: its parcel has left
