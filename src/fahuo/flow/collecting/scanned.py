"""Collections whose vehicle has come, as the carrier's own scans of the parcels say: noted with the time and the source of the first scan.

The scans lie in the checkpoints, in whatever order they came; this looks at them anew each time, so nothing is lost by a process that ends.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

import polars as pl
from django.db import transaction
from django.db.models import Q

from fahuo.core.transport.came import EARLY, UNSAID_DAYS, Scan, first_scan
from fahuo.core.words import STILL_HERE
from fahuo.flow.collecting import linking
from fahuo.flow.collecting.acts import act
from fahuo.records.copy import fetch
from fahuo.records.models import Merchant
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.transport.models import STANDS, Checkpoint, Collection, Manifest

NEAR = timedelta(days=2)  # other vehicles that may have taken the parcels stand no further apart


def note_scans(merchant: Merchant, now: datetime) -> int:
    """Note the collections whose parcels the carrier has scanned. Returns how many."""
    rows = list(
        Collection.objects.filter(STANDS, merchant=merchant, booked_at__isnull=False, begins_at__lte=now + EARLY)
        .filter(ends_at__gt=now - timedelta(days=UNSAID_DAYS), manifests__closed_at__isnull=False).distinct()
    )  # fmt: skip
    found = scans_of([row.pk for row in rows])
    rows = [row for row in rows if row.pk in found]
    others = _others(merchant, rows)
    return sum(
        _came(merchant, row.pk, scan, now)
        for row in rows
        if (scan := first_scan(row.begins_at, row.ends_at, others[row.warehouse_id, row.carrier], found[row.pk]))
    )


def scans_of(collection_ids: list[int]) -> dict[int, list[Scan]]:
    """The carriers' scans of parcels whose manifests go with these collections."""
    rows = fetch(
        """SELECT m.collection_id, c.parcel_id, c.at, c.carrier, c.text, c.place
           FROM transport_manifest m JOIN transport_scannedparcel s ON s.manifest_id = m.id JOIN transport_checkpoint c ON c.parcel_id = s.parcel_id
           WHERE m.collection_id = ANY(%s) AND m.closed_at IS NOT NULL AND NOT c.kind = ANY(%s)""",
        [collection_ids, [kind.value for kind in STILL_HERE]],
        {"collection_id": pl.Int64, "parcel_id": pl.Int64, "at": pl.Datetime("us", "UTC"), "carrier": pl.String, "text": pl.String, "place": pl.String},
    )  # fmt: skip
    found: defaultdict[int, list[Scan]] = defaultdict(list)
    for collection_id, *scan in rows.iter_rows():
        found[collection_id].append(Scan(*scan))
    return dict(found)


def _others(merchant: Merchant, rows: list[Collection]) -> defaultdict[tuple[int, str], list[datetime]]:
    """When other vehicles of the same carriers were due at the same warehouses. One that was cancelled or never booked did not come."""
    begins: defaultdict[tuple[int, str], list[datetime]] = defaultdict(list)
    if rows:
        least, most = min(row.begins_at for row in rows), max(row.begins_at for row in rows) + NEAR
        due = Collection.objects.filter(merchant=merchant, begins_at__gt=least, begins_at__lt=most, refused_at=None, cancelled_at=None)
        for warehouse_id, carrier, at in due.values_list("warehouse_id", "carrier", "begins_at"):
            begins[warehouse_id, carrier].append(at)
    return begins


@transaction.atomic
def _came(merchant: Merchant, collection_id: int, scan: Scan, now: datetime) -> bool:
    """The vehicle came by then. What was closed by then, or scanned, went with it; the rest goes with the next one."""
    row = linking.lock(merchant, collection_id)
    if row.over:
        return False  # a person was faster
    row.collected_at = scan.at
    row.acts.filter(key__isnull=False, answered_at=None).update(answered_at=now, code="collection_over")
    told = " · ".join(filter(None, (number_of(scan.parcel_id), scan.text, scan.place)))
    act(row, "scanned", f"carrier:{scan.carrier}", now, said=told[:300], begins_at=scan.at)
    row.save()
    seen = Checkpoint.objects.filter(merchant=merchant).exclude(kind__in=[kind.value for kind in STILL_HERE])
    here = Manifest.objects.filter(collection=row, closed_at__isnull=False, collected_at=None)
    went = here.filter(Q(closed_at__lte=scan.at) | Q(scanned__parcel__in=seen.values("parcel"))).values_list("pk", flat=True)
    Manifest.objects.filter(pk__in=list(went)).update(collected_at=scan.at)
    linking.let_go(row, now)
    return True
