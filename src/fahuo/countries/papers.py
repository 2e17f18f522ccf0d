"""Which papers and data sets a destination and a channel ask for (data/papers.csv: dated rows with source and how sure they are).

`to` of a row: a country, a customs union, "other" (no row names the destination), "*" (wherever a customs border is crossed), "any".
A value in a currency without a rate counts as above every limit: the fuller paper is asked for.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import polars as pl

from fahuo.core.words import attributes_of
from fahuo.countries import tables

_GROUPS = ("*", "other", "any")
SDR = "XDR"
# 300 SDR are about EUR 350 [general knowledge]; taken where the exchange table has no rate of the day for XDR.
SDR_IN_EUR = 350 / 300


def explain(why: str, language: str = "en") -> str:
    """The sentence and the source behind a `why` of `demanded`.

    >>> explain("cn23")
    'post above 300 SDR bears a CN23 (UPU; legalclarity.org; dutiable.io 2026-04)'
    """
    row = next(row for row in tables.rows("papers.csv") if row["why"] == why)
    return f"{row['zh' if language.startswith('zh') else 'en']} ({row['source']})"


def demanded(parcels: pl.DataFrame, rates: dict[str, float], territories: dict[str, str], on: date) -> pl.DataFrame:
    """Parcels (parcel_id, country, service_class, currency, value_minor, attributes, perhaps from_country) -> parcel_id, paper, why.

    One row a paper. Without a from_country a parcel counts as coming from abroad, and not from China.
    """
    rows = _in_force(on)
    if not rows:
        return pl.DataFrame(schema={"parcel_id": pl.Int64, "paper": pl.String, "why": pl.String})
    left_from = pl.col("from_country") if "from_country" in parcels.columns else pl.lit(None, pl.String)
    union = pl.col("country").replace(territories)
    seen = parcels.select(
        "parcel_id",
        "service_class",
        "attributes",
        left_from.alias("from_country"),
        union.alias("union"),
        (union != left_from.replace(territories)).fill_null(True).alias("abroad"),
        "value_minor",
        "currency",
        (pl.col("value_minor") * pl.col("currency").replace_strict(rates or {"": 1.0}, default=None, return_dtype=pl.Float64)).alias(
            "worth"
        ),
    )
    named = [row["to"] for row in rows if row["to"] not in _GROUPS]
    wanted = [pl.when(_wants(row, rates, named)).then(pl.lit(row["why"])) for row in rows]
    told = seen.select("parcel_id", pl.concat_list(wanted).alias("why")).explode("why").drop_nulls("why")
    paper = {row["why"]: row["paper"] for row in rows}
    found = told.select("parcel_id", pl.col("why").replace_strict(paper, return_dtype=pl.String).alias("paper"), "why")
    return found.unique(["parcel_id", "paper"], keep="first", maintain_order=True)


def with_sdr(rates: dict[str, float]) -> dict[str, float]:
    """Rates of minor units with one for SDR, near enough where the day's own is missing."""
    return rates if SDR in rates or "EUR" not in rates else {**rates, SDR: rates["EUR"] * SDR_IN_EUR}


def _wants(row: dict[str, str], rates: dict[str, float], named: list[str]) -> pl.Expr:
    """The condition of one row, over the columns that `demanded` prepares."""
    wants = [] if row["to"] == "any" else [pl.col("abroad")]
    if row["to"] == "other":
        wants.append(~pl.col("union").is_in(named))
    elif row["to"] not in _GROUPS:
        wants.append(pl.col("union") == row["to"])
    if row["channel"]:
        wants.append(pl.col("service_class") == row["channel"])
    if row["from_country"]:
        wants.append(pl.col("from_country") == row["from_country"])
    if row["attribute"]:
        wants.append((pl.col("attributes") & int(attributes_of([row["attribute"]]))) != 0)
    if row["currency"]:
        same, limit = pl.col("currency") == row["currency"], int(row["above_minor"] or row["up_to_minor"])
        value = pl.when(same).then("value_minor").otherwise((pl.col("worth") / rates.get(row["currency"])).round())
        above = (value > limit).fill_null(True)
        wants.append(above if row["above_minor"] else ~above)
    return pl.all_horizontal(wants).fill_null(False)


@lru_cache(maxsize=64)
def _in_force(on: date) -> tuple[dict[str, str], ...]:
    day = on.isoformat()
    return tuple(row for row in tables.rows("papers.csv") if (row["valid_from"] or "0") <= day < (row["valid_to"] or "9"))
