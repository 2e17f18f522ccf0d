"""What carrying parcels would cost that are only thought of: the price of the offer that would be chosen. `core/goods/aims.py` asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from fahuo.core.export.worth import Worth
from fahuo.core.goods.aims import UNKNOWN, Quotes
from fahuo.core.goods.fill import Ints
from fahuo.core.goods.shelf import Mask
from fahuo.core.methods.choose import choose
from fahuo.core.methods.covers import plan_covers
from fahuo.core.methods.layout import HOME, NONE, PRICED
from fahuo.core.methods.loads import load_parcels
from fahuo.core.methods.price_loads import price_loads
from fahuo.core.methods.transit import MILLION
from fahuo.core.words import Aim

if TYPE_CHECKING:
    from fahuo.core.journey import World

AT_ONCE = 20_000  # parcels priced in one call: bounds the memory of their offers
LATE = 10_000  # a promise that is broken counts more than any number of days


class ServiceFreight:
    """The merchant's services on a day. What the buyer asked for and was promised is kept, as in `plan_methods`."""

    def __init__(self, orders: pl.DataFrame, worth: Worth, world: World, on: date) -> None:
        self._orders, self._worth, self._world, self._on = orders, worth, world, on
        self._ruled = replace(world, own_covers=None)  # a person spoke of parcels as they are, not of such as are only thought of
        limits = np.unique(world.rates.zones["weight_g"]) if len(world.rates.zones) else np.zeros(0, dtype=np.int64)
        self._caps = tuple(int(g) for g in limits if 0 < g < NONE)

    @property
    def caps_g(self) -> tuple[int, ...]:
        """Weights above which a zone of some service refuses a parcel."""
        return self._caps

    def quote(self, parcels: pl.DataFrame, placements: pl.DataFrame) -> Quotes:
        """Parcels and Placements with order_id -> what the chosen service would cost."""
        parts = [parcels.slice(begin, AT_ONCE) for begin in range(0, max(parcels.height, 1), AT_ONCE)]
        found = [self._quote(part, placements) for part in parts]
        return Quotes(*(np.concatenate([getattr(q, name) for q in found]) for name in ("minor", "late", "worth")))

    def _quote(self, parcels: pl.DataFrame, placements: pl.DataFrame) -> Quotes:
        world, rates = self._world, self._world.rates
        inside = placements.join(parcels.select("parcel_id"), on="parcel_id", how="semi", maintain_order="left")
        loads, currencies = load_parcels(self._orders, parcels, self._worth.contents(inside), world, self._on)
        if not len(parcels) * len(rates.services):
            none = np.zeros(len(parcels), dtype=np.int64)
            return Quotes(none + UNKNOWN, none, none)
        priced = price_loads(loads, currencies, world)
        able = (priced.reasons == PRICED).reshape(len(parcels), len(rates.services))
        covering = plan_covers(self._orders, parcels, loads, currencies, able, self._ruled)
        choice = choose(priced, loads, currencies, self._orders, parcels, world, self._on, covering=covering)
        table = choice.chosen.reshape(len(parcels), -1)
        rows, columns = np.arange(len(parcels)), table.argmax(axis=1)
        days = choice.days.p50[rows, columns], choice.days.p90[rows, columns]
        minor = priced.figures[HOME].reshape(table.shape)[rows, columns]
        return self._quotes(minor, days, choice.keep_ppm[rows, columns], np.asarray(table.any(axis=1)), loads["promised_days"])

    def _quotes(self, minor: Ints, days: tuple[Ints, Ints], keep: Ints, taken: Mask, promised: Ints) -> Quotes:
        """A broken promise goes before the price; so do the days, where the merchant chooses the fastest service."""
        world, (p50, p90) = self._world, days
        if world.aim == Aim.PROMISE:
            late = np.where((keep < 0) | (keep >= world.keep_ppm), 0, MILLION + 1 - keep)
        else:
            late = LATE * np.where(p90 <= promised, 0, np.where(p50 <= promised, 1, 2))
        if world.aim == Aim.TIME:
            late += p50
        worth = p50 * world.day_worth_minor if world.aim in (Aim.VALUE, Aim.LANDED) else np.zeros_like(p50)
        return Quotes(np.where(taken, minor, UNKNOWN), np.where(taken, late, 0), np.where(taken, worth, 0))
