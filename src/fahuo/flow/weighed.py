"""A parcel that was weighed and measured before its label: priced and chosen anew by what it is, not by what was planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from fahuo.core.words import Happening
from fahuo.flow.reprice import price_again
from fahuo.flow.said import NotPossible
from fahuo.records import ledger
from fahuo.records.models import Merchant
from fahuo.steps.goods import queries


@dataclass(frozen=True)
class Weighed:
    """Gross weight, and the outer sides where they were measured."""

    weight_g: int
    size_mm: tuple[int, int, int] | None = None


def put_weight(merchant: Merchant, order_id: int, weighed: Weighed, by: str, now: datetime) -> None:
    """The order's only parcel weighs this, inside the caller's transaction, which holds the order. NotPossible with more parcels, or a label."""
    parcels = queries.of_order(merchant.pk, order_id)
    if len(parcels) != 1:
        raise NotPossible(
            f"the order has {len(parcels)} parcels: a weight can be given for one alone, weigh the others at the pack bench",
            f"订单有 {len(parcels)} 个包裹：只有一个包裹时才能给出重量，其余请在打包台称重",
        )
    parcel = parcels[0]
    before = {"weight_g": parcel.weight_g, "size_mm": [parcel.length_mm, parcel.width_mm, parcel.height_mm]}
    parcel.weight_g = weighed.weight_g
    if weighed.size_mm:
        parcel.length_mm, parcel.width_mm, parcel.height_mm = sorted(weighed.size_mm, reverse=True)
    parcel.save(update_fields=["weight_g", "length_mm", "width_mm", "height_mm"])
    if not price_again(merchant, order_id, now):
        raise NotPossible("a label was asked for already: its weight is agreed", "已请求面单，重量不能再改")
    subject = pl.DataFrame({"order_id": [order_id], "parcel_id": [parcel.pk]})
    ledger.record(ledger.events(merchant.pk, subject, Happening.NOTED, now, by, {"weighed_g": weighed.weight_g, "before": before}))
