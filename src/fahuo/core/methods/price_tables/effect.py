"""What a new card would have changed on parcels that were sent: the same parcels by the old prices and by the new ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from fahuo.core import frames
from fahuo.core.methods.cards import Rates
from fahuo.core.methods.market import OneService
from fahuo.core.methods.plan import plan_methods
from fahuo.core.methods.service import Service

SENT = {**frames.empty(frames.Pricings).schema, "warehouse_id": pl.Int64}
HARDEST = 20


@dataclass(frozen=True)
class Effect:
    """Sums in minor units of the merchant's currency, over parcels that both cards take; and those that only one takes."""

    parcels: int
    before_minor: int
    after_minor: int
    dearer: int
    cheaper: int
    refused: int  # taken by the old card, not by the new one
    taken: int  # the other way round
    rows: pl.DataFrame  # parcel_id, before_minor, after_minor, difference_minor, reason; the dearest first

    @property
    def difference_minor(self) -> int:
        """How much more the parcels would have cost."""
        return self.after_minor - self.before_minor


def effect(sent: pl.DataFrame, before: Service | None, after: Service, market: OneService, begin: date) -> Effect:
    """Price the parcels on the last day of the old prices, and on the first of the new ones.

    `sent` has the columns SENT: what the parcels' offers were worked out from, and where they left from. For a service without old prices
    (`before` None) its column paid_minor, what another service was paid, is what is compared. `market` gives currency, warehouses and
    exchange rates; its own rates are not used.
    """
    eve = begin - timedelta(1)
    old = _priced(sent, before, eve if before and before.card(eve) else begin, market) if before else None
    new = _priced(sent, after, begin, market)
    if old is None:
        old = sent.select("parcel_id", home_minor=pl.col("paid_minor") if "paid_minor" in sent.columns else pl.lit(None, pl.Int64))
    both = old.select("parcel_id", before_minor="home_minor").join(
        new.select("parcel_id", "reason", after_minor="home_minor"), on="parcel_id", how="inner", maintain_order="left"
    )
    both = both.with_columns(difference_minor=pl.col("after_minor") - pl.col("before_minor"))
    priced = both.drop_nulls("difference_minor")
    change = priced["difference_minor"]
    lost = both.filter(pl.col("before_minor").is_not_null() & pl.col("after_minor").is_null())
    hardest = pl.concat([lost, priced.filter(pl.col("difference_minor") != 0).sort("difference_minor", descending=True)]).head(HARDEST)
    return Effect(
        parcels=priced.height,
        before_minor=int(priced["before_minor"].sum()),
        after_minor=int(priced["after_minor"].sum()),
        dearer=int((change > 0).sum()),
        cheaper=int((change < 0).sum()),
        refused=lost.height,
        taken=both.filter(pl.col("before_minor").is_null() & pl.col("after_minor").is_not_null()).height,
        rows=hardest.select("parcel_id", "before_minor", "after_minor", "difference_minor", "reason"),
    )


def _priced(sent: pl.DataFrame, service: Service, on: date, market: OneService) -> pl.DataFrame:
    """The service's offers for the parcels on the day."""
    world = OneService(market.currency, market.warehouses, market.exchange, Rates.build([service], on, market.exchange))
    orders = sent.select(
        pl.col("parcel_id").alias("order_id"),
        *("country", "postcode", "city", "company", "currency"),
        pl.lit(None, pl.String).alias("service"),
        pl.lit(None, pl.Date).alias("promised_on"),
    )
    sides = ("length_mm", "width_mm", "height_mm", "weight_g", "pieces", "attributes")
    parcels = sent.select("parcel_id", pl.col("parcel_id").alias("order_id"), "warehouse_id", *sides)
    contents = sent.select("parcel_id", "value_minor")
    return plan_methods(orders, parcels, contents, world, on).offers
