"""Which parcel a code opens at a station, and whether it may be packed there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from fahuo.core.words import STILL_HERE, Happening
from fahuo.flow.bench.answers import ASK, OK, WRONG, Answer, refused
from fahuo.flow.bench.aside import taken_up
from fahuo.flow.bench.notes import Hand
from fahuo.flow.bench.state import at_station, read_state
from fahuo.flow.resolve import Found, resolve
from fahuo.records import ledger
from fahuo.records.clock import today
from fahuo.records.models import Merchant, OrderStanding, ParcelStanding
from fahuo.steps.goods.models import Packing, Parcel, Station
from fahuo.steps.goods.numbers import number_of

HERE = {kind.value for kind in STILL_HERE} | {"refused", "held"}


def named(merchant: Merchant, text: str, now: datetime) -> list[Found]:
    """The parcels that a tote, a parcel's, a carrier's or an order's number names."""
    found = resolve(merchant, text, today(now))
    orders = [row.id for row in found if row.kind == "order"]
    if orders:
        return [
            Found("parcel", pk, number_of(pk), "order")
            for pk in Parcel.objects.filter(order__in=orders).order_by("pk").values_list("pk", flat=True)
        ]
    return [row for row in found if row.kind == "parcel"]


def open_named(merchant: Merchant, hand: Hand, found: list[Found]) -> Answer:
    """Open the first of these parcels that is not packed yet: of this warehouse's, where there is one."""
    packed = set(Packing.objects.filter(parcel__in=[row.id for row in found]).exclude(packed_at=None).values_list("parcel_id", flat=True))
    left = [row for row in found if row.id not in packed]
    if not left and len(found) > 1:
        return Answer(ASK, "order", {"order": hand.text.strip()})
    here = set(Parcel.objects.filter(pk__in=[row.id for row in left], warehouse=hand.station.warehouse_id).values_list("pk", flat=True))
    return open_parcel(merchant, hand, next((row.id for row in left if row.id in here), (left or found)[0].id))


def open_parcel(merchant: Merchant, hand: Hand, parcel_id: int, *, take: bool = False) -> Answer:
    """Open a parcel here, or go on with it. With `take` also one that another station has."""
    parcel = Parcel.objects.select_related("order", "warehouse").get(pk=parcel_id, merchant=merchant)
    ledger.lock([parcel.order_id])
    if fault := _faults(parcel, hand.station):
        return refused(fault)
    try:
        with transaction.atomic():
            packing, _ = Packing.objects.select_for_update().get_or_create(
                parcel=parcel,
                defaults={"merchant": merchant, "opened_at": hand.now, "opened_by": hand.by, "planned_box_id": parcel.box_id},
            )
            if packing.packed_at:
                return refused(("bench_packed", {"parcel": number_of(parcel.pk)}))
            other = packing.station if packing.aside_at is None else None
            if other is not None and other.pk != hand.station.pk and not take:
                Station.objects.filter(pk=hand.station.pk).update(asked=parcel.pk)
                return refused(("bench_elsewhere", {"by": packing.opened_by, "station": other.code, "parcel": number_of(parcel.pk)}))
            _lay_down(hand.station, parcel.pk)
            fresh = not packing.scans.exists()
            again = packing.aside_at is not None
            Packing.objects.filter(pk=packing.pk).update(station=hand.station, opened_by=hand.by[:80], aside_at=None, expects="", times=1)
            Station.objects.filter(pk=hand.station.pk).update(asked=None)
    except IntegrityError:  # another parcel was opened at this station at the same moment
        return refused(("bench_busy", {"parcel": _here(hand.station)}))
    if again:
        taken_up(merchant, parcel, hand)
    state = read_state(Packing.objects.get(pk=parcel.pk))
    return Answer(OK, "opened" if fresh else "resumed", {"parcel": state.number, "left": state.left})


def _faults(parcel: Parcel, station: Station) -> tuple[str, dict[str, Any]] | None:
    number = number_of(parcel.pk)
    standing = ParcelStanding.objects.filter(parcel_id=parcel.pk).first()
    state = standing.state if standing else ""
    order = OrderStanding.objects.filter(order_id=parcel.order_id).values_list("state", flat=True).first()
    if Happening.CANCELLED in (state, order):
        return "bench_cancelled", {"parcel": number}
    if state and state not in HERE:
        return "bench_gone", {"parcel": number}
    if parcel.warehouse_id != station.warehouse_id:
        return "bench_other_warehouse", {"parcel": number, "warehouse": parcel.warehouse.code}
    blocked = state in ("refused", "held") or order in ("refused", "held")
    if blocked:
        why = (standing and standing.needs) or OrderStanding.objects.filter(order_id=parcel.order_id).values_list(
            "needs", flat=True
        ).first()
        return "bench_blocked", {"parcel": number, "why": why or state}
    return None


def may_go_on(packing: Packing) -> tuple[str, dict[str, Any]] | None:
    """Why the parcel that is open may not be packed any more: its order was cancelled or held meanwhile, or it has left."""
    parcel = Parcel.objects.select_related("warehouse").filter(pk=packing.parcel_id).first()
    if parcel is None:
        return "bench_gone", {"parcel": number_of(packing.parcel_id)}
    assert packing.station is not None
    return _faults(parcel, packing.station)


def _lay_down(station: Station, parcel_id: int) -> None:
    """Another parcel that is open here is laid down where nothing of it was scanned; else the constraint says that the station is busy."""
    open_here = at_station(station)
    if open_here is not None and open_here.parcel_id != parcel_id and not open_here.scans.filter(refused="", undone_at=None).exists():
        Packing.objects.filter(pk=open_here.pk).update(station=None)


def _here(station: Station) -> str:
    open_here = at_station(station)
    return number_of(open_here.parcel_id) if open_here else "–"


def leave(packing: Packing) -> Answer:
    """Lay a parcel down: its scans are kept, anybody may go on with it."""
    Packing.objects.filter(pk=packing.pk).update(station=None, expects="", times=1)
    return Answer(OK, "left", {"parcel": number_of(packing.parcel_id)})


def take_over(merchant: Merchant, hand: Hand) -> Answer:
    """Take the parcel over that another station has and that was scanned here last."""
    asked = Station.objects.filter(pk=hand.station.pk).values_list("asked", flat=True).first()
    if asked is None or not Parcel.objects.filter(pk=asked, merchant=merchant).exists():
        return Answer(WRONG, "bench_empty")
    return open_parcel(merchant, hand, asked, take=True)
