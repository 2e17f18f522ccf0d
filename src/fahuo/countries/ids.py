"""The buyer's own number where the destination's customs ask for one (data/buyer_ids.csv: dated rows with source and how sure they are).

Missing is a refusal where the row says mandatory on the day. One that is given is checked wherever there is a row: it would be
printed on the customs papers. Check digits by python-stdnum; forms that have none are in `_FORMS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache
from importlib import import_module

import polars as pl

from fahuo.core import frames
from fahuo.countries import tables

_FORMS = {
    "pccc": r"P\d{12}",  # P, two digits of the year, nine, a check digit whose rule is not published
    "iqama": r"[12]\d{9}",
    "passport": r"[A-Z]{1,2}\d{6,8}|\d{2} ?\d{2} ?\d{6}",  # a shape only
    "dni8": r"\d{8}",
    "cedula": r"\d{6,10}",
}


def check(seen: pl.DataFrame, on: date) -> list[pl.DataFrame]:
    """Refusals (tax_id_missing, tax_id_invalid) for order_id, country, tax_id."""
    rules = _on(on)
    some = seen.filter(pl.col("country").is_in(rules["country"].implode()))
    if some.is_empty():
        return []
    asked = some.select("order_id", "country", "tax_id").join(rules, on="country", how="inner")
    missing = asked.filter(pl.col("mandatory") & pl.col("tax_id").is_null())
    given = asked.filter(pl.col("tax_id").is_not_null())
    valid = [is_valid(number, accepts) for number, accepts in given.select("tax_id", "accepts").iter_rows()]
    wrong = given.filter(~pl.Series(valid, dtype=pl.Boolean))
    return [
        frames.refuse(missing, "orders", "tax_id_missing", {"country": pl.col("country"), "kind": pl.col("kind")}),
        frames.refuse(wrong, "orders", "tax_id_invalid", {"kind": pl.col("kind"), "tax_id": pl.col("tax_id")}),
    ]


def is_valid(number: str, accepts: str) -> bool:
    """Does the number pass any of the checks named in `accepts`?

    >>> is_valid("390.533.447-05", "br.cpf br.cnpj"), is_valid("390.533.447-06", "br.cpf br.cnpj"), is_valid("p123456789012", "pccc")
    (True, False, True)
    """
    return any(_validator(name)(number) for name in accepts.split())


@cache
def _validator(name: str) -> Callable[[str], bool]:
    if name in _FORMS:
        form = re.compile(_FORMS[name])
        return lambda number: bool(form.fullmatch(number.strip().upper().replace("-", "")))
    judge: Callable[[str], bool] = import_module(f"stdnum.{name}").is_valid
    return judge


@lru_cache(maxsize=64)
def _on(on: date) -> pl.DataFrame:
    """The rules in force on the day: country, kind, mandatory, accepts."""
    kept = [row for row in tables.rows("buyer_ids.csv") if (row["valid_from"] or "0") <= on.isoformat() < (row["valid_to"] or "9")]
    return pl.DataFrame(
        [(row["country"], row["kind"], row["mandatory"] == "yes", row["accepts"]) for row in kept],
        schema={"country": pl.String, "kind": pl.String, "mandatory": pl.Boolean, "accepts": pl.String},
        orient="row",
    )
