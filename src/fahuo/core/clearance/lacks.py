"""What an entry lacks: codes, origins, rates, registrations; each as a refusal that says where it is missing."""

from __future__ import annotations

import polars as pl

from fahuo.core import frames
from fahuo.core.clearance.rules import Rules


def lacks(
    chosen: pl.DataFrame, lines: pl.DataFrame, figures: pl.DataFrame, rules: Rules, registrations: frozenset[str]
) -> list[pl.DataFrame]:
    """Refusals of parcels that have an entry: its data or its figures are not complete."""
    return [*_codes_and_origins(chosen, lines, rules), *_figures(chosen, figures, rules), *_registrations(chosen, registrations)]


def _codes_and_origins(chosen: pl.DataFrame, lines: pl.DataFrame, rules: Rules) -> list[pl.DataFrame]:
    by_origin = rules.charges.filter(pl.col("origin").is_not_null())["scheme"].unique().implode()
    entry = chosen.lazy().select(
        "parcel_id", "country", pl.col("hs_digits").alias("digits"), pl.col("rule_id").is_in(by_origin).alias("by_origin")
    )
    has = pl.col("hs_code").str.len_bytes().cast(pl.Int64)
    flags = {
        "no_code": pl.col("hs_code").is_null(),
        "short": (has < pl.col("digits")).fill_null(False),
        "nowhere": pl.col("by_origin") & pl.col("made_in").is_null(),
    }
    seen = lines.lazy().join(entry, on="parcel_id", how="inner").with_columns(has.alias("has"), **flags)
    asked = seen.filter(pl.any_horizontal(*flags)).collect()
    if asked.is_empty():
        return []
    place = {"no": pl.col("no"), "country": pl.col("country")}
    code = {"hs_code": pl.col("hs_code"), "country": pl.col("country"), "digits": pl.col("digits"), "has": pl.col("has")}
    return [
        frames.refuse(asked.filter("no_code"), "clearance", "hs_missing_for_entry", place | {"digits": pl.col("digits")}),
        frames.refuse(asked.filter("short"), "clearance", "hs_too_short_for_entry", code),
        frames.refuse(asked.filter("nowhere"), "clearance", "origin_missing_for_entry", place),
    ]


def _figures(chosen: pl.DataFrame, figures: pl.DataFrame, rules: Rules) -> list[pl.DataFrame]:
    """Rates that are not known though code and origin are, fees that are not set yet, amounts in a currency without a rate."""
    unknown = figures.filter(pl.col("unknown").is_not_null())
    if unknown.is_empty():
        return []
    unknown = unknown.join(chosen.select("parcel_id", "country"), on="parcel_id", how="inner")
    set_in = rules.charges.select("rule_id", pl.col("currency").alias("set_in")).unique("rule_id")
    unpriced = unknown.filter(pl.col("unknown") == "exchange").join(set_in, on="rule_id", how="inner").unique(["parcel_id", "set_in"])
    is_tax = pl.col("figure") == "tax"
    duties, taxes = unknown.filter((pl.col("unknown") == "rate") & ~is_tax), unknown.filter((pl.col("unknown") == "rate") & is_tax)
    by_code = {"country": pl.col("country"), "hs_code": pl.col("hs_code"), "origin": pl.col("origin"), "layer": pl.col("layer")}
    return [
        frames.refuse(duties, "clearance", "rate_unknown", by_code),
        frames.refuse(taxes, "clearance", "tax_rate_unknown", {"country": pl.col("country"), "tax": pl.col("layer")}),
        frames.refuse(
            unknown.filter(pl.col("unknown") == "unset"),
            "clearance",
            "fee_unconfirmed",
            {"country": pl.col("country"), "fee": pl.col("layer")},
        ),
        frames.refuse(unpriced, "clearance", "exchange_missing", {"currency": pl.col("set_in")}),
    ]


def _registrations(chosen: pl.DataFrame, registrations: frozenset[str]) -> list[pl.DataFrame]:
    wanted = chosen.filter(pl.col("must_hold").is_not_null() & ~pl.col("must_hold").is_in(list(registrations)))
    if wanted.is_empty():
        return []
    return [frames.refuse(wanted, "clearance", "registration_missing", {"country": pl.col("country"), "registration": pl.col("must_hold")})]
