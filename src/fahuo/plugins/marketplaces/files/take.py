"""A file's rows all the way to orders: mapping, countries, made-up addresses, intake."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from fahuo.core import reasons
from fahuo.core.orders.intake import Intake, sort_drafts
from fahuo.countries.names import resolve
from fahuo.plugins.marketplaces.files.drafts import to_drafts
from fahuo.plugins.marketplaces.files.madeup import defaults
from fahuo.plugins.marketplaces.files.mapping import Mapping
from fahuo.plugins.marketplaces.files.rows import FAULT, ROW


def take_in(raw: pl.DataFrame, mapping: Mapping, first_order_id: int = 0, currency: str | None = None) -> Intake:
    """Rows of a file (client.read_table, or one of batches.Batches) -> Intake.

    `currency` is taken where neither the file nor the mapping says one: the merchant's own.
    """
    drafts = to_drafts(raw, mapping if mapping.currency or currency is None else replace(mapping, currency=currency))
    names = drafts["country"].unique().drop_nulls().sort().to_list() if "country" in drafts.columns else []
    countries = resolve(names)
    known = sorted({code for code in countries.values() if code})
    return sort_drafts(drafts, countries, first_order_id, defaults(known, mapping.defaults, mapping.make_up))


def refused_rows(raw: pl.DataFrame, refusals: pl.DataFrame, language: str = "en") -> pl.DataFrame:
    """The file's own rows that have a refusal (with source_row), as they were, with two columns more: why not, and what would mend it."""
    said = refusals.filter(pl.col(ROW).is_not_null()).select(ROW, "code", "values").unique(maintain_order=True)
    told = list(said.select("code", "values").iter_rows())
    why = pl.Series("why", [reasons.say(code, values, language) for code, values in told], dtype=pl.String)
    mend = pl.Series("mend", [reasons.mend(code, values, language) for code, values in told], dtype=pl.String)
    named = ("原因", "处理方法") if language.startswith("zh") else ("reason", "what to do")
    by_row = (
        said.with_columns(why, mend)
        .group_by(ROW)
        .agg(pl.col("why").str.join("; ").alias(named[0]), pl.col("mend").unique(maintain_order=True).str.join("; ").alias(named[1]))
    )
    return raw.drop(FAULT, *named, strict=False).join(by_row, on=ROW, how="inner").sort(ROW)
