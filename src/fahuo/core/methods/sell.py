"""What we ask for each parcel by each service: the cards of selling prices are priced as all cards are, then the rules of mark-up act."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from fahuo.core import frames
from fahuo.core.methods.cards import Rates
from fahuo.core.methods.conditions import Conditions, holding
from fahuo.core.methods.loads import home_factors, load_parcels
from fahuo.core.methods.mark_up import LISTED, OFFERED, SERVICES, Priced, mark_up
from fahuo.core.methods.market import Market, OneService
from fahuo.core.methods.offers import frame_offers
from fahuo.core.methods.price_loads import price_loads

_NOT_IN_FORCE = "no_card_on_day"


def sell(
    orders: pl.DataFrame, parcels: pl.DataFrame, contents: pl.DataFrame, offers: pl.DataFrame, world: Market, on: date
) -> pl.DataFrame:
    """frames.SellingPrices of those frames.Offers that have a cost; none where there is neither a rule nor a card of selling prices.

    `on` is the day of the rules, of the cards (`world.rates`) and of the exchange rates. Costs stay as they are, and nothing is chosen by them.
    """
    rules = holding(world.mark_ups, on)
    if rules.is_empty() and world.rates.selling is None:
        return frames.empty(frames.SellingPrices)
    offers = offers.filter(pl.col("reason").is_null())
    if offers.is_empty():
        return frames.empty(frames.SellingPrices)
    loads, currencies = load_parcels(orders, parcels, contents, world, on)
    of = Priced(
        Conditions.of(orders, parcels, loads, currencies, world),
        parcels["parcel_id"],
        services_of(world.rates),
        {world.currency: 1.0, **world.rates.exchange},
        world.currency,
    )
    return mark_up(_listed(offers.select(list(OFFERED)), orders, parcels, contents, world, on), rules, of)


def services_of(rates: Rates) -> pl.DataFrame:
    """What rules of mark-up look at of a service: SERVICES."""
    rows = [(int(i), s.code, s.service_class.value, s.carrier) for i, s in zip(rates.service_ids, rates.services, strict=True)]
    return pl.DataFrame(rows, schema=SERVICES, orient="row")


def _listed(
    offers: pl.DataFrame, orders: pl.DataFrame, parcels: pl.DataFrame, contents: pl.DataFrame, world: Market, on: date
) -> pl.DataFrame:
    """Offers with the price of their service's card of selling prices, or why it has none: LISTED."""
    rates = world.rates.selling
    if rates is None:
        return offers.with_columns(pl.lit(None, kind).alias(name) for name, kind in LISTED.items())
    market = OneService(world.currency, world.warehouses, world.exchange, rates)
    loads, currencies = load_parcels(orders, parcels, contents, market, on)
    priced = price_loads(loads, currencies, market)
    nothing = np.zeros(len(priced.reasons), dtype=np.bool_)
    listed = frame_offers(
        parcels["parcel_id"].to_numpy(), rates, home_factors(rates, world.currency), priced.reasons, priced.figures, nothing
    )
    priced_by = pl.col("reason").is_null()
    listed = listed.filter(pl.col("reason").fill_null("") != _NOT_IN_FORCE).select(
        *("parcel_id", "service_id"),
        card=pl.when(priced_by).then("card"),
        card_zone=pl.when(priced_by).then("zone"),
        card_minor="total_minor",
        card_currency="currency",
        card_chargeable_g=pl.when(priced_by).then("chargeable_g"),
        card_reason="reason",
    )
    return offers.join(listed, on=["parcel_id", "service_id"], how="left", maintain_order="left")
