"""Parcels are released to the floor: pick lists are planned and stored, each parcel on one of them, once."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl
from django.db import transaction

from fahuo.core import frames
from fahuo.core.goods.picking.measure import Work, work_of
from fahuo.core.goods.picking.plan import PickPlan, plan_picking
from fahuo.core.goods.picking.queue import Rules
from fahuo.core.goods.picking.tables import USUAL, Bins, Limits
from fahuo.core.words import BinKind, Happening, PickForm
from fahuo.flow.floor.queue import read_queue
from fahuo.records import ledger, stock
from fahuo.records.clock import today
from fahuo.records.copy import execute, fetch
from fahuo.records.models import Merchant, Product
from fahuo.steps.goods import picking

MOST = 5_000  # parcels in one release
ONE_BY_ONE = 300  # parcels that lack something are tried again by themselves, so many of them
SOURCE = ["parcel_id", "product_id", "bin_id", "lot_id", "quantity"]


@dataclass(frozen=True)
class Released:
    """What a release brought: the new lists, how many parcels are on them, what it saves, and why others are not."""

    lists: list[int]
    parcels: int
    work: Work | None
    refusals: pl.DataFrame  # frames.Refusals with the stored ids


@transaction.atomic
def release(
    merchant: Merchant, parcel_ids: list[int] | None, form: PickForm, by: str, now: datetime, rules: Rules | None = None, limits: Limits | None = None
) -> Released:  # fmt: skip
    """Release these parcels, or all that the rules choose (MOST of them, the most urgent first). What is blocked or not in the bins is refused."""
    rules, limits = rules or Rules(), limits or USUAL[form]
    wished = read_queue(merchant, rules, now, parcel_ids)
    chosen = wished.parcels.filter("fits").head(MOST)
    ledger.lock(chosen["order_id"].unique().to_list())
    # who waited for another's release, cancellation or scan sees it now
    queue = read_queue(merchant, rules, now, chosen["parcel_id"].to_list())
    rows = queue.parcels.filter("fits")
    blocked = frames.gather(*([wished.refusals] if parcel_ids is not None else []), queue.refusals)
    if rows.is_empty():
        return Released([], 0, None, blocked)
    ids = rows["parcel_id"].to_list()
    pieces = picking.to_fetch(ids)
    stock.lock(merchant.pk, pieces["product_id"].unique().to_list())
    pieces = picking.to_fetch(ids)
    sources = _sources(merchant, rows, pieces, now)
    bins = _bins(rows["warehouse_id"].unique().to_list())
    wanted = pieces.select("parcel_id", "product_id", "quantity")
    plan = plan_picking(
        rows.select("parcel_id", "warehouse_id", "service_id", "departs_at", "weight_g", "volume_cm3"), wanted, sources, bins, form, limits
    )
    lists = picking.save(merchant.pk, plan, form, now, by)
    _tell(merchant, rows, pieces, plan, now, by)
    return Released(
        lists, plan.slots.height, work_of(plan, bins) if lists else None, frames.gather(blocked, _with_sku(merchant, plan.refusals))
    )


def _sources(merchant: Merchant, rows: pl.DataFrame, pieces: pl.DataFrame, now: datetime) -> pl.DataFrame:
    """Where the pieces are taken from, in the order of the queue. A parcel that cannot have all of its pieces leaves them to those behind it."""
    wanted = pieces.join(rows.select("parcel_id", "place"), on="parcel_id").sort("place", "product_id")
    claimed = picking.spoken_for(merchant.pk, wanted["product_id"].unique().to_list())
    taken = stock.take(merchant.pk, wanted, today(now), claimed)
    short = taken.short.select("parcel_id").unique()
    sources = [taken.takes.join(short, on="parcel_id", how="anti").select(SOURCE)]
    left = wanted.join(short, on="parcel_id", how="semi", maintain_order="left").partition_by("parcel_id", maintain_order=True)
    for parcel in left[:ONE_BY_ONE]:
        spoken = pl.concat([claimed, *(part.select(claimed.columns) for part in sources)])
        alone = stock.take(merchant.pk, parcel, today(now), spoken)
        if alone.short.is_empty():
            sources.append(alone.takes.select(SOURCE))
    served = pl.concat(sources)
    # what the others could have had: the planner refuses them, and says how many pieces there are
    spoken = pl.concat([claimed, served.select(claimed.columns)])
    lacking = [part for part in left if part["parcel_id"][0] not in served["parcel_id"]]
    there = [stock.take(merchant.pk, part, today(now), spoken).takes.select(SOURCE) for part in lacking[:ONE_BY_ONE]]
    return pl.concat([served, *there])


def _bins(warehouse_ids: list[int]) -> pl.DataFrame:
    """tables.Bins that are walked through: those that pieces are picked from."""
    return fetch(
        "SELECT id, warehouse_id, code, walk FROM records_bin WHERE warehouse_id = ANY(%s) AND NOT kind = ANY(%s)",
        [warehouse_ids, [BinKind.PACKING.value, BinKind.QUARANTINE.value]],
        dict(frames.empty(Bins).schema),
    )


def _tell(merchant: Merchant, rows: pl.DataFrame, pieces: pl.DataFrame, plan: PickPlan, now: datetime, by: str) -> None:
    """What was short before is sought again. Parcels whose pieces all wait in packing already are picked."""
    listed = rows.join(plan.slots, on="parcel_id", how="semi")
    ready = rows.join(pieces, on="parcel_id", how="anti")
    served = pl.concat([listed, ready])
    if served.height:
        forget_short(served["parcel_id"].to_list())
        tell_picked(merchant, ready, now, by)
        ledger.project(served["order_id"].unique().to_list())


def forget_short(parcel_ids: list[int]) -> None:
    """It was said of these parcels that pieces were missing; that is answered."""
    execute("DELETE FROM records_refusal WHERE parcel_id = ANY(%s) AND code = 'short_picked'", [parcel_ids])


def tell_picked(merchant: Merchant, parcels: pl.DataFrame, now: datetime, by: str) -> None:
    """Parcels (parcel_id, order_id) of which every piece is picked."""
    if parcels.height:
        told = ledger.events(merchant.pk, parcels.select("order_id", "parcel_id"), Happening.PICKED, now, by)
        ledger.record(told.with_columns(key=pl.concat_str(pl.lit("picked:"), pl.col("parcel_id"))))


def _with_sku(merchant: Merchant, refusals: pl.DataFrame) -> pl.DataFrame:
    """The planner knows products by id; people know them by code."""
    said = [json.loads(text) for text in refusals["values"]]
    skus = dict(Product.objects.filter(merchant=merchant, pk__in={v["product_id"] for v in said}).values_list("pk", "sku"))
    return refusals.with_columns(
        values=pl.Series([json.dumps({**v, "sku": skus.get(v["product_id"])}, ensure_ascii=False) for v in said], dtype=pl.String)
    )


def within(limits: Limits, **said: int | None) -> Limits:
    """The limits with what a person said; what is not above zero counts as not said."""
    return replace(limits, **{name: value for name, value in said.items() if value is not None and value > 0})
