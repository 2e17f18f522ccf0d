"""Inbound plans (入库计划): made, packed into boxes, departed, arrived, cancelled. What is received is in arrivals.py."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import transaction

from fahuo.core.goods.inbound import OPEN, InboundState, marks, state
from fahuo.core.goods.moving import MOST, Refused
from fahuo.core.goods.packing_list import BoxRead, read_packing_list
from fahuo.core.words import MoveKind, Telling
from fahuo.flow.said import NotPossible, not_possible
from fahuo.flow.shelves.book import products_of
from fahuo.flow.shelves.moves import SCHEMA, move
from fahuo.plugins.marketplaces.files.client import read_table
from fahuo.records import stock
from fahuo.records.clock import today
from fahuo.records.models import Merchant, Move, Product, Warehouse
from fahuo.steps.goods.models import BoxContent, Inbound, InboundBox, InboundLine, InboundTelling

TEXTS = {"supplier": 200, "carrier": 80, "vessel": 80, "waybill": 80, "note": 500}
STATES = {
    InboundState.PLANNED: ("计划中", "planned"),
    InboundState.DEPARTED: ("在途", "on its way"),
    InboundState.ARRIVED: ("已到仓", "at the warehouse"),
    InboundState.RECEIVING: ("收货中", "being received"),
    InboundState.WAITS: ("差异待审批", "waiting for approval"),
    InboundState.CLOSED: ("已完成", "closed"),
    InboundState.CANCELLED: ("已取消", "cancelled"),
}


def lock(merchant: Merchant, inbound_id: int) -> Inbound:
    """Take an inbound until the transaction ends: those who tell of it take turns. Before stock, as docs/journey.md says."""
    row = Inbound.objects.select_for_update().filter(merchant=merchant, pk=inbound_id).first()
    if row is None:
        raise NotPossible("this inbound does not exist", "该入库计划不存在")
    return row


def state_of(inbound: Inbound) -> InboundState:
    """Where it stands by what was recorded."""
    told = list(inbound.tellings.order_by("pk").values_list("kind", flat=True))
    return state(told, received=inbound.receipts.filter(undone_at=None).exists())


def must_be(inbound: Inbound, states: tuple[InboundState, ...], verb_zh: str, verb_en: str) -> InboundState:
    """Its state, if it is one of these; else NotPossible."""
    found = state_of(inbound)
    if found not in states:
        zh, en = STATES[found]
        raise NotPossible(
            f"inbound {inbound.number} is {en}: it cannot be {verb_en}", f"入库计划 {inbound.number} 的状态是“{zh}”，不能{verb_zh}"
        )
    return found


def tell(inbound: Inbound, kind: Telling, by: str, now: datetime, **data: Any) -> None:
    """Record what happened to it."""
    InboundTelling.objects.create(inbound=inbound, kind=kind, at=now, actor=by, data=data)


@transaction.atomic
def create(merchant: Merchant, fields: Mapping[str, Any], lines: Mapping[str, Any], by: str, now: datetime) -> Inbound:
    """Make a plan: number (one is made where none is given), warehouse_id, source_id or supplier, carrier, vessel, waybill, planned_on, note; lines: sku -> pieces."""
    house = Warehouse.objects.filter(merchant=merchant, pk=fields.get("warehouse_id")).first()
    source = Warehouse.objects.filter(merchant=merchant, pk=fields.get("source_id")).first() if fields.get("source_id") else None
    if house is None or (fields.get("source_id") and source is None):
        raise NotPossible("this warehouse does not exist", "该仓库不存在")
    if source == house:
        raise not_possible("inbound_to_itself", {"warehouse": house.code})
    planned_on = fields.get("planned_on")
    if planned_on is not None and not isinstance(planned_on, date):
        raise NotPossible("the planned arrival is no day: write it as 2027-03-01", "计划到仓日不是日期：请按 2027-03-01 填写")
    number = str(fields.get("number") or "").replace("\0", "").strip()[:40]
    Merchant.objects.select_for_update(no_key=True).get(pk=merchant.pk)  # two plans made at once do not get one number
    number = number or _next_number(merchant)
    if Inbound.objects.filter(merchant=merchant, number=number).exists():
        raise not_possible("inbound_number_taken", {"number": number})
    texts = {name: str(fields.get(name) or "").replace("\0", "").strip()[:most] for name, most in TEXTS.items()}
    row = Inbound.objects.create(
        merchant=merchant, number=number, warehouse=house, source=source, planned_on=planned_on, created_at=now, created_by=by, **texts
    )
    set_lines(merchant, row.pk, lines)
    return row


def _next_number(merchant: Merchant) -> str:
    taken = Inbound.objects.filter(merchant=merchant, number__regex=r"^IN-[0-9]{1,9}$").values_list("number", flat=True)
    return f"IN-{max((int(n[3:]) for n in taken), default=0) + 1}"


@transaction.atomic
def set_lines(merchant: Merchant, inbound_id: int, lines: Mapping[str, Any]) -> None:
    """Say how many pieces of which products are planned (sku -> pieces; 0 takes one out), before it departs."""
    row = lock(merchant, inbound_id)
    must_be(row, (InboundState.PLANNED,), "再修改计划", "changed any more")
    products = products_of(merchant, [{"sku": sku} for sku in lines])
    for sku, pieces in lines.items():
        known = products.get(sku)
        if known is None:
            raise not_possible("move_product_unknown", {"sku": sku[:80]})
        if known.kit:
            raise not_possible("move_is_kit", {"sku": sku})
        if isinstance(pieces, bool) or not isinstance(pieces, int) or not 0 <= pieces <= MOST:
            raise not_possible("move_quantity", {"value": str(pieces)[:40], "most": MOST})
        if pieces == 0:
            InboundLine.objects.filter(inbound=row, product_id=known.product_id).delete()
        else:
            InboundLine.objects.update_or_create(inbound=row, product_id=known.product_id, defaults={"planned": pieces})


@transaction.atomic
def take_packing_list(merchant: Merchant, inbound_id: int, content: bytes, name: str) -> tuple[int, list[Refused]]:
    """Boxes and what lies in them from a file; they take the place of those that were there, and the plan is what lies in them.

    Where a row is refused the others count, so that the file can be mended and uploaded again. Returns how many boxes, and the refused rows.
    """
    row = lock(merchant, inbound_id)
    must_be(row, (InboundState.PLANNED,), "再修改计划", "changed any more")
    table = read_table(content, name)
    skus = {value for column in table.columns for value in table.get_column(column).cast(pl.String).str.strip_chars().drop_nulls().unique()}
    boxes, refused = read_packing_list(table, products_of(merchant, [{"sku": sku} for sku in skus]))
    if boxes:
        row.lines.all().delete()
        row.boxes.all().delete()
        _save_boxes(row, boxes)
    return len(boxes), refused


def _save_boxes(row: Inbound, boxes: list[BoxRead]) -> None:
    made = InboundBox.objects.bulk_create(
        InboundBox(inbound=row, no=no, code=code, **box.measures)
        for no, (code, box) in enumerate(zip(marks(row.number, len(boxes)), boxes, strict=True), 1)
    )
    inside = [
        BoxContent(box=box, product_id=i.product_id, quantity=i.quantity, lot=i.lot, expires_on=i.expires_on)
        for box, read in zip(made, boxes, strict=True)
        for i in read.inside
    ]
    BoxContent.objects.bulk_create(inside, batch_size=2_000)
    totals: dict[int, int] = {}
    for content in inside:
        totals[content.product_id] = totals.get(content.product_id, 0) + content.quantity
    InboundLine.objects.bulk_create(InboundLine(inbound=row, product_id=p, planned=n) for p, n in sorted(totals.items()))


@transaction.atomic
def depart(merchant: Merchant, inbound_id: int, by: str, now: datetime) -> int:
    """The goods are on their way. From a warehouse of ours they leave its bins now, so that nothing is counted twice. Returns pieces that left."""
    row = lock(merchant, inbound_id)
    must_be(row, (InboundState.PLANNED,), "发运", "sent")
    lines = pl.DataFrame(
        list(row.lines.values_list("product_id", "planned")), schema={"product_id": pl.Int64, "quantity": pl.Int64}, orient="row"
    )
    if lines.is_empty():
        raise not_possible("inbound_empty", {"number": row.number})
    sent = 0
    if row.source:
        stock.lock(merchant.pk, lines["product_id"].to_list())
        wanted = lines.with_columns(warehouse_id=pl.lit(row.source_id, pl.Int64))
        taken = stock.take(merchant.pk, wanted, today(now))
        for short in taken.short.to_dicts():
            product, asked = Product.objects.get(pk=short["product_id"]), dict(lines.rows())[short["product_id"]]
            there = asked - short["quantity"]
            raise not_possible("inbound_source_short", {"warehouse": row.source.code, "sku": product.sku, "there": there, "asked": asked})
        out = taken.takes.rename({"bin_id": "from_bin_id"}).with_columns(
            kind=pl.lit(MoveKind.SENT.value), reference=pl.lit(f"inbound:{row.pk}"), to_bin_id=pl.lit(None, pl.Int64),
            reason=pl.lit(""), key=pl.format(f"inbound:{row.pk}:sent:{{}}", pl.int_range(pl.len())),
        )  # fmt: skip
        move(merchant, out.select(list(SCHEMA)), by, now)
        sent = int(out["quantity"].sum())
    tell(row, Telling.DEPARTED, by, now, pieces=sent)
    return sent


@transaction.atomic
def arrive(merchant: Merchant, inbound_id: int, by: str, now: datetime) -> None:
    """It stands at the warehouse's door."""
    row = lock(merchant, inbound_id)
    must_be(
        row,
        (InboundState.PLANNED, InboundState.DEPARTED) if row.source is None else (InboundState.DEPARTED,),
        "登记到仓",
        "told to have arrived",
    )
    if not row.lines.exists():
        raise not_possible("inbound_empty", {"number": row.number})
    tell(row, Telling.ARRIVED, by, now)


@transaction.atomic
def cancel(merchant: Merchant, inbound_id: int, by: str, now: datetime) -> None:
    """Give a plan up before anything of it is received. What had left a warehouse of ours goes back into the bins it came from."""
    row = lock(merchant, inbound_id)
    must_be(row, tuple(s for s in OPEN if s != InboundState.RECEIVING), "取消", "cancelled")
    sent = list(_sent(merchant, row))
    if sent:
        back = [
            (m.kind, m.product_id, m.warehouse_id, m.quantity, None, m.from_bin_id, m.lot_id, "", m.reference, f"undo:{m.pk}") for m in sent
        ]
        move(merchant, pl.DataFrame(back, schema=SCHEMA, orient="row"), by, now)
    tell(row, Telling.CANCELLED, by, now)


def _sent(merchant: Merchant, row: Inbound) -> list[Move]:
    products = row.lines.values_list("product_id", flat=True)
    lines = Move.objects.filter(merchant=merchant, product__in=list(products), kind=MoveKind.SENT, reference=f"inbound:{row.pk}")
    return list(lines.filter(from_bin__isnull=False))
