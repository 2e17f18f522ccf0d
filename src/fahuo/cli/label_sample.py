"""Labels of the sample world's parcels: orders from a seed, taken through steps 1 to 4, as they would stand on their parcels."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

import polars as pl

from fahuo.core.journey import Prepared, World, prepare
from fahuo.core.words import Paper
from fahuo.sample.merchant import Merchant, sample_merchant
from fahuo.sample.orders import generate_orders
from fahuo.sample.tables import table
from fahuo.sample.world import sample_world
from fahuo.steps.goods.labels.customs import Customs, CustomsLine
from fahuo.steps.goods.labels.label import LabelData
from fahuo.steps.goods.labels.party import Party
from fahuo.steps.goods.numbers import number_of

BATCH = 2_000  # orders planned at once


def sample_labels(count: int, seed: int, on: date) -> Iterator[LabelData]:
    """So many labels. The same seed and day give the same labels, and a longer run begins with the shorter one's."""
    return islice(_endless(seed, on), count)


def _endless(seed: int, on: date) -> Iterator[LabelData]:
    world = sample_world(on, products=None)
    world = sample_world(on, world.products)  # without end of stock
    begin = number = 0
    while True:
        orders, lines = generate_orders(BATCH, seed, on, world.products, start=begin)
        prepared = prepare(orders, lines, world, on)
        for label in _of_batch(orders, prepared, world, on, number):
            number += 1
            yield label
        begin += BATCH


def _of_batch(orders: pl.DataFrame, prepared: Prepared, world: World, on: date, before: int) -> Iterator[LabelData]:
    merchant = sample_merchant()
    senders = {row["row"]: _sender(row, merchant) for row in table("warehouses").iter_rows(named=True)}
    services = dict(zip(world.rates.service_ids.tolist(), world.rates.services, strict=True))
    goods = _goods(prepared)
    for no, row in enumerate(_parcels(orders, prepared).iter_rows(named=True), start=before + 1):
        service = services[row["service_id"]]
        customs = None
        if Paper.CN22 in row["papers"]:
            customs = Customs(service.carrier, row["declared_in"], goods[row["parcel_id"]], merchant.name, on)
        yield LabelData(
            parcel_number=number_of(no),
            order_number=row["number"],
            service=f"{service.name_zh} {service.name_en}",
            service_code=service.code,
            sender=senders[row["warehouse_id"]],
            recipient=Party(
                **{name: row[name] for name in ("name", "company", "street", "city", "region", "postcode", "country", "phone")}
            ),
            weight_g=row["weight_g"],
            attributes=row["attributes"],
            part=row["part"],
            parts=row["parts"],
            service_class=service.service_class,
            incoterm=row["incoterm"],
            customs=customs,
        )


def _parcels(orders: pl.DataFrame, prepared: Prepared) -> pl.DataFrame:
    """Parcels with a service, each with its order, its declaration and its place among the order's parcels."""
    chosen = prepared.offers.filter("chosen").select("parcel_id", "service_id")
    declared = prepared.declarations.select("parcel_id", "incoterm", "papers", declared_in="currency")
    return (
        prepared.parcels.sort("parcel_id")
        .with_columns(part=pl.int_range(1, pl.len() + 1).over("order_id"), parts=pl.len().over("order_id"))
        .join(chosen, on="parcel_id", maintain_order="left")
        .join(declared, on="parcel_id", maintain_order="left")
        .join(orders.drop("currency"), on="order_id", maintain_order="left")
    )


def _goods(prepared: Prepared) -> dict[int, tuple[CustomsLine, ...]]:
    found: dict[int, list[CustomsLine]] = {}
    columns = ("parcel_id", "name", "quantity", "net_g", "value_minor", "hs_code", "origin")
    for parcel_id, *line in prepared.declared_lines.sort("parcel_id", "no").select(columns).iter_rows():
        found.setdefault(parcel_id, []).append(CustomsLine(*line))
    return {parcel_id: tuple(lines) for parcel_id, lines in found.items()}


def _sender(row: dict[str, Any], merchant: Merchant) -> Party:
    return Party(
        name=merchant.name_zh,
        street=row["street"] or row["name"],
        city=row["city"],
        region=row["region"] or None,
        postcode=row["postcode"] or None,
        country=row["country"],
        phone=merchant.phone,
    )
