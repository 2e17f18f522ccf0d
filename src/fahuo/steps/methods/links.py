"""Numbers that a parcel carries beside its label's own (换单). All of them are looked for; the newest that stands is printed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import polars as pl

from fahuo.records.copy import fetch
from fahuo.steps.methods.models import LinkedNumber

# Every number that leads to a parcel: the carriers' own, and those that were linked and not undone.
NUMBERS = """SELECT merchant_id, parcel_id, tracking_number AS number, 0 AS place FROM methods_label WHERE tracking_number IS NOT NULL
             UNION ALL SELECT merchant_id, parcel_id, number, id FROM methods_linkednumber WHERE undone_at IS NULL"""


def standing(parcel_ids: Iterable[int]) -> dict[int, LinkedNumber]:
    """The newest number of each of these parcels that stands."""
    rows = LinkedNumber.objects.filter(parcel_id__in=list(parcel_ids), undone_at=None).order_by("pk")
    return {row.parcel_id: row for row in rows}


def history(parcel_id: int) -> list[LinkedNumber]:
    """All that a parcel was ever linked to, the oldest first."""
    return list(LinkedNumber.objects.filter(parcel_id=parcel_id).order_by("pk"))


def owners(merchant_id: int, numbers: list[str]) -> pl.DataFrame:
    """Whose these numbers are: number, parcel_id, order_id. The same number may be two carriers'."""
    return fetch(
        f"""SELECT n.number, n.parcel_id, p.order_id FROM ({NUMBERS}) n JOIN goods_parcel p ON p.id = n.parcel_id
            WHERE n.merchant_id = %s AND n.number = ANY(%s) ORDER BY n.parcel_id""",
        [merchant_id, numbers],
        {"number": pl.String, "parcel_id": pl.Int64, "order_id": pl.Int64},
    )


def link(merchant_id: int, rows: list[tuple[int, str, str]], actor: str, now: datetime) -> None:
    """Give parcels numbers: (parcel, number, carrier). The caller has seen that they are free; the database has the last word."""
    LinkedNumber.objects.bulk_create(
        LinkedNumber(merchant_id=merchant_id, parcel_id=parcel, number=number, carrier=carrier, at=now, actor=actor)
        for parcel, number, carrier in rows
    )


def undo(row: LinkedNumber, actor: str, now: datetime) -> None:
    """Take a number back: it leads nowhere from now on, and is free again."""
    LinkedNumber.objects.filter(pk=row.pk, undone_at=None).update(undone_at=now, undone_by=actor)
