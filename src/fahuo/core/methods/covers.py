"""Who is covered (保价), and what it costs with each service: a person's word first, then the merchant's rules. See docs/insurance.md."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from fahuo.core import frames
from fahuo.core.methods.cards import Rates, Rows, Whole
from fahuo.core.methods.conditions import NO_RULE, Conditions, Mask, holding
from fahuo.core.methods.insure import UNCAPPED, changed, premiums
from fahuo.core.methods.loads import factor, home_factors
from fahuo.core.methods.market import Market
from fahuo.core.methods.price_rounding import NANO
from fahuo.core.methods.rules import services_of
from fahuo.core.words import Step

A_PERSON = -2
NOT_OFFERED, WITHOUT_RATE = "cover_not_offered", "cover_without_rate"
_TERMS = ("cap_minor", "included_minor", "ppm", "least_minor")


@dataclass(frozen=True, eq=False)
class Covering:
    """What the choice weighs, parcel x service, and the rows behind it."""

    rows: pl.DataFrame  # frames.Covers; none is chosen yet
    home_minor: Whole  # the premium in the merchant's currency; 0 where nothing is to be covered or nothing is owed
    lacking: Mask  # is to be covered, and the service cannot

    def with_chosen(self, offers: pl.DataFrame) -> pl.DataFrame:
        """frames.Covers, those of the chosen offers marked."""
        chosen = offers.filter("chosen").select("parcel_id", "service_id", of_chosen=pl.lit(True))
        rows = self.rows.join(chosen, on=["parcel_id", "service_id"], how="left", maintain_order="left")
        return rows.with_columns(chosen=pl.col("of_chosen").fill_null(False)).drop("of_chosen")


def plan_covers(
    orders: pl.DataFrame, parcels: pl.DataFrame, loads: Rows, currencies: list[str], able: Mask, world: Market
) -> Covering | None:
    """Cover of frames.Parcels (sorted, beside their `load_parcels`) with each service that is `able`; None where nobody asks for any.

    Goods without a value have nothing to cover.
    """
    rules, own = holding(world.cover_rules, world.rates.on), _own(parcels, world.own_covers)
    if (rules.is_empty() and own is None) or not able.size:
        return None
    by = _first_rules(rules, Conditions.of(orders, parcels, loads, currencies, world), world.rates)
    wanted = np.array([*rules["covers"], False], dtype=np.bool_)[by]
    value = loads["value_minor"].astype(np.int64)
    if own is not None:
        said, covers, other = own
        wanted[said], by[said] = covers[said, None], A_PERSON
        value = np.where(other > 0, other, value)
    wanted &= able & (value > 0)[:, None]
    if not wanted.any():
        return None
    rows = _rows(wanted, by, value, parcels["parcel_id"], loads["currency"].astype(np.int64), currencies, rules, world)
    at = np.nonzero(wanted)
    home, lacking = np.zeros(able.shape, dtype=np.int64), np.zeros(able.shape, dtype=np.bool_)
    home[at] = rows["home_minor"].fill_null(0).to_numpy()
    lacking[at] = rows["reason"].is_not_null().to_numpy()
    return Covering(rows, home, lacking)


def refuse_covers(covers: pl.DataFrame, parcels: pl.DataFrame, rates: Rates) -> pl.DataFrame:
    """frames.Refusals of parcels that are to be covered and go by a service that cannot: they go on, and a person is told."""
    lacking = covers.filter(pl.col("chosen") & pl.col("reason").is_not_null())
    if lacking.is_empty():
        return frames.empty(frames.Refusals)
    names = {int(i): service.code for i, service in zip(rates.service_ids, rates.services, strict=True)}
    rows = lacking.join(parcels.select("parcel_id", "order_id"), on="parcel_id", how="left", maintain_order="left").with_columns(
        service=pl.col("service_id").replace_strict(names, return_dtype=pl.String), on=pl.lit(rates.on.isoformat())
    )
    values = {"service": pl.col("service"), "rule": pl.col("rule"), "currency": pl.col("value_currency"), "on": pl.col("on")}
    return frames.refuse(rows, Step.METHODS, pl.col("reason"), values)


def _own(parcels: pl.DataFrame, said: pl.DataFrame | None) -> tuple[Mask, Mask, Whole] | None:
    """Of each parcel whether a person spoke of it, whether it is covered then, and the value that was named (0: none)."""
    if said is None or said.is_empty():
        return None
    parts = parcels.select("order_id", part=pl.int_range(pl.len()).over("order_id") + 1)
    found = parts.join(said, on=["order_id", "part"], how="left", maintain_order="left")
    spoken = found["covers"].is_not_null().to_numpy()
    return (spoken, found["covers"].fill_null(False).to_numpy(), found["value_minor"].fill_null(0).to_numpy()) if spoken.any() else None


def _first_rules(rules: pl.DataFrame, conditions: Conditions, rates: Rates) -> Whole:
    """parcel x service: the row of the first rule that holds of both; NO_RULE."""
    found = np.full((len(conditions.loads), len(rates.services)), NO_RULE, dtype=np.int64)
    for row, rule in enumerate(rules.iter_rows(named=True)):
        named = np.array(services_of(rule["services"], rates)) if rule["services"] else np.ones(len(rates.services), dtype=np.bool_)
        if rule["carrier"]:
            named &= np.array([service.carrier == rule["carrier"] for service in rates.services])
        # a value that nobody can compare is covered as if it were in the range: then the refusal says that a rate is missing
        holds = conditions.matches(rule, if_unknown=rule["covers"])
        found[(found == NO_RULE) & holds[:, None] & named] = row
    return found


def _rows(
    wanted: Mask, by: Whole, value: Whole, ids: pl.Series, currency: Whole, currencies: list[str], rules: pl.DataFrame, world: Market
) -> pl.DataFrame:
    """frames.Covers of the wanted cells, parcel by parcel and service by service."""
    rates, (row, column) = world.rates, np.nonzero(wanted)
    rate, home = _changes(currencies, rates, world.currency)[currency[row], column], home_factors(rates, world.currency)[column]
    offered = np.array([card is not None and card.insurance is not None for card in rates.cards])[column]
    known = (rate[:, 0] >= 0) & (home[:, 0] >= 0)
    terms = {name: of_service[column] for name, of_service in _terms(rates).items()}
    worth = changed(value[row], np.maximum(rate[:, 0], 0), np.maximum(rate[:, 1], 0))
    covered = np.minimum(worth, terms["cap_minor"])
    premium = premiums(covered, terms["included_minor"], terms["ppm"], terms["least_minor"])
    ruled = pl.Series(by[row, column])
    ruled = ruled.set(ruled < 0, None).cast(pl.UInt32)
    service = pl.Series(column.astype(np.uint32))
    figures = {
        "rate_nano": rate @ np.array([NANO, 1]),
        "worth_minor": worth,
        **terms,
        "covered_minor": covered,
        "premium_minor": premium,
        "home_rate_nano": home @ np.array([NANO, 1]),
        "home_minor": changed(premium, home[:, 0], home[:, 1]),
    }
    raw = pl.DataFrame(
        {
            "parcel_id": ids.gather(pl.Series(row.astype(np.uint32))),
            "service_id": rates.service_ids[column],
            "rule_id": rules["rule_id"].gather(ruled) if len(rules) else pl.Series([None] * len(row), dtype=pl.Int64),
            "rule": rules["name"].gather(ruled) if len(rules) else pl.Series([None] * len(row), dtype=pl.String),
            "value_minor": value[row],
            "value_currency": pl.Series([*currencies, None], dtype=pl.String).gather(pl.Series(currency[row] % (len(currencies) + 1))),
            "card": rates.card_codes.gather(service),
            "currency": rates.currencies.gather(service),
            "offered": offered,
            "known": known,
            **{name: pl.Series(amounts, dtype=pl.Int64) for name, amounts in figures.items()},
        }
    ).with_columns(reason=pl.when(~pl.col("offered")).then(pl.lit(NOT_OFFERED)).when(~pl.col("known")).then(pl.lit(WITHOUT_RATE)))
    good = pl.col("reason").is_null()
    blank = [pl.when(good).then(pl.col(name)).alias(name) for name in figures if name != "cap_minor"]
    cap = pl.when(good & (pl.col("cap_minor") != UNCAPPED)).then(pl.col("cap_minor")).alias("cap_minor")
    return raw.with_columns(*blank, cap, chosen=pl.lit(False)).select(list(frames.Covers.columns()))


def _terms(rates: Rates) -> dict[str, Whole]:
    """Of each service what its card says of cover; zeros where it says nothing."""
    offered = [card.insurance if card else None for card in rates.cards]
    values = {name: [getattr(o, name) if o else 0 for o in offered] for name in _TERMS}
    values["cap_minor"] = [UNCAPPED if cap is None else cap for cap in values["cap_minor"]]
    return {name: np.array(column, dtype=np.int64) for name, column in values.items()}


def _changes(currencies: list[str], rates: Rates, home: str) -> Whole:
    """One minor unit of each order currency (the last row: of none) in each card's: (whole, billionths), -1 without a rate."""
    exchange = {home: 1.0, **rates.exchange}
    found = [[factor(exchange, c, card.currency) if card else (-1, -1) for card in rates.cards] for c in currencies]
    return np.array([*found, [(-1, -1)] * len(rates.cards)], dtype=np.int64).reshape(len(currencies) + 1, len(rates.cards), 2)
