"""Pieces that are picked, leave in parcels, go back on the shelf, or are used up."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from django.db import transaction

from fahuo.core.goods.removal import draw
from fahuo.core.words import BinKind, MoveKind
from fahuo.records import clock
from fahuo.records.copy import fetch
from fahuo.records.stock.bins import bins_for
from fahuo.records.stock.locks import lock
from fahuo.records.stock.moves import move
from fahuo.records.stock.staying import gone
from fahuo.records.stock.taking import in_packing, take, take_from_anywhere


@transaction.atomic
def pick(merchant_id: int, picks: pl.DataFrame, at: datetime, actor: str) -> int:
    """Pieces were taken from their bins to packing: product_id, warehouse_id, quantity, from_bin_id, parcel_id, and where known lot_id, key, reference.

    Raises Short where a bin has less.
    """
    if picks.is_empty():
        return 0
    lock(merchant_id, picks["product_id"].to_list())
    packing = bins_for(merchant_id, picks["warehouse_id"].unique().to_list(), BinKind.PACKING)
    return move(
        merchant_id,
        picks.with_columns(
            kind=pl.lit(MoveKind.PICKED.value), to_bin_id=pl.col("warehouse_id").replace_strict(packing, return_dtype=pl.Int64)
        ),
        at,
        actor,
    )


@transaction.atomic
def ship(merchant_id: int, pieces: pl.DataFrame, at: datetime, actor: str, reference: str = "") -> int:
    """Parcels have left with their promised pieces (parcel_id, product_id, warehouse_id, quantity). Each parcel leaves once: again changes nothing.

    What waits in packing for a parcel leaves first; the rest is taken as if it were picked now: they are gone, wherever they lay.
    """
    if pieces.is_empty():
        return 0
    lock(merchant_id, pieces["product_id"].to_list())
    left = gone(pieces["parcel_id"].unique().to_list())
    pieces = pieces.join(left, on="parcel_id", how="anti", maintain_order="left")
    if pieces.is_empty():
        return 0
    picked, rest = _picked(merchant_id, pieces)
    others = take_from_anywhere(merchant_id, rest, clock.today(at)).takes if rest.height else picked.clear()
    left = pl.concat([picked, others.select(picked.columns)]).with_columns(kind=pl.lit(MoveKind.SHIPPED.value), reference=pl.lit(reference))
    return move(merchant_id, left.rename({"bin_id": "from_bin_id"}), at, actor, kept=pieces)


def _picked(merchant_id: int, pieces: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Of these pieces those that wait in packing for their own parcel, and the others."""
    lying = in_packing(pieces["parcel_id"].unique().to_list())
    columns = ["parcel_id", "product_id", "warehouse_id", "bin_id", "lot_id", "quantity"]
    if lying.is_empty():
        return lying.select(columns), pieces
    # a parcel is a place of its own here: what was picked for one is not given to another
    places, keys = ["parcel_id", "product_id", "warehouse_id"], ["product_id", "warehouse_id"]
    place = lying.select(places).unique().sort(places).with_row_index("place").with_columns(pl.col("place").cast(pl.Int64))
    asked = pieces.join(place, on=places, how="left", maintain_order="left").with_columns(pl.col("place").fill_null(-1))
    there = lying.join(place, on=places, maintain_order="left")
    as_place = {"product_id": pl.col("place"), "warehouse_id": pl.lit(0, pl.Int64)}
    drawn = draw(there.with_columns(**as_place), asked.with_columns(**as_place))
    of_row = asked.select(pl.int_range(pl.len()).alias("row"), "parcel_id", *keys)
    takes, rest = (part.drop(keys).join(of_row, on="row", maintain_order="left") for part in (drawn.takes, drawn.short))
    return takes.select(columns), rest.select("parcel_id", *keys, "quantity")


@transaction.atomic
def put_back(merchant_id: int, parcel_ids: list[int], at: datetime, actor: str, reason: str = "") -> int:
    """What was picked for parcels that will not go is put away again: into the bins it came from where they are in use, else the first storage bin."""
    waiting = in_packing(parcel_ids)
    if waiting.is_empty():
        return 0
    lock(merchant_id, waiting["product_id"].to_list())
    waiting = in_packing(parcel_ids)
    firsts = bins_for(merchant_id, waiting["warehouse_id"].unique().to_list(), BinKind.STORAGE)
    came = fetch(
        """SELECT DISTINCT ON (m.parcel_id, m.product_id, m.lot_id) m.parcel_id, m.product_id, m.lot_id, m.from_bin_id FROM records_move m
           JOIN records_bin b ON b.id = m.from_bin_id AND b.active WHERE m.parcel_id = ANY(%s) AND m.kind = %s
           ORDER BY m.parcel_id, m.product_id, m.lot_id, m.id DESC""",
        [parcel_ids, MoveKind.PICKED.value],
        {"parcel_id": pl.Int64, "product_id": pl.Int64, "lot_id": pl.Int64, "came_from": pl.Int64},
    )
    rows = waiting.join(came, on=["parcel_id", "product_id", "lot_id"], how="left", nulls_equal=True, maintain_order="left")
    first = pl.col("warehouse_id").replace_strict(firsts, return_dtype=pl.Int64)
    back = rows.select(
        "parcel_id", "product_id", "warehouse_id", "lot_id", "quantity",
        from_bin_id="bin_id", to_bin_id=pl.coalesce("came_from", first), kind=pl.lit(MoveKind.PUT_AWAY.value), reason=pl.lit(reason),
    )  # fmt: skip
    return move(merchant_id, back, at, actor)


@transaction.atomic
def consume(merchant_id: int, materials: pl.DataFrame, at: datetime, actor: str) -> pl.DataFrame:
    """Packing material has gone with parcels: product_id, warehouse_id, quantity, parcel_id, and perhaps key.

    Returns what the books did not have (product_id, warehouse_id, quantity): it never stops a parcel, a count will tell.
    """
    wanted = materials.filter(pl.col("quantity") > 0)
    if wanted.is_empty():
        return materials.select("product_id", "warehouse_id", "quantity").clear()
    lock(merchant_id, wanted["product_id"].to_list())
    wanted = _not_consumed(merchant_id, wanted)
    taken = take(merchant_id, wanted, clock.today(at))
    rows = taken.takes.rename({"bin_id": "from_bin_id"}).with_columns(kind=pl.lit(MoveKind.CONSUMED.value))
    if "key" in wanted.columns:
        # a wanted row that is taken from two bins is two moves: each has the row's key with its place behind it
        keys = wanted.select(pl.int_range(pl.len()).alias("row"), "key")
        nth = pl.col("row").cum_count().over("row")
        rows = rows.join(keys, on="row", maintain_order="left").with_columns(
            key=pl.when(nth == 1).then("key").otherwise(pl.col("key") + "/" + nth.cast(pl.String))
        )
    move(merchant_id, rows, at, actor)
    return taken.short.group_by("product_id", "warehouse_id").agg(pl.col("quantity").sum()).sort("product_id", "warehouse_id")


def _not_consumed(merchant_id: int, wanted: pl.DataFrame) -> pl.DataFrame:
    if "key" not in wanted.columns:
        return wanted
    keys = wanted["key"].drop_nulls().unique().to_list()
    known = fetch("SELECT key FROM records_move WHERE merchant_id = %s AND key = ANY(%s)", [merchant_id, keys], {"key": pl.String})
    return wanted.join(known, on="key", how="anti", maintain_order="left")
