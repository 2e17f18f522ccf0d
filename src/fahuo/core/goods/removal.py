"""Which pieces are taken first (出库策略): FIFO, LIFO, FEFO, or the nearest bin in the walk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from fahuo.core.words import BinKind, Removal

PLACE = ["product_id", "warehouse_id"]
NOT_FROM = [BinKind.PACKING.value, BinKind.QUARANTINE.value]
_LAST = 2**62  # after every day and every time


@dataclass(frozen=True)
class Taken:
    """Wanted pieces = taken + short, row by row (`row` is the place of the wanted row)."""

    takes: pl.DataFrame  # row, product_id, warehouse_id, bin_id, lot_id, quantity; by row, then in the order of taking
    short: pl.DataFrame  # row, product_id, warehouse_id, quantity: what is not there


def may_be_taken(holdings: pl.DataFrame, on: date) -> pl.DataFrame:
    """frames.Holdings that a parcel may get: not in packing or quarantine, not expired on the day."""
    expired = (pl.col("expires_on") <= on).fill_null(value=False)
    return holdings.filter(~pl.col("kind").is_in(NOT_FROM) & ~expired & (pl.col("quantity") > 0))


def remove(holdings: pl.DataFrame, wanted: pl.DataFrame, removal: pl.DataFrame, on: date) -> Taken:
    """Choose pieces for rows of `wanted` (product_id, warehouse_id, quantity), served in their order, as of the day `on`.

    `removal` says how for each product_id (words.Removal; a product that is not in it: FIFO). FEFO takes pieces whose lot has no last
    day, and pieces without a lot, after all others, the oldest first. Ties go by the walk, then the bin's code, then the ids.
    """
    return draw(ordered(may_be_taken(holdings, on), removal), wanted)


def ordered(holdings: pl.DataFrame, removal: pl.DataFrame) -> pl.DataFrame:
    """frames.Holdings in the order in which they are taken."""
    rows = holdings.join(removal.select("product_id", "removal").unique("product_id"), on="product_id", how="left", maintain_order="left")
    came, how = pl.col("since").dt.timestamp("us"), pl.col("removal").fill_null(Removal.FIFO.value)
    last_day = pl.col("expires_on").cast(pl.Int32).cast(pl.Int64).fill_null(_LAST)
    first = (
        pl.when(how == Removal.LIFO.value).then(-came)
        .when(how == Removal.FEFO.value).then(last_day)
        .when(how == Removal.NEAREST.value).then(pl.col("walk").cast(pl.Int64))
        .otherwise(came)
    )  # fmt: skip
    second = pl.when(how == Removal.FEFO.value).then(came).otherwise(0)
    return rows.sort(*PLACE, first, second, "walk", "code", "since", "bin_id", pl.col("lot_id").fill_null(0)).drop("removal")


def draw(holdings: pl.DataFrame, wanted: pl.DataFrame) -> Taken:
    """Serve rows of `wanted` in their order from holdings in theirs, product by product and warehouse by warehouse.

    Both are laid end to end on a line of pieces; a take is where a wanted row and a holding lie over each other.
    """
    asked = wanted.select(pl.int_range(pl.len()).alias("row"), *PLACE, pl.col("quantity").cast(pl.Int64)).filter(pl.col("quantity") > 0)
    asked = asked.with_columns(end=pl.col("quantity").cum_sum().over(PLACE))
    there = holdings.filter(pl.col("quantity") > 0).with_columns(end=pl.col("quantity").cum_sum().over(PLACE))
    cuts = (
        pl.concat([asked.select(*PLACE, "end"), there.select(*PLACE, "end")])
        .unique()
        .sort("end")
        .with_columns(begin=pl.col("end").shift(1, fill_value=0).over(PLACE))
    )
    takes = (
        _covering(_covering(cuts, asked.select(*PLACE, "row", "end")), there.select(*PLACE, "bin_id", "lot_id", "end"))
        .filter(pl.col("row").is_not_null(), pl.col("bin_id").is_not_null())
        .sort(*PLACE, "end")
        .select("row", *PLACE, "bin_id", "lot_id", quantity=pl.col("end") - pl.col("begin"))
        .sort("row", maintain_order=True)
    )
    met = takes.group_by("row").agg(met=pl.col("quantity").sum())
    missing = pl.col("quantity") - pl.col("met").fill_null(0)
    short = asked.join(met, on="row", how="left", maintain_order="left").select("row", *PLACE, quantity=missing)
    return Taken(takes, short.filter(pl.col("quantity") > 0))


def _covering(cuts: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Each cut with the first row of its place that ends at or after it; nulls where there is none."""
    return cuts.join_asof(rows.sort("end"), on="end", by=PLACE, strategy="forward", check_sortedness=False)
