"""When to buy again (补货): reorder points, filling up, and what the last days' sales say."""

from __future__ import annotations

import polars as pl

PLACE = ["product_id", "warehouse_id"]


def suggest(stock: pl.DataFrame, shipped: pl.DataFrame, days: int, lead_days: int = 14) -> pl.DataFrame:
    """One row a row of `stock`, in its order: what to buy now, and how the reorder point fits what is sold.

    `stock` has product_id, warehouse_id, free (not promised), on_way (planned inbound), reorder_at, reorder_to (null: none set);
    `shipped` product_id, warehouse_id, quantity: pieces that left in parcels in the last `days` days. Adds

    * sold: those pieces; days_of_cover: how long free and on_way last at that pace, rounded down, null where nothing was sold;
    * due: free and on_way together are at or below reorder_at (without one: they do not last `lead_days`);
    * buy: pieces that fill up to reorder_to; without one, to the reorder point (see below) and what `days` more days sell; 0 where not due;
    * point: the reorder point that the sales suggest: what is sold in `lead_days`, rounded up.
    """
    if days < 1 or lead_days < 0:
        raise ValueError(f"sales are looked at over 1 day or more, not {days}; a delivery takes 0 days or more, not {lead_days}")
    summed = shipped.group_by(PLACE).agg(sold=pl.col("quantity").sum().cast(pl.Int64))
    have, sold = pl.col("free") + pl.col("on_way"), pl.col("sold")
    point = (sold * lead_days + days - 1) // days
    at = pl.col("reorder_at")
    due = pl.when(at.is_not_null()).then(have <= at).otherwise((sold > 0) & (have * days < sold * lead_days))
    up_to = pl.coalesce("reorder_to", pl.max_horizontal(pl.coalesce(at, point), point) + pl.max_horizontal(sold, pl.lit(1)))
    return (
        stock.join(summed, on=PLACE, how="left", maintain_order="left")
        .with_columns(sold.fill_null(0))
        .with_columns(
            days_of_cover=pl.when(sold > 0).then(have * days // pl.when(sold > 0).then(sold).otherwise(1)),
            due=due,
            buy=pl.when(due).then((up_to - have).clip(lower_bound=0)).otherwise(0),
            point=point,
        )
    )
