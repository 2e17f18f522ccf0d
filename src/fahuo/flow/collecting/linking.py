"""Which collection takes which manifests. Who needs both locks the collection first (docs/journey.md, "Locks")."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from fahuo.flow.collecting.asking import local_day
from fahuo.flow.collecting.loads import RECENT
from fahuo.flow.said import not_possible
from fahuo.records.models import Merchant
from fahuo.steps.goods.numbers import COLLECTION, number_of
from fahuo.steps.transport.models import STANDS, Collection, Manifest

LATE = timedelta(hours=12)  # so long after its slot a vehicle may still come


def lock(merchant: Merchant, collection_id: int) -> Collection:
    """Take a collection until the transaction ends. NotPossible where it is not there."""
    row = Collection.objects.select_for_update(of=("self",)).filter(merchant=merchant, pk=collection_id).select_related("warehouse").first()
    if row is None:
        raise not_possible("collection_unknown", {"number": number_of(collection_id, COLLECTION)})
    return row


def standing_now(merchant_id: int, now: datetime) -> QuerySet[Collection]:
    """Collections that are to come, or are late; those that wait for the carrier's answer too."""
    return Collection.objects.filter(STANDS, merchant_id=merchant_id, ends_at__gt=now - LATE)


def next_of(merchant_id: int, warehouse_id: int, carrier: str, now: datetime) -> Collection | None:
    """The collection of a carrier that comes next to a warehouse."""
    rows = standing_now(merchant_id, now).filter(warehouse_id=warehouse_id, carrier=carrier)
    return rows.select_related("warehouse").order_by("begins_at", "pk").first()


def lock_next(merchant_id: int, manifest_id: int, now: datetime) -> Collection | None:
    """Take the collection that a manifest goes with. One that ended between look and lock is passed by."""
    found = Manifest.objects.filter(merchant_id=merchant_id, pk=manifest_id).values_list("warehouse_id", "service__carrier").first()
    while found is not None and (there := next_of(merchant_id, *found, now)) is not None:
        row = Collection.objects.select_for_update().get(pk=there.pk)
        if not row.over:
            return row
    return None


def lock_of(merchant_id: int, manifest_id: int) -> Collection | None:
    """Take the collection that takes a manifest, if one does."""
    rows = Collection.objects.select_for_update(of=("self",)).select_related("warehouse")
    return rows.filter(merchant_id=merchant_id, manifests=manifest_id).first()


def may_have_come(row: Collection, now: datetime) -> bool:
    """Its day has begun at the warehouse."""
    return local_day(row.warehouse, now) >= row.on


def take_in(row: Collection) -> None:
    """Closed manifests of the last days that nobody took, and that no other collection takes, go with this one."""
    rows = Manifest.objects.filter(
        merchant_id=row.merchant_id, warehouse_id=row.warehouse_id, service__carrier=row.carrier, closed_at__isnull=False, collected_at=None,
        on__gte=row.on - timedelta(days=RECENT), on__lte=row.on + timedelta(days=1),
    )  # fmt: skip
    over = Collection.objects.exclude(STANDS).filter(merchant_id=row.merchant_id)
    rows.filter(Q(collection=None) | Q(collection__in=over)).update(collection=row)


def let_go(row: Collection, now: datetime) -> None:
    """The collection does not take its manifests after all: they go with the next one, if one is booked."""
    left = Manifest.objects.filter(collection=row, collected_at=None)
    left.update(collection=next_of(row.merchant_id, row.warehouse_id, row.carrier, now))
