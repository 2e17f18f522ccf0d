"""Boxes, what goes around the goods, and the packed parcels."""

from __future__ import annotations

from fahuo.steps.goods.models.boxes import Box, Padding
from fahuo.steps.goods.models.parcels import Parcel, Placement

__all__ = ["Box", "Padding", "Parcel", "Placement"]
