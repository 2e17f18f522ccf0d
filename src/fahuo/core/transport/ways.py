"""Which legs a parcel has, how it crosses the distance, and how the service's days are shared over the legs. All data lies in data/."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

import polars as pl

ANY, SAME = "*", "same"


@cache
def _rows(name: str) -> pl.DataFrame:
    data = files("fahuo.core.transport").joinpath("data", name).read_bytes()
    return pl.read_csv(data, comment_prefix="#", try_parse_dates=True, infer_schema_length=None, null_values=[""])


@cache
def way_shares() -> pl.DataFrame:
    """Per service class and border (customs lies between or not): the legs, with the percent of the days gone `before` and `after` each."""
    rows = _rows("legs.csv").with_columns(after=pl.col("percent").cum_sum().over("service_class", "border", order_by="no"))
    return rows.with_columns(before=pl.col("after") - pl.col("percent")).select(pl.exclude("percent"))


@cache
def _members() -> dict[str, list[tuple[str, date, date | None]]]:
    members: dict[str, list[tuple[str, date, date | None]]] = {}
    for member, union, valid_from, valid_to in _rows("unions.csv").select("member", "union", "valid_from", "valid_to").iter_rows():
        members.setdefault(member, []).append((union, valid_from, valid_to))
    return members


def territory(country: str, on: date) -> str:
    """The customs territory of a country on a day: its union's code, or its own.

    >>> territory("DE", date(2026, 1, 1)), territory("GB", date(2026, 1, 1))
    ('EU', 'GB')
    """
    for union, valid_from, valid_to in _members().get(country, ()):
        if valid_from <= on and (valid_to is None or on < valid_to):
            return union
    return country


@lru_cache(maxsize=65536)
def lane(origin: str, destination: str, service_class: str, on: date) -> tuple[bool, str]:
    """Does a customs border lie between two countries, and how the line haul travels: the first row of modes.csv that matches."""
    ends = {"from": {ANY, origin, territory(origin, on)}, "to": {ANY, destination, territory(destination, on)}}
    border = territory(origin, on) != territory(destination, on)
    if not border:
        ends["from"].add(SAME)
    for row in _rows("modes.csv").iter_rows(named=True):
        if row["from"] in ends["from"] and row["to"] in ends["to"] and row["class"] in (ANY, service_class):
            return border, str(row["line_mode"])
    raise ValueError("modes.csv has no last row that matches every lane")


def lanes(parcels: pl.DataFrame, on: date | None = None) -> pl.DataFrame:
    """Add border and line_mode to parcels with warehouse_country, country, service_class, ready_at: one decision a lane."""
    keys = ["warehouse_country", "country", "service_class", "on"]
    rows = parcels.with_columns(on=pl.lit(on) if on is not None else pl.col("ready_at").dt.date())
    distinct = rows.select(keys).unique()
    decided = [lane(*key) for key in distinct.iter_rows()]
    ways = distinct.with_columns(
        border=pl.Series([border for border, _ in decided], dtype=pl.Boolean),
        line_mode=pl.Series([mode for _, mode in decided], dtype=pl.String),
    )
    rows = rows.join(ways, on=keys, how="left")
    return rows.with_columns(line_mode=pl.coalesce("mode", "line_mode")) if "mode" in parcels.columns else rows
