"""What becomes of a collection that was booked: another slot or weight, cancelled, missed, collected. Each verb is one transaction; a call comes after it."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from fahuo.core.transport.collecting import Load, Offered
from fahuo.flow import chain
from fahuo.flow.collecting import calls, linking
from fahuo.flow.collecting.acts import Wanted, act, amount, hours, open_day, save, told
from fahuo.flow.collecting.booking import Clock, offered
from fahuo.flow.said import not_possible
from fahuo.records.models import Merchant
from fahuo.steps.goods.numbers import COLLECTION, number_of
from fahuo.steps.transport.models import Collection, CollectionAct, Manifest


def change(merchant: Merchant, collection_id: int, on: date | None, slot_id: str, load: Load, by: str, clock: Clock) -> Collection:
    """Another slot, another weight: the carrier is asked. An empty slot leaves the time as it is."""
    row = find(merchant, collection_id)
    amount(load)
    house, day = row.warehouse, on or row.on
    slot = _slot(row)
    if slot_id and slot_id != row.slot:
        open_day(merchant, house, day)
        slot = offered(merchant, house, row.carrier, day, slot_id, load, clock())
    elif day != row.on:
        raise not_possible("collection_no_slot", told(house, row.carrier, day))
    return _answered(merchant, ask_change(merchant, row.pk, Wanted(house, row.carrier, day, slot, load), by, clock()), clock)


@transaction.atomic
def ask_change(merchant: Merchant, collection_id: int, wanted: Wanted, by: str, now: datetime) -> CollectionAct:
    """Store the wish for a change with its key."""
    row = _changeable(linking.lock(merchant, collection_id), now)
    if row.by_hand:
        raise not_possible("collection_no_way", {"carrier": row.carrier})
    asked = act(row, "change", by, now, call=True, **wanted.asked())
    chain.wake_collections(merchant.pk)
    return asked


@transaction.atomic
def change_by_hand(
    merchant: Merchant, collection_id: int, on: date, begins: time, ends: time, load: Load, reference: str, by: str, now: datetime
) -> Collection:
    """What was agreed by telephone is agreed anew."""
    row = _changeable(linking.lock(merchant, collection_id), now)
    if not row.by_hand:
        raise not_possible("collection_not_by_hand", {"number": number_of(row.pk, COLLECTION)})
    amount(load)
    open_day(merchant, row.warehouse, on)
    wanted = Wanted(row.warehouse, row.carrier, on, hours(row.warehouse, on, begins, ends), load)
    row.on, row.begins_at, row.ends_at, row.parcels, row.weight_g = (
        on,
        wanted.slot.begins_at,
        wanted.slot.ends_at,
        load.parcels,
        load.weight_g,
    )
    row.reference = reference.strip()[:60] or row.reference
    act(save(row), "change", by, now, **wanted.asked())
    return row


def cancel(merchant: Merchant, collection_id: int, by: str, clock: Clock) -> Collection:
    """The carrier is not to come. Free until the time that its booking says; after it the carrier is telephoned."""
    return _answered(merchant, _ask_cancel(merchant, collection_id, by, clock()), clock)


@transaction.atomic
def _ask_cancel(merchant: Merchant, collection_id: int, by: str, now: datetime) -> CollectionAct:
    row = _changeable(linking.lock(merchant, collection_id), now)
    asked = act(row, "cancel", by, now, call=not row.by_hand)
    if row.by_hand:  # by telephone it was cancelled already
        row.cancelled_at = now
        row.save()
        linking.let_go(row, now)
    chain.wake_collections(merchant.pk)
    return asked


@transaction.atomic
def missed(merchant: Merchant, collection_id: int, note: str, by: str, now: datetime) -> Collection:
    """The carrier did not come. Its manifests wait for the next collection."""
    row = _unless_over(linking.lock(merchant, collection_id))
    if row.begins_at > now:
        raise not_possible("collection_not_yet", {"number": number_of(row.pk, COLLECTION)})
    row.missed_at = now
    _end(row, "missed", note.strip(), by, now)
    linking.let_go(row, now)
    return row


@transaction.atomic
def collected(merchant: Merchant, collection_id: int, driver: str, plate: str, by: str, now: datetime) -> Collection:
    """The carrier came, and took the manifests that were closed for it."""
    row = linking.lock(merchant, collection_id)
    came(row, driver, plate, by, now)
    Manifest.objects.filter(collection=row, closed_at__isnull=False, collected_at=None).update(
        collected_at=now, driver=driver.strip()[:80], plate=plate.strip().upper()[:20]
    )
    return row


def came(row: Collection, driver: str, plate: str, by: str, now: datetime) -> None:
    """Note that the carrier came, within the caller's transaction, which has locked the collection."""
    _unless_over(row)
    if not linking.may_have_come(row, now):
        raise not_possible("collection_not_yet", {"number": number_of(row.pk, COLLECTION)})
    row.collected_at = now
    _end(row, "collected", " ".join((driver.strip(), plate.strip().upper())).strip(), by, now)


def find(merchant: Merchant, collection_id: int) -> Collection:
    """A collection of the merchant's. NotPossible where there is none."""
    row = Collection.objects.filter(merchant=merchant, pk=collection_id).select_related("warehouse").first()
    if row is None:
        raise not_possible("collection_unknown", {"number": number_of(collection_id, COLLECTION)})
    return row


def _end(row: Collection, kind: str, said: str, by: str, now: datetime) -> None:
    """Nothing is asked of the carrier about it any more."""
    CollectionAct.objects.filter(collection=row, key__isnull=False, answered_at=None).update(answered_at=now, code="collection_over")
    act(row, kind, by, now, said=said[:300])
    row.save()


def _answered(merchant: Merchant, asked: CollectionAct, clock: Clock) -> Collection:
    """Ask now; a carrier's no is said to who asked."""
    if asked.key is not None:
        asked = CollectionAct.objects.select_related("collection__warehouse", "collection__merchant").get(pk=asked.pk)
        calls.at_once(merchant, asked, clock)
        asked.refresh_from_db()
    row = find(merchant, asked.collection_id)
    if asked.code:
        raise not_possible(asked.code, values_of(row, asked))
    return row


def values_of(row: Collection, asked: CollectionAct) -> dict[str, Any]:
    """The values of the reason that an act was refused with."""
    wanted = Offered(asked.slot, asked.begins_at or row.begins_at, asked.ends_at or row.ends_at)
    return told(row.warehouse, row.carrier, asked.on or row.on, wanted, said=asked.said, weight_g=asked.weight_g) | {
        "reference": row.reference or "—",
        "number": number_of(row.pk, COLLECTION),
    }


def _slot(row: Collection) -> Offered:
    return Offered(row.slot, row.begins_at, row.ends_at)


def _unless_over(row: Collection) -> Collection:
    if row.over:
        raise not_possible("collection_over", {"number": number_of(row.pk, COLLECTION)})
    return row


def _changeable(row: Collection, now: datetime) -> Collection:
    """A booking that stands, about which nothing is asked now, and before the time that the carrier said."""
    _unless_over(row)
    if row.booked_at is None or CollectionAct.objects.filter(collection=row, key__isnull=False, answered_at=None).exists():
        raise not_possible("collection_asked", {"number": number_of(row.pk, COLLECTION)})
    if now > (row.cancel_by_at or row.ends_at):
        raise not_possible("collection_too_late", told(row.warehouse, row.carrier, row.on, _slot(row)))
    return row
