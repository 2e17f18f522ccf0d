"""Hand-over: parcels are scanned into a manifest, the manifest is closed, the carrier collects it. Every verb is one transaction.

Locks: the collection that takes it, the manifest, then the ledger of the orders, then stock (docs/journey.md, "Locks").
"""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
from django.db import transaction

from fahuo.core.transport.handover import Judged, judge_scans
from fahuo.core.words import Happening
from fahuo.flow import chain
from fahuo.flow.collecting import changing, linking
from fahuo.flow.leave import leave
from fahuo.flow.said import not_possible
from fahuo.records import ledger, stock
from fahuo.records.models import Merchant, Warehouse
from fahuo.steps.goods.numbers import MANIFEST, number_of
from fahuo.steps.methods.models import Service
from fahuo.steps.orders.models import Order
from fahuo.steps.transport import handover as rows
from fahuo.steps.transport.models import Manifest, ScannedParcel


def lock(merchant: Merchant, manifest_id: int, *, closed: bool) -> Manifest:
    """Take a manifest until the transaction ends. NotPossible where it is not there, or not (yet) closed as the verb wants it."""
    found = Manifest.objects.select_for_update(of=("self",)).filter(merchant=merchant, pk=manifest_id)
    row = found.select_related("service", "warehouse").first()
    number = {"manifest": number_of(manifest_id, MANIFEST)}
    if row is None:
        raise not_possible("manifest_unknown", number)
    if (row.closed_at is not None) != closed:
        raise not_possible("manifest_open" if closed else "manifest_closed", number)
    return row


@transaction.atomic
def open_manifest(merchant: Merchant, service_id: int, warehouse_id: int, on: date, by: str, now: datetime) -> Manifest:
    """The open manifest of a service, a warehouse and a day; a new one where there is none. Two who begin one begin the same."""
    service = Service.objects.filter(merchant=merchant, pk=service_id).first()
    house = Warehouse.objects.filter(merchant=merchant, pk=warehouse_id).first()
    if service is None or house is None:
        raise not_possible("manifest_unknown", {"manifest": ""})
    row, _made = Manifest.objects.get_or_create(
        merchant=merchant, service=service, warehouse=house, on=on, closed_at=None, defaults={"opened_at": now, "opened_by": by[:80]}
    )
    return row


@transaction.atomic
def scan(merchant: Merchant, manifest_id: int, numbers: list[str], by: str, now: datetime, language: str = "en") -> Judged:
    """Parcels are scanned, by our number or any of the carriers'. What may not go is refused with the reason; the rest is on the manifest."""
    row = lock(merchant, manifest_id, closed=False)
    ids = rows.parcels_of(merchant.pk, numbers)
    ledger.lock(list(Order.objects.filter(parcels__in=[pk for pk in ids if pk is not None]).values_list("pk", flat=True).distinct()))
    facts = rows.facts(merchant.pk, numbers, ids, language)
    judged = judge_scans(facts, row.pk, row.service_id, row.warehouse_id, packed_first=merchant.packed_first)
    ScannedParcel.objects.bulk_create(ScannedParcel(parcel_id=pk, manifest=row, at=now, by=by[:80]) for pk in judged.accepted["parcel_id"])
    return judged


@transaction.atomic
def take_out(merchant: Merchant, manifest_id: int, number: str) -> int:
    """A parcel stays here after all. Returns its id."""
    row = lock(merchant, manifest_id, closed=False)
    parcel = rows.parcels_of(merchant.pk, [number])[0]
    if parcel is None or not ScannedParcel.objects.filter(manifest=row, parcel_id=parcel).delete()[0]:
        raise not_possible("manifest_not_there", {"parcel": number[:60], "manifest": number_of(row.pk, MANIFEST)})
    return parcel


@transaction.atomic
def close(
    merchant: Merchant, manifest_id: int, by: str, now: datetime, *, bags: int | None = None, pallets: int | None = None, weight_g: int | None = None
) -> int:  # fmt: skip
    """Close a manifest: each of its parcels is handed over at this moment, and its pieces leave stock. Returns how many parcels.

    A parcel that was cancelled, held or sent otherwise since its scan stops the close-out: it must be taken out first. The collection of its
    carrier that comes next takes it.
    """
    takes = linking.lock_next(merchant.pk, manifest_id, now)
    row = lock(merchant, manifest_id, closed=False)
    inside = _parcels(row)
    if inside.is_empty():
        raise not_possible("manifest_empty", {"manifest": number_of(row.pk, MANIFEST)})
    ledger.lock(inside["order_id"].unique().to_list())
    ids = inside["parcel_id"].to_list()
    facts = rows.facts(merchant.pk, [number_of(pk) for pk in ids], list(ids), "en")
    again = facts.with_columns(manifest_id=pl.lit(None, pl.Int64), seen=pl.lit(False))
    # what the carrier has scanned on its own in the meantime has left: that is no reason to stop
    again = again.filter(~facts["seen"])
    judged = judge_scans(again, 0, row.service_id, row.warehouse_id, packed_first=merchant.packed_first)
    if judged.refusals.height:
        first = judged.refusals.row(0, named=True)
        raise not_possible(first["code"], first["values"])
    Manifest.objects.filter(pk=row.pk).update(
        closed_at=now, closed_by=by[:80], bags=bags, pallets=pallets, weight_g=weight_g, collection=takes
    )
    leave(merchant, ids, now, by)
    told = ledger.events(merchant.pk, inside, Happening.HANDED_OVER, now, by, {"manifest": number_of(row.pk, MANIFEST)})
    ledger.record(told.with_columns(key=pl.concat_str(pl.lit(f"handed_over:{row.pk}:"), pl.col("parcel_id"))))
    chain.wake_entries(merchant.pk)
    return len(ids)


def _parcels(row: Manifest) -> pl.DataFrame:
    found = ScannedParcel.objects.filter(manifest=row).order_by("parcel_id").values_list("parcel_id", "parcel__order_id")
    return pl.DataFrame(list(found), schema={"parcel_id": pl.Int64, "order_id": pl.Int64}, orient="row")


@transaction.atomic
def reopen(merchant: Merchant, manifest_id: int, reason: str, by: str, now: datetime) -> None:
    """Open a closed manifest again, as long as no carrier has seen any of its parcels: they did not leave, their pieces are here."""
    row = lock(merchant, manifest_id, closed=True)
    number = number_of(row.pk, MANIFEST)
    if not reason.strip():
        raise not_possible("manifest_reason")
    if Manifest.objects.filter(service=row.service_id, warehouse=row.warehouse_id, on=row.on, closed_at=None).exists():
        raise not_possible("manifest_other_open", {"manifest": number})
    inside = _parcels(row)
    ids = inside["parcel_id"].to_list()
    ledger.lock(inside["order_id"].unique().to_list())
    if seen := rows.seen_since(ids, row.pk):
        raise not_possible("manifest_seen", {"parcel": number_of(seen[0]), "manifest": number})
    ledger.take_back(merchant.pk, [f"handed_over:{row.pk}:{pk}" for pk in ids])
    stock.stay(merchant.pk, ids, now, by, f"{number}: {reason.strip()}")
    Manifest.objects.filter(pk=row.pk).update(
        closed_at=None,
        closed_by="",
        collection=None,
        collected_at=None,
        driver="",
        plate="",
        reopened=row.reopened + 1,
        note=f"{by}: {reason.strip()}"[:300],
    )
    ledger.record(ledger.events(merchant.pk, inside, Happening.NOTED, now, by, {"note": f"{number}: {reason.strip()}"[:300]}))


@transaction.atomic
def collected(merchant: Merchant, manifest_id: int, driver: str, plate: str, now: datetime, by: str = "") -> None:
    """The carrier took it: who, when, with which vehicle. The collection that it was booked for has come by this."""
    takes = linking.lock_of(merchant.pk, manifest_id)
    row = lock(merchant, manifest_id, closed=True)
    if takes is not None and not takes.over and linking.may_have_come(takes, now):
        changing.came(takes, driver, plate, by, now)
    elif takes is not None and not takes.over:
        takes = None  # that one is booked for another day: this was a vehicle that nobody had booked
    told = {"driver": driver.strip()[:80], "plate": plate.strip().upper()[:20]}
    Manifest.objects.filter(pk=row.pk).update(collected_at=now, collection=takes, **told)
