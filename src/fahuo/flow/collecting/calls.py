"""Calls to carriers about collections: never inside a transaction. Each act was stored with its key before; its answer is settled after.

A process that is killed in between leaves the act without an answer; the next one asks again under the same key, and the carrier gives
the same booking. A person's press and the job may both ask: the key makes it one, and the first answer is the one that is settled.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from fahuo.core.transport.collection_reasons import OF_CARRIERS
from fahuo.flow.calls import TryLater
from fahuo.flow.collecting import linking
from fahuo.flow.collecting.asking import asked, moment, pickup, zone
from fahuo.ports.answers import Denied, Refused, Unanswered
from fahuo.ports.collection import Booking, CollectionChange, CollectionRequest, Collector
from fahuo.records.models import Merchant
from fahuo.steps.goods.numbers import COLLECTION, number_of
from fahuo.steps.transport.models import STANDS, Collection, CollectionAct

AT_ONCE = 8
Answer = Booking | None | Refused | Unanswered | Denied


def owed(merchant_id: int) -> list[CollectionAct]:
    """Acts that the carrier has not answered, the oldest first."""
    rows = CollectionAct.objects.filter(collection__merchant_id=merchant_id, key__isnull=False, answered_at=None)
    return list(rows.select_related("collection__warehouse", "collection__merchant"))


def work_off(merchant: Merchant, clock: Callable[[], datetime]) -> int:
    """Ask for all that is owed. Returns how many answers came; raises TryLater where some did not."""
    acts = owed(merchant.pk)
    if not acts:
        return 0
    with asked(merchant) as client:
        if client is None:
            return 0  # an account that was taken away: they wait until it is there again
        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = list(pool.map(lambda act: call(client, act), acts))
    for act, answer in zip(acts, answers, strict=True):
        if not isinstance(answer, Unanswered | Denied):
            settle(act.pk, answer, clock())
    silent = [answer for answer in answers if isinstance(answer, Unanswered | Denied)]
    if silent:
        raise TryLater(f"{len(silent)} of {len(answers)} questions about collections had no answer: {silent[0]}")
    return len(answers)


def at_once(merchant: Merchant, act: CollectionAct, clock: Callable[[], datetime]) -> None:
    """Ask for one act, for a person who waits. Without an answer the job goes on."""
    with asked(merchant) as client:
        answer = Unanswered("") if client is None else call(client, act)
    if not isinstance(answer, Unanswered | Denied):
        settle(act.pk, answer, clock())


def call(client: Collector, act: CollectionAct) -> Answer:
    """The answer to an act (with its collection loaded), or what stood for it."""
    row, key = act.collection, act.key or ""
    parcels, weight_g = act.parcels or row.parcels, act.weight_g or row.weight_g
    try:
        if act.kind == "book":
            place, ours = pickup(row.merchant, row.warehouse), number_of(row.pk, COLLECTION)
            return client.book_collection(CollectionRequest(key, row.carrier, ours, place, act.slot, act.on or row.on, parcels, weight_g))
        if act.kind == "change":
            return client.change_collection(
                CollectionChange(key, row.carrier, row.reference, act.slot, act.on or row.on, parcels, weight_g)
            )
        client.cancel_collection(row.carrier, row.reference)
    except (Refused, Unanswered, Denied) as answer:
        return answer
    return None


@transaction.atomic
def settle(act_id: int, answer: Booking | Refused | None, now: datetime) -> bool:
    """Write an answer down. False where it was written already."""
    subject = CollectionAct.objects.values_list("collection_id", flat=True).get(pk=act_id)
    row = Collection.objects.select_for_update(of=("self",)).select_related("warehouse").get(pk=subject)
    act = CollectionAct.objects.get(pk=act_id)
    if act.answered_at is not None:
        return False
    act.answered_at = now
    if isinstance(answer, Refused):
        act.code, act.said = OF_CARRIERS.get(answer.code, "collection_said"), answer.said[:300]
        if act.kind == "book":
            row.refused_at = now
    elif act.kind == "cancel":
        row.cancelled_at = now
    elif answer is not None:
        _agreed(row, act, answer)
    act.save()
    row.save()
    if row.over:
        linking.let_go(row, now)
    return True


def _agreed(row: Collection, act: CollectionAct, booking: Booking) -> None:
    """What stands from now on is what the carrier says."""
    row.booked_at = row.booked_at or act.answered_at
    row.reference, row.slot = booking.reference[:60], booking.slot[:120]
    row.begins_at = moment(booking.begins_at) or act.begins_at or row.begins_at
    row.ends_at = moment(booking.ends_at) or act.ends_at or row.ends_at
    on = row.begins_at.astimezone(ZoneInfo(zone(row.warehouse))).date()
    if on != row.on:  # another day: there it is the next vehicle, where one comes already
        there = Collection.objects.filter(STANDS, warehouse=row.warehouse, carrier=row.carrier, on=on).exclude(pk=row.pk)
        row.on, row.trip = on, max(there.values_list("trip", flat=True), default=0) + 1
    row.parcels, row.weight_g = booking.parcels or act.parcels or row.parcels, booking.weight_g or act.weight_g or row.weight_g
    row.cancel_by_at = moment(booking.cancel_by)
