"""How a scan is written down: every one, when it happens, also one that does not count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fahuo.flow.bench.answers import Answer, refused
from fahuo.steps.goods.models import Packing, Scan, Station


@dataclass(frozen=True)
class Hand:
    """Who scans where, what, and when."""

    station: Station
    by: str
    now: datetime
    text: str
    key: str | None = None  # of the sender, so that a scan that was sent again is not counted again


def write(hand: Hand, packing: Packing, kind: str, **what: Any) -> Scan:
    """Store a scan. Where one scan makes two rows, the first has its sender's key."""
    key = hand.key if hand.key and not Scan.objects.filter(merchant_id=packing.merchant_id, key=hand.key).exists() else None
    return Scan.objects.create(
        key=key, merchant_id=packing.merchant_id, packing=packing, station=hand.station, at=hand.now, by=hand.by[:80], text=hand.text[:300], kind=kind, **what
    )  # fmt: skip


def turn_down(hand: Hand, packing: Packing, reason: tuple[str, dict[str, Any]], kind: str = Scan.OTHER, **what: Any) -> Answer:
    """Store a scan that does not count, and say why. A quantity that was scanned before it is spent."""
    write(hand, packing, kind, refused=reason[0], **what)
    Packing.objects.filter(pk=packing.pk).update(times=1)
    return refused(reason)
