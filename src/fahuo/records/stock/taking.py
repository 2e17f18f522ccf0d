"""Which bins and lots pieces are taken from: the holdings as a frame, and core.goods.removal over them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from fahuo.core import frames
from fahuo.core.goods.removal import Taken, draw, ordered, remove
from fahuo.core.words import BinKind, Removal
from fahuo.records.copy import fetch
from fahuo.records.stock.moves import LIES


def holdings(merchant_id: int, product_ids: Iterable[int], warehouse_ids: Iterable[int] | None = None) -> pl.DataFrame:
    """frames.Holdings of these products, everywhere or in these warehouses."""
    schema = frames.empty(frames.Holdings).schema
    places = None if warehouse_ids is None else sorted(set(warehouse_ids))
    return fetch(
        """SELECT h.product_id, b.warehouse_id, h.bin_id, h.lot_id, h.quantity, h.since, b.kind, b.walk, b.code, l.expires_on
           FROM records_holding h JOIN records_bin b ON b.id = h.bin_id LEFT JOIN records_lot l ON l.id = h.lot_id
           WHERE h.merchant_id = %s AND h.product_id = ANY(%s) AND (%s::bigint[] IS NULL OR b.warehouse_id = ANY(%s)) AND h.quantity > 0
           ORDER BY h.id""",
        [merchant_id, sorted(set(product_ids)), places, places],
        dict(schema),
    )


def removals(merchant_id: int, product_ids: Iterable[int]) -> pl.DataFrame:
    """How pieces of each product are taken: product_id, removal. The merchant's way where the product has none of its own."""
    return fetch(
        """SELECT p.id, COALESCE(NULLIF(p.removal, ''), NULLIF(m.removal, ''), %s) FROM records_product p JOIN records_merchant m ON m.id = p.merchant_id
           WHERE p.merchant_id = %s AND p.id = ANY(%s)""",
        [Removal.FIFO.value, merchant_id, sorted(set(product_ids))],
        {"product_id": pl.Int64, "removal": pl.String},
    )


def take(merchant_id: int, wanted: pl.DataFrame, on: date, spoken_for: pl.DataFrame | None = None) -> Taken:
    """Which bins and lots to take pieces from: `wanted` has product_id, warehouse_id, quantity, and may have parcel_id; served in its order.

    Not from packing or quarantine, not from a lot that is expired on the day. `spoken_for` (bin_id, product_id, lot_id, quantity) is
    what other lists will take and have not taken yet. Nothing is moved. The takes and what is short carry the wanted row's parcel_id.
    """
    products = wanted["product_id"].unique().to_list()
    there = holdings(merchant_id, products, wanted["warehouse_id"].unique().to_list())
    if spoken_for is not None and spoken_for.height:
        there = _less(there, spoken_for)
    return for_parcels(remove(there, wanted, removals(merchant_id, products), on), wanted)


def for_parcels(taken: Taken, wanted: pl.DataFrame) -> Taken:
    """The same takes, with the parcel_id of the rows that they are for."""
    parcel = pl.col("parcel_id") if "parcel_id" in wanted.columns else pl.lit(None, pl.Int64).alias("parcel_id")
    parcels = wanted.select(pl.int_range(pl.len()).alias("row"), parcel)
    return Taken(*(part.join(parcels, on="row", how="left", maintain_order="left") for part in (taken.takes, taken.short)))


def take_from_anywhere(merchant_id: int, wanted: pl.DataFrame, on: date) -> Taken:
    """For pieces that are gone already, wherever they lay: as `take`, then expired ones, then quarantine, then what waits in packing."""
    first = take(merchant_id, wanted, on)
    if first.short.is_empty():
        return first
    products = first.short["product_id"].unique().to_list()
    there = _less(holdings(merchant_id, products, first.short["warehouse_id"].unique().to_list()), first.takes)
    last = pl.col("kind").replace_strict({BinKind.QUARANTINE.value: 1, BinKind.PACKING.value: 2}, default=0, return_dtype=pl.Int8)
    rest = draw(ordered(there, removals(merchant_id, products)).sort(last, maintain_order=True), first.short)
    second = for_parcels(rest, first.short)
    return Taken(pl.concat([first.takes, second.takes]), second.short)


def in_packing(parcel_ids: list[int]) -> pl.DataFrame:
    """What was picked for these parcels and still waits: parcel_id, product_id, warehouse_id, bin_id, lot_id, quantity."""
    return fetch(
        """SELECT m.parcel_id, m.product_id, b.warehouse_id, b.id, m.lot_id, sum(CASE WHEN m.to_bin_id = b.id THEN m.quantity ELSE -m.quantity END)::bigint
           FROM records_move m JOIN records_bin b ON b.id IN (m.from_bin_id, m.to_bin_id) AND b.kind = %s
           WHERE m.parcel_id = ANY(%s) AND m.from_bin_id IS DISTINCT FROM m.to_bin_id
           GROUP BY 1, 2, 3, 4, 5 HAVING sum(CASE WHEN m.to_bin_id = b.id THEN m.quantity ELSE -m.quantity END) > 0 ORDER BY 1, 2, 4, 5""",
        [BinKind.PACKING.value, parcel_ids],
        {
            "parcel_id": pl.Int64,
            "product_id": pl.Int64,
            "warehouse_id": pl.Int64,
            "bin_id": pl.Int64,
            "lot_id": pl.Int64,
            "quantity": pl.Int64,
        },
    )


def _less(there: pl.DataFrame, gone: pl.DataFrame) -> pl.DataFrame:
    """Holdings without what is spoken for."""
    spoken = gone.group_by(LIES).agg(spoken=pl.col("quantity").sum())
    return there.join(spoken, on=LIES, how="left", nulls_equal=True, maintain_order="left").with_columns(
        quantity=(pl.col("quantity") - pl.col("spoken").fill_null(0)).clip(lower_bound=0)
    ).drop("spoken")  # fmt: skip
