"""A picker found less than the books say: the bin is to be counted, other bins are tried, else the parcel is set aside for a person."""

from __future__ import annotations

import json
from datetime import datetime

import polars as pl

from fahuo.core import frames
from fahuo.core.words import CountBy, Happening, Step
from fahuo.flow.shelves import counts
from fahuo.records import ledger, refusals, stock
from fahuo.records.clock import today
from fahuo.records.models import Merchant
from fahuo.steps.goods import picking
from fahuo.steps.goods.models import Count, Pick, PickList
from fahuo.steps.goods.numbers import PICK_LIST, number_of


def missed(merchant: Merchant, row: PickList, picks: list[Pick], by: str, now: datetime) -> list[str]:
    """Seek the missing pieces of these picks (of one stop) elsewhere. Returns the numbers of the parcels that had to be set aside."""
    products = [picks[0].product_id]
    stock.lock(merchant.pk, products)
    wanted = pl.DataFrame(
        [(p.parcel_id, p.product_id, p.parcel.warehouse_id, p.quantity - (p.found or 0)) for p in picks],
        schema=dict.fromkeys(("parcel_id", "product_id", "warehouse_id", "quantity"), pl.Int64),
        orient="row",
    )
    taken = stock.take(merchant.pk, wanted, today(now), picking.spoken_for(merchant.pk, products))
    short = set(taken.short["parcel_id"])
    others = taken.takes.filter(~pl.col("parcel_id").is_in(list(short)))
    if others.height:
        picking.add(merchant.pk, row.pk, others)
    _count(merchant, row, picks[0], by, now)
    return [_aside(merchant, row, pick, by, now) for pick in picks if pick.parcel_id in short]


def _count(merchant: Merchant, row: PickList, pick: Pick, by: str, now: datetime) -> None:
    """The bin is to be counted, unless somebody is to count it already."""
    planned = Count.objects.filter(merchant=merchant, rounds__bin=pick.bin_id, rounds__done_at=None, warehouse_id=pick.bin.warehouse_id)
    if not planned.exists():
        note = f"{number_of(row.pk, PICK_LIST)} · {pick.product.sku}: {pick.found} / {pick.quantity}"
        counts.plan(merchant, pick.bin.warehouse_id, CountBy.BIN, [pick.bin.code], by, now, note=note)


def _aside(merchant: Merchant, row: PickList, pick: Pick, by: str, now: datetime) -> str:
    """The parcel leaves the floor; Today's work says why, until it is released again."""
    number = number_of(pick.parcel_id)
    picking.drop([pick.parcel_id], now)
    subject = pl.DataFrame({"order_id": [pick.parcel.order_id], "parcel_id": [pick.parcel_id]})
    values = {"sku": pick.product.sku, "asked": pick.quantity, "found": pick.found or 0, "bin": pick.bin.code}
    # it keeps the parcel from leaving, whatever label it has: so it stands against transport, and is mended in goods
    said = frames.refuse(subject, Step.TRANSPORT, "short_picked").with_columns(
        parcel_id=pl.lit(0, pl.Int64), values=pl.lit(json.dumps(values, ensure_ascii=False))
    )
    refusals.save(merchant.pk, said, pl.Series([pick.parcel_id]))
    told = {"note": f"{number_of(row.pk, PICK_LIST)} {pick.product.sku}: {pick.found} / {pick.quantity}"}
    ledger.record(ledger.events(merchant.pk, subject, Happening.NOTED, now, by, told))
    return number
