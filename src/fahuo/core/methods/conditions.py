"""The conditions of operators' rules (of choice, of mark-ups, of cover): rows of which every condition that is not null must hold.

A rule's row has any of the columns shop, countries, postcodes, warehouse_id, attributes, min_weight_g, max_weight_g, min_value_minor,
max_value_minor, value_currency, valid_from, valid_to. Of the rules that match a parcel the first by position acts, alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from fahuo.core.methods.cards import Rows, Whole
from fahuo.core.methods.codes import COUNTRIES
from fahuo.core.methods.market import Market
from fahuo.core.methods.postcodes import BY_DISTRICT, plain, plain_postcode, sortable
from fahuo.core.words import minor_units

Mask = npt.NDArray[np.bool_]
NO_RULE = -1


def holding(rules: pl.DataFrame, on: date) -> pl.DataFrame:
    """Those of the rules that hold on the day, by position."""
    if rules.is_empty():
        return rules
    holds = (pl.col("valid_from").is_null() | (pl.col("valid_from") <= on)) & (pl.col("valid_to").is_null() | (pl.col("valid_to") > on))
    return rules.filter(holds).sort("position", "rule_id")


@dataclass(frozen=True, eq=False)
class Conditions:
    """What rules look at, one entry a parcel."""

    loads: Rows
    shop: npt.NDArray[np.object_]
    warehouse: Whole
    postcode: pl.Series
    currencies: list[str]
    rates: dict[str, float]
    home: str

    @classmethod
    def of(cls, orders: pl.DataFrame, parcels: pl.DataFrame, loads: Rows, currencies: list[str], world: Market) -> Conditions:
        """Those of frames.Parcels beside their `load_parcels`."""
        texts = parcels.select("order_id", "warehouse_id").join(
            orders.select("order_id", "shop", postcode=plain_postcode(pl.col("postcode"), pl.col("country"))),
            on="order_id",
            how="left",
            maintain_order="left",
        )
        return cls(
            loads=loads,
            shop=texts["shop"].to_numpy(),
            warehouse=texts["warehouse_id"].to_numpy(),
            postcode=texts["postcode"],
            currencies=currencies,
            rates={**dict(world.exchange.select("currency", "rate").iter_rows()), world.currency: 1.0},
            home=world.currency,
        )

    def first(self, rules: pl.DataFrame, if_unknown: npt.NDArray[np.bool_] | None = None) -> Whole:
        """Of each parcel the row of the first rule that matches; NO_RULE. `if_unknown` as `matches` takes it, of each rule."""
        found = np.full(len(self.loads), NO_RULE, dtype=np.int64)
        for row, rule in enumerate(rules.iter_rows(named=True)):
            open_ = found == NO_RULE
            if not open_.any():
                break
            found[open_ & self.matches(rule, if_unknown is not None and bool(if_unknown[row]))] = row
        return found

    def matches(self, rule: Mapping[str, Any], if_unknown: bool = False) -> Mask:
        """Where every condition of the rule that is not null holds. `if_unknown`: whether a value that nobody can compare is in its range."""
        where = np.ones(len(self.loads), dtype=np.bool_)
        if rule["shop"]:
            where &= self.shop == rule["shop"]
        if rule["countries"]:
            wanted = [COUNTRIES.index(c) for c in words_of(rule["countries"]) if c in COUNTRIES]
            where &= np.isin(self.loads["country"], wanted)
        if rule["postcodes"]:
            begins = [p for p in words_of(rule["postcodes"]) if plain(p)]
            where &= np.any([self._begins_with(p) for p in begins], axis=0) if begins else False
        if rule["warehouse_id"] is not None:
            where &= self.warehouse == rule["warehouse_id"]
        if rule["attributes"]:
            where &= (self.loads["attributes"] & rule["attributes"]) != 0
        where &= _within(self.loads["weight_g"], rule["min_weight_g"], rule["max_weight_g"])
        if rule["min_value_minor"] is not None or rule["max_value_minor"] is not None:
            value, known = self._values(rule["value_currency"] or self.home)
            where &= np.where(known, _within(value, rule["min_value_minor"], rule["max_value_minor"]), if_unknown)
        return where

    def _begins_with(self, begin: str) -> Mask:
        """Where the postcode begins so. As on rate cards British districts are numbers: BT1 is not BT15, B is not BT."""
        codes = self.postcode.fill_null("")
        british = np.isin(self.loads["country"], [COUNTRIES.index(c) for c in BY_DISTRICT])
        district = sortable(BY_DISTRICT[0], begin)
        area = "[0-9]" if district.isalpha() else ""
        return np.where(british, codes.str.contains(f"^{district}{area}").to_numpy(), codes.str.starts_with(plain(begin)).to_numpy())

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


def words_of(text: str) -> list[str]:
    """Codes written with spaces or commas between them."""
    return text.replace(",", " ").upper().split()
