"""Where each order stands: with its hindmost parcel, unless the order itself was cancelled, held or refused."""

from __future__ import annotations

import polars as pl

from fahuo.core.progress.blocks import weigh
from fahuo.core.progress.latest import MARKS_A_LEVEL, STEPS
from fahuo.core.progress.meanings import MEANINGS
from fahuo.core.words import Happening, Step, Weight

OWN_KINDS = [k.value for k in (Happening.IMPORTED, Happening.PLANNED, Happening.APPROVED, Happening.CANCELLED)]
HANDED_OVER = next(row.level for row in MEANINGS if row.kind == Happening.HANDED_OVER)
STEP_NO = {step.value: i + 1 for i, step in enumerate(STEPS)}


def order_standings(events: pl.DataFrame, parcels: pl.DataFrame, blocks: pl.DataFrame | None = None) -> pl.DataFrame:
    """Where each order stands, one row an order, sorted by order_id.

    events: order_id, kind, at, and parcel_id where it is there (rows with one are not the order's own). parcels: what `standings`
    gave, with order_id. blocks: order_id, step, code, and parcel_id (rows with one are the parcel's) as in `standings`: what is
    refused or held now; a hold ends once the order was approved.

    step, state, state_at, needs as for parcels; parcels: how many; delivered: how many of them.
    """
    own = _own(events)
    rest = _parcels(parcels).join(own, on="order_id", how="full", coalesce=True)
    orders = rest.join(_blocks(blocks, rest), on="order_id", how="left").with_columns(pl.col("parcels", "delivered").fill_null(0))
    moving = pl.col("furthest").fill_null(0) >= HANDED_OVER
    cancelled = pl.col("cancelled").is_not_null() & ~moving
    stopped = pl.col("heaviness").fill_null(9).le(1) & ~moving & ((pl.col("heaviness") == 1) | (pl.col("parcels") == 0))
    bare = pl.col("parcels") == 0
    early = pl.when(pl.col("planned").is_not_null()).then(pl.lit(Happening.PLANNED.value)).otherwise(pl.lit(Happening.IMPORTED.value))
    stop = pl.when(pl.col("heaviness") == 1).then(pl.lit(Weight.HELD.value)).otherwise(pl.lit(Weight.REFUSED.value))
    # what merely waits or is held does so before the goods leave; a refused part of the order stays undone
    against = pl.when(~moving | (pl.col("heaviness") == 0)).then("code")
    own_at = pl.coalesce("approved", "planned", "imported", "state_at")
    return orders.select(
        "order_id",
        step=pl.when(cancelled)
        .then(pl.coalesce("step", pl.lit(Step.ORDERS.value)))
        .when(stopped)
        .then("block_step")
        .when(bare)
        .then(pl.lit(Step.ORDERS.value))
        .otherwise("step"),
        state=pl.when(cancelled).then(pl.lit(Happening.CANCELLED.value)).when(stopped).then(stop).when(bare).then(early).otherwise("state"),
        state_at=pl.when(cancelled).then("cancelled").when(stopped | bare).then(own_at).otherwise("state_at"),
        needs=pl.when(~cancelled).then(pl.when(stopped).then("code").otherwise(pl.coalesce(pl.col("needs"), against))),
        parcels=pl.col("parcels").cast(pl.Int64),
        delivered=pl.col("delivered").cast(pl.Int64),
    ).sort("order_id")


def _own(events: pl.DataFrame) -> pl.DataFrame:
    """For each order the latest time of each kind of event of its own."""
    rows = events.filter(pl.col("parcel_id").is_null()) if "parcel_id" in events.columns else events
    latest = [pl.when(pl.col("kind") == kind).then("at").max().alias(kind) for kind in OWN_KINDS]
    return rows.group_by("order_id").agg(latest)


def _parcels(parcels: pl.DataFrame) -> pl.DataFrame:
    """For each order its hindmost parcel: one still on its way before one that has ended, a cancelled one last of all."""
    cancelled = pl.col("state") == Happening.CANCELLED.value
    no = pl.col("step").cast(pl.String).replace_strict(STEP_NO, return_dtype=pl.Int64)
    rows = parcels.with_columns(last=cancelled, no=no).sort("order_id", "last", "ends", "no", "mark", "needs")
    counted = ~pl.col("last")
    return rows.group_by("order_id", maintain_order=True).agg(
        pl.col("step", "state", "state_at").first(),
        needs=pl.col("needs").drop_nulls().first(),
        furthest=(pl.col("mark") // MARKS_A_LEVEL).max(),
        parcels=counted.sum(),
        delivered=(pl.col("state") == Happening.DELIVERED.value).sum(),
    )


def _blocks(blocks: pl.DataFrame | None, orders: pl.DataFrame) -> pl.DataFrame:
    """For each order the block of its own that counts: the heaviest, then the earliest step, then the code.

    Where something was packed all the same, a hold comes before what was refused: it is the hold that stops the rest.
    """
    schema = {"order_id": pl.Int64, "block_step": pl.String, "code": pl.String, "heaviness": pl.Int64}
    if blocks is None or not blocks.height:
        return pl.DataFrame(schema=schema)
    rows = blocks.filter(pl.col("parcel_id").is_null()) if "parcel_id" in blocks.columns else blocks
    approved = orders.filter(pl.col("approved").is_not_null())["order_id"]
    weighed = weigh(rows).filter((pl.col("heaviness") != 1) | ~pl.col("order_id").is_in(approved.implode()))
    packed = pl.col("order_id").is_in(orders.filter(pl.col("parcels") > 0)["order_id"].implode())
    weighed = weighed.with_columns(rank=pl.when(packed & (pl.col("heaviness") == 1)).then(-1).otherwise("heaviness"))
    first = weighed.sort("order_id", "rank", "step_no", "code").unique("order_id", keep="first", maintain_order=True)
    return first.select("order_id", block_step=pl.col("step").cast(pl.String), code="code", heaviness="heaviness")
