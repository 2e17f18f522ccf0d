"""Standing bookings: set up, ended, and turned into each day's collection by a job, in time for the carrier."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q

from fahuo.core.transport import collecting
from fahuo.core.transport.collecting import Day, Load, Standing, choose_slot, days_of, differs
from fahuo.flow import chain
from fahuo.flow.collecting import again, asking, booking, calls, changing, scanned
from fahuo.flow.collecting.acts import Wanted, act, place, save
from fahuo.flow.collecting.loads import Forecast, forecast
from fahuo.flow.said import NotPossible, not_possible
from fahuo.records.models import Merchant, Warehouse
from fahuo.steps.methods import cutoffs
from fahuo.steps.transport.models import STANDS, Collection, StandingCollection

ACTOR = "standing"  # who books; the person is named by the standing booking
WAITS = ("collection_silent", "collection_not_open")  # nothing is decided yet: the job comes again
SOON = timedelta(hours=12)  # so near, what waits says more than what was announced


@transaction.atomic
def set_up(
    merchant: Merchant, warehouse_id: int, carrier: str, weekdays: list[int], hours: tuple[time, time], dates: tuple[date, date | None], by: str,
    now: datetime, *, days_ahead: int = 2, another: bool = False, other_slots: bool = True,
) -> StandingCollection:  # fmt: skip
    """A standing booking begins; the job books its first days at once. `another`: one more vehicle beside one that stands already."""
    house = place(merchant, warehouse_id, carrier)
    days = sorted({day for day in weekdays if 0 <= day <= 6})
    begins, ends = hours
    if not days:
        raise not_possible("standing_days")
    if ends <= begins:
        raise not_possible("collection_times")
    if dates[1] is not None and dates[1] <= dates[0]:
        raise not_possible("standing_dates")
    # of two who set up the same one waits here; the second sees the first's
    Warehouse.objects.select_for_update().get(pk=house.pk)
    there = StandingCollection.objects.filter(current(asking.local_day(house, now)), warehouse=house, carrier=carrier)
    twice = [row for row in there if set(row.weekdays) & set(days)]
    if twice and not another:
        hours_of = f"{twice[0].begins:%H:%M}–{twice[0].ends:%H:%M}"
        raise not_possible("standing_twice", {"warehouse": house.code, "carrier": carrier, "slot": hours_of})
    row = StandingCollection.objects.create(
        merchant=merchant, warehouse=house, carrier=carrier, trip=max((r.trip for r in there), default=0) + 1 if twice else 1, weekdays=days,
        begins=begins, ends=ends, from_on=dates[0], until_on=dates[1], days_ahead=min(max(days_ahead, 0), collecting.MOST_AHEAD), made_at=now,
        made_by=by[:80], other_slots=other_slots,
    )  # fmt: skip
    chain.wake_collections(merchant.pk)
    return row


@transaction.atomic
def end(merchant: Merchant, standing_id: int, by: str, now: datetime) -> StandingCollection:
    """It books no further day. What it booked already stays, and may be cancelled by itself."""
    row = StandingCollection.objects.select_for_update().filter(merchant=merchant, pk=standing_id, ended_at=None).first()
    if row is None:
        raise not_possible("standing_unknown")
    row.ended_at, row.ended_by = now, by[:80]
    row.save()
    return row


def current(today: date) -> Q:
    """Standing bookings that book days from this one on."""
    return Q(ended_at=None) & (Q(until_on=None) | Q(until_on__gt=today))


def run(merchant_id: int, clock: Callable[[], datetime]) -> None:
    """The job: what the carriers' scans say is noted, every day that is due is booked, what grew since is announced anew, whatever is owed is asked."""
    merchant = Merchant.objects.get(pk=merchant_id)
    scanned.note_scans(merchant, clock())
    book_days(merchant, clock)
    again.try_again(merchant, clock)
    tell_again(merchant, clock)
    calls.work_off(merchant, clock)


def plan(merchant: Merchant, now: datetime) -> tuple[dict[int, StandingCollection], list[Day]]:
    """The merchant's standing bookings, and the days on which they fall with what is to be done."""
    today = now.date() - timedelta(days=1)  # somewhere it may be yesterday still
    rows = {row.pk: row for row in StandingCollection.objects.filter(current(today), merchant=merchant).select_related("warehouse")}
    if not rows:
        return {}, []
    standings = [
        Standing(
            r.pk, r.warehouse_id, r.carrier, r.trip, frozenset(r.weekdays), r.begins, r.ends, r.from_on, r.until_on, asking.zone(r.warehouse), r.days_ahead
        )
        for r in rows.values()
    ]  # fmt: skip
    there = Collection.objects.filter(merchant=merchant, on__gte=today)
    taken = list(there.filter(STANDS | Q(collected_at__isnull=False)).values_list("warehouse_id", "carrier", "trip", "on"))
    made = list(Collection.objects.filter(standing__in=rows, standing_on__gte=today).values_list("standing_id", "standing_on"))
    return rows, days_of(standings, cutoffs.closed_days(merchant.pk), taken, made, now)


def book_days(merchant: Merchant, clock: Callable[[], datetime]) -> int:
    """Book every day that is due. Returns how many carriers were asked to come."""
    now = clock()
    rows, days = plan(merchant, now)
    due = [day for day in days if not day.code]
    known = forecast(merchant.pk, now.date()) if due else None
    return sum(_book(merchant, rows[day.standing_id], day.on, known, clock) for day in due if known is not None)


def _book(merchant: Merchant, row: StandingCollection, on: date, known: Forecast, clock: Callable[[], datetime]) -> bool:
    now, house = clock(), row.warehouse
    with asking.asked(merchant) as client:
        if client is None:
            return False  # nobody to ask: the page warns, a person telephones
    load = expected(merchant, known, row.warehouse_id, row.carrier, on, asking.local_day(house, now))
    offers = asking.ask(merchant, house, row.carrier, [on], now)[0]
    if offers.code in WAITS:
        return False
    begins_at, ends_at = collecting.span(on, row.begins, row.ends, asking.zone(house))
    wish = collecting.Offered("", begins_at, ends_at)
    slot = offers.code or choose_slot(offers.slots, begins_at, ends_at, load.weight_g, now)
    try:
        if isinstance(slot, str):
            _in_vain(merchant, row, Wanted(house, row.carrier, on, wish, load), slot, offers.said, now)
            return False
        booking.ask_to_come(merchant, Wanted(house, row.carrier, on, slot, load), ACTOR, clock, standing=row)
    except NotPossible:
        return False  # a person was faster
    return True


@transaction.atomic
def _in_vain(merchant: Merchant, row: StandingCollection, wanted: Wanted, code: str, said: str, now: datetime) -> None:
    """The day is not booked, and stands so with its reason: a person books another slot, or telephones."""
    vain = Collection(
        merchant=merchant, warehouse=wanted.house, carrier=wanted.carrier, on=wanted.on, trip=row.trip, standing=row, standing_on=wanted.on,
        begins_at=wanted.slot.begins_at, ends_at=wanted.slot.ends_at, parcels=wanted.load.parcels, weight_g=wanted.load.weight_g, refused_at=now,
    )  # fmt: skip
    act(save(vain), "book", ACTOR, now, code=code, said=said, **wanted.asked())


def expected(merchant: Merchant, known: Forecast, warehouse_id: int, carrier: str, on: date, today: date) -> Load:
    """What to announce for a day, as far as it is known now."""
    earlier = Collection.objects.filter(STANDS, merchant=merchant, warehouse_id=warehouse_id, carrier=carrier, on__gte=today, on__lt=on)
    return known.of((warehouse_id, carrier), first=not earlier.exists(), today=on <= today)


def tell_again(merchant: Merchant, clock: Callable[[], datetime]) -> int:
    """Announce anew what the job announced, where by now clearly more or less waits. Returns how many changes are asked for."""
    now = clock()
    rows = list(
        Collection.objects.filter(
            STANDS, merchant=merchant, standing__isnull=False, booked_at__isnull=False, begins_at__gt=now, begins_at__lte=now + SOON
        ).filter(Q(cancel_by_at=None) | Q(cancel_by_at__gt=now)).exclude(acts__kind="change").select_related("warehouse")
    )  # fmt: skip
    known = forecast(merchant.pk, now.date()) if rows else None
    asked = 0
    for row in rows if known else []:
        load = expected(merchant, known, row.warehouse_id, row.carrier, row.on, asking.local_day(row.warehouse, now))  # type: ignore[arg-type]
        if differs(Load(row.parcels, row.weight_g), load):
            wanted = Wanted(row.warehouse, row.carrier, row.on, collecting.Offered(row.slot, row.begins_at, row.ends_at), load)
            try:
                changing.ask_change(merchant, row.pk, wanted, ACTOR, now)
            except NotPossible:
                continue  # a person was faster
            asked += 1
    return asked
