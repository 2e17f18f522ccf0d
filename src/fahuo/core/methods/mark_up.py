"""Selling prices by rule, for many offers at once: which rule acts on each, and what comes out. See docs/mark-ups.md.

Money is whole minor units: each amount that is converted, the percentage and the price per kg are rounded half up, and nothing else is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from fahuo.core import frames
from fahuo.core.methods.cards import Whole
from fahuo.core.methods.conditions import NO_RULE, Conditions, Mask
from fahuo.core.methods.loads import factor
from fahuo.core.methods.price_rounding import NANO, PPM
from fahuo.core.words import MarkUpBase

# What is needed of an offer; the columns of the card of selling prices are null where there is none, or where it refuses (card_reason).
OFFERED = {name: frames.empty(frames.Offers).schema[name] for name in ("parcel_id", "service_id", "chargeable_g", "currency")}
OFFERED |= {name: pl.Int64() for name in ("freight_minor", "fuel_minor", "total_minor")}
LISTED = {"card": pl.String(), "card_zone": pl.String(), "card_minor": pl.Int64(), "card_currency": pl.String()}
LISTED |= {"card_chargeable_g": pl.Int64(), "card_reason": pl.String()}
SERVICES = {"service_id": pl.Int64(), "code": pl.String(), "kind": pl.String(), "carrier": pl.String()}
_TERMS = ("rule_id", "rule", "base", "percent_ppm", "fixed_minor", "per_kg_minor", "least_margin_minor", "step_minor", "ending_minor")
_WITHOUT_RATE = "currency_without_rate"


@dataclass(frozen=True, eq=False)
class Priced:
    """Parcels and services that offers are of, and the merchant's exchange rates of the day."""

    conditions: Conditions
    parcel_ids: pl.Series  # of each entry of the conditions
    services: pl.DataFrame  # SERVICES
    exchange: dict[str, float]
    home: str


def mark_up(offers: pl.DataFrame, rules: pl.DataFrame, of: Priced) -> pl.DataFrame:
    """frames.SellingPrices of offers that have a cost, with the columns OFFERED and LISTED; `rules` are those that hold on the day."""
    found = _first(offers, rules, of)
    acts = (pl.Series(found) != NO_RULE) | offers["card"].is_not_null() | offers["card_reason"].is_not_null()
    offers, found = offers.filter(acts), found[acts.to_numpy()]
    if offers.is_empty():
        return frames.empty(frames.SellingPrices)
    return _sold(_with_terms(offers, rules, found, of.home), of)


def _first(offers: pl.DataFrame, rules: pl.DataFrame, of: Priced) -> Whole:
    """Of each offer the row of the first rule that matches; NO_RULE."""
    parcel, service = _rows(offers["parcel_id"], of.parcel_ids), _rows(offers["service_id"], of.services["service_id"])
    listed = offers["card"].is_not_null().to_numpy()
    found = np.full(len(offers), NO_RULE, dtype=np.int64)
    open_ = np.arange(len(offers))  # those that no rule has matched yet
    for row, rule in enumerate(rules.iter_rows(named=True)):
        if not len(open_):
            break
        hit = of.conditions.matches(rule)[parcel[open_]]
        if rule["services"] or rule["carrier"]:
            hit &= _named(rule["services"], rule["carrier"], of.services)[service[open_]]
        if rule["base"] == MarkUpBase.CARD:
            hit &= listed[open_]
        found[open_[hit]] = row
        open_ = open_[~hit]
    return found


def _rows(ids: pl.Series, among: pl.Series) -> Whole:
    """The place of each id among others."""
    by_id = among.arg_sort().to_numpy()
    return np.asarray(by_id[np.searchsorted(among.to_numpy(), ids.to_numpy(), sorter=by_id)], dtype=np.int64)


def _named(names: str | None, carrier: str | None, services: pl.DataFrame) -> Mask:
    """Which of the services a rule speaks of: by code or class, and by carrier."""
    mine = pl.Series([True]).new_from_index(0, len(services))
    if names:
        words = names.replace(",", " ").split()
        mine &= services["code"].is_in(words) | services["kind"].is_in(words)
    if carrier:
        mine &= services["carrier"].str.to_lowercase() == carrier.strip().lower()
    return mine.to_numpy()


def _with_terms(offers: pl.DataFrame, rules: pl.DataFrame, found: Whole, home: str) -> pl.DataFrame:
    """Offers with the terms of their rules; those of no rule are sold at their card's price."""
    at = pl.Series(found).set(pl.Series(found == NO_RULE), None).cast(pl.UInt32)
    terms = rules.rename({"name": "rule"}).select(*_TERMS, pl.col("currency").fill_null(home))[at]
    none = {"base": MarkUpBase.CARD.value, "percent_ppm": 0, "fixed_minor": 0, "per_kg_minor": 0, "ending_minor": 0}
    return offers.with_columns(
        *(terms[name].fill_null(none[name]) if name in none else terms[name] for name in _TERMS),
        sell_currency=pl.when(at.is_not_null()).then(terms["currency"]).otherwise(offers["card_currency"]),
    )


def _sold(rows: pl.DataFrame, of: Priced) -> pl.DataFrame:
    of_card = pl.col("base") == MarkUpBase.CARD
    freight, fuel = pl.col("freight_minor"), pl.col("fuel_minor")
    parts = pl.when(pl.col("base") == MarkUpBase.FREIGHT).then(freight).when(pl.col("base") == MarkUpBase.FREIGHT_FUEL).then(freight + fuel)
    rows = rows.with_columns(
        start=pl.when(of_card).then("card_minor").otherwise("total_minor"),
        part=parts.when(of_card).then("card_minor").otherwise("total_minor"),
        from_=pl.when(of_card).then("card_currency").otherwise("currency"),
        weight=pl.when(of_card).then("card_chargeable_g").otherwise("chargeable_g"),
    )
    pairs = [_factors(rows[name], rows["sell_currency"], of.exchange) for name in ("from_", "currency")]
    rate, cost_rate = pairs
    start, base = (convert(_whole(rows[name]), rate) for name in ("start", "part"))
    price = start + share(base, _whole(rows["percent_ppm"])) + _whole(rows["fixed_minor"])
    price += (_whole(rows["per_kg_minor"]) * _whole(rows["weight"]) + 500) // 1000
    bounded = rows["least_margin_minor"].is_not_null().to_numpy()
    least = convert(_whole(rows["total_minor"]), cost_rate) + _whole(rows["least_margin_minor"])
    price = np.maximum(np.where(bounded, np.maximum(price, least), price), 0)
    step, ending = np.maximum(_whole(rows["step_minor"]), 1), _whole(rows["ending_minor"])
    price = ending - (ending - price) // step * step
    home = _factors(rows["sell_currency"], pl.Series([of.home]).new_from_index(0, len(rows)), of.exchange)
    lacks = (rate[:, 0] < 0) | (bounded & (cost_rate[:, 0] < 0))
    unlisted = of_card & pl.col("card_minor").is_null()
    known = ~pl.col("lacks") & ~unlisted
    return rows.with_columns(
        lacks=pl.Series(lacks), sell=pl.Series(price), home=pl.Series(convert(price, home)), at_home=pl.Series(home[:, 0] >= 0),
        rate_nano=_nano(rate), cost_rate_nano=_nano(cost_rate),
    ).select(
        *("parcel_id", "service_id"),
        sell_minor=pl.when(known).then("sell"),
        sell_currency=pl.when(known).then("sell_currency"),
        sell_home_minor=pl.when(known & pl.col("at_home")).then("home"),
        reason=pl.when(unlisted).then("card_reason").when(pl.col("lacks")).then(pl.lit(_WITHOUT_RATE)),
        **{name: pl.col(name) for name in (*_TERMS, "rate_nano", "cost_rate_nano", *LISTED) if name != "card_reason"},
    )  # fmt: skip


def convert(amount: Whole, rate: Whole) -> Whole:
    """Amounts x (whole + nano / 10^9), half up; as price_rounding.convert, of many. What a rate of -1 gives counts for nothing."""
    whole, nano = rate[:, 0], rate[:, 1]
    return np.asarray(amount * whole + amount // NANO * nano + (amount % NANO * nano + NANO // 2) // NANO)


def share(amount: Whole, ppm: Whole) -> Whole:
    """Amounts x ppm / 1,000,000, half up; as price_rounding.share, of many. Below zero too, half up is towards the greater."""
    return np.asarray(amount // PPM * ppm + (amount % PPM * ppm + PPM // 2) // PPM)


def _factors(currency: pl.Series, into: pl.Series, exchange: dict[str, float]) -> Whole:
    """One minor unit of each currency in the other: (whole, billionths), -1 without a rate."""
    pairs = pl.DataFrame({"from": currency, "into": into})
    known = pairs.unique(maintain_order=True)
    rates = [factor(exchange, a, b) if a and b else (-1, -1) for a, b in known.iter_rows()]
    table = known.with_columns(
        whole=pl.Series([r[0] for r in rates], dtype=pl.Int64), nano=pl.Series([r[1] for r in rates], dtype=pl.Int64)
    )
    return pairs.join(table, on=["from", "into"], how="left", nulls_equal=True, maintain_order="left").select("whole", "nano").to_numpy()


def _nano(rate: Whole) -> pl.Series:
    return pl.Series(rate @ np.array([NANO, 1]), dtype=pl.Int64).set(pl.Series(rate[:, 0] < 0), None)


def _whole(values: pl.Series) -> Whole:
    return np.asarray(values.fill_null(0).cast(pl.Int64).to_numpy())
