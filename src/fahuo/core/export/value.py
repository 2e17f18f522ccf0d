"""What is declared for each line of each parcel: its part of what the buyer paid, to the cent."""

from __future__ import annotations

import numpy as np
import polars as pl

from fahuo.core.export.shares import Ints, proportion, share

# A line, a freight or a discount above 280 million million minor units is a slip of the pen. It is capped here, so that it cannot
# overflow the sums of the batch that it came with.
LARGEST_MINOR = 2**48
LARGEST_FACTOR = 2**31  # of quantity and of price: their product stays within 64 bits


def share_paid(orders: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """What each line has of what was paid for its order: order_id, line_no, asked (pieces), share (minor units), sorted.

    paid = all goods lines - discount + freight, never below 0, shared by goods value. A line whose quantity or price is not above
    zero is no sale and counts 0. Lines that were refused keep their part: the others must not be declared dearer for it.
    Lines of an order that carries others' may have the columns purchase (the order that they were bought with; its lines stand together)
    and around_minor (that order's freight - discount; null: as Orders say): then each purchase is shared over its own lines.
    """
    goods = pl.col("quantity").clip(0, LARGEST_FACTOR) * pl.col("price_minor").clip(0, LARGEST_FACTOR)
    around = pl.col("freight_minor").clip(0, LARGEST_MINOR) - pl.col("discount_minor").clip(0, LARGEST_MINOR)
    purchases = ["purchase", "around_minor"] if "purchase" in lines.columns else []
    rows = (
        lines.select("order_id", "line_no", pl.col("quantity").alias("asked"), goods.clip(0, LARGEST_MINOR).alias("goods"), *purchases)
        .join(orders.select("order_id", around.alias("around")), on="order_id", how="inner")
        .sort("order_id", "line_no")
    )
    if purchases:
        rows = rows.with_columns(around=pl.col("around_minor").fill_null(pl.col("around")))
    of = ["order_id", *purchases[:1]]
    rows = rows.with_columns((pl.col("goods").sum().over(of) + pl.col("around")).clip(lower_bound=0).alias("paid"))
    group = rows["order_id"] if not purchases else rows.select(pl.struct(of).rank("dense").cast(pl.Int64)).to_series()
    shares = share(group.to_numpy(), rows["paid"].to_numpy(), rows["goods"].to_numpy())
    return rows.select("order_id", "line_no", "asked", pl.Series("share", shares))


def value_contents(
    orders: pl.DataFrame, lines: pl.DataFrame, parcels: pl.DataFrame, placements: pl.DataFrame, kits: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Pieces and declared value of each line in each parcel, as frames.Contents, in the order's currency.

    `lines` are all goods lines of the orders, the refused ones too. What was paid is shared over them by their goods value, then
    each line's share over its parcels by pieces, both by the largest remainder. The share of a line of a kit goes over its parts by
    `kits` (sku, product_id, each, worth: see core.orders.kits): pieces times their worth. Pieces of a line that are in no parcel leave with
    their part. So the contents and the parts of all that is not in a parcel add up to what was paid, to the cent.
    """
    pieces = pl.col("nx").cast(pl.Int64) * pl.col("ny") * pl.col("nz")
    rows = (
        placements.group_by("parcel_id", "line_no", "product_id")
        .agg(pieces.sum().alias("quantity"))
        .join(parcels.select("parcel_id", "order_id"), on="parcel_id", how="inner")
        .join(share_paid(orders, lines), on=["order_id", "line_no"], how="inner")
        .sort("order_id", "line_no", "parcel_id", "product_id")
    )
    worth, of_one = worths_of(rows, lines, kits)
    order_id, line_no, pieces_here, asked, of_line = (
        rows[name].to_numpy().astype(np.int64) for name in ("order_id", "line_no", "quantity", "asked", "share")
    )
    quantity, asked = pieces_here * worth, asked * of_one  # in units of worth; of a plain product each piece is one
    if not len(rows):
        return rows.select("parcel_id", "line_no", "order_id", "product_id", "quantity", pl.col("share").alias("value_minor"))
    begins = (np.diff(order_id, prepend=-1) != 0) | (np.diff(line_no, prepend=-1) != 0)
    line = np.cumsum(begins)
    here = np.add.reduceat(quantity, np.flatnonzero(begins))[line - 1]
    whole = np.maximum(np.maximum(here, asked), 1)
    part, rest = proportion(of_line, here, whole)
    part += 2 * rest >= whole  # the nearer cent; no change where every piece is in a parcel
    value = share(line, part, quantity)
    contents = rows.select("parcel_id", "line_no", "order_id", "product_id", "quantity", pl.Series("value_minor", value))
    return contents.sort("parcel_id", "line_no", "product_id")


def worths_of(rows: pl.DataFrame, lines: pl.DataFrame, kits: pl.DataFrame | None) -> tuple[Ints, Ints]:
    """For each row what one of its pieces counts, and what one piece of its line (one kit) counts in all."""
    ones = np.ones(len(rows), np.int64)
    if kits is None or kits.is_empty() or rows.is_empty():
        return ones, ones
    whole = kits.group_by("sku").agg(of_one=(pl.col("each") * pl.col("worth")).sum())
    found = (
        rows.select("order_id", "line_no", "product_id")
        .join(lines.select("order_id", "line_no", "sku"), on=["order_id", "line_no"], how="left", maintain_order="left")
        .join(kits.select("sku", "product_id", "worth"), on=["sku", "product_id"], how="left", maintain_order="left")
        .join(whole, on="sku", how="left", maintain_order="left")
        .with_columns(of_one=pl.when(pl.col("worth").is_not_null()).then("of_one"))
    )
    return tuple(found[name].fill_null(1).to_numpy().astype(np.int64) for name in ("worth", "of_one"))  # type: ignore[return-value]
