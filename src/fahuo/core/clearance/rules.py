"""What a destination takes for a parcel, as dated rows: schemes (which regime a parcel falls under), charges (what is taken), tariff rates.

A file of `fahuo.countries` writes rows of the two dataclasses; `Rules` holds them as frames. Every row carries its source, the day it
was read and how sure it is. Amounts are minor units of the row's currency, rates are millionths (165_000 is 16.5 %).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import TypeVar

import dataframely as dy
import polars as pl

from fahuo.core.frames import empty

ORDINARY = "ordinary"  # the list of a tariff that holds the ordinary (most favoured nation) rates


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """A regime. Of those that fit a parcel, the one of lowest position is its own. A condition that is None holds for every parcel."""

    rule_id: str
    country: str
    position: int
    valid_from: date
    valid_to: date | None = None  # exclusive
    region: str | None = None  # state or province of the destination
    channel: str | None = None  # words.ServiceClass
    from_country: str | None = None  # where the parcel leaves from
    origin: str | None = None  # any of its goods is made there
    registration: str | None = None  # the seller (or his marketplace) holds it: IOSS, VOEC, GB_VAT, ...
    above_minor: int | None = None  # exclusive
    up_to_minor: int | None = None  # inclusive
    limit_currency: str | None = None
    limit_basis: str = "goods"  # goods: price without carriage | cif: with carriage | piece: dearest single piece
    value_ppm: int = 1_000_000  # part of the price that counts as value, for limit, duty and tax
    currency: str  # in which duty and tax are figured
    duty_basis: str = "cif"  # goods | cif
    tax_name: str | None = None
    tax_ppm: int | None = 0  # None: not known to us
    tax_basis: str = "cif"  # goods | cif; duty is added to it
    tax_inside: bool = False  # the tax is part of its own base (Brazil's ICMS)
    tax_waived_below_minor: int = 0
    base_step_minor: int = 1  # bases are cut down to a multiple of it
    amount_step_minor: int = 1  # above 1: amounts are cut down to a multiple of it; 1: rounded to the nearest, half up
    hs_digits: int = 6  # digits of the HS code that the entry asks for
    must_hold: str | None = None  # a registration without which the seller may not sell so
    duty_collector: str | None = None  # seller | marketplace | carrier | buyer
    tax_collector: str | None = None
    source: str
    retrieved_on: date
    confidence: str  # high | medium | low
    note: str | None = None  # what is not certain about it


@dataclass(frozen=True, kw_only=True)
class Charge:
    """One layer of duty, or a fee, under one or more schemes.

    how: "tariff" a rate by HS code from `listed` of `tariff` | "rate" a rate for all goods | "top_up" what an ordinary rate lacks to
    the rate | "per_code" an amount for each distinct six-digit code | "per_parcel" an amount | "less" an amount off the duty, not below 0.
    Of the rows of one layer, the one that names the goods' origin goes before the one that names none.
    """

    rule_id: str
    schemes: tuple[str, ...]
    layer: str
    figure: str = "duty"  # duty | fee
    how: str
    valid_from: date
    valid_to: date | None = None  # exclusive
    country: str | None = None
    channel: str | None = None
    origin: str | None = None
    tariff: str | None = None  # whose tariff: a country or a customs union
    listed: str | None = None  # which list of it
    rate_ppm: int | None = None  # None where one is needed: not known to us
    amount_minor: int | None = None  # None where one is needed: not set yet
    currency: str | None = None
    source: str
    retrieved_on: date
    confidence: str
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class TariffRate:
    """A rate of duty for all codes that begin so, but for those with a longer row of their own."""

    country: str
    listed: str = ORDINARY
    hs_prefix: str
    rate_ppm: int
    source: str


class Tariff(dy.Schema):
    """Rates by HS code. `listed` may be left out ("ordinary"), and so may the days."""

    country = dy.String()
    listed = dy.String()
    hs_prefix = dy.String()
    rate_ppm = dy.Int64(min=0)
    source = dy.String()
    valid_from = dy.Date(nullable=True)
    valid_to = dy.Date(nullable=True)


_Row = TypeVar("_Row", Scheme, Charge, TariffRate)
_TYPES: dict[str, pl.DataType | type[pl.DataType]] = {
    "str": pl.String,
    "int": pl.Int64,
    "bool": pl.Boolean,
    "date": pl.Date,
    "tuple[str, ...]": pl.List(pl.String),
}


@dataclass(frozen=True)
class Rules:
    """All destinations' rows. `territories`: country -> customs territory, where that is not the country itself (DE -> EU)."""

    schemes: pl.DataFrame
    charges: pl.DataFrame
    tariff: pl.DataFrame
    territories: dict[str, str]
    _days: dict[date, tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]] = field(default_factory=dict, compare=False, repr=False)

    def on(self, day: date) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
        """Schemes, charges and tariff in force on the day; kept, since a worker asks for the same day again and again."""
        if day not in self._days:
            self._days[day] = (in_force(self.schemes, day), in_force(self.charges, day), in_force(self.tariff, day))
        return self._days[day]


def rules_of(
    schemes: Iterable[Scheme], charges: Iterable[Charge], tariff: Iterable[TariffRate] = (), territories: dict[str, str] | None = None
) -> Rules:
    """The rows as frames: one row a scheme, one row a charge and scheme."""
    charged = _frame(Charge, charges).explode("schemes", empty_as_null=False).rename({"schemes": "scheme"})
    return Rules(_frame(Scheme, schemes), charged, read_tariff(_frame(TariffRate, tariff)), territories or {})


def read_tariff(tariff: pl.DataFrame) -> pl.DataFrame:
    """A tariff with every column of `Tariff`: country, hs_prefix, rate_ppm and source must be there, the rest may be."""
    blank = empty(Tariff)
    named = tariff if "listed" in tariff.columns else tariff.with_columns(pl.lit(ORDINARY).alias("listed"))
    missing = [pl.lit(None, blank.schema[c]).alias(c) for c in blank.columns if c not in named.columns]
    return named.with_columns(missing).select(blank.columns).cast(blank.schema)


def in_force(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """The rows whose days include `on`."""
    begun = pl.col("valid_from").is_null() | (pl.col("valid_from") <= on)
    return rows.filter(begun & (pl.col("valid_to").is_null() | (pl.col("valid_to") > on)))


def _frame(kind: type[_Row], rows: Iterable[_Row]) -> pl.DataFrame:
    schema = pl.Schema({f.name: _TYPES[str(f.type).removesuffix(" | None")] for f in fields(kind)})
    return pl.DataFrame([asdict(row) for row in rows], schema=schema)
