"""What comes of an inbound: received by boxes or by product, compared with the plan, closed or put before another person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import polars as pl
from django.db import transaction

from fahuo.core.goods.inbound import PLANNED, RECEIVED, InboundState, compare, may_approve, worth
from fahuo.core.goods.moving import Refused, Step, read_moves, text
from fahuo.core.words import BinKind, MoveKind, Telling, minor_units
from fahuo.flow.said import NotPossible, not_possible
from fahuo.flow.shelves import again
from fahuo.flow.shelves.book import products_of, read_book
from fahuo.flow.shelves.inbounds import lock, must_be, tell
from fahuo.flow.shelves.moves import SCHEMA, Done, make_lots, move
from fahuo.records import stock
from fahuo.records.clock import today
from fahuo.records.models import Merchant, Move, Product
from fahuo.records.stock.bins import bins_for
from fahuo.steps.goods.models import Inbound, InboundBox, Receipt

RECEIVABLE = (InboundState.DEPARTED, InboundState.ARRIVED, InboundState.RECEIVING)


@transaction.atomic
def receive(merchant: Merchant, inbound_id: int, asked: Sequence[Mapping[str, Any]], by: str, now: datetime) -> Done:
    """Pieces of an inbound: rows sku, quantity, and where there is any box, to, lot, expires_on, damaged, key.

    Damaged pieces go into quarantine. A product that the catalogue does not have is noted, and comes into no stock. A row with a box and no sku is all that
    is planned in that box, once. Good rows count, bad ones come back with their reason.
    """
    row = lock(merchant, inbound_id)
    must_be(row, RECEIVABLE if row.source else (InboundState.PLANNED, *RECEIVABLE), "收货", "received")
    rows, refused = _opened(row, asked)
    known = set(Receipt.objects.filter(inbound=row, key__in=[r["key"] for _, r in rows if r["key"]]).values_list("key", flat=True))
    fresh = list({r["key"] or f"#{n}": (place, r) for n, (place, r) in enumerate(rows) if r["key"] not in known}.values())
    products = products_of(merchant, [r for _, r in fresh])
    waiting = again.take(merchant, sorted({p.product_id for p in products.values()}))
    stock.lock(merchant.pk, [p.product_id for p in products.values()])
    ours = [(place, r) for place, r in fresh if r["sku"] in products]
    strange = [(place, r) for place, r in fresh if r["sku"] not in products]
    read = read_moves([r for _, r in ours], read_book(merchant, [r for _, r in ours], products, today(now)), today(now))
    refused += [replace(no, row=ours[no.row][0]) for no in read.refused]
    lots = make_lots(merchant, read.steps)
    _store(merchant, row, [(step, ours[step.row][1]) for step in read.steps], lots, by, now)
    refused += _note(row, strange, by, now)
    planned = again.go_on(merchant, waiting, by, now) if read.steps else 0
    moved = len(read.steps) + sum(1 for _, r in strange if _whole(r["quantity"]))
    return Done(moved, len(rows) - len(fresh), sorted(refused, key=lambda r: r.row), planned)


def _opened(row: Inbound, asked: Sequence[Mapping[str, Any]]) -> tuple[list[tuple[int, dict[str, Any]]], list[Refused]]:
    """The rows as moves to be read, boxes opened into what is planned in them."""
    boxes = {b.code: b for b in row.boxes.prefetch_related("contents__product")} if any(r.get("box") for r in asked) else {}
    done = (
        set(Receipt.objects.filter(box__inbound=row, key__startswith="box:", undone_at=None).values_list("box_id", flat=True))
        if boxes
        else set()
    )
    rows: list[tuple[int, dict[str, Any]]] = []
    refused: list[Refused] = []
    for place, said in enumerate(asked):
        mark = text(said.get("box"))
        box = boxes.get(mark)
        no = _no_box(row, mark, box, done, whole=not text(said.get("sku"))) if mark else None
        if no:
            refused.append(Refused(place, *no))
        elif box is not None and not text(said.get("sku")):
            done.add(box.pk)
            rows += [(place, r) for r in _inside(row, box, said)]
        else:
            rows.append((place, _as_move(row, said, box)))
    return rows, refused


def _no_box(row: Inbound, mark: str, box: InboundBox | None, done: set[int], *, whole: bool) -> tuple[str, dict[str, Any]] | None:
    if box is None:
        return "inbound_box_unknown", {"number": row.number, "box": mark[:60]}
    if whole and box.pk in done:
        return "inbound_box_received", {"box": mark}
    return ("inbound_box_empty", {"box": mark}) if whole and not box.contents.all() else None


def _inside(row: Inbound, box: InboundBox, said: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        _as_move(
            row,
            {
                "sku": c.product.sku, "quantity": c.quantity, "lot": c.lot, "expires_on": c.expires_on.isoformat() if c.expires_on else "",
                "to": said.get("to"), "damaged": said.get("damaged"), "key": f"box:{box.pk}:{c.pk}",
            },
            box,
        )
        for c in box.contents.all()
    ]  # fmt: skip


def _as_move(row: Inbound, said: Mapping[str, Any], box: InboundBox | None) -> dict[str, Any]:
    damaged = bool(said.get("damaged"))
    return {
        "verb": "restock" if damaged else "receive",  # a restock without a bin goes into quarantine
        "warehouse": row.warehouse.code,
        "reason": "damaged" if damaged else "",
        "damaged": damaged,
        "box": box,
        "sku": text(said.get("sku")),
        "key": text(said.get("key"))[:100] or None,
        "to": None if damaged else said.get("to"),
        **{name: said.get(name) for name in ("quantity", "lot", "expires_on")},
    }


def _whole(value: object) -> int | None:
    shown = text(value)
    return int(shown) if shown.isascii() and shown.isdigit() and 0 < len(shown) < 10 and int(shown) > 0 else None


def _store(
    merchant: Merchant, row: Inbound, pairs: list[tuple[Step, dict[str, Any]]], lots: dict[tuple[int, str], int], by: str, now: datetime
) -> None:
    """The moves into stock, and beside each its receipt."""
    if not pairs:
        return
    first = bins_for(merchant.pk, [row.warehouse_id], BinKind.RECEIVING, BinKind.STORAGE)[row.warehouse_id]
    receipts = [
        Receipt(
            inbound=row, product_id=s.product_id, box=said["box"], lot_id=lots.get((s.product_id, s.lot.code)) if s.lot else None,
            bin_id=s.to_bin_id or first, quantity=s.quantity, damaged=said["damaged"], at=now, actor=by, key=said["key"] or "",
        )
        for s, said in pairs
    ]  # fmt: skip
    _name(row, receipts)
    kind, reference = MoveKind.RECEIVED.value, f"inbound:{row.pk}"
    moves = [
        (kind, r.product_id, row.warehouse_id, r.quantity, None, r.bin_id, r.lot_id, "damaged" if r.damaged else "", reference, f"{reference}:{r.key}")
        for r in receipts
    ]  # fmt: skip
    move(merchant, pl.DataFrame(moves, schema=SCHEMA, orient="row"), by, now)
    Receipt.objects.bulk_create(receipts)


def _name(row: Inbound, receipts: list[Receipt]) -> None:
    """Receipts without a key of the caller's get one of their own."""
    begin = row.receipts.count()
    for place, receipt in enumerate(receipts):
        receipt.key = receipt.key or f"r:{begin + place}"


def _note(row: Inbound, strange: list[tuple[int, dict[str, Any]]], by: str, now: datetime) -> list[Refused]:
    """Pieces of products that nobody knows: noted, in no stock. Returns the rows that cannot even be noted."""
    good = [(place, r, n) for place, r in strange if r["sku"] and (n := _whole(r["quantity"]))]
    receipts = [
        Receipt(inbound=row, said=r["sku"][:200], box=r["box"], quantity=n, damaged=r["damaged"], at=now, actor=by, key=r["key"] or "")
        for _, r, n in good
    ]
    _name(row, receipts)
    Receipt.objects.bulk_create(receipts)
    noted = {place for place, _, _ in good}
    return [
        Refused(
            place,
            "move_quantity" if r["sku"] else "move_product_unknown",
            {"value": text(r["quantity"])[:40] or "-", "most": 10**9, "sku": "-"},
        )
        for place, r in strange
        if place not in noted
    ]


def differences(inbound: Inbound) -> pl.DataFrame:
    """Planned beside received, a row a product (core.goods.inbound.compare), with sku, name, name_zh and price_minor."""
    planned = pl.DataFrame(list(inbound.lines.values_list("product_id", "planned")), schema=PLANNED, orient="row")
    came = list(inbound.receipts.filter(product__isnull=False, undone_at=None).values_list("product_id", "quantity", "damaged"))
    rows = compare(planned, pl.DataFrame(came, schema=RECEIVED, orient="row"))
    schema = {"product_id": pl.Int64, "sku": pl.String, "name": pl.String, "name_zh": pl.String, "price_minor": pl.Int64}
    said = list(Product.objects.filter(pk__in=rows["product_id"].to_list()).values_list("pk", "sku", "name", "name_zh", "price_minor"))
    return rows.join(pl.DataFrame(said, schema=schema, orient="row"), on="product_id", how="left", maintain_order="left")


@transaction.atomic
def close(merchant: Merchant, inbound_id: int, reasons: Mapping[str, str], by: str, now: datetime) -> bool:
    """Nothing more will come. Without differences it is closed at once; with them each needs a reason, and a person must approve. Returns whether it is closed."""
    row = lock(merchant, inbound_id)
    must_be(row, RECEIVABLE if row.source else (InboundState.PLANNED, *RECEIVABLE), "结束", "closed")
    found = differences(row)
    differing = found.filter(pl.col("differs"))
    strange = list(row.receipts.filter(product=None, undone_at=None).values_list("said", "quantity"))
    if differing.is_empty() and not strange:
        tell(row, Telling.CLOSED, by, now)
        return True
    said = {sku: text(reason)[:200] for sku, reason in reasons.items()}
    for r in differing.to_dicts():
        if not said.get(r["sku"]):
            raise not_possible(
                "inbound_reason_missing", {"sku": r["sku"], "planned": r["planned"], "received": r["good"], "damaged": r["damaged"]}
            )
    data = {
        "reasons": {r["sku"]: said[r["sku"]] for r in differing.to_dicts()},
        "worth_minor": worth(differing, found),
        "unknown": len(strange),
    }
    tell(row, Telling.ASKED, by, now, **data)
    return False


@transaction.atomic
def approve(merchant: Merchant, inbound_id: int, by: str, now: datetime) -> None:
    """The differences are accepted: the inbound is closed. Above the merchant's limit by somebody else than who closed it."""
    row = lock(merchant, inbound_id)
    must_be(row, (InboundState.WAITS,), "审批", "approved")
    asked = row.tellings.filter(kind=Telling.ASKED).latest("pk")
    value = asked.data.get("worth_minor", 0)
    if not may_approve(asked.actor, by, value, merchant.approval_minor):
        raise not_possible("approve_other_person", above_limit(merchant, value, asked.actor))
    tell(row, Telling.APPROVED, by, now)
    tell(row, Telling.CLOSED, by, now)


def above_limit(merchant: Merchant, worth_minor: int, asked_by: str) -> dict[str, str]:
    """The values of the sentence that another person must approve."""
    places = minor_units(merchant.currency)
    money = [f"{Decimal(n) / 10**places:,.{places}f} {merchant.currency}" for n in (worth_minor, merchant.approval_minor or 0)]
    return {"value": money[0], "limit": money[1], "by": asked_by}


@transaction.atomic
def take_back(merchant: Merchant, inbound_id: int, receipt_id: int, by: str, now: datetime) -> None:
    """A receipt was a mistake: its pieces leave stock by the opposite move, and it no longer counts as received."""
    row = lock(merchant, inbound_id)
    must_be(row, RECEIVABLE, "更正收货", "corrected")
    receipt = row.receipts.filter(pk=receipt_id).first()
    if receipt is None:
        raise NotPossible("this receipt does not exist", "该收货记录不存在")
    if receipt.undone_at:
        raise not_possible("move_undone")
    if receipt.product_id:
        came = Move.objects.filter(merchant=merchant, product=receipt.product_id, key=f"inbound:{row.pk}:{receipt.key}").get()
        back = (
            came.kind,
            came.product_id,
            came.warehouse_id,
            came.quantity,
            came.to_bin_id,
            None,
            came.lot_id,
            "",
            f"undo:{came.pk}",
            f"undo:{came.pk}",
        )
        move(merchant, pl.DataFrame([back], schema=SCHEMA, orient="row"), by, now)
    receipt.undone_at, receipt.undone_by, receipt.key = now, by, f"undone:{receipt.pk}"
    receipt.save(update_fields=["undone_at", "undone_by", "key"])


@transaction.atomic
def reject(merchant: Merchant, inbound_id: int, note: str, by: str, now: datetime) -> None:
    """The differences are not accepted: it is open again, to be looked at once more."""
    row = lock(merchant, inbound_id)
    must_be(row, (InboundState.WAITS,), "退回", "sent back")
    tell(row, Telling.REJECTED, by, now, note=note[:200])
