"""How a case may be settled: refund, reship, back to stock, or closed as it is."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from fahuo.core import frames
from fahuo.core.aftersales.rules import settlements
from fahuo.core.words import Step


@dataclass(frozen=True)
class Settled:
    """Settlements that came in = accepted + refused (the refusals in the same order, with case_id in their values)."""

    accepted: pl.DataFrame  # the rows as they came in, with moves_money, makes_order, gives_stock
    refusals: pl.DataFrame


def settle(asked: pl.DataFrame) -> Settled:
    """Judge settlements.

    asked: case_id, parcel_id, kind, state (of the parcel now), settlement (refund, reship, restock, closed), amount_minor (null where
    none is meant), paid_minor (what the buyer paid for the parcel's contents, same currency), note, uninspected (pieces of the parcel that
    nobody has looked at since it came back).
    """
    table = settlements()
    possible = table.group_by("kind").agg(pl.col("settlement").sort().str.join(", ").alias("possible"))
    rows = asked.join(table, on=["kind", "settlement"], how="left", maintain_order="left").join(
        possible, on="kind", how="left", maintain_order="left"
    )
    demands = pl.col("demands").fill_null(pl.lit([], pl.List(pl.String)))
    wants_amount = demands.list.contains("amount")
    amount_fits = (pl.col("amount_minor") >= 1) & (pl.col("amount_minor") <= pl.col("paid_minor"))
    problem = (
        pl.when(pl.col("possible").is_null())
        .then(pl.lit("case_kind_unknown"))
        .when(pl.col("demands").is_null())
        .then(pl.lit("settlement_not_possible"))
        .when(pl.col("states").is_not_null() & ~pl.col("states").list.contains(pl.col("state")).fill_null(False))
        .then(pl.lit("settlement_not_back"))
        .when((pl.col("settlement") == "restock") & (pl.col("uninspected") > 0).fill_null(False))
        .then(pl.lit("settlement_not_inspected"))
        .when(wants_amount & ~amount_fits.fill_null(False))
        .then(pl.lit("settlement_amount_wrong"))
        .when(~wants_amount & pl.col("amount_minor").is_not_null())
        .then(pl.lit("settlement_amount_needless"))
        .when(demands.list.contains("note") & (pl.col("note").fill_null("").str.strip_chars() == ""))
        .then(pl.lit("settlement_note_missing"))
    )
    rows = rows.with_columns(problem=problem)
    means = {"moves_money": "refund", "makes_order": "reship", "gives_stock": "restock"}
    accepted = rows.filter(pl.col("problem").is_null()).with_columns(
        [(pl.col("settlement") == word).alias(name) for name, word in means.items()]
    )
    bad = rows.filter(pl.col("problem").is_not_null())
    values = {name: pl.col(name) for name in ("case_id", "kind", "settlement", "possible", "amount_minor", "paid_minor", "uninspected")}
    return Settled(
        accepted.drop("problem", "possible", "states", "demands"), frames.refuse(bad, Step.AFTERSALES.value, pl.col("problem"), values)
    )


def settlement_options(kind: str, state: str | None) -> dict[str, list[str]]:
    """How a case of this kind may be settled while its parcel stands so: settlement -> what it demands (amount, note), sorted."""
    rows = settlements().filter(pl.col("kind") == kind).sort("settlement").iter_rows(named=True)
    return {row["settlement"]: row["demands"] for row in rows if row["states"] is None or state in row["states"]}
