"""Receive, put away, move, adjust, write off, quarantine, release, restock, undo: batches of rows, the good ones done whatever becomes of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import polars as pl
from django.db import transaction

from fahuo.core.goods.moving import Refused, Step, by_lot, read_moves, text
from fahuo.core.reasons import mend, say
from fahuo.core.words import BinKind, MoveKind
from fahuo.flow.said import NotPossible, not_possible
from fahuo.flow.shelves import again, shortfall
from fahuo.flow.shelves.book import products_of, read_book
from fahuo.flow.shelves.shortfall import Hit
from fahuo.records import stock
from fahuo.records.clock import today
from fahuo.records.models import Lot, Merchant, Move, Product
from fahuo.records.stock.bins import bins_for

FREES = ("receive", "add", "release", "restock")  # after these more may be promised
UNDONE = (MoveKind.RECEIVED, MoveKind.PUT_AWAY, MoveKind.MOVED, MoveKind.ADJUSTED, MoveKind.WRITTEN_OFF, MoveKind.RETURNED)
ELSEWHERE = ("inbound:", "count:", "case:", "undo:")  # references of moves that are put right where they came from
SCHEMA = {
    "kind": pl.String,
    "product_id": pl.Int64,
    "warehouse_id": pl.Int64,
    "quantity": pl.Int64,
    "from_bin_id": pl.Int64,
    "to_bin_id": pl.Int64,
    "lot_id": pl.Int64,
    "reason": pl.String,
    "reference": pl.String,
    "key": pl.String,
}


@dataclass(frozen=True)
class Done:
    """What became of a batch: rows = moved + known + refused."""

    moved: int
    known: int  # rows whose key was used before: nothing is done again
    refused: list[Refused] = field(default_factory=list)
    planned: int = 0  # orders that waited for these pieces and are planned again
    lost: list[Hit] = field(default_factory=list)  # promises that were given up; their orders are planned again, or set aside


@transaction.atomic
def do(merchant: Merchant, asked: Sequence[Mapping[str, Any]], by: str, now: datetime) -> Done:
    """Do rows (verb, sku, warehouse, quantity, from, to, lot, expires_on, reason, key) in their order; see core.goods.moving.VERBS.

    Good rows are done together in one transaction, bad ones come back with their reason. Orders that waited for the pieces are planned again.
    A row that says `give_up` may take promised pieces: flow.shelves.shortfall.
    """
    products = products_of(merchant, asked)
    ids = sorted({p.product_id for p in products.values()})
    freed = {text(row.get("sku")) for row in asked if row.get("verb") in FREES}
    cleared = None
    if any(row.get("give_up") for row in asked):
        waiting = None if freed else []  # those who wait would be locked after stock: a job plans them
        cleared = shortfall.make_way(merchant, losses(merchant, asked, now), ids, by, now, _why(asked))
    else:
        waiting = again.take(merchant, [p.product_id for sku, p in products.items() if sku in freed])
        stock.lock(merchant.pk, ids)
    fresh = _fresh(merchant, asked)
    read = read_moves([row for _, row in fresh], read_book(merchant, asked, products, today(now)), today(now))
    _write(merchant, read.steps, by, now, cleared)
    refused = [replace(r, row=fresh[r.row][0]) for r in read.refused]
    planned = again.go_on(merchant, waiting, by, now) if read.steps else 0
    if cleared:
        shortfall.go_on(merchant, cleared, by, now)
    return Done(len(read.steps), len(asked) - len(fresh), refused, planned, cleared.hits if cleared else [])


def losses(merchant: Merchant, asked: Sequence[Mapping[str, Any]], now: datetime) -> pl.DataFrame:
    """What rows with `give_up` take from what may be promised (shortfall.LOSSES), as it stands now: nothing is locked, nothing is done."""
    on = today(now)
    rows = [row for _, row in _fresh(merchant, asked)]
    read = read_moves(rows, read_book(merchant, rows, products_of(merchant, rows), on), on)
    found = [(s.product_id, s.warehouse_id, s.quantity) for s in read.steps if s.loses and s.give_up]
    return pl.DataFrame(found, schema=shortfall.LOSSES, orient="row")


def _why(asked: Sequence[Mapping[str, Any]]) -> str:
    """For the orders: why they lose pieces."""
    said = {f"{text(row.get('verb'))} {text(row.get('reason'))}".strip() for row in asked if row.get("give_up")}
    return ", ".join(sorted(said))[:120]


def _fresh(merchant: Merchant, asked: Sequence[Mapping[str, Any]]) -> list[tuple[int, Mapping[str, Any]]]:
    """The rows that were not done before, with their places."""
    known = _known(merchant, asked)
    fresh = [(place, row) for place, row in enumerate(asked) if row.get("key") not in known]
    repeated = _repeated(fresh)
    return [pair for pair in fresh if pair[0] not in repeated]


def one(merchant: Merchant, row: Mapping[str, Any], by: str, now: datetime) -> Done:
    """The same for a single row; what cannot be done raises NotPossible."""
    done = do(merchant, [row], by, now)
    for refused in done.refused:
        raise not_possible(refused.code, refused.values)
    return done


def _known(merchant: Merchant, asked: Sequence[Mapping[str, Any]]) -> set[str]:
    keys = {row["key"] for row in asked if row.get("key")}
    return set(Move.objects.filter(merchant=merchant, key__in=keys).values_list("key", flat=True)) if keys else set()


def _repeated(fresh: list[tuple[int, Mapping[str, Any]]]) -> set[int]:
    """Rows whose key stands further up in the same batch."""
    seen: set[str] = set()
    again_: set[int] = set()
    for place, row in fresh:
        if row.get("key"):
            (again_.add(place) if row["key"] in seen else seen.add(row["key"]))
    return again_


def _write(merchant: Merchant, steps: list[Step], by: str, now: datetime, cleared: shortfall.Cleared | None) -> None:
    lots = make_lots(merchant, steps)
    nowhere = {s.warehouse_id for s in steps if s.from_bin_id is None and s.to_bin_id is None}
    firsts = bins_for(merchant.pk, sorted(nowhere), BinKind.RECEIVING, BinKind.STORAGE) if nowhere else {}
    rows = [
        (
            s.kind.value, s.product_id, s.warehouse_id, s.quantity, s.from_bin_id,
            firsts[s.warehouse_id] if s.from_bin_id is None and s.to_bin_id is None else s.to_bin_id,
            lots.get((s.product_id, s.lot.code)) if s.lot else None, s.reason, s.reference, s.key,
        )
        for s in steps
    ]  # fmt: skip
    table = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    if cleared:
        gives = pl.Series([s.loses and s.give_up for s in steps], dtype=pl.Boolean)
        table = shortfall.keep_firm(merchant, table, gives, cleared)
    move(merchant, table, by, now)


def move(merchant: Merchant, rows: pl.DataFrame, by: str, now: datetime) -> int:
    """records.stock.move, with what is short said as NotPossible."""
    try:
        return stock.move(merchant.pk, rows, now, by)
    except stock.Short as short:
        said = short.reasons[:5]
        first = said[0]
        raise NotPossible(
            "; ".join(say(*r, language="en") for r in said) + ": " + mend(*first, language="en"),
            "；".join(say(*r, language="zh") for r in said) + "。" + mend(*first, language="zh"),
        ) from None


def make_lots(merchant: Merchant, steps: list[Step]) -> dict[tuple[int, str], int]:
    """The lots of these steps by product and code; those that are not there are made, a day that was not known is kept."""
    wanted = by_lot(steps)
    Lot.objects.bulk_create(
        (
            Lot(merchant=merchant, product_id=p, code=code, expires_on=lot.expires_on)
            for (p, code), lot in wanted.items()
            if lot.lot_id is None
        ),
        ignore_conflicts=True,
    )
    for (p, code), lot in wanted.items():
        if lot.expires_on:
            Lot.objects.filter(product_id=p, code=code, expires_on=None).update(expires_on=lot.expires_on)
    products = {s.product_id for s in steps if s.lot}
    return {(x.product_id, x.code): x.pk for x in Lot.objects.filter(product__in=products)}


@transaction.atomic
def undo(merchant: Merchant, move_ids: list[int], by: str, now: datetime) -> int:
    """Take moves back by their opposites, each once. Nothing is deleted: both stand in the ledger."""
    products = Product.objects.filter(
        merchant=merchant, pk__in=Move.objects.filter(merchant=merchant, pk__in=move_ids).values("product_id")
    )
    stock.lock(merchant.pk, products.values_list("pk", flat=True))
    rows = list(Move.objects.filter(merchant=merchant, pk__in=move_ids).order_by("-pk"))
    if len(rows) != len(set(move_ids)):
        raise NotPossible("this move does not exist", "没有这一笔库存变动")
    for row in rows:
        if row.kind not in UNDONE or row.parcel_id or row.reference.startswith(ELSEWHERE):
            raise not_possible("move_not_mine_to_undo", {"kind": row.kind})
    if Move.objects.filter(merchant=merchant, key__in=[f"undo:{row.pk}" for row in rows]).exists():
        raise not_possible("move_undone")
    opposite = [
        (r.kind, r.product_id, r.warehouse_id, r.quantity, r.to_bin_id, r.from_bin_id, r.lot_id, r.reason, f"undo:{r.pk}", f"undo:{r.pk}")
        for r in rows
    ]
    return move(merchant, pl.DataFrame(opposite, schema=SCHEMA, orient="row"), by, now)
