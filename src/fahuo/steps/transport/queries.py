"""What the pages read of legs and checkpoints. The parcels were read with the merchant's id."""

from __future__ import annotations

from fahuo.steps.transport.models import Checkpoint, Leg


def legs(parcel_id: int) -> list[Leg]:
    """The planned legs of a parcel."""
    return list(Leg.objects.filter(parcel_id=parcel_id).order_by("no"))


def checkpoints(parcel_id: int) -> list[Checkpoint]:
    """What carriers and customs said of a parcel, in the order in which it happened."""
    return list(Checkpoint.objects.filter(parcel_id=parcel_id).order_by("at", "id")[:500])
