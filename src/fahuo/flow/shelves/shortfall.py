"""Pieces are gone that orders were promised. The newest orders give theirs up and are planned again, in the transaction that books the loss.

An order that has a label, or that is being picked or packed, keeps its plan: its parcel is set aside, and the pieces it was promised stay in
the books, in a bin of their own that nobody picks from, until the parcel gets others. So nothing is below zero, and nothing is forgotten.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import transaction

from fahuo.core import frames
from fahuo.core.goods.shortfall import PLACE, give_up, lacking, split
from fahuo.core.words import Happening, MoveKind, Step
from fahuo.flow import prepare
from fahuo.flow.said import not_possible
from fahuo.records import ledger, refusals, stock
from fahuo.records.clock import today
from fahuo.records.models import Merchant, Product, Warehouse
from fahuo.steps.goods import picking
from fahuo.steps.goods import service as goods
from fahuo.steps.goods.shelves import promised
from fahuo.steps.methods import service as methods

TRIES = 5  # others promise pieces while we look at who has them
LOSSES = {"product_id": pl.Int64, "warehouse_id": pl.Int64, "quantity": pl.Int64}


@dataclass(frozen=True)
class Hit:
    """An order that loses pieces."""

    order_id: int
    number: str
    shop: str
    placed_at: datetime
    sku: str
    warehouse: str
    pieces: int
    firm: bool  # it has a label or is in work: it is set aside; the others are planned again


@dataclass(frozen=True)
class Cleared:
    """What gave way: orders to be planned again, and how many pieces must stay in the books (LOSSES)."""

    hits: list[Hit]
    again: list[int]
    stays: pl.DataFrame


class _Raced(Exception):
    """Others promised these pieces between our look and our lock."""


def hits(merchant: Merchant, losses: pl.DataFrame) -> list[Hit]:
    """The orders that would lose pieces if so many (LOSSES) were gone, as it stands now. Nothing is changed, nothing stays locked."""
    if losses.is_empty():
        return []
    with transaction.atomic():
        chosen, _ = _choose(merchant, losses, stock.available(merchant.pk, losses["product_id"].to_list()))
    return chosen


def make_way(merchant: Merchant, losses: pl.DataFrame, also: list[int], by: str, now: datetime, note: str) -> Cleared:
    """Free these pieces (LOSSES), inside the caller's transaction; afterwards the stock rows of their products, and of `also`, are locked.

    The caller books the loss, less what stays, and calls go_on() with what comes back. `note` says on the orders why.
    """
    products = sorted({*losses["product_id"].to_list(), *also})
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                return _make_way(merchant, losses, products, by, now, note)
        except _Raced:
            continue
    raise not_possible("promised_meanwhile")


def go_on(merchant: Merchant, cleared: Cleared, by: str, now: datetime) -> int:
    """Plan the orders that gave way again, from what is left. Returns how many."""
    return prepare.plan_again(merchant, cleared.again, on=today(now), now=now, actor=by) if cleared.again else 0


def keep_firm(merchant: Merchant, rows: pl.DataFrame, loses: pl.Series, cleared: Cleared) -> pl.DataFrame:
    """The moves of a loss, where `loses` says so, with what must stay for firm orders moved into the bin of lost pieces instead of out of the house."""
    out = loses & rows["to_bin_id"].is_null()
    if cleared.stays.is_empty() or not out.any():
        return rows
    numbered = rows.with_row_index("row")
    go, stay = split(numbered.filter(out), cleared.stays)
    bins = stock.lost_bins(merchant.pk, stay["warehouse_id"].unique().to_list())
    kept = stay.with_columns(
        kind=pl.lit(MoveKind.MOVED.value),
        to_bin_id=pl.col("warehouse_id").replace_strict(bins, return_dtype=pl.Int64),
        key=pl.col("key") + ":kept",
    )
    return pl.concat([numbered.filter(~out), go, kept]).sort("row", maintain_order=True).drop("row")


def _make_way(merchant: Merchant, losses: pl.DataFrame, products: list[int], by: str, now: datetime, note: str) -> Cleared:
    chosen, stays = _choose(merchant, losses, stock.available(merchant.pk, losses["product_id"].to_list()))
    open_ids = sorted({h.order_id for h in chosen if not h.firm})
    ledger.lock(sorted({h.order_id for h in chosen}))
    goods_off = promised.parcels(merchant.pk, open_ids, products)["parcel_id"].unique().to_list()
    picking.drop(goods_off, now)  # nothing of them is picked yet
    taken = prepare.take_back(merchant, open_ids, products) if open_ids else []
    free = stock.lock(merchant.pk, products)
    still = lacking(losses, free).join(stays.rename({"quantity": "stay"}), on=PLACE, how="left")
    if set(taken) != set(open_ids) or (still["quantity"] > still["stay"].fill_null(0)).any():
        raise _Raced
    firm = [h for h in chosen if h.firm]
    if firm:
        _set_aside(merchant, firm, by, now)
    _tell(merchant, chosen, by, now, note)
    return Cleared(chosen, taken, stays)


def _choose(merchant: Merchant, losses: pl.DataFrame, available: pl.DataFrame) -> tuple[list[Hit], pl.DataFrame]:
    """Who gives up what, and what must stay in the books for those that are firm."""
    lack = lacking(losses, available)
    if lack.is_empty():
        return [], lack
    rows = _with_firm(merchant, promised.promises(merchant.pk, lack))
    chosen = give_up(rows, lack)
    if chosen.is_empty():
        return [], chosen.select(LOSSES)
    names = rows.select("order_id", "number", "shop", "placed_at").unique("order_id")
    skus = dict(Product.objects.filter(pk__in=chosen["product_id"].to_list()).values_list("pk", "sku"))
    houses = dict(Warehouse.objects.filter(merchant=merchant).values_list("pk", "code"))
    found = [
        Hit(
            r["order_id"],
            r["number"],
            r["shop"],
            r["placed_at"],
            skus[r["product_id"]],
            houses[r["warehouse_id"]],
            r["quantity"],
            r["firm"],
        )
        for r in chosen.join(names, on="order_id", maintain_order="left").to_dicts()
    ]
    return found, chosen.filter("firm").group_by(PLACE).agg(pl.col("quantity").sum()).sort(PLACE)


def _with_firm(merchant: Merchant, rows: pl.DataFrame) -> pl.DataFrame:
    """The promises with `firm`; of firm ones only the pieces that are not picked yet count: what is picked is not lost."""
    ids = rows["order_id"].unique().to_list()
    bound = methods.labelled(ids) | goods.at_bench(ids)
    inside = promised.parcels(merchant.pk, ids, rows["product_id"].unique().to_list())
    waiting = stock.in_packing(inside["parcel_id"].unique().to_list())
    of_order = inside.select("parcel_id", "order_id").unique()
    picked = waiting.join(of_order, on="parcel_id").group_by("order_id", *PLACE).agg(picked=pl.col("quantity").sum())
    bound |= set(picked["order_id"])
    return (
        rows.with_columns(firm=pl.col("order_id").is_in(list(bound)))
        .join(picked, on=["order_id", *PLACE], how="left")
        .with_columns(quantity=pl.col("quantity") - pl.col("picked").fill_null(0))
        .filter(pl.col("quantity") > 0)
        .drop("picked")
    )


def _set_aside(merchant: Merchant, firm: list[Hit], by: str, now: datetime) -> None:
    """Their parcels leave the floor, and may not leave the house, until they are released again with other pieces."""
    skus = dict(Product.objects.filter(merchant=merchant, sku__in={h.sku for h in firm}).values_list("pk", "sku"))
    inside = promised.parcels(merchant.pk, [h.order_id for h in firm], list(skus))
    lost = {(h.order_id, h.sku): h.pieces for h in firm}
    rows = [r | {"sku": skus[r["product_id"]]} for r in inside.to_dicts() if (r["order_id"], skus[r["product_id"]]) in lost]
    ids = sorted({r["parcel_id"] for r in rows})
    picking.drop(ids, now)
    said = pl.DataFrame(
        [
            (r["order_id"], r["parcel_id"], json.dumps({"sku": r["sku"], "asked": r["quantity"], "found": max(0, r["quantity"] - lost[r["order_id"], r["sku"]])}))
            for r in rows
        ],
        schema={"order_id": pl.Int64, "parcel_id": pl.Int64, "values": pl.String},
        orient="row",
    )  # fmt: skip
    said = said.unique("parcel_id", maintain_order=True)
    local = said.with_columns(parcel_id=pl.int_range(pl.len(), dtype=pl.Int64))
    # it keeps the parcel from leaving, whatever label it has: so it stands against transport, and is mended in goods
    found = frames.refuse(local, Step.TRANSPORT, "short_picked").with_columns(parcel_id=local["parcel_id"], values=local["values"])
    refusals.save(merchant.pk, found, said["parcel_id"])


def _tell(merchant: Merchant, chosen: list[Hit], by: str, now: datetime, note: str) -> None:
    """A line in the ledger of each order: which pieces, how many, why."""
    if not chosen:
        return
    lines: dict[int, list[str]] = {}
    for h in chosen:
        lines.setdefault(h.order_id, []).append(f"{h.sku} × {h.pieces} ({h.warehouse})")
    told = [
        ledger.events(
            merchant.pk, pl.DataFrame({"order_id": [order]}), Happening.NOTED, now, by, {"note": f"{note}: {', '.join(said)}", "lost": True}
        )
        for order, said in sorted(lines.items())
    ]
    ledger.record(pl.concat(told))
