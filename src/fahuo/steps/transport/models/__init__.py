"""The planned legs of each parcel, the checkpoints that came from outside, and what was handed over to carriers."""

from __future__ import annotations

from fahuo.steps.transport.models.handover import Manifest, ScannedParcel
from fahuo.steps.transport.models.legs import Checkpoint, Leg

__all__ = ["Checkpoint", "Leg", "Manifest", "ScannedParcel"]
