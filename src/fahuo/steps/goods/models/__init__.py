"""Boxes, what goes around the goods, the packed parcels and why they are packed so."""

from __future__ import annotations

from fahuo.steps.goods.models.boxes import Apart, Box, Padding
from fahuo.steps.goods.models.choices import Choice, Need, OwnAim
from fahuo.steps.goods.models.parcels import Parcel, Placement

__all__ = ["Apart", "Box", "Choice", "Need", "OwnAim", "Padding", "Parcel", "Placement"]
