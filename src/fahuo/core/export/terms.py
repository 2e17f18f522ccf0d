"""Two things that the way decides: whether a parcel crosses a customs border, and who pays duty and tax (the Incoterm)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

import polars as pl

from fahuo.core.export.tables import rows_on


def crosses(territories: Mapping[str, str]) -> pl.Expr:
    """Whether goods from `from_country` to `country` leave a customs territory. An unknown country counts as abroad."""
    members: dict[str, list[str]] = {}
    for country, territory in territories.items():
        members.setdefault(territory, []).append(country)
    within = pl.col("from_country") == pl.col("country")
    for inside in members.values():
        within = within | (pl.col("from_country").is_in(inside) & pl.col("country").is_in(inside))
    return ~within.fill_null(False)


@cache
def incoterm(on: date) -> pl.Expr:
    """DDP or DAP by `country` and `service_class`: the first row of terms.csv that fits."""
    term = pl.lit("DAP")
    for row in reversed(rows_on("terms", on)):
        fits = [pl.col(name) == row[name] for name in ("country", "service_class") if row[name]]
        term = pl.when(pl.all_horizontal(fits)).then(pl.lit(row["incoterm"])).otherwise(term) if fits else pl.lit(row["incoterm"])
    return term
