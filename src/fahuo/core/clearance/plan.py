"""Destination clearance: duty, tax and fees of each parcel by its destination's rules on a day, who pays them, and what the entry lacks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import dataframely as dy
import polars as pl

from fahuo.core import frames
from fahuo.core.clearance.charges import charge, known_sum
from fahuo.core.clearance.lacks import lacks
from fahuo.core.clearance.rules import Rules
from fahuo.core.clearance.schemes import choose
from fahuo.core.clearance.taxes import tax
from fahuo.core.clearance.values import asked_of, measure, rates_of, spread

INSIDE = "inside"  # the rule of a parcel that crosses no customs border


class Entries(dy.Schema):
    """One row a parcel. Amounts in `currency`, the destination's; null where a part is not known (the refusals say which)."""

    parcel_id = dy.Int64(primary_key=True)
    rule_id = dy.String()
    country = dy.String()
    currency = dy.String()
    value_minor = dy.Int64()  # goods without carriage
    freight_minor = dy.Int64()
    duty_minor = dy.Int64(nullable=True)
    tax_minor = dy.Int64(nullable=True)
    fees_minor = dy.Int64(nullable=True)
    total_minor = dy.Int64(nullable=True)
    duty_collector = dy.String(nullable=True)  # seller | marketplace | carrier | buyer: who hands it to the state
    tax_collector = dy.String(nullable=True)
    hs_digits = dy.Int64()  # digits of the HS code that the entry asks for
    source = dy.String()
    confidence = dy.String()
    note = dy.String(nullable=True)  # what is not certain


class EntryLines(dy.Schema):
    """Every figure by itself: amount = base x rate, or an amount set by law (`each`). `no` is the declared line; null: the whole parcel."""

    parcel_id = dy.Int64(primary_key=True)
    seq = dy.Int32(primary_key=True)
    no = dy.Int32(nullable=True)
    figure = dy.String()  # duty | tax | fee
    layer = dy.String()
    rule_id = dy.String()
    hs_code = dy.String(nullable=True)
    origin = dy.String(nullable=True)
    base_minor = dy.Int64(nullable=True)
    rate_ppm = dy.Int64(nullable=True)
    each_minor = dy.Int64(nullable=True)
    amount_minor = dy.Int64(nullable=True)
    unknown = dy.String(
        nullable=True
    )  # why the amount is not known: code | origin | rate | exchange | duty; unset: a fee that counts 0 so far
    currency = dy.String()
    source = dy.String()
    confidence = dy.String()
    note = dy.String(nullable=True)


@dataclass(frozen=True)
class ClearancePlan:
    """Parcels that came in = parcels with an entry + parcels refused with no_duty_rules, nothing_declared or exchange_missing."""

    entries: pl.DataFrame
    entry_lines: pl.DataFrame
    refusals: pl.DataFrame


def plan_clearance(
    parcels: pl.DataFrame,
    declared_lines: pl.DataFrame,
    rules: Rules,
    exchange: pl.DataFrame,
    on: date,
    registrations: frozenset[str] = frozenset(),
) -> ClearancePlan:
    """Duty, tax and fees for each parcel, as of the day `on`.

    parcels: parcel_id, country (destination), service_class, currency, and where known region (Google's key: "ON"), from_country,
    freight_included_minor (carriage inside the lines' values; no column or null: none). declared_lines: frames.DeclaredLines, in the
    parcel's currency. exchange: frames.Exchange. registrations: what the seller or his marketplace holds ("IOSS", "GB_VAT", ...).
    """
    found = _figure(parcels, declared_lines, rules, exchange, on, registrations)
    refusals = frames.gather(*found.unplanned, *lacks(found.chosen, found.based, found.figures, rules, registrations))
    return ClearancePlan(found.entries, _numbered(found.figures), refusals.sort("parcel_id", "code", "values"))


def plan_owed(
    parcels: pl.DataFrame,
    declared_lines: pl.DataFrame,
    rules: Rules,
    exchange: pl.DataFrame,
    on: date,
    registrations: frozenset[str] = frozenset(),
) -> pl.DataFrame:
    """The entries of `plan_clearance` alone, for whoever compares parcels that are only thought of."""
    return _figure(parcels, declared_lines, rules, exchange, on, registrations).entries


@dataclass(frozen=True)
class _Figured:
    chosen: pl.DataFrame  # parcels with their scheme
    based: pl.DataFrame
    figures: pl.DataFrame
    entries: pl.DataFrame
    unplanned: list[pl.DataFrame]  # refusals


def _figure(
    parcels: pl.DataFrame, declared_lines: pl.DataFrame, rules: Rules, exchange: pl.DataFrame, on: date, registrations: frozenset[str]
) -> _Figured:
    asked, lines = measure(asked_of(parcels), declared_lines)
    left, to = (pl.col(column).replace(rules.territories) for column in ("left_from", "country"))
    ways = asked.with_columns(pl.col("goods_minor").is_null().alias("no_goods"), (left == to).fill_null(False).alias("at_home"))
    abroad = ways.filter(~pl.col("no_goods") & ~pl.col("at_home"))
    rates = rates_of(exchange)
    chosen, unplanned = choose(abroad, rules, rates, on, registrations)
    based = _bases(lines, chosen)
    duties = charge(chosen, based, rules, rates, on)
    figures = pl.concat([duties, tax(chosen, duties)])
    entries = _entries(chosen, figures)
    if abroad.height < ways.height:
        entries = pl.concat([entries, _at_home(ways.filter(~pl.col("no_goods") & pl.col("at_home")))])
        unplanned = [frames.refuse(ways.filter("no_goods"), "clearance", "nothing_declared"), *unplanned]
    return _Figured(chosen, based, figures, entries.sort("parcel_id"), unplanned)


def _numbered(figures: pl.DataFrame) -> pl.DataFrame:
    """The figures as EntryLines: duty first, then tax, then fees."""
    kind = pl.col("figure").replace_strict({"duty": 0, "tax": 1, "fee": 2}, return_dtype=pl.Int8)
    ordered = figures.lazy().sort("parcel_id", kind, "no", "layer", "hs_code", nulls_last=True)
    seq = pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("parcel_id").alias("seq")
    return ordered.with_columns(seq).select(list(EntryLines.columns())).collect()


def _bases(lines: pl.DataFrame, chosen: pl.DataFrame) -> pl.DataFrame:
    """Lines with their part of the parcel's goods and goods-with-carriage, in the scheme's currency, to the cent."""
    totals = chosen.lazy().select("parcel_id", pl.col("goods_base").alias("_goods"), pl.col("cif_base").alias("_cif"))
    joined = lines.lazy().join(totals, on="parcel_id", how="inner").sort("parcel_id", "no").collect()
    return spread(spread(joined, "_goods", "goods_minor", "goods_base"), "_cif", "value_minor", "cif_base").drop("_goods", "_cif")


def _entries(chosen: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    parts = {"duty": "duty_minor", "tax": "tax_minor", "fee": "fees_minor"}
    amounts = {name: pl.col("amount_minor").filter(pl.col("figure") == figure) for figure, name in parts.items()}
    sums = (
        figures.lazy()
        .group_by("parcel_id")
        .agg(*(known_sum(amount).alias(name) for name, amount in amounts.items()), pl.lit(True).alias("_any"))
    )
    none = pl.col("_any").is_null()
    owed = {
        who: pl.when(pl.col(f"{who}_minor").is_null() | (pl.col(f"{who}_minor") != 0)).then(f"{who}_collector") for who in ("duty", "tax")
    }
    return (
        chosen.lazy()
        .join(sums, on="parcel_id", how="left")
        .with_columns(pl.when(none).then(0).otherwise(name).alias(name) for name in amounts)
        .select(
            *(pl.col(name) for name in ("parcel_id", "rule_id", "country", "currency")),
            pl.col("goods_base").alias("value_minor"),
            (pl.col("cif_base") - pl.col("goods_base")).alias("freight_minor"),
            *(pl.col(name) for name in amounts),
            (pl.col("duty_minor") + pl.col("tax_minor") + pl.col("fees_minor")).alias("total_minor"),
            *(collector.alias(f"{who}_collector") for who, collector in owed.items()),
            *(pl.col(name) for name in ("hs_digits", "source", "confidence", "note")),
        )
        .collect()
    )


def _at_home(parcels: pl.DataFrame) -> pl.DataFrame:
    zero = pl.lit(0, pl.Int64)
    return parcels.select(
        "parcel_id",
        pl.lit(INSIDE).alias("rule_id"),
        "country",
        pl.col("paid_in").alias("currency"),
        pl.col("goods_minor").alias("value_minor"),
        (pl.col("cif_minor") - pl.col("goods_minor")).alias("freight_minor"),
        *(zero.alias(name) for name in ("duty_minor", "tax_minor", "fees_minor", "total_minor")),
        pl.lit(None, pl.String).alias("duty_collector"),
        pl.lit(None, pl.String).alias("tax_collector"),
        zero.alias("hs_digits"),
        pl.lit("no customs border is crossed").alias("source"),
        pl.lit("high").alias("confidence"),
        pl.lit("the tax of a domestic sale is not figured here").alias("note"),
    )
