"""What belongs to an order as a whole: of each field the first value by source row, read and judged once an order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fahuo.core.orders.amounts import read_minor
from fahuo.core.orders.drafts import ORDER_FIELDS
from fahuo.core.orders.grouping import Grouping
from fahuo.core.orders.moments import read_days, read_moments
from fahuo.core.orders.outcomes import AT, MOST_VALUE_MINOR
from fahuo.core.words import minor_units

# Names of money that mean one currency; "$" and "¥" mean several and stay unknown.
_CURRENCIES = {
    "£": "GBP",
    "€": "EUR",
    "US$": "USD",
    "RMB": "CNY",
    "人民币": "CNY",
    "美元": "USD",
    "欧元": "EUR",
    "英镑": "GBP",
    "日元": "JPY",
}
_ADDRESS = ("buyer", "name", "company", "city", "region", "postcode", "phone", "email", "tax_id", "service")


def read_currency(text: str | None) -> str | None:
    """The ISO 4217 code that a text gives by its form, or None. Whether it has a rate is asked when the order is planned.

    >>> read_currency("gbp"), read_currency("£"), read_currency("$")
    ('GBP', 'GBP', None)
    """
    plain = (text or "").strip().upper()
    code = _CURRENCIES.get(plain, plain)
    return code if re.fullmatch("[A-Z]{3}", code) else None


@dataclass(frozen=True)
class Heads:
    """One entry an order of a Grouping."""

    texts: dict[str, pl.Series]  # number, shop and those of ORDER_FIELDS that the rows have, as written
    conflict: dict[str, pl.Series]  # field, first, other; empty where no order is at odds with itself
    placed_at: pl.Series
    promised_on: pl.Series
    currency: pl.Series
    country: pl.Series
    factor: NDArray[np.int64]  # minor units in a major one
    freight_minor: NDArray[np.int64]
    discount_minor: NDArray[np.int64]
    problem: NDArray[np.int8]  # place in OUTCOMES, 0 where nothing is wrong

    def values(self, of_row: NDArray[np.int64], names: tuple[str, ...]) -> dict[str, pl.Series]:
        """Those of the order's own fields that are among `names`, as written, for rows that all belong to an order."""
        own = {**self.texts, **self.conflict}
        return {name: own[name][of_row] for name in names if name in own and name not in ("number", "shop")}

    def frame(
        self, kept: NDArray[np.bool_], ids: NDArray[np.int64], freight: NDArray[np.int64], discount: NDArray[np.int64]
    ) -> pl.DataFrame:
        """frames.Orders of the orders that are kept."""
        nothing = pl.lit(None, pl.String)
        street = [pl.col(name) for name in ("street", "street2") if name in self.texts]
        made = {
            "order_id": pl.Series(ids),
            "_placed_at": self.placed_at,
            "_currency": self.currency,
            "_country": self.country,
            "freight_minor": pl.Series(freight),
            "discount_minor": pl.Series(discount),
            "_promised_on": self.promised_on,
        }
        rows = pl.DataFrame({**self.texts, **made}).filter(pl.Series(kept))
        return rows.select(
            "order_id",
            "number",
            pl.col("shop").fill_null(""),
            pl.col("_placed_at").alias("placed_at"),
            pl.col("_currency").alias("currency"),
            *((pl.col(name) if name in self.texts else nothing).alias(name) for name in _ADDRESS[:3]),
            (pl.concat_str(street, separator=", ", ignore_nulls=True).replace("", None) if street else nothing).alias("street"),
            *((pl.col(name) if name in self.texts else nothing).alias(name) for name in _ADDRESS[3:6]),
            pl.col("_country").alias("country"),
            *((pl.col(name) if name in self.texts else nothing).alias(name) for name in _ADDRESS[6:9]),
            "freight_minor",
            "discount_minor",
            (pl.col("service") if "service" in self.texts else nothing).alias("service"),
            pl.col("_promised_on").alias("promised_on"),
            nothing.alias("made_up"),
        )


def read_heads(rows: pl.DataFrame, orders: Grouping, countries: Mapping[str, str | None]) -> Heads:
    """Read the order-level fields of drafts and say which order cannot be believed, and why."""
    said = [name for name in ORDER_FIELDS if name in rows.columns and rows[name].null_count() < len(rows)]
    texts = {column.name: column for column in orders.values(rows.select("number", "shop", *said))}
    nothing = pl.Series([None] * orders.count, dtype=pl.String)
    placed, country, currency, promised = (texts.get(name, nothing) for name in ("placed_at", "country", "currency", "promised_on"))
    placed_at, promised_on = read_moments(placed), read_days(promised)
    named = rows["currency"].unique().drop_nulls().to_list() if "currency" in texts else []
    meaning = {"country": countries, "currency": {text: read_currency(text) for text in named}}
    iso, code = _translate(country, countries), _translate(currency, meaning["currency"])
    factor = _factors(code)
    conflict = _conflict(rows, orders, {field: texts[field] for field in ("country", "currency") if field in texts}, meaning)
    problem = np.zeros(orders.count, np.int8)

    def mark(reason: str, where: NDArray[np.bool_]) -> None:
        problem[where & (problem == 0)] = AT[reason]

    mark("date_missing", lacks(placed))
    mark("date_unreadable", lacks(placed_at))
    if conflict:
        mark("order_conflict", ~lacks(conflict["field"]))
    mark("currency_unknown", lacks(code))
    mark("country_unknown", lacks(iso))
    money = {}
    for name in ("freight", "discount"):
        amount = np.zeros(orders.count, np.int64)
        if name in texts:
            amount, read = read_minor(texts[name], factor)
            amount = np.abs(amount) if name == "discount" else amount  # shops write a discount with and without its minus
            mark(f"{name}_unreadable", (~read | (amount < 0) | (amount > MOST_VALUE_MINOR)) & ~lacks(texts[name]))
        money[name] = np.clip(amount, 0, MOST_VALUE_MINOR)
    mark("promise_unreadable", lacks(promised_on) & ~lacks(promised))
    return Heads(texts, conflict, placed_at, promised_on, code, iso, factor, money["freight"], money["discount"], problem)


def lacks(column: pl.Series) -> NDArray[np.bool_]:
    """Where a column is null; most columns have none, and are not looked through."""
    return column.is_null().to_numpy() if column.null_count() else np.zeros(len(column), np.bool_)


def _translate(texts: pl.Series, meaning: Mapping[str, str | None]) -> pl.Series:
    if len(texts) <= 50:
        return pl.Series([meaning.get(text) for text in texts.to_list()], dtype=pl.String)
    return texts.replace_strict(list(meaning) or [""], list(meaning.values()) or [None], default=None, return_dtype=pl.String)


def _factors(code: pl.Series) -> NDArray[np.int64]:
    """Minor units in a major one; 100 where the currency is not known and the order is refused anyway."""
    units = {text: 10 ** minor_units(text) for text in code.unique().drop_nulls().to_list()}
    if set(units.values()) <= {100}:
        return np.full(len(code), 100)
    return code.replace_strict(list(units), list(units.values()), default=100, return_dtype=pl.Int64).to_numpy()


def _conflict(
    rows: pl.DataFrame, orders: Grouping, firsts: Mapping[str, pl.Series], meaning: Mapping[str, Mapping[str, str | None]]
) -> dict[str, pl.Series]:
    """Orders whose rows name two countries or two currencies: nobody can say which is meant, so neither is taken."""
    found = []
    for field, first in firsts.items():
        if rows[field].n_unique() == 1:
            continue
        known = orders.of_row >= 0
        pairs = pl.DataFrame({"order": orders.of_row[known], "first": first[orders.of_row[known]], "other": rows[field].filter(known)})
        pairs = pairs.filter(pl.col("first") != pl.col("other"))
        if len(pairs):
            same = _translate(pairs["first"], meaning[field]).eq_missing(_translate(pairs["other"], meaning[field]))
            found.append(pairs.filter(~same).select("order", pl.lit(field).alias("field"), "first", "other"))
    odd = pl.concat(found).unique("order", keep="first", maintain_order=True) if found else pl.DataFrame()
    if odd.is_empty():
        return {}
    whole = pl.DataFrame({"order": np.arange(orders.count)}).join(odd, on="order", how="left", maintain_order="left")
    return {name: whole[name] for name in ("field", "first", "other")}
