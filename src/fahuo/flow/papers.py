"""Papers of a parcel, made from what is stored."""

from __future__ import annotations
