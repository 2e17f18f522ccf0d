"""Parcels whose box was changed are priced and declared again; how they are packed and which warehouse they leave from stays."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from django.db import transaction

from fahuo.core import frames
from fahuo.core.export.plan import plan_export
from fahuo.core.export.value import value_contents
from fahuo.core.journey import owed_by_class
from fahuo.core.methods.plan import plan_methods
from fahuo.core.methods.sell import sell
from fahuo.core.orders.kits import shares_of_kits
from fahuo.core.words import Step
from fahuo.flow.world import Goods, read_world
from fahuo.records import frames as records
from fahuo.records import ledger, refusals
from fahuo.records.clock import today
from fahuo.records.copy import fetch
from fahuo.records.models import Merchant, Refusal
from fahuo.steps.export import service as export
from fahuo.steps.goods import frames as goods
from fahuo.steps.methods import selling
from fahuo.steps.methods import service as methods
from fahuo.steps.orders import frames as rows
from fahuo.steps.orders import service as orders


@transaction.atomic
def price_again(merchant: Merchant, order_id: int, now: datetime) -> bool:
    """Price and declare an order's parcels as they are now. False where a label was asked for: then its price was agreed."""
    ledger.lock([order_id])
    if methods.labelled([order_id]):
        return False
    on = today(now)
    batch, lines, parcels = rows.orders([order_id]), rows.lines([order_id]), stored_parcels(order_id)
    products, components = records.with_parts(
        merchant.pk, records.products(merchant.pk, lines["sku"].unique().to_list()), merchant.currency
    )
    batch, lines = orders.with_content(batch, lines, products)
    world = read_world(merchant, batch, Goods(products, components, frames.empty(frames.Stock)), on)
    ids = parcels["parcel_id"]
    placements = _local(goods.placements(ids.to_list()), ids)
    parcels = _local(parcels, ids)
    kits = shares_of_kits(components, products)
    contents = value_contents(batch, lines, parcels, placements, kits)
    chosen = plan_methods(batch, parcels, contents, world, on, owed_by_class(batch, lines, kits, world, on))
    declared = plan_export(batch, parcels, contents, chosen.offers, world, on)
    methods.drop_offers([order_id])
    export.drop_plan([order_id])
    methods.save_plan(ids, chosen.offers, chosen.pricings, chosen.selections, chosen.covers, now)
    selling.save(ids, sell(batch, parcels, contents, chosen.offers, world, on))
    export.save_plan(ids, declared.declarations, declared.lines)
    Refusal.objects.filter(order_id=order_id, step__in=[Step.METHODS.value, Step.EXPORT.value]).delete()
    refusals.save(merchant.pk, pl.concat([chosen.refusals, declared.refusals]), ids)
    ledger.project([order_id])
    return True


def stored_parcels(order_id: int) -> pl.DataFrame:
    """An order's parcels as frames.Parcels, with the stored ids."""
    columns = frames.empty(frames.Parcels).schema
    names = ", ".join("id" if name == "parcel_id" else name for name in columns)
    return fetch(f"SELECT {names} FROM goods_parcel WHERE order_id = %s ORDER BY id", [order_id], dict(columns))


def _local(table: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
    """Rows whose parcel_id is the place of the parcel in `ids`, as planners count them."""
    return table.with_columns(
        parcel_id=pl.col("parcel_id").replace_strict(ids, pl.int_range(len(ids), eager=True), return_dtype=pl.Int64)
    ).sort("parcel_id", maintain_order=True)
