"""Operators' rules of choice as rows that match: of those whose conditions all hold, the first by position acts on a parcel, alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from fahuo.core.methods.cards import Rates, Rows, Whole
from fahuo.core.methods.conditions import Conditions, Mask, holding
from fahuo.core.methods.market import Market
from fahuo.core.words import Effect


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
    rules = holding(world.choice_rules, on)
    if rules.is_empty() or parcels.is_empty():
        return None
    # a value that nobody can compare is forbidden as if it were in the range, and is in it for nothing else
    found = Conditions.of(orders, parcels, loads, currencies, world).first(rules, (rules["effect"] == Effect.FORBID).to_numpy())
    members = np.array([services_of(rule, world.rates) for rule in rules["services"]], dtype=np.bool_)
    return Ruled(rules, found, members.reshape(len(rules), len(world.rates.services)))


def services_of(names: str, rates: Rates) -> list[bool]:
    """Of each service of the rates whether the rule names it, by its code or its class."""
    words = set(names.replace(",", " ").split())
    return [service.code in words or service.service_class.value in words for service in rates.services]
