"""Carriers' own prices as they are kept: the newest answer of each service to a question, and whether it still holds."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction

from fahuo.core.methods.live import Answer, stands
from fahuo.steps.methods.models import LiveAsk, LivePrice

KEPT = timedelta(days=30)  # answers about parcels that were only thought of


def newest(merchant_id: int, digest: str) -> dict[int, LivePrice]:
    """service -> its newest row for a question, answered or not."""
    rows = LivePrice.objects.filter(ask__merchant_id=merchant_id, ask__digest=digest).select_related("ask", "service")
    return {row.service_id: row for row in rows.order_by("service_id", "-ask_id").distinct("service_id")}


def holds(row: LivePrice, now: datetime, lost_before: datetime) -> bool:
    """Whether nobody needs to ask again: its answer stands, or is still under way."""
    if row.answered_at is None:
        return row.ask.wall_at >= lost_before
    return stands(row.code, row.answered_at, row.valid_until, now)


def under_way(merchant_id: int, digest: str, lost_before: datetime) -> bool:
    """Whether carriers are being asked this."""
    return LivePrice.objects.filter(
        ask__merchant_id=merchant_id, ask__digest=digest, ask__wall_at__gte=lost_before, answered_at=None
    ).exists()


@transaction.atomic
def keep(answers: list[tuple[LivePrice, Answer]], now: datetime) -> None:
    """Keep answers; a row that has one keeps the first."""
    for row, answer in answers:
        fields = asdict(answer) | {"values": dict(answer.values)}
        LivePrice.objects.filter(pk=row.pk, answered_at=None).update(**fields, answered_at=now)


def asked(merchant_id: int, ask_id: int) -> bool:
    """Whether this question is the merchant's."""
    return LiveAsk.objects.filter(pk=ask_id, merchant_id=merchant_id).exists()


def asks(parcel_id: int) -> list[LiveAsk]:
    """Who asked about a parcel, and when; the newest first."""
    return list(LiveAsk.objects.filter(parcel_id=parcel_id).order_by("-pk")[:20])


def forget(now: datetime) -> int:
    """Answers about parcels that were only thought of, or are no more, go after a month. Returns how many questions."""
    return LiveAsk.objects.filter(parcel=None, asked_at__lt=now - KEPT).delete()[1].get("methods.LiveAsk", 0)
