"""Parcels leave the warehouse: their pieces leave stock, once, whoever says so first: we at hand-over, or the carrier that scans them."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from fahuo.records import stock
from fahuo.records.models import Merchant
from fahuo.steps.goods import frames as goods
from fahuo.steps.goods import picking
from fahuo.steps.goods import service as parcels
from fahuo.steps.transport import service as transport


def leave(merchant: Merchant, parcel_ids: list[int], now: datetime, by: str) -> list[int]:
    """Ship the pieces of those of these parcels that nobody has reported before; returns them. The caller has the ledger of their orders.

    Boxes and paddings of parcels that were never at the bench are used up now.
    """
    gone = transport.first_seen(parcel_ids)
    if gone:
        picking.drop(picking.unpicked(gone), now)  # nobody is sent for what has left
        pieces, needs = transport.pieces_of(gone), goods.needs_of(gone)
        stock.lock(merchant.pk, [*pieces["product_id"], *needs["product_id"]])  # all at once, in the one order of locks
        stock.ship(merchant.pk, pieces, now, by)
        use_up(merchant, needs, now, by)
    return gone


def use_up(merchant: Merchant, needs: pl.DataFrame, now: datetime, by: str) -> None:
    """frames.Needs of stored parcels leave the stock of packing material, once; what the books did not have stops nothing: a count will tell."""
    if needs.is_empty():
        return
    key = pl.concat_str(pl.lit("packed:"), "parcel_id", pl.lit(":"), "product_id")
    stock.consume(merchant.pk, needs.with_columns(key=key), now, by)
    parcels.drop_needs(needs["parcel_id"].unique().to_list())
