"""The planned legs of each parcel, the checkpoints that came from outside, what was handed over to carriers, and how they came for it."""

from __future__ import annotations

from fahuo.steps.transport.models.collections import STANDS, CarrierComes, Collection, CollectionAct, StandingCollection
from fahuo.steps.transport.models.handover import Manifest, ScannedParcel
from fahuo.steps.transport.models.legs import Checkpoint, Leg

__all__ = [
    "STANDS",
    "CarrierComes",
    "Checkpoint",
    "Collection",
    "CollectionAct",
    "Leg",
    "Manifest",
    "ScannedParcel",
    "StandingCollection",
]
