"""Worked examples in one line, for the countries' doctests: one parcel with a few lines, and what the book says of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from fahuo.core.clearance.plan import plan_clearance
from fahuo.countries import customs

# Invented round rates to EUR, for examples alone.
EXCHANGE = pl.DataFrame(
    [
        (code, rate, "invented for examples")
        for code, rate in {
            "EUR": 1.0, "USD": 0.875, "GBP": 1.15, "AUD": 0.6, "CAD": 0.64, "JPY": 0.00575, "NOK": 0.086, "CHF": 1.07, "NZD": 0.52,
            "KRW": 0.000625, "SGD": 0.68, "BRL": 0.16, "MXN": 0.048, "RON": 0.2, "CNY": 0.125, "SEK": 0.09,
        }.items()
    ],
    schema=["currency", "rate", "source"],
    orient="row",
)  # fmt: skip


@dataclass(frozen=True)
class Example:
    """The entry of one parcel in short."""

    rule: str | None
    duty_tax: tuple[int | None, int | None]
    fees: int | None
    refused: list[str]


def entry(
    country: str,
    on: str,
    lines: Sequence[tuple[str | None, int]],
    currency: str = "EUR",
    *,
    origin: str | None = "CN",
    from_country: str | None = "CN",
    region: str | None = None,
    channel: str = "line",
    freight: int = 0,
    registrations: Collection[str] = (),
    tariff: Sequence[tuple[str, str, str, int]] = (),
) -> Example:
    """One parcel: lines are (HS code, goods value), `freight` is added on top; tariff rows are (country, list, prefix, ppm)."""
    values = [value for _, value in lines]
    values[0] += freight
    parcel = {
        "parcel_id": [0], "country": [country], "service_class": [channel], "currency": [currency], "region": [region],
        "from_country": [from_country], "freight_included_minor": [freight],
    }  # fmt: skip
    declared = pl.DataFrame(
        [(0, n, code, origin, "goods", 1, 100, value) for n, ((code, _), value) in enumerate(zip(lines, values, strict=True), 1)],
        schema={
            "parcel_id": pl.Int64, "no": pl.Int32, "hs_code": pl.String, "origin": pl.String, "name": pl.String, "quantity": pl.Int64,
            "net_g": pl.Int64, "value_minor": pl.Int64,
        },
        orient="row",
    )  # fmt: skip
    rows = pl.DataFrame(
        [(*row, "example") for row in tariff],
        schema={"country": pl.String, "listed": pl.String, "hs_prefix": pl.String, "rate_ppm": pl.Int64, "source": pl.String},
        orient="row",
    )
    plan = plan_clearance(
        pl.DataFrame(parcel, schema_overrides={"region": pl.String, "from_country": pl.String}),
        declared,
        customs.with_tariff(rows),
        EXCHANGE,
        date.fromisoformat(on),
        frozenset(registrations),
    )
    found = plan.entries.to_dicts()
    first = found[0] if found else {"rule_id": None, "duty_minor": None, "tax_minor": None, "fees_minor": None}
    return Example(first["rule_id"], (first["duty_minor"], first["tax_minor"]), first["fees_minor"], plan.refusals["code"].to_list())
