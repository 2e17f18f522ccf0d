"""Stock over the API: what lies where, and the verbs that move it, many rows a call."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from fahuo.api.said import reason
from fahuo.core.goods.moving import Refused
from fahuo.flow.shelves import bins, moves, proposals, shortfall
from fahuo.flow.shelves.moves import Done
from fahuo.flow.shelves.shortfall import Hit
from fahuo.records.clock import now, today
from fahuo.records.models import Bin, Product
from fahuo.steps.goods.shelves import buying, card, places

router = Router()
MOST_KEY = 80


class MoveIn(Schema):
    """One row: what to do with how many pieces of a product. Which ends it has depends on the verb."""

    verb: str
    sku: str
    warehouse: str | None = None  # may be left out where there is only one
    quantity: Any
    from_bin: str | None = None
    to_bin: str | None = None
    lot: str | None = None
    expires_on: str | None = None
    reason: str | None = None
    key: str | None = Field(None, max_length=MOST_KEY)
    give_up: bool = False  # pieces that orders were promised may go: the newest orders are planned again


class MovesIn(Schema):
    moves: list[MoveIn] = Field(min_length=1, max_length=5_000)


class Ids(Schema):
    ids: list[int] = Field(min_length=1, max_length=1_000)


class PatternIn(Schema):
    """Bins such as A-{01..20}-{1..4}."""

    warehouse_id: int
    pattern: str
    kind: str = "storage"
    walk: int | None = None


class BinIn(Schema):
    walk: int | None = None
    kind: str | None = None
    active: bool | None = None


def key_of(key: str | None) -> str | None:
    """A caller's key as it is kept: apart from those that the program makes."""
    return f"api:{key}" if key else None


def told(done: Done) -> dict[str, Any]:
    """What became of a batch."""
    said = {"moved": done.moved, "known": done.known, "planned_again": done.planned, "refused": [refused(no) for no in done.refused]}
    return said | ({"lost": [lost(hit) for hit in done.lost]} if done.lost else {})


def lost(hit: Hit) -> dict[str, Any]:
    """An order that loses pieces, and what becomes of it."""
    return {
        "order_id": hit.order_id, "number": hit.number, "shop": hit.shop, "sku": hit.sku, "warehouse": hit.warehouse, "pieces": hit.pieces,
        "then": "set_aside" if hit.firm else "planned_again",
    }  # fmt: skip


def refused(no: Refused) -> dict[str, Any]:
    """A row that was not done, its place in the call from 1, and why."""
    return {"row": no.row + 1} | reason(no.code, no.values)


@router.get("", summary="On hand, reserved, available and on its way, by product and warehouse")
def listed(
    request: HttpRequest, q: str = "", warehouse_id: int | None = None, only: str = "", limit: int = 100, offset: int = 0
) -> dict[str, Any]:
    """`only`: short, reorder, expiring, old, way, material."""
    at = now()
    wanted = places.Wanted(q.replace("\0", "")[:120], warehouse_id, only if only in places.ONLY else "")
    rows, count = places.listed(request.auth.pk, wanted, today(at), at, max(1, min(limit, 1_000)), max(0, min(offset, 10**9)))  # type: ignore[attr-defined]
    fields = ("sku", "warehouse", "on_hand", "reserved", "withheld", "available", "on_way", "next_on", "reorder_at", "reorder_to")
    return {"count": count, "stock": [{f: getattr(row, f) for f in fields} for row in rows]}


@router.get("/products/{sku}", summary="Where a product lies, and the newest lines of its ledger")
def product(request: HttpRequest, sku: str, before: int | None = None, limit: int = 100) -> dict[str, Any]:
    """`before`: the id of the last line seen, for older ones."""
    row = get_object_or_404(Product, sku=sku, merchant=request.auth)  # type: ignore[attr-defined]
    lines = card.ledger(row.merchant_id, row.pk, None, before, False, max(1, min(limit, 500)))
    return {
        "sku": row.sku,
        "lies": [
            {
                "warehouse": h.bin.warehouse.code, "bin": h.bin.code, "kind": h.bin.kind, "quantity": h.quantity, "since": h.since,
                "lot": h.lot.code if h.lot else None, "expires_on": h.lot.expires_on if h.lot else None,
            }
            for h in card.holdings(row.merchant_id, row.pk)
        ],
        "moves": [_line(line) for line in lines],
    }  # fmt: skip


def _line(line: card.Line) -> dict[str, Any]:
    m = line.move
    return {
        "id": m.pk, "at": m.at, "kind": m.kind, "warehouse": m.warehouse.code, "from_bin": m.from_bin.code if m.from_bin else None,
        "to_bin": m.to_bin.code if m.to_bin else None, "lot": m.lot.code if m.lot else None, "quantity": m.quantity, "balance": line.balance,
        "parcel_id": m.parcel_id, "reference": m.reference, "reason": m.reason, "actor": m.actor,
    }  # fmt: skip


@router.post("/moves", summary="Receive, put away, move, add, remove, write off, quarantine, release, restock")
def move(request: HttpRequest, body: MovesIn) -> dict[str, Any]:
    return told(moves.do(request.auth, _asked(body), "api", now()))  # type: ignore[attr-defined]


@router.post("/moves/hits", summary="Which orders would lose pieces by these moves; nothing is done")
def hits(request: HttpRequest, body: MovesIn) -> dict[str, Any]:
    rows = [row | {"give_up": True} for row in _asked(body)]
    found = shortfall.hits(request.auth, moves.losses(request.auth, rows, now()))  # type: ignore[attr-defined]
    return {"lost": [lost(hit) for hit in found]}


def _asked(body: MovesIn) -> list[dict[str, Any]]:
    return [
        row.dict(exclude={"from_bin", "to_bin", "key"}) | {"from": row.from_bin, "to": row.to_bin, "key": key_of(row.key)}
        for row in body.moves
    ]


@router.post("/moves/undo", summary="Take moves back by their opposites")
def undo(request: HttpRequest, body: Ids) -> dict[str, int]:
    return {"undone": moves.undo(request.auth, body.ids, "api", now())}  # type: ignore[attr-defined]


@router.get("/bins", summary="Bins, and how much lies in each")
def list_bins(request: HttpRequest, warehouse_id: int | None = None, q: str = "", kind: str = "") -> dict[str, Any]:
    return {"bins": card.bins(request.auth.pk, warehouse_id, kind.replace("\0", "")[:12], q.replace("\0", "")[:40])[:5_000]}  # type: ignore[attr-defined]


@router.post("/bins", summary="Make the bins of a pattern")
def make_bins(request: HttpRequest, body: PatternIn) -> dict[str, int]:
    made, there = bins.create_many(request.auth, body.warehouse_id, body.pattern, body.kind, body.walk)  # type: ignore[attr-defined]
    return {"made": made, "there": there}


@router.patch("/bins/{int:bin_id}", summary="Its place in the walk, what it is for, whether it is in use")
def change_bin(request: HttpRequest, bin_id: int, body: BinIn) -> dict[str, Any]:
    row = get_object_or_404(Bin, pk=bin_id, merchant=request.auth)  # type: ignore[attr-defined]
    said = {name: value for name, value in body.dict(exclude_unset=True).items() if value is not None}
    row = bins.change(request.auth, row.pk, said)  # type: ignore[attr-defined]
    return {"id": row.pk, "code": row.code, "kind": row.kind, "walk": row.walk, "active": row.active}


@router.get("/put-away", summary="What lies in receiving, and the bin that is proposed for each")
def list_put_away(request: HttpRequest, warehouse_id: int | None = None, limit: int = 300) -> dict[str, Any]:
    rows, count = proposals.waiting(request.auth, warehouse_id, max(1, min(limit, 1_000)))  # type: ignore[attr-defined]
    return {
        "count": count,
        "waiting": [
            {
                "sku": w.holding.product.sku, "warehouse": w.holding.bin.warehouse.code, "bin": w.holding.bin.code, "quantity": w.holding.quantity,
                "lot": w.holding.lot.code if w.holding.lot else None, "since": w.since,
                "to_bin": w.proposal.code if w.proposal else None, "because": w.proposal.why.value if w.proposal else None,
            }
            for w in rows
        ],
    }  # fmt: skip


@router.get("/reorder", summary="What to buy now, and how long it lasts")
def reorder(request: HttpRequest, days: int = 90, lead_days: int = 14, every: bool = False) -> dict[str, Any]:
    at = now()
    rows = buying.suggestions(request.auth.pk, today(at), at, max(1, min(days, 730)), max(0, min(lead_days, 365)), every=every)  # type: ignore[attr-defined]
    found = [r for r in rows.drop("product_id", "warehouse_id").to_dicts() if every or r["due"]]
    return {"reorder": found}


@router.get("/age", summary="How long pieces have been here")
def age(request: HttpRequest, on: date | None = None, warehouse_id: int | None = None) -> dict[str, Any]:
    rows = buying.ages(request.auth.pk, on or today(), warehouse_id)  # type: ignore[attr-defined]
    return {"age": rows.drop("product_id", "warehouse_id", "name", "name_zh").to_dicts()}
