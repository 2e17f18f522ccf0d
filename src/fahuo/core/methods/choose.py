"""Which of a parcel's offers is taken: the rule that matches first, the buyer's wish, a person's own choice, then the aim. See docs/choice.md.

The price kernel chooses by cost, days or both at once while it prices. Here the same is done for everything that it does not know: rules,
days learnt from history, the aims of the promise and of landed cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
import numpy.typing as npt
import polars as pl

from fahuo.core.methods.cards import Rates, Rows, Whole
from fahuo.core.methods.codes import COUNTRIES
from fahuo.core.methods.conditions import Mask
from fahuo.core.methods.covers import Covering
from fahuo.core.methods.layout import ASKED_NONE, FORBIDDEN_BY_RULE, HOME, LIMIT, NO_PROMISE, OUTSIDE_FORCED, PRICED, ZONE_ROW
from fahuo.core.methods.market import Market
from fahuo.core.methods.price_loads import Priced
from fahuo.core.methods.rules import Ruled, match_rules, services_of
from fahuo.core.methods.transit import MILLION, days_for, days_of, of_cards, shares_by
from fahuo.core.words import Aim, Effect

UNKNOWN = -1
NINE_IN_TEN = 9 * MILLION // 10
_NEVER = np.iinfo(np.int64).max


class ClassDuty(Protocol):
    """What parcels would owe at their destination when a class of service carries them. The rooms of customs answer."""

    def owed_by(self, parcels: pl.DataFrame, contents: pl.DataFrame, service_class: str) -> Whole:
        """frames.Parcels and Contents -> minor units of the merchant's currency; UNKNOWN where a rule, a code or a rate is missing."""
        ...


@dataclass(frozen=True, eq=False)
class Days:
    """Transit days of each offer, parcel x service."""

    p50: Whole
    p90: Whole
    mean: npt.NDArray[np.float64]  # of the logarithm of days; empty, as the next, where no parcel has a promised day
    deviation: npt.NDArray[np.float64]
    seen: Whole | None  # delivered parcels that they are learnt from; 0: they are the card's. None: all are


@dataclass(frozen=True, eq=False)
class Field:
    """What is to be chosen from, parcel x service (reasons flat, as the kernel's arrays), and what it is weighed by."""

    reasons: npt.NDArray[np.int8]
    able: Mask  # takes the parcel, before rules and wishes
    open: Mask  # may be chosen
    keys: list[Whole]  # what the open ones are compared by, the weightiest first
    own_keys: list[Whole]  # the same for parcels that go by services of a person's own choice: what they owe was weighed with the whole way
    days: Days
    keep_ppm: Whole  # -1: nothing promised
    ruled: Ruled | None
    followed: Mask  # of each parcel: its rule left something to choose


@dataclass(frozen=True, eq=False)
class Choice:
    """What was chosen, parcel x service (flat, as the kernel's arrays), and what it was weighed by."""

    reasons: npt.NDArray[np.int8]
    chosen: Mask
    able: Mask  # parcel x service: takes the parcel, before rules and wishes
    days: Days
    keep_ppm: Whole  # parcel x service; -1: nothing promised
    duty_minor: Whole  # parcel x service; UNKNOWN: not asked or not known
    ruled: Ruled | None
    followed: Mask  # of each parcel: its rule left something to choose


def choose(
    priced: Priced,
    loads: Rows,
    currencies: list[str],
    orders: pl.DataFrame,
    parcels: pl.DataFrame,
    world: Market,
    on: date,
    duty: Whole | None = None,
    covering: Covering | None = None,
) -> Choice:
    """Choose among the kernel's offers. `duty` is parcel x service as `duty_of` gives it, for the aim of landed cost; `covering` is of
    `plan_covers`.

    Parcels may have the column own_services: services, by code or class, among which a person had the parcel's way chosen; they go before
    all others that rules and wishes leave, and among them duty does not count: it was weighed for all parcels of the way together. Writes
    rule ids into the figures of offers that a rule refuses.
    """
    found = field_of(priced, loads, currencies, orders, parcels, world, on, duty, covering)
    own = _own(parcels, world.rates)
    if found.ruled is None and own is None and covering is None and not len(world.lanes) and world.aim in (Aim.COST, Aim.TIME, Aim.VALUE):
        chosen = priced.chosen  # the kernel knew all there is to know
    elif own is None:
        chosen = first(found.open, found.keys).reshape(-1)
    else:
        by_own = (found.open & own).any(axis=1, keepdims=True)
        keys = [np.where(by_own, mine, key) for mine, key in zip(found.own_keys, found.keys, strict=True)]
        chosen = first(_rather(found.open, own), keys).reshape(-1)
    known = duty if duty is not None else np.full(found.open.shape, UNKNOWN, dtype=np.int64)
    return Choice(found.reasons, chosen, found.able, found.days, found.keep_ppm, known, found.ruled, found.followed)


def field_of(
    priced: Priced,
    loads: Rows,
    currencies: list[str],
    orders: pl.DataFrame,
    parcels: pl.DataFrame,
    world: Market,
    on: date,
    duty: Whole | None = None,
    covering: Covering | None = None,
) -> Field:
    """What rules and the buyer's wish leave to choose from, and what the aim compares it by."""
    shape = len(loads), len(world.rates.services)
    days = days_of_offers(priced, loads, world)
    keep = np.full(shape, -1, dtype=np.int64)
    promised = loads["promised_days"].astype(np.int64)
    if days.mean.size:
        shares_by(np.where(promised == NO_PROMISE, -1, np.clip(promised, 0, MILLION)), days.mean, days.deviation, keep)
    able = (priced.reasons == PRICED).reshape(shape)
    ruled = match_rules(orders, parcels, loads, currencies, world, on)
    reasons = _refused_by_rules(priced, able, ruled) if ruled is not None else priced.reasons
    followed = np.ones(len(loads), dtype=np.bool_)
    asked = loads["asked"][:, None]
    open_ = (reasons == PRICED).reshape(shape) & ((asked == ASKED_NONE) | (asked == np.arange(shape[1])))
    if ruled is not None:
        preferred = open_ & ruled.named() & ruled.mask(Effect.PREFER)[:, None]
        followed = np.where(ruled.mask(Effect.PREFER), preferred.any(axis=1), (reasons == PRICED).reshape(shape).any(axis=1))
        open_ = _rather(open_, preferred)
    keys = _keys(priced, days, keep, promised, duty, covering, world)
    own_keys = keys if duty is None else _keys(priced, days, keep, promised, None, covering, world)
    return Field(reasons, able, open_, keys, own_keys, days, keep, ruled, followed)


def _rather(open_: Mask, wanted: Mask) -> Mask:
    """Of each parcel the open offers that are wanted; all open ones where none of them is."""
    some = open_ & wanted
    return np.where(some.any(axis=1, keepdims=True), some, open_)


def _own(parcels: pl.DataFrame, rates: Rates) -> Mask | None:
    """parcel x service: those that a person had it sent by; None where nobody did."""
    if "own_services" not in parcels.columns or parcels["own_services"].null_count() == parcels.height:
        return None
    words = parcels["own_services"].fill_null("")
    masks = {text: np.array(services_of(text, rates), dtype=np.bool_) for text in words.unique().to_list()}
    return np.stack([masks[text] for text in words.to_list()])


def days_of_offers(priced: Priced, loads: Rows, world: Market) -> Days:
    """Days of each offer: those of the card's zone, or those learnt on its lane."""
    rates, shape = world.rates, (len(loads), len(world.rates.services))
    promises = (loads["promised_days"] != NO_PROMISE).any()
    if not len(rates.zones):
        none, nothing = np.zeros(shape, dtype=np.int64), np.zeros(shape if promises else (0, 0))
        return Days(none, none, nothing, nothing, None)
    zone = np.maximum(priced.figures[ZONE_ROW].reshape(shape), 0)
    p50, p90 = rates.zones["days_p50"][zone], rates.zones["days_p90"][zone]
    mean, deviation = of_cards(p50, p90) if promises or len(world.lanes) else (np.zeros((0, 0)), np.zeros((0, 0)))
    if not len(world.lanes):
        return Days(p50, p90, mean, deviation, None)
    seen = np.zeros(shape, dtype=np.int64)
    lane, rows = _lane_of(loads, rates, world.lanes)
    learnt = lane >= 0
    for target, name in ((mean, "log_mean"), (deviation, "log_deviation"), (seen, "delivered")):
        target[learnt] = rows[name].to_numpy()[lane[learnt]]
    p50, p90 = (np.where(learnt, days_of(q, mean, deviation), card) for q, card in ((0.5, p50), (0.9, p90)))
    return Days(p50, p90, mean, deviation, seen)


def _lane_of(loads: Rows, rates: Rates, lanes: pl.DataFrame) -> tuple[Whole, pl.DataFrame]:
    """parcel x service: the row of the lane; -1 where nothing was learnt."""
    numbers = {code: row for row, code in enumerate(COUNTRIES)}
    table = np.full((len(rates.services), len(COUNTRIES), len(COUNTRIES)), -1, dtype=np.int32)
    service_row = {int(i): row for row, i in enumerate(rates.service_ids)}
    for row, (service, origin, country) in enumerate(lanes.select("service_id", "origin", "country").iter_rows()):
        if service in service_row and origin in numbers and country in numbers:
            table[service_row[service], numbers[origin], numbers[country]] = row
    found = table[:, loads["origin"], loads["country"]].T.astype(np.int64)
    found[(loads["origin"] < 0) | (loads["country"] < 0)] = -1
    return found, lanes


def _refused_by_rules(priced: Priced, able: Mask, ruled: Ruled) -> npt.NDArray[np.int8]:
    """Reasons with those of the rules; their figures name the rule."""
    named = ruled.named()
    forbidden = able & named & ruled.mask(Effect.FORBID)[:, None]
    outside = able & ~named & ruled.mask(Effect.FORCE)[:, None]
    reasons = priced.reasons.copy().reshape(able.shape)
    reasons[forbidden], reasons[outside] = FORBIDDEN_BY_RULE, OUTSIDE_FORCED
    ids = np.array([*ruled.rules["rule_id"], -1], dtype=np.int64)[ruled.of]
    refused = (forbidden | outside).reshape(-1)
    keep = priced.figures[ZONE_ROW, refused].copy()
    priced.figures[:, refused] = -1
    priced.figures[ZONE_ROW, refused] = keep
    priced.figures[LIMIT, refused] = np.broadcast_to(ids[:, None], able.shape).reshape(-1)[refused]
    return reasons.reshape(-1)


def _keys(
    priced: Priced, days: Days, keep: Whole, promised: Whole, duty: Whole | None, covering: Covering | None, world: Market
) -> list[Whole]:
    """What offers are compared by, the weightiest first; less is better."""
    home = priced.figures[HOME].reshape(keep.shape)
    if covering is not None:
        rest = _keys_of(home + covering.home_minor, days, keep, promised, duty, world)
        return [covering.lacking.astype(np.int64), *rest]
    return _keys_of(home, days, keep, promised, duty, world)


def _keys_of(home: Whole, days: Days, keep: Whole, promised: Whole, duty: Whole | None, world: Market) -> list[Whole]:
    """What the aim compares offers by that cost so much."""
    late = np.where(days.p90 <= promised[:, None], 0, np.where(days.p50 <= promised[:, None], 1, 2))
    if world.aim == Aim.PROMISE:
        # those that keep the day surely enough are equal; of the others the surest goes first
        broken = np.where((keep < 0) | (keep >= world.keep_ppm), 0, MILLION + 1 - keep)
        return [broken, home, days.p90, days.p50]
    if world.aim == Aim.TIME:
        return [late, days.p50, days.p90, home]
    worth = world.day_worth_minor if world.aim in (Aim.VALUE, Aim.LANDED) else 0
    total = home + days.p50 * worth
    if world.aim == Aim.LANDED and duty is not None:
        total = total + np.maximum(duty, 0)
    return [late, total, days.p90, days.p50]


def first(open_: Mask, keys: list[Whole]) -> Mask:
    """The best of the open offers of each parcel by the keys (nothing where none is open); equals: the first by the service's code."""
    if not open_.size:
        return open_
    for key in keys:
        least = np.where(open_, key, _NEVER)
        open_ = open_ & (least == least.min(axis=1, keepdims=True))
    found = np.zeros_like(open_)
    rows = np.flatnonzero(open_.any(axis=1))
    found[rows, open_[rows].argmax(axis=1)] = True
    return found


def duty_of(rates: Rates, parcels: pl.DataFrame, contents: pl.DataFrame, able: Mask, asked: ClassDuty) -> Whole:
    """parcel x service: duty, tax and fees. A parcel of which one able service's is not known is compared without: then all are UNKNOWN."""
    classes = [service.service_class.value for service in rates.services]
    owed = np.full(able.shape, UNKNOWN, dtype=np.int64)
    for service_class in sorted(set(classes)):
        of_class = np.array([c == service_class for c in classes])
        wanted = able[:, of_class].any(axis=1)
        if not wanted.any():
            continue
        some = parcels.filter(pl.Series(wanted))
        inside = contents.join(some.select("parcel_id"), on="parcel_id", how="semi", maintain_order="left")
        owed[np.ix_(np.flatnonzero(wanted), np.flatnonzero(of_class))] = asked.owed_by(some, inside, service_class)[:, None]
    unknown = (able & (owed == UNKNOWN)).any(axis=1)
    owed[unknown] = UNKNOWN
    return owed


def days_to_leave(days: Days, row: Whole, column: Whole, least_ppm: int) -> Whole:
    """For some offers of parcels with a promised day: the days that must be left for it to be kept with this probability."""
    if least_ppm == NINE_IN_TEN:
        return days.p90[row, column]
    mean, deviation = days.mean[row, column], days.deviation[row, column]
    pairs, at = np.unique(np.stack([mean, deviation]), axis=1, return_inverse=True)
    found = np.array([days_for(least_ppm, *pair) for pair in pairs.T.tolist()], dtype=np.int64)
    return found[at.reshape(-1)] if len(found) else np.zeros(0, dtype=np.int64)
