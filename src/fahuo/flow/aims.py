"""An order is packed for an aim of its own, because a person wants to see or to have another packing than the merchant's aim gives."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from django.db import transaction

from fahuo.core.words import Happening, PackAim
from fahuo.flow.prepare import lock_open, plan_again
from fahuo.flow.said import NotPossible
from fahuo.records import ledger
from fahuo.records.clock import today
from fahuo.records.models import Merchant
from fahuo.steps.goods.models import OwnAim

NOBODY = ""  # no aim of its own: the merchant's counts again


@transaction.atomic
def pack_for(merchant: Merchant, order_ids: list[int], aim: str, by: str, now: datetime) -> int:
    """Plan orders anew for this aim (words.PackAim; "": for the merchant's), and keep to it. Returns how many were planned.

    NotPossible where the aim is not known, and where none of them may be planned again: a label was asked for, or somebody picks or packs it.
    """
    if aim and aim not in PackAim._value2member_map_:
        known = ", ".join(PackAim)
        raise NotPossible(f"packing has no aim {aim[:20]!r}: it is one of {known}", f"没有装箱目标“{aim[:20]}”，可选：{known}")
    open_ids = lock_open(merchant, order_ids)
    if not open_ids:
        raise NotPossible(
            "the packing stays as it is: a label was asked for, it is being picked or packed, or it is cancelled",
            "装箱方案不能再改：已申请面单、正在拣货打包，或已取消",
        )
    before = dict(OwnAim.objects.filter(order__in=open_ids).values_list("order_id", "aim"))
    OwnAim.objects.filter(order__in=open_ids).delete()
    if aim:
        OwnAim.objects.bulk_create(OwnAim(order_id=pk, aim=aim) for pk in open_ids)
    changed = pl.DataFrame({"order_id": [pk for pk in open_ids if before.get(pk, NOBODY) != aim]}, schema={"order_id": pl.Int64})
    ledger.record(ledger.events(merchant.pk, changed, Happening.NOTED, now, by, {"aim": aim or NOBODY}))
    return plan_again(merchant, open_ids, on=today(now), now=now, actor=by)
