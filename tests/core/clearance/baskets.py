"""Parcels and declared lines for tests: by hand in one line, and drawn by Hypothesis."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import strategies as st

from fahuo.core import frames
from fahuo.core.clearance.rules import Tariff

PARCELS = {
    "parcel_id": pl.Int64,
    "country": pl.String,
    "region": pl.String,
    "from_country": pl.String,
    "service_class": pl.String,
    "currency": pl.String,
    "freight_included_minor": pl.Int64,
}
LINES = frames.empty(frames.DeclaredLines).schema
EXCHANGE = pl.DataFrame(
    {"currency": ["EUR", "USD", "GBP", "CNY", "JPY"], "rate": [8.0, 7.0, 9.2, 1.0, 0.046], "source": ["invented"] * 5},
)


def parcel(key: int, country: str, **more: Any) -> dict[str, Any]:
    """One parcel from China by dedicated line, paid in euro."""
    usual = {"region": None, "from_country": "CN", "service_class": "line", "currency": "EUR", "freight_included_minor": 0}
    return {"parcel_id": key, "country": country, **usual, **more}


def line(key: int, no: int, hs_code: str | None, value_minor: int, quantity: int = 1, origin: str | None = "CN") -> dict[str, Any]:
    """One declared line."""
    return {
        "parcel_id": key, "no": no, "hs_code": hs_code, "origin": origin, "name": "goods", "quantity": quantity, "net_g": 100,
        "value_minor": value_minor,
    }  # fmt: skip


def parcels_of(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=PARCELS)


def lines_of(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=LINES)


def tariff_of(rows: list[tuple[str, str, str, int]]) -> pl.DataFrame:
    """(country, list, prefix, rate in millionths)."""
    schema = {name: frames.empty(Tariff).schema[name] for name in ("country", "listed", "hs_prefix", "rate_ppm", "source")}
    return pl.DataFrame([(*row, "invented") for row in rows], schema=schema, orient="row")


CODES = st.sampled_from(["610910", "6109100012", "6110.20.00", "392690", "3926909985", "851830", "4202920000", "01", None])
COUNTRIES = st.sampled_from(["FR", "RO", "IT", "DE", "US", "GB", "AU", "JP", "CA", "NO", "CH", "KR", "SG", "NZ", "BR", "MX", "AR", "HK"])
TARIFF_ROWS = [
    ("US", "ordinary", "61", 120_000), ("US", "ordinary", "610910", 165_000), ("US", "ordinary", "3926909985", 53_000),
    ("US", "s301_list", "61", 75_000), ("US", "s301_list", "39", 250_000),
    ("EU", "ordinary", "61", 120_000), ("EU", "ordinary", "4202", 37_000), ("GB", "ordinary", "6109", 120_000),
    ("JP", "ordinary", "61", 109_000), ("CA", "ordinary", "6110", 180_000), ("KR", "ordinary", "61", 130_000),
    ("AU", "ordinary", "42", 50_000),
]  # fmt: skip


@st.composite
def baskets(draw: st.DrawFn) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Up to six parcels, some without lines, some with codes, origins or exchange rates missing."""
    parcels, lines = [], []
    for key in range(draw(st.integers(0, 6))):
        rows = [
            line(
                key, no + 1, draw(CODES), draw(st.integers(0, 300_00) | st.sampled_from([15_000, 13_500, 100_000, 250_000])),
                draw(st.integers(1, 5)), draw(st.sampled_from(["CN", "CN", "VN", "DE", "US", "BR", "TW", None])),
            )
            for no in range(draw(st.integers(0, 4)))
        ]  # fmt: skip
        total = sum(row["value_minor"] for row in rows)
        parcels.append(
            parcel(
                key, draw(COUNTRIES), currency=draw(st.sampled_from(["EUR", "USD", "GBP", "JPY", "CNY", "XYZ"])),
                region=draw(st.sampled_from([None, "ON", "MG"])), from_country=draw(st.sampled_from(["CN", "US", "DE", None])),
                service_class=draw(st.sampled_from(["post", "line", "express"])),
                freight_included_minor=draw(st.none() | st.integers(0, total + 10)),
            )
        )  # fmt: skip
        lines += rows
    return parcels_of(parcels), lines_of(lines)


HELD = st.frozensets(st.sampled_from(["IOSS", "GB_VAT", "VOEC", "AU_GST", "REMESSA_CONFORME", "CH_VAT", "SG_OVR", "NZ_GST"]))
