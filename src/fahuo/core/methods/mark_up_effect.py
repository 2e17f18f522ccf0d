"""What rules of mark-up would have made of parcels that were sent: the same costs, other selling prices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from fahuo.core import frames
from fahuo.core.methods.cards import Rates
from fahuo.core.methods.conditions import Conditions, holding
from fahuo.core.methods.loads import load_parcels
from fahuo.core.methods.mark_up import LISTED, Priced, mark_up
from fahuo.core.methods.market import OneService

_PARCEL = ("length_mm", "width_mm", "height_mm", "weight_g", "pieces", "attributes")
_COST = {
    name: frames.empty(frames.Offers).schema[name] for name in ("service_id", "chargeable_g", "freight_minor", "fuel_minor", "total_minor")
}
# What a parcel was sold by: its pricing, its chosen offer, and the price of its card of selling prices, if it had one.
SENT = (
    {name: kind for name, kind in frames.empty(frames.Pricings).schema.items() if name not in ("order_id", "on")}
    | {"shop": pl.String(), "warehouse_id": pl.Int64(), **_COST, "cost_currency": pl.String(), "cost_home_minor": pl.Int64()}
    | {name: kind for name, kind in LISTED.items() if name != "card_reason"}
)
HARDEST = 20


@dataclass(frozen=True)
class Resold:
    """Selling prices of parcels by some rules, in the merchant's currency."""

    rows: pl.DataFrame  # parcel_id, cost_home_minor, rule_id, rule, sell_home_minor (null: nobody says one)

    @property
    def sold(self) -> pl.DataFrame:
        """Those that have a selling price."""
        return self.rows.drop_nulls("sell_home_minor")

    def by_rule(self) -> pl.DataFrame:
        """Of each rule, and of the cards of selling prices (rule_id null): parcels, cost_minor, sell_minor."""
        return self.sold.group_by("rule_id").agg(
            parcels=pl.len(), cost_minor=pl.col("cost_home_minor").sum(), sell_minor=pl.col("sell_home_minor").sum()
        )


@dataclass(frozen=True)
class Difference:
    """Two ways to sell the same parcels: those that both give a price."""

    parcels: int
    before_minor: int
    after_minor: int
    cost_minor: int
    dearer: int
    cheaper: int
    gained: int  # have a price only afterwards
    lost: int  # only before
    rows: pl.DataFrame  # parcel_id, cost_home_minor, before_minor, after_minor, rule; the greatest changes first

    @property
    def difference_minor(self) -> int:
        """How much more is asked."""
        return self.after_minor - self.before_minor


def resell(sent: pl.DataFrame, rules: pl.DataFrame, services: pl.DataFrame, market: OneService, on: date) -> Resold:
    """Sell parcels (SENT) by the rules that hold on the day, at the exchange rates of `market`; `services` as mark_up.SERVICES."""
    orders = sent.select(
        pl.col("parcel_id").alias("order_id"),
        *("shop", "country", "postcode", "city", "company", "currency"),
        pl.lit(None, pl.String).alias("service"),
        pl.lit(None, pl.Date).alias("promised_on"),
    )
    parcels = sent.select("parcel_id", pl.col("parcel_id").alias("order_id"), "warehouse_id", *_PARCEL)
    loads, currencies = load_parcels(orders, parcels, sent.select("parcel_id", "value_minor"), market, on)
    of = Priced(
        Conditions.of(orders, parcels, loads, currencies, market),
        sent["parcel_id"],
        services,
        {market.currency: 1.0, **Rates.build([], on, market.exchange).exchange},
        market.currency,
    )
    offers = sent.with_columns(currency=pl.col("cost_currency"), card_reason=pl.lit(None, pl.String))
    made = mark_up(offers, holding(rules, on), of).select("parcel_id", "rule_id", "rule", "sell_home_minor")
    return Resold(sent.select("parcel_id", "cost_home_minor").join(made, on="parcel_id", how="left", maintain_order="left"))


def differ(before: pl.DataFrame, after: Resold) -> Difference:
    """Beside what was asked before: parcel_id and before_minor, null where nothing was."""
    both = after.rows.rename({"sell_home_minor": "after_minor"}).join(
        before.select("parcel_id", "before_minor"), on="parcel_id", how="left", maintain_order="left"
    )
    change = pl.col("after_minor") - pl.col("before_minor")
    priced = both.drop_nulls(["before_minor", "after_minor"]).with_columns(change=change)
    moved = priced.filter(pl.col("change") != 0).sort(pl.col("change").abs(), "parcel_id", descending=[True, False])
    return Difference(
        parcels=priced.height,
        before_minor=int(priced["before_minor"].sum()),
        after_minor=int(priced["after_minor"].sum()),
        cost_minor=int(priced["cost_home_minor"].sum()),
        dearer=int((priced["change"] > 0).sum()),
        cheaper=int((priced["change"] < 0).sum()),
        gained=both.filter(pl.col("before_minor").is_null() & pl.col("after_minor").is_not_null()).height,
        lost=both.filter(pl.col("before_minor").is_not_null() & pl.col("after_minor").is_null()).height,
        rows=moved.head(HARDEST).select("parcel_id", "cost_home_minor", "before_minor", "after_minor", "change", "rule"),
    )
