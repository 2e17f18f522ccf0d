"""Rules of mark-up to frames, selling prices to rows and back."""

from __future__ import annotations

import polars as pl
from django.db.models import F

from fahuo.core import frames
from fahuo.records.copy import copy, fetch
from fahuo.steps.methods.models import SellingPrice

_AS = {"rule_id": "id", "percent_ppm": "(percent * 10000)::bigint"}


def mark_ups(merchant_id: int) -> pl.DataFrame:
    """frames.MarkUpRules."""
    columns = frames.empty(frames.MarkUpRules).schema
    names = ", ".join(_AS.get(name, name) for name in columns)
    return fetch(f"SELECT {names} FROM methods_markuprule WHERE merchant_id = %s ORDER BY position, id", [merchant_id], dict(columns))


def save(ids: pl.Series, selling: pl.DataFrame) -> None:
    """Store selling prices beside the offers of a plan; ids[local parcel_id] is the stored parcel."""
    copy(selling.with_columns(parcel_id=ids.gather(selling["parcel_id"])), SellingPrice)


def of_parcel(parcel_id: int) -> dict[int, SellingPrice]:
    """A parcel's selling prices by service."""
    return {row.service_id: row for row in SellingPrice.objects.filter(parcel_id=parcel_id)}


def of_chosen(parcel_ids: list[int]) -> dict[int, SellingPrice]:
    """Of each of these parcels the selling price of its chosen offer."""
    rows = SellingPrice.objects.filter(parcel_id__in=parcel_ids, parcel__offers__chosen=True, parcel__offers__service_id=F("service_id"))
    return {row.parcel_id: row for row in rows}
