"""Operators' rules as rows that match: the first by position decides whether an order may go or waits for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fahuo.core import frames
from fahuo.core.words import minor_units

_DAY = timedelta(days=1) // timedelta(microseconds=1)


@dataclass(frozen=True)
class Case:
    """What the rules look at, one entry an order."""

    orders: pl.DataFrame  # frames.Orders
    value_minor: NDArray[np.int64]  # of the goods that were asked for, in the order's currency
    attributes: NDArray[np.int64]  # of all its products
    since: NDArray[np.int64]  # microseconds since the same buyer asked for the same, see repeats.py
    rates: dict[str, float]  # one unit of a currency in the merchant's

    @cached_property
    def texts(self) -> dict[str, NDArray[np.object_]]:
        """The columns that rules compare."""
        return {name: self.orders[name].to_numpy() for name in ("country", "shop", "buyer")}


def review(case: Case, among: NDArray[np.bool_], rules: pl.DataFrame, currency: str) -> pl.DataFrame:
    """Those orders `among` the cases that frames.ReviewRules hold, as frames.Holds.

    `currency` is the merchant's own: a rule's value is in it unless the rule says another.
    """
    open_ = among.copy()
    held = []
    values: dict[str, tuple[NDArray[np.int64], NDArray[np.bool_]]] = {}
    for rule in rules.sort("position", "rule_id").iter_rows(named=True):
        if not open_.any():
            break
        money = rule["value_currency"] or currency
        if money not in values:
            values[money] = _values(case, money)
        where = open_ & _matches(case, rule, values[money])
        open_ &= ~where
        if rule["outcome"] != "approve" and where.any():
            mine = pl.lit(rule["rule_id"], pl.Int64).alias("rule_id"), pl.lit(rule["note"], pl.String).alias("note")
            held.append(case.orders.filter(pl.Series(where)).select("order_id", *mine))
    return pl.concat([frames.empty(frames.Holds), *held]).sort("order_id") if held else frames.empty(frames.Holds)


def _matches(case: Case, rule: dict[str, Any], values: tuple[NDArray[np.int64], NDArray[np.bool_]]) -> NDArray[np.bool_]:
    """Where every condition of the rule that is not null holds."""
    where = np.ones(len(case.orders), np.bool_)
    for name in ("country", "shop", "buyer"):
        if rule[name] is not None:
            where &= case.texts[name] == rule[name]
    if rule["attribute"] is not None:
        where &= (case.attributes & rule["attribute"]) != 0
    least, most, days = rule["min_value_minor"], rule["max_value_minor"], rule["repeated_within_days"]
    if least is not None or most is not None:
        value, known = values
        within = (value >= (0 if least is None else least)) & (value < (np.iinfo(np.int64).max if most is None else most))
        where &= np.where(known, within, rule["outcome"] != "approve")  # what nobody knows is held, and not approved
    if days is not None:
        where &= case.since <= days * _DAY
    return where


def _values(case: Case, currency: str) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Goods values in minor units of a currency, half up, and where the rates to say so are known. What is in it already stays exact."""
    value, known = case.value_minor.copy(), np.ones(len(case.orders), np.bool_)
    rate = case.rates.get(currency)
    for other in case.orders["currency"].unique().to_list():
        if other == currency:
            continue
        here = (case.orders["currency"] == other).to_numpy()
        if rate is None or other not in case.rates:
            known &= ~here
        else:
            factor = case.rates[other] / rate * 10 ** (minor_units(currency) - minor_units(other))
            value[here] = np.minimum(np.floor(case.value_minor[here] * factor + 0.5), 2.0**62).astype(np.int64)
    return value, known
