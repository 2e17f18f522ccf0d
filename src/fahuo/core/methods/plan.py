"""Step 3, 选择物流方式: every service's offer for every parcel, and the one that is chosen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import polars as pl

from fahuo.core import frames
from fahuo.core.methods.cards import Whole
from fahuo.core.methods.choose import ClassDuty, choose, duty_of
from fahuo.core.methods.covers import plan_covers, refuse_covers
from fahuo.core.methods.layout import PRICED
from fahuo.core.methods.loads import home_factors, load_parcels
from fahuo.core.methods.market import Market
from fahuo.core.methods.offers import frame_offers
from fahuo.core.methods.price_loads import price_loads, warm_up
from fahuo.core.methods.refused import refuse_parcels
from fahuo.core.methods.selections import select, weigh_offers
from fahuo.core.words import Aim

__all__ = ["MethodsPlan", "plan_methods", "warm_up"]


@dataclass(frozen=True)
class MethodsPlan:
    """Every parcel has one offer a service; it has one chosen offer, or else one refusal; and one row that says why.

    A parcel that is to be covered, and is not by the chosen service, has a refusal beside its offer: it waits for nothing, a person is told.
    """

    offers: pl.DataFrame  # frames.Offers
    refusals: pl.DataFrame  # frames.Refusals
    pricings: pl.DataFrame = field(default_factory=lambda: frames.empty(frames.Pricings))  # what the offers were worked out from
    selections: pl.DataFrame = field(default_factory=lambda: frames.empty(frames.Selections))
    covers: pl.DataFrame = field(default_factory=lambda: frames.empty(frames.Covers))  # of parcels that are to be covered


def plan_methods(
    orders: pl.DataFrame, parcels: pl.DataFrame, contents: pl.DataFrame, world: Market, on: date, duty: ClassDuty | None = None
) -> MethodsPlan:
    """Price every parcel with every service of `world.rates` and choose one: by rule, by the buyer's wish, by `world.aim`.

    Takes frames.Orders, Parcels and Contents. Of `world.choice_rules` the first that matches acts: the services that it forbids are
    refused, or all but those that it forces; those that it prefers go before all others. A wish of the buyer (orders.service) is kept or
    the parcel is refused. Where a day was promised, offers that keep it nine times in ten go before those that keep it every other time,
    and those before the rest; among equals the aim decides: least cost, least days (p50), least cost + p50 days x
    `world.day_worth_minor`, least of that and of what is owed at the destination (`duty` is asked). The aim of the promise takes the
    cheapest of those that keep the day with `world.keep_ppm`, or else the surest. Then days, then cost, then the service's code.
    Of parcels that are to be covered (`world.cover_rules`, `world.own_covers`) the cost has the premium in it, and services that cover go
    before those that do not.
    ValueError where `world.rates` are of another day.
    """
    rates = world.rates
    if rates.on != on:
        raise ValueError(f"the rates are those of {rates.on}, the plan is for {on}: build the rates for the day of the plan")
    parcels = parcels.sort("parcel_id")
    loads, currencies = load_parcels(orders, parcels, contents, world, on)
    priced = price_loads(loads, currencies, world)
    able = (priced.reasons == PRICED).reshape(len(parcels), len(rates.services))
    owed = duty_of(rates, parcels, contents, able, duty) if duty is not None and world.aim == Aim.LANDED else None
    covering = plan_covers(orders, parcels, loads, currencies, able, world)
    choice = choose(priced, loads, currencies, orders, parcels, world, on, owed, covering)
    reasons, chosen = choice.reasons, choice.chosen
    homes = home_factors(rates, world.currency)
    offers = weigh_offers(frame_offers(parcels["parcel_id"].to_numpy(), rates, homes, reasons, priced.figures, chosen), choice)
    pricings = _pricings(orders, parcels, loads["value_minor"], on)
    selections = select(parcels, loads, choice, world, on)
    covers = covering.with_chosen(offers) if covering else frames.empty(frames.Covers)
    uncovered = refuse_covers(covers, parcels, rates)
    refused = ~chosen.reshape(len(parcels), -1).any(axis=1) if len(reasons) else np.ones(len(parcels), dtype=np.bool_)
    if not refused.any():
        return MethodsPlan(offers, uncovered, pricings, selections, covers)
    rows = parcels.select("parcel_id", "order_id", "weight_g").with_columns(
        rule=selections["rule"], able=pl.Series(choice.able.sum(axis=1).astype(np.int64))
    )
    table = reasons.reshape(len(parcels), len(rates.services))[refused]
    said = refuse_parcels(rows.filter(pl.Series(refused)), orders, rates, loads["asked"][refused], table)
    return MethodsPlan(offers, frames.gather(said, uncovered), pricings, selections, covers)


def _pricings(orders: pl.DataFrame, parcels: pl.DataFrame, values: Whole, on: date) -> pl.DataFrame:
    address = orders.select("order_id", "country", "postcode", "city", "company", "currency")
    sides = ("length_mm", "width_mm", "height_mm", "weight_g", "pieces", "attributes")
    return (
        parcels.select("parcel_id", "order_id", pl.lit(on).alias("on"), pl.Series("value_minor", values, dtype=pl.Int64), *sides)
        .join(address, on="order_id", how="inner", maintain_order="left")
        .select(list(frames.Pricings.columns()))
    )
