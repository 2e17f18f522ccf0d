"""Parcels as the price kernel reads them: one record each, with country, postcode, value and wish of its order."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

from fahuo.core.methods.cards import Rates, Rows, Whole
from fahuo.core.methods.codes import COUNTRIES
from fahuo.core.methods.layout import ASKED_NONE, ASKED_UNKNOWN, LOAD, MOST_SIDE, NO_PROMISE
from fahuo.core.methods.market import Market
from fahuo.core.methods.places import plain_cities
from fahuo.core.methods.postcodes import numbers, plain_postcode
from fahuo.core.words import minor_units

_COUNTRY = pl.Enum(COUNTRIES)
_NINE = Decimal("1e-9")


def load_parcels(orders: pl.DataFrame, parcels: pl.DataFrame, contents: pl.DataFrame, world: Market, on: date) -> tuple[Rows, list[str]]:
    """One LOAD record a parcel, in the order of `parcels`, and the orders' currencies that its `currency` counts in."""
    currencies = sorted(c for c in orders["currency"].unique().to_list() if c)
    order = _order_rows(orders, parcels)
    known = order >= 0
    of = _order_columns(orders, world.rates, currencies, on)
    loads = np.zeros(len(parcels), dtype=LOAD)
    loads["origin"] = _origins(parcels["warehouse_id"], world.warehouses)
    sides = np.sort(np.minimum(parcels.select("length_mm", "width_mm", "height_mm").to_numpy(), MOST_SIDE), axis=1)
    loads["third_mm"], loads["second_mm"], loads["longest_mm"] = sides[:, 0], sides[:, 1], sides[:, 2]
    for name in ("weight_g", "attributes", "pieces"):
        loads[name] = parcels[name].to_numpy()
    loads["value_minor"] = _values(parcels, contents)
    unknown_as = {"country": -1, "currency": -1, "promised_days": NO_PROMISE, "asked": ASKED_NONE, "residential": 1}
    for name, unknown in unknown_as.items():
        loads[name] = np.where(known, of[name].to_numpy()[order], unknown) if len(orders) else unknown
    loads["city"] = -1
    if world.rates.layout.asks_places and len(orders):
        loads["postcode"] = numbers(of["postcode"])[order]
        numbered = world.rates.layout.cities
        loads["city"] = (
            np.array([numbered.get(name, -1) for name in plain_cities(orders["city"])], dtype=np.int64)[order] if numbered else -1
        )
    return loads, currencies


def _order_columns(orders: pl.DataFrame, rates: Rates, currencies: list[str], on: date) -> pl.DataFrame:
    """Country, currency and asked service as rows of their lists, the promise as days from the day of the plan."""
    asked = pl.col("service").str.strip_chars()
    services = pl.Enum([service.code for service in rates.services])
    return orders.select(
        _row("country", _COUNTRY).fill_null(-1).alias("country"),
        _row("currency", pl.Enum(currencies)).fill_null(-1).alias("currency"),
        pl.when(asked.is_null() | (asked == ""))
        .then(ASKED_NONE)
        .otherwise(_row(asked, services).fill_null(ASKED_UNKNOWN))
        .cast(pl.Int64)
        .alias("asked"),
        (pl.col("promised_on").cast(pl.Int32).cast(pl.Int64) - (on - date(1970, 1, 1)).days).fill_null(NO_PROMISE).alias("promised_days"),
        plain_postcode(pl.col("postcode"), pl.col("country")).alias("postcode"),
        # an address without a company is a home
        (pl.col("company").str.strip_chars().fill_null("") == "").cast(pl.Int64).alias("residential"),
    )


def _row(values: str | pl.Expr, codes: pl.Enum) -> pl.Expr:
    """Position of each value among the codes; null for null and for what is not among them."""
    column = pl.col(values) if isinstance(values, str) else values
    return column.cast(codes, strict=False).to_physical().cast(pl.Int64)


def _origins(warehouse_ids: pl.Series, warehouses: pl.DataFrame) -> Whole:
    """Row of each warehouse's country; -1 where there is none."""
    countries = dict(zip(warehouses["warehouse_id"].to_list(), warehouses["country"].to_list(), strict=True))
    rows = {warehouse: COUNTRIES.index(country) for warehouse, country in countries.items() if country in COUNTRIES}
    return warehouse_ids.replace_strict(rows, default=-1, return_dtype=pl.Int64).to_numpy()


def _order_rows(orders: pl.DataFrame, parcels: pl.DataFrame) -> npt.NDArray[np.intp]:
    """Row of each parcel's order; -1 where there is none."""
    ids, wanted = orders["order_id"].to_numpy(), parcels["order_id"].to_numpy()
    if not len(ids):
        return np.full(len(wanted), -1, dtype=np.intp)
    by_id = np.argsort(ids, kind="stable")
    found = by_id[np.minimum(np.searchsorted(ids, wanted, sorter=by_id), len(ids) - 1)]
    return np.where(ids[found] == wanted, found, -1)


def _values(parcels: pl.DataFrame, contents: pl.DataFrame) -> Whole:
    """Goods value of each parcel, minor units of its order's currency."""
    ids, inside = parcels["parcel_id"].to_numpy(), contents["parcel_id"].to_numpy()
    sums = np.zeros(len(ids), dtype=np.int64)
    if len(ids) and len(inside):
        by_id = np.argsort(ids, kind="stable")
        found = by_id[np.minimum(np.searchsorted(ids, inside, sorter=by_id), len(ids) - 1)]
        mine = ids[found] == inside
        np.add.at(sums, found[mine], contents["value_minor"].to_numpy()[mine])
    return sums


def home_factors(rates: Rates, home: str) -> Whole:
    """Of each service, one minor unit of its card in the merchant's minor units: (whole, billionths), -1 without a rate."""
    exchange = {home: 1.0, **rates.exchange}
    currencies = [card.currency if card else home for card in rates.cards]
    factors = {currency: factor(exchange, currency, home) for currency in set(currencies)}
    return np.array([factors[currency] for currency in currencies], dtype=np.int64).reshape(len(currencies), 2)


def value_factors(world: Market, currencies: list[str]) -> Whole:
    """One minor unit of each order currency in each currency of a value limit: (whole, billionths), -1 without a rate."""
    exchange = dict(zip(world.exchange["currency"].to_list(), world.exchange["rate"].to_list(), strict=True))
    exchange = {world.currency: 1.0, **{c: r for c, r in exchange.items() if 0 < r < float("inf")}}
    limits = world.rates.layout.value_currencies
    factors = [factor(exchange, currency, limit) for currency in currencies for limit in limits]
    return np.array(factors, dtype=np.int64).reshape(len(currencies), len(limits), 2)


def factor(exchange: dict[str, float], currency: str, into: str) -> tuple[int, int]:
    """One minor unit of a currency in minor units of the other: (whole, billionths), half up; -1 without a rate."""
    if currency == into:
        return 1, 0
    if currency not in exchange or into not in exchange:
        return -1, -1
    return _factor(exchange[currency], exchange[into], minor_units(into) - minor_units(currency))


@lru_cache(4096)
def _factor(rate: float, into: float, digits: int) -> tuple[int, int]:
    # repr gives the rates as they were written; nine decimals are kept, half up
    exact = Decimal(repr(rate)) / Decimal(repr(into))
    return divmod(int(exact.scaleb(digits).quantize(_NINE, ROUND_HALF_UP).scaleb(9)), 10**9)


def taken_currencies(rates: Rates, currencies: list[str]) -> npt.NDArray[np.bool_]:
    """Whether each order currency is in each set of currencies that a service takes."""
    sets = rates.layout.currency_sets
    return np.array([[currency in taken for taken in sets] for currency in currencies], dtype=np.bool_).reshape(len(currencies), len(sets))
