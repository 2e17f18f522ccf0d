"""The layers of duty and the fees of each parcel: one row a figure, with its base, rate, amount and source.

`unknown` says why an amount is not known: "code" the line has no HS code, "origin" no origin, "rate" we know no rate for them,
"exchange" it is set in a currency without a rate; "unset" is a fee that is not fixed yet and counts 0.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from fahuo.core.clearance.rates import look_up
from fahuo.core.clearance.rules import ORDINARY, Rules
from fahuo.core.clearance.values import into, stepped, taken, worth

FIGURES = {
    "parcel_id": pl.Int64, "no": pl.Int32, "figure": pl.String, "layer": pl.String, "rule_id": pl.String, "hs_code": pl.String,
    "origin": pl.String, "base_minor": pl.Int64, "rate_ppm": pl.Int64, "each_minor": pl.Int64, "amount_minor": pl.Int64,
    "unknown": pl.String, "currency": pl.String, "source": pl.String, "confidence": pl.String, "note": pl.String,
}  # fmt: skip
_OF_SCHEME = ("service_class", "duty_basis", "base_step_minor", "amount_step_minor")
_BY_LINE = {"tariff", "rate", "top_up"}


def charge(chosen: pl.DataFrame, lines: pl.DataFrame, rules: Rules, rates: dict[str, float], on: date) -> pl.DataFrame:
    """Parcels with their scheme, and lines with goods_base and cif_base -> FIGURES; an amount that nobody can know is null."""
    schemes = chosen["rule_id"].unique()
    rows = rules.on(on)[1].filter(pl.col("scheme").is_in(schemes.implode())).rename({"currency": "set_in", "country": "only_to"})
    rows = rows.with_columns(worth("set_in", rates).alias("set_in_worth"))
    parcels = chosen.lazy().select("parcel_id", "country", pl.col("rule_id").alias("scheme"), "currency", "currency_worth", *_OF_SCHEME)
    full = parcels.join(rows.lazy(), on="scheme", how="inner").filter(
        pl.col("only_to").is_null() | (pl.col("only_to") == pl.col("country")),
        pl.col("channel").is_null() | (pl.col("channel") == pl.col("service_class")),
    )
    how = set(rows["how"].unique().to_list())
    parts = []
    if how & _BY_LINE:
        by_line = full.filter(pl.col("how").is_in(list(_BY_LINE))).join(lines.lazy(), on="parcel_id", how="inner")
        parts.append(_rated(by_line, rules, on))
    if "per_code" in how:
        parts.append(_counted(full.filter(pl.col("how") == "per_code").join(_codes(lines.lazy()), on="parcel_id", how="inner"), coded=True))
    if "per_parcel" in how:
        parts.append(_counted(full.filter(pl.col("how") == "per_parcel")))
    found = pl.concat(pl.collect_all(parts)) if parts else pl.DataFrame(schema=FIGURES)
    if "less" not in how:
        return found
    return pl.concat([found, _taken_off(_counted(full.filter(pl.col("how") == "less")), found).collect()])


def _rated(rows: pl.LazyFrame, rules: Rules, on: date) -> pl.LazyFrame:
    """Percentages of each line's base. A line without an origin leaves every layer unknown that depends on it."""
    matching = pl.col("origin").is_null() | pl.col("made_in").is_null() | (pl.col("origin") == pl.col("made_in"))
    how, topped = pl.col("how"), (pl.col("rate_ppm") - pl.col("tariff_ppm")).clip(lower_bound=0)
    kept = (
        rows.filter(matching)
        .sort("parcel_id", "no", "layer", "origin", "rule_id", nulls_last=True)
        .unique(["parcel_id", "no", "layer"], keep="first", maintain_order=True)
        .with_columns(pl.when(how == "top_up").then(pl.lit(ORDINARY)).otherwise("listed").alias("listed"))
    )
    rate = pl.when(how == "rate").then("rate_ppm").when(how == "top_up").then(topped).otherwise("tariff_ppm")
    no_origin = pl.col("origin").is_not_null() & pl.col("made_in").is_null()
    no_code = (how != "rate") & pl.col("hs_code").is_null()
    why = pl.when(no_code).then(pl.lit("code")).when(no_origin).then(pl.lit("origin")).when(rate.is_null()).then(pl.lit("rate"))
    base = stepped(pl.when(pl.col("duty_basis") == "goods").then("goods_base").otherwise("cif_base"), pl.col("base_step_minor"))
    known = look_up(kept, rules.on(on)[2])
    priced = known.with_columns(base.alias("base_minor"), pl.when(~no_origin).then(rate).alias("rate_ppm"), why.alias("unknown"))
    return priced.select(
        *_named("parcel_id", "no", "figure", "layer", "rule_id", "hs_code"),
        pl.col("made_in").alias("origin"),
        *_named("base_minor", "rate_ppm"),
        pl.lit(None, pl.Int64).alias("each_minor"),
        taken(pl.col("base_minor"), pl.col("rate_ppm"), pl.col("amount_step_minor")).alias("amount_minor"),
        *_named("unknown", "currency"),
        pl.coalesce("tariff_source", "source").alias("source"),
        *_named("confidence", "note"),
    )


def _codes(lines: pl.LazyFrame) -> pl.LazyFrame:
    """One row a distinct six-digit code of a parcel, at the line that has it first; lines without a code one by one."""
    six = pl.col("hs_code").str.slice(0, 6)
    named = lines.select("parcel_id", "no", six.alias("hs_code"), pl.coalesce(six, pl.format("line {}", "no")).alias("_group"))
    return named.sort("parcel_id", "no").unique(["parcel_id", "_group"], keep="first", maintain_order=True).drop("_group")


def _counted(rows: pl.LazyFrame, coded: bool = False) -> pl.LazyFrame:
    """Amounts for each row, in the scheme's currency. A fee that is not set yet counts 0; a duty on a code that is missing is unknown."""
    unset = pl.col("amount_minor").is_null()
    each = pl.when(pl.col("set_in").is_null()).then("amount_minor").otherwise(into(pl.col("amount_minor"), "set_in", "currency"))
    amount = pl.when(unset & (pl.col("figure") == "fee")).then(0).otherwise(each)
    code = pl.col("hs_code") if coded else pl.lit(None, pl.String)
    no_code = pl.lit(coded) & code.is_null()
    why = pl.when(unset).then(pl.lit("unset")).when(no_code).then(pl.lit("code")).when(each.is_null()).then(pl.lit("exchange"))
    return rows.select(
        "parcel_id",
        (pl.col("no") if coded else pl.lit(None)).cast(pl.Int32).alias("no"),
        *_named("figure", "layer", "rule_id"),
        code.alias("hs_code"),
        pl.lit(None, pl.String).alias("origin"),
        pl.lit(None, pl.Int64).alias("base_minor"),
        pl.lit(None, pl.Int64).alias("rate_ppm"),
        each.alias("each_minor"),
        pl.when(~no_code | unset).then(amount).alias("amount_minor"),
        why.alias("unknown"),
        *_named("currency", "source", "confidence", "note"),
    )


def _taken_off(counted: pl.LazyFrame, found: pl.DataFrame) -> pl.LazyFrame:
    """What is taken off the duty, at most all of it."""
    duty = found.lazy().filter(pl.col("figure") == "duty").group_by("parcel_id").agg(known_sum(pl.col("amount_minor")).alias("duty"))
    off = pl.when(pl.col("duty").is_not_null()).then(-pl.min_horizontal("amount_minor", "duty"))
    joined = counted.join(duty, on="parcel_id", how="left")
    return joined.with_columns(off.alias("amount_minor"), pl.col("duty").alias("base_minor")).select(list(FIGURES))


def known_sum(amounts: pl.Expr) -> pl.Expr:
    """The sum in an aggregation, null where one of them is not known."""
    return pl.when(amounts.is_not_null().all()).then(amounts.sum())


def _named(*names: str) -> list[pl.Expr]:
    return [pl.col(name) for name in names]
