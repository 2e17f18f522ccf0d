"""Operators' rules of choice as rows that match: of those whose conditions all hold, the first by position acts on a parcel, alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from fahuo.core.methods.cards import Rates, Rows, Whole
from fahuo.core.methods.codes import COUNTRIES
from fahuo.core.methods.market import Market
from fahuo.core.methods.postcodes import plain, plain_postcode
from fahuo.core.words import Effect, minor_units

Mask = npt.NDArray[np.bool_]
NO_RULE = -1


@dataclass(frozen=True, eq=False)
class Ruled:
    """Which rule acts on which parcel, and on which services."""

    rules: pl.DataFrame  # frames.ChoiceRules by position, those that hold on the day
    of: Whole  # of each parcel the row of its rule; NO_RULE
    members: Mask  # rule x service: whether it names the service

    def mask(self, effect: Effect) -> Mask:
        """Of each parcel whether a rule with this effect acts on it."""
        effects = np.array([*(self.rules["effect"] == effect), False], dtype=np.bool_)
        return np.asarray(effects[self.of])

    def named(self) -> Mask:
        """parcel x service: whether the parcel's rule names the service."""
        table = np.concatenate([self.members, np.zeros((1, self.members.shape[1]), dtype=np.bool_)])
        return np.asarray(table[self.of])


def match_rules(orders: pl.DataFrame, parcels: pl.DataFrame, loads: Rows, currencies: list[str], world: Market, on: date) -> Ruled | None:
    """Find the rule of each parcel (frames.Parcels beside their `load_parcels`); None where there are no rules on that day."""
    holds = (pl.col("valid_from").is_null() | (pl.col("valid_from") <= on)) & (pl.col("valid_to").is_null() | (pl.col("valid_to") > on))
    rules = world.choice_rules.filter(holds).sort("position", "rule_id")
    if rules.is_empty() or parcels.is_empty():
        return None
    texts = parcels.select("order_id", "warehouse_id").join(
        orders.select("order_id", "shop", postcode=plain_postcode(pl.col("postcode"), pl.col("country"))),
        on="order_id",
        how="left",
        maintain_order="left",
    )
    case = _Case(
        loads=loads,
        shop=texts["shop"].to_numpy(),
        warehouse=texts["warehouse_id"].to_numpy(),
        postcode=texts["postcode"],
        currencies=currencies,
        rates={**dict(world.exchange.select("currency", "rate").iter_rows()), world.currency: 1.0},
        home=world.currency,
    )
    found = np.full(len(parcels), NO_RULE, dtype=np.int64)
    for row, rule in enumerate(rules.iter_rows(named=True)):
        open_ = found == NO_RULE
        if not open_.any():
            break
        found[open_ & case.matches(rule)] = row
    members = np.array([services_of(rule, world.rates) for rule in rules["services"]], dtype=np.bool_)
    return Ruled(rules, found, members.reshape(len(rules), len(world.rates.services)))


def services_of(names: str, rates: Rates) -> list[bool]:
    """Of each service of the rates whether the rule names it, by its code or its class."""
    words = set(names.replace(",", " ").split())
    return [service.code in words or service.service_class.value in words for service in rates.services]


@dataclass(frozen=True, eq=False)
class _Case:
    """What rules look at, one entry a parcel."""

    loads: Rows
    shop: npt.NDArray[np.object_]
    warehouse: Whole
    postcode: pl.Series
    currencies: list[str]
    rates: dict[str, float]
    home: str

    def matches(self, rule: dict[str, Any]) -> Mask:
        """Where every condition of the rule that is not null holds."""
        where = np.ones(len(self.loads), dtype=np.bool_)
        if rule["shop"]:
            where &= self.shop == rule["shop"]
        if rule["countries"]:
            wanted = [COUNTRIES.index(c) for c in _words(rule["countries"]) if c in COUNTRIES]
            where &= np.isin(self.loads["country"], wanted)
        if rule["postcodes"]:
            begins = [self.postcode.fill_null("").str.starts_with(plain(p)) for p in _words(rule["postcodes"]) if plain(p)]
            where &= np.any([b.to_numpy() for b in begins], axis=0) if begins else False
        if rule["warehouse_id"] is not None:
            where &= self.warehouse == rule["warehouse_id"]
        if rule["attributes"]:
            where &= (self.loads["attributes"] & rule["attributes"]) != 0
        where &= _within(self.loads["weight_g"], rule["min_weight_g"], rule["max_weight_g"])
        if rule["min_value_minor"] is not None or rule["max_value_minor"] is not None:
            value, known = self._values(rule["value_currency"] or self.home)
            # a value that nobody can compare is forbidden as if it were in the range, and is in it for nothing else
            where &= np.where(known, _within(value, rule["min_value_minor"], rule["max_value_minor"]), rule["effect"] == Effect.FORBID)
        return where

    def _values(self, into: str) -> tuple[Whole, Mask]:
        """Goods values in minor units of a currency, half up, and where the rates to say so are known."""
        value, known = self.loads["value_minor"].astype(np.int64), np.zeros(len(self.loads), dtype=np.bool_)
        for row, currency in enumerate(self.currencies):
            here = self.loads["currency"] == row
            if currency == into:
                known |= here
            elif self.rates.get(currency, 0) > 0 and self.rates.get(into, 0) > 0:
                factor = Decimal(repr(self.rates[currency])) / Decimal(repr(self.rates[into]))
                scaled = float(factor.scaleb(minor_units(into) - minor_units(currency)))
                value[here] = np.minimum(np.floor(value[here] * scaled + 0.5), 2.0**62).astype(np.int64)
                known |= here
        return value, known


def _within(value: Whole, least: int | None, most: int | None) -> Mask:
    where = np.ones(len(value), dtype=np.bool_)
    if least is not None:
        where &= value >= least
    if most is not None:
        where &= value < most
    return where


def _words(text: str) -> list[str]:
    return text.replace(",", " ").upper().split()
