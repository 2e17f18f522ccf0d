"""Days of standing bookings that were refused are asked for again: other slots of the day, later and later, until it is too late.

The day stays one row. Slots are asked outside any transaction; what becomes of it is written under the row's lock, by the one who finds
the row as he saw it. A process that ends between wish and answer leaves the act with its key, and flow/collecting/calls.py goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from fahuo.core.transport import again, collecting
from fahuo.core.transport.collecting import Load
from fahuo.flow import chain
from fahuo.flow.collecting import asking, calls, linking
from fahuo.flow.collecting.acts import Wanted, act, closed
from fahuo.records.models import Merchant
from fahuo.steps.methods import cutoffs
from fahuo.steps.methods.models import CutOff
from fahuo.steps.transport.models import STANDS, Collection, CollectionAct

ACTOR = "standing"
WAITS = ("collection_silent", "collection_not_open", "collection_no_way")  # nothing is decided by these


def refused_days(merchant: Merchant, now: datetime) -> list[Collection]:
    """Days of standing bookings that were refused and are not over, with their acts; the next day first."""
    yesterday = now.date() - timedelta(days=1)
    rows = Collection.objects.filter(merchant=merchant, standing__isnull=False, standing_on__gte=yesterday, refused_at__isnull=False)
    rows = (
        rows.filter(cancelled_at=None, missed_at=None, collected_at=None).select_related("warehouse", "standing").prefetch_related("acts")
    )
    return [row for row in rows.order_by("on", "begins_at", "pk") if _over_at(row) > now]


def try_again(merchant: Merchant, clock: Callable[[], datetime]) -> int:
    """Ask again for every refused day whose time has come. Returns how many carriers were asked to come."""
    now = clock()
    due = [row for row in refused_days(merchant, now) if _due(row, now)]
    if not due:
        return 0
    shut, there = cutoffs.closed_days(merchant.pk), served(merchant, due)
    for row in due:
        if row.pk in there:
            _settle(row, tries(row), "", now)
    return sum(_again(merchant, row, closed(shut, row.warehouse, row.on), clock) for row in due if row.pk not in there)


def tries(row: Collection) -> list[CollectionAct]:
    """How often it was asked for, whatever was answered."""
    return [act for act in row.acts.all() if act.kind == "book"]


def next_try_at(row: Collection) -> datetime | None:
    """When it is asked for again; None where it is not."""
    made = tries(row)
    if row.given_up_at or not row.refused_at or not row.standing_id or not made:
        return None
    return again.next_try_at(len(made), max(act.answered_at or act.at for act in made))


def _due(row: Collection, now: datetime) -> bool:
    at = next_try_at(row)
    return at is not None and at <= now


def _over_at(row: Collection) -> datetime:
    """When its day is over at the warehouse."""
    return datetime.combine(row.on + timedelta(days=1), time(), ZoneInfo(asking.zone(row.warehouse)))


def _again(merchant: Merchant, row: Collection, shut: bool, clock: Callable[[], datetime]) -> bool:
    now, made, standing = clock(), tries(row), row.standing
    if standing is None or not standing.other_slots or standing.ended_at or shut or made[-1].code not in again.PASSING:
        _settle(row, made, made[-1].code, now)
        return False
    wish = collecting.span(row.on, standing.begins, standing.ends, asking.zone(row.warehouse))
    offers = asking.ask(merchant, row.warehouse, row.carrier, [row.on], now)[0]
    if offers.code in WAITS:
        return False
    found = offers.code or again.other_slot(offers.slots, *wish, _ready_at(row, wish[0]), row.weight_g, now)
    if isinstance(found, str):
        _in_vain(row, made, found, offers.said, now)
        return False
    asked = _wish(merchant, row, made, Wanted(row.warehouse, row.carrier, row.on, found, Load(row.parcels, row.weight_g)), now)
    if asked is None:
        return False
    calls.at_once(merchant, asked, clock)
    return True


def _ready_at(row: Collection, wished: datetime) -> datetime:
    """Until when parcels of that day come: the last cut-off of the carrier's services there; where there is none, the beginning of the wished hours."""
    rows = CutOff.objects.filter(merchant_id=row.merchant_id, service__carrier=row.carrier, weekday=row.on.weekday())
    own = [cut for cut in rows if cut.warehouse_id == row.warehouse_id] or [cut for cut in rows if cut.warehouse_id is None]
    return max((datetime.combine(row.on, cut.at, ZoneInfo(cut.zone)) for cut in own), default=wished)


def _still(row: Collection, made: list[CollectionAct]) -> Collection | None:
    """The row under its lock, if nobody did anything with it meanwhile."""
    now = Collection.objects.select_for_update(of=("self",)).select_related("warehouse", "merchant").get(pk=row.pk)
    same = now.refused_at == row.refused_at and now.given_up_at is None and now.state == "refused"
    return now if same and CollectionAct.objects.filter(collection=row, kind="book").count() == len(made) else None


@transaction.atomic
def _settle(row: Collection, made: list[CollectionAct], code: str, now: datetime) -> None:
    """It is not asked for again. A person sees why."""
    if (mine := _still(row, made)) is not None:
        act(mine, "given_up", ACTOR, now, code=code)
        Collection.objects.filter(pk=mine.pk).update(given_up_at=now)


@transaction.atomic
def _in_vain(row: Collection, made: list[CollectionAct], code: str, said: str, now: datetime) -> None:
    """Again there was nothing: it is asked for later, or given up where there is no use."""
    if (mine := _still(row, made)) is None:
        return
    asked: dict[str, object] = {"on": mine.on, "begins_at": mine.begins_at, "ends_at": mine.ends_at}
    act(mine, "book", ACTOR, now, code=code, said=said, parcels=mine.parcels, weight_g=mine.weight_g, **asked)
    if again.hopeless(code, _over_at(mine), now):
        act(mine, "given_up", ACTOR, now, code=code, said=said)
        Collection.objects.filter(pk=mine.pk).update(given_up_at=now)


@transaction.atomic
def _wish(merchant: Merchant, row: Collection, made: list[CollectionAct], wanted: Wanted, now: datetime) -> CollectionAct | None:
    """The day stands again, with the wish and its key. None where a person or another job was faster."""
    if (mine := _still(row, made)) is None:
        return None
    slot = wanted.slot
    mine.refused_at, mine.slot, mine.begins_at, mine.ends_at = None, slot.id, slot.begins_at, slot.ends_at
    try:
        with transaction.atomic():
            mine.save()
    except IntegrityError:  # somebody booked this vehicle: nothing is left to do
        act(mine, "given_up", ACTOR, now, code="")
        Collection.objects.filter(pk=mine.pk).update(given_up_at=now)
        return None
    linking.take_in(mine)
    asked = act(mine, "book", ACTOR, now, call=True, **wanted.asked())
    chain.wake_collections(merchant.pk)
    return asked


def served(merchant: Merchant, rows: list[Collection]) -> set[int]:
    """Those of these refused days for which a person has booked meanwhile."""
    places = {(row.warehouse_id, row.carrier, row.on) for row in rows}
    there = Collection.objects.filter(STANDS, merchant=merchant, on__in=[row.on for row in rows])
    booked = places & set(there.values_list("warehouse_id", "carrier", "on"))
    return {row.pk for row in rows if (row.warehouse_id, row.carrier, row.on) in booked}
