"""Parcels leave the warehouse: their pieces leave stock, once, whoever says so first: we at hand-over, or the carrier that scans them."""

from __future__ import annotations

from datetime import datetime

from fahuo.records import stock
from fahuo.records.models import Merchant
from fahuo.steps.transport import service as transport


def leave(merchant: Merchant, parcel_ids: list[int], now: datetime, by: str) -> list[int]:
    """Ship the pieces of those of these parcels that nobody has reported before; returns them. The caller has the ledger of their orders."""
    gone = transport.first_seen(parcel_ids)
    if gone:
        stock.ship(merchant.pk, transport.pieces_of(gone), now, by)
    return gone
