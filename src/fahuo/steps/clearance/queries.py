"""What the pages read of import entries. The parcels were read with the merchant's id."""

from __future__ import annotations

from fahuo.steps.clearance.models import Entry


def entries(parcel_ids: list[int]) -> dict[int, Entry]:
    """The entry of each of these parcels."""
    return {e.parcel_id: e for e in Entry.objects.filter(parcel_id__in=parcel_ids)}
