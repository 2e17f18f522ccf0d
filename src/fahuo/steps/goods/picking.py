"""The verbs of picking. Each runs inside the caller's transaction, which holds the ledger of the parcels' orders (records.ledger.lock)."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from fahuo.core.goods.picking.plan import PickPlan
from fahuo.core.words import PickForm
from fahuo.records import stock
from fahuo.records.copy import copy, execute, fetch, reserve_ids
from fahuo.steps.goods.models import ListedParcel, Pick, PickList, Wave

TIME = pl.Datetime("us", "UTC")
OPEN = "k.found IS NULL AND k.dropped_at IS NULL"
PIECES = {"parcel_id": pl.Int64, "order_id": pl.Int64, "warehouse_id": pl.Int64, "product_id": pl.Int64, "quantity": pl.Int64}


def to_fetch(parcel_ids: list[int]) -> pl.DataFrame:
    """What these parcels hold and what does not yet wait for them in packing: parcel_id, order_id, warehouse_id, product_id, quantity."""
    whole = fetch(
        """SELECT p.id, p.order_id, p.warehouse_id, c.product_id, sum(c.nx::bigint * c.ny * c.nz)::bigint FROM goods_parcel p
           JOIN goods_placement c ON c.parcel_id = p.id WHERE p.id = ANY(%s) GROUP BY 1, 2, 3, 4 ORDER BY 1, 4""",
        [parcel_ids],
        PIECES,
    )
    waiting = stock.in_packing(parcel_ids).group_by("parcel_id", "product_id").agg(waiting=pl.col("quantity").sum())
    rows = whole.join(waiting, on=["parcel_id", "product_id"], how="left", maintain_order="left")
    return rows.with_columns(quantity=pl.col("quantity") - pl.col("waiting").fill_null(0)).drop("waiting").filter(pl.col("quantity") > 0)


def spoken_for(merchant_id: int, product_ids: list[int]) -> pl.DataFrame:
    """What nobody else may be sent for: bin_id, product_id, lot_id, quantity.

    What lists will take and have not taken yet; and all that the books still have where a picker found less than they said, until somebody
    has counted the bin.
    """
    return fetch(
        f"""SELECT k.bin_id, k.product_id, k.lot_id, sum(k.quantity)::bigint FROM goods_pick k
            WHERE k.merchant_id = %s AND k.product_id = ANY(%s) AND {OPEN} GROUP BY 1, 2, 3
            UNION ALL
            SELECT h.bin_id, h.product_id, h.lot_id, h.quantity FROM records_holding h WHERE h.merchant_id = %s AND h.product_id = ANY(%s) AND EXISTS (
              SELECT 1 FROM goods_pick k WHERE k.bin_id = h.bin_id AND k.product_id = h.product_id AND k.lot_id IS NOT DISTINCT FROM h.lot_id
              AND k.found < k.quantity AND NOT EXISTS (SELECT 1 FROM goods_countround r WHERE r.bin_id = k.bin_id AND r.done_at > k.at))""",
        [merchant_id, product_ids, merchant_id, product_ids],
        {"bin_id": pl.Int64, "product_id": pl.Int64, "lot_id": pl.Int64, "quantity": pl.Int64},
    )


def save(merchant_id: int, plan: PickPlan, form: PickForm, now: datetime, by: str) -> list[int]:
    """Store planned lists: a wave for each warehouse and departure (of a wave also for each service). Returns the ids of the lists."""
    apart = ["departs_at", "warehouse_id", *(["service_id"] if form == PickForm.WAVE else [])]
    lists = plan.lists.with_columns(wave=pl.struct(apart).rle_id().cast(pl.Int64), id=reserve_ids(PickList, plan.lists.height))
    waves = lists.unique("wave", keep="first", maintain_order=True)
    waves = waves.with_columns(wave_id=reserve_ids(Wave, waves.height))
    own = {"merchant_id": pl.lit(merchant_id, pl.Int64)}
    copy(
        waves.select(
            "warehouse_id", "departs_at", **own, id="wave_id", form=pl.lit(form.value), released_at=pl.lit(now).cast(TIME), released_by=pl.lit(by)
        ),
        Wave,
    )  # fmt: skip
    lists = lists.join(waves.select("wave", "wave_id"), on="wave", maintain_order="left")
    columns = ["id", "wave_id", "group_no", "departs_at", "walked"]
    copy(lists.select(*columns, **own, started_by=pl.lit(""), printed=pl.lit(0)), PickList)
    groups = lists.select("group_no", "wave_id").unique()
    copy(
        plan.slots.join(groups, on="group_no", maintain_order="left").select("parcel_id", "wave_id", "group_no", "slot", **own),
        ListedParcel,
    )
    picks = plan.picks.join(lists.select("list_no", list_id="id"), on="list_no", maintain_order="left").drop("list_no")
    copy(picks.with_columns(**own, by=pl.lit(""), sorted=pl.lit(0)), Pick)
    return lists["id"].to_list()


def add(merchant_id: int, list_id: int, takes: pl.DataFrame) -> None:
    """Further lines at the end of a list: parcel_id, product_id, bin_id, lot_id, quantity."""
    last = fetch("SELECT COALESCE(max(seq), 0) FROM goods_pick WHERE list_id = %s", [list_id], {"seq": pl.Int64}).item()
    rows = takes.select("parcel_id", "product_id", "bin_id", "lot_id", "quantity").with_row_index("seq", last + 1)
    copy(
        rows.with_columns(
            list_id=pl.lit(list_id, pl.Int64), merchant_id=pl.lit(merchant_id, pl.Int64), by=pl.lit(""), sorted=pl.lit(0)
        ),
        Pick,
    )  # fmt: skip


def unpicked(parcel_ids: list[int]) -> list[int]:
    """Those of these parcels for which something is still to be picked."""
    rows = fetch(f"SELECT DISTINCT k.parcel_id FROM goods_pick k WHERE k.parcel_id = ANY(%s) AND {OPEN}", [parcel_ids], {"p": pl.Int64})
    return rows["p"].to_list()


def drop(parcel_ids: list[int], now: datetime) -> int:
    """Take parcels off their lists: what was not picked is free again, what was picked waits in packing. Returns how many were on lists."""
    execute(
        "UPDATE goods_pick SET dropped_at = %s WHERE parcel_id = ANY(%s) AND found IS NULL AND dropped_at IS NULL",
        [now, parcel_ids],
    )
    return execute("DELETE FROM goods_listedparcel WHERE parcel_id = ANY(%s)", [parcel_ids])


def busy(order_ids: list[int]) -> set[int]:
    """Those of these orders of which a parcel is on a list, or has pieces waiting in packing: their plan stays."""
    rows = fetch(
        "SELECT DISTINCT p.order_id FROM goods_listedparcel q JOIN goods_parcel p ON p.id = q.parcel_id WHERE p.order_id = ANY(%s)",
        [order_ids],
        {"order_id": pl.Int64},
    )
    parcels = fetch(
        "SELECT id, order_id FROM goods_parcel WHERE order_id = ANY(%s)", [order_ids], {"parcel_id": pl.Int64, "order_id": pl.Int64}
    )
    waiting = stock.in_packing(parcels["parcel_id"].to_list()).join(parcels, on="parcel_id")
    return {*rows["order_id"], *waiting["order_id"]}
