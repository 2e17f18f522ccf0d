"""Step 3, 选择物流方式: every service's offer for every parcel, and the one that is chosen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import polars as pl

from fahuo.core import frames
from fahuo.core.methods.cards import Whole
from fahuo.core.methods.loads import home_factors, load_parcels
from fahuo.core.methods.market import Market
from fahuo.core.methods.offers import frame_offers
from fahuo.core.methods.price_loads import price_loads, warm_up
from fahuo.core.methods.refused import refuse_parcels

__all__ = ["MethodsPlan", "plan_methods", "warm_up"]


@dataclass(frozen=True)
class MethodsPlan:
    """Every parcel has one offer a service; it has one chosen offer, or else one refusal."""

    offers: pl.DataFrame  # frames.Offers
    refusals: pl.DataFrame  # frames.Refusals
    pricings: pl.DataFrame = field(default_factory=lambda: frames.empty(frames.Pricings))  # what the offers were worked out from


def plan_methods(orders: pl.DataFrame, parcels: pl.DataFrame, contents: pl.DataFrame, world: Market, on: date) -> MethodsPlan:
    """Price every parcel with every service of `world.rates` and choose one by `world.aim`.

    Takes frames.Orders, Parcels and Contents. A wish of the buyer (orders.service) is kept or the parcel is refused. Where a day was
    promised, offers that keep it nine times in ten go before those that keep it every other time, and those before the rest; among
    equals the aim decides: least cost, least days (p50), or least cost + p50 days x `world.day_worth_minor`; then days, then cost,
    then the service's code. ValueError where `world.rates` are of another day.
    """
    rates = world.rates
    if rates.on != on:
        raise ValueError(f"the rates are those of {rates.on}, the plan is for {on}: build the rates for the day of the plan")
    parcels = parcels.sort("parcel_id")
    loads, currencies = load_parcels(orders, parcels, contents, world, on)
    priced = price_loads(loads, currencies, world)
    reasons, chosen = priced.reasons, priced.chosen
    count = len(reasons)
    pricings = _pricings(orders, parcels, loads["value_minor"], on)
    offers = frame_offers(parcels["parcel_id"].to_numpy(), rates, home_factors(rates, world.currency), reasons, priced.figures, chosen)
    refused = ~chosen.reshape(len(parcels), -1).any(axis=1) if count else np.ones(len(parcels), dtype=np.bool_)
    if not refused.any():
        return MethodsPlan(offers, frames.empty(frames.Refusals), pricings)
    rows = parcels.select("parcel_id", "order_id", "weight_g").filter(pl.Series(refused))
    table = reasons.reshape(len(parcels), len(rates.services))[refused]
    return MethodsPlan(offers, refuse_parcels(rows, orders, rates, loads["asked"][refused], table), pricings)


def _pricings(orders: pl.DataFrame, parcels: pl.DataFrame, values: Whole, on: date) -> pl.DataFrame:
    address = orders.select("order_id", "country", "postcode", "city", "company", "currency")
    sides = ("length_mm", "width_mm", "height_mm", "weight_g", "pieces", "attributes")
    return (
        parcels.select("parcel_id", "order_id", pl.lit(on).alias("on"), pl.Series("value_minor", values, dtype=pl.Int64), *sides)
        .join(address, on="order_id", how="inner", maintain_order="left")
        .select(list(frames.Pricings.columns()))
    )
