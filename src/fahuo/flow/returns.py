"""Goods that came back are inspected piece by piece: good ones go to receiving, damaged ones into quarantine, scrap is written off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import polars as pl
from django.db import transaction
from django.db.models import Sum

from fahuo.core.aftersales.inspecting import Finding, Inside, read_inspection
from fahuo.core.goods.moving import Refused, Step, read_moves, text
from fahuo.core.words import BinKind, Condition, Happening, MoveKind
from fahuo.flow import jobs
from fahuo.flow.said import NotPossible, not_possible
from fahuo.flow.shelves.book import products_of, read_book
from fahuo.flow.shelves.moves import SCHEMA, make_lots, move
from fahuo.records import ledger, stock
from fahuo.records.clock import today
from fahuo.records.models import Bin, Lot, Merchant, Move, ParcelStanding, Product, Warehouse
from fahuo.records.stock.bins import bins_for
from fahuo.steps.aftersales import service as aftersales
from fahuo.steps.aftersales.models import Case, Inspected
from fahuo.steps.goods.models import Scan
from fahuo.steps.transport import service as transport

BACK = (Happening.RETURNED.value, "settled")  # states in which the goods are here again


@dataclass(frozen=True)
class Looked:
    """What became of an inspection: rows = findings + known + refused."""

    findings: int
    known: int
    refused: list[Refused]
    left: int  # pieces of the parcel that nobody has looked at yet


def contents(case: Case) -> dict[str, Inside]:
    """What was in the case's parcel, by product code, with what is left to be looked at."""
    pieces = transport.pieces_of([case.parcel_id])
    ids = pieces["product_id"].to_list()
    skus = dict(Product.objects.filter(pk__in=ids).values_list("pk", "sku"))
    looked = dict(Inspected.objects.filter(case__parcel=case.parcel_id).values_list("product").annotate(n=Sum("quantity")))
    returned = Move.objects.filter(parcel_id=case.parcel_id, kind=MoveKind.RETURNED, reference__startswith="case:")
    uninspected = dict(returned.exclude(key__startswith="inspected:").values_list("product").annotate(n=Sum("quantity")))
    shipped = Move.objects.filter(parcel_id=case.parcel_id, kind=MoveKind.SHIPPED).order_by("lot__expires_on", "lot__code")
    lots: dict[int, dict[str, None]] = {}
    for product, code in shipped.values_list("product", "lot__code"):
        lots.setdefault(product, {})[code or ""] = None
    serials: dict[int, set[str]] = {}
    scanned = Scan.objects.filter(packing__parcel=case.parcel_id, serial__isnull=False, refused="", undone_at=None)
    for product, serial in scanned.values_list("product", "serial"):
        serials.setdefault(product, set()).add(serial)
    gone = {
        (p, s) for p, said in Inspected.objects.filter(case__parcel=case.parcel_id).values_list("product", "serials") for s in said.split()
    }
    found: dict[str, Inside] = {}
    for product, n in pieces.group_by("product_id", maintain_order=True).agg(pl.col("quantity").sum()).rows():
        left = n - (looked.get(product) or 0) - (uninspected.get(product) or 0)
        own = frozenset(s for s in serials.get(product, ()) if (product, s) not in gone)
        found[skus[product]] = Inside(product, skus[product], n, max(0, left), tuple(lots.get(product, ())), own)
    return found


def left(case: Case) -> int:
    """Pieces of the case's parcel that nobody has looked at yet."""
    return sum(inside.left for inside in contents(case).values())


@transaction.atomic
def inspect(merchant: Merchant, case_id: int, rows: Sequence[Mapping[str, Any]], by: str, now: datetime) -> Looked:
    """Pieces were looked at: rows sku, quantity, condition (core.words.Condition), and where there is any reason, lot, to, warehouse, serials, key.

    Good rows count, bad ones come back with their reason; a row whose key is known changes nothing. Orders that wait for pieces are planned by a job.
    """
    ledger.lock(aftersales.order_of(merchant.pk, case_id))
    case = Case.objects.select_for_update(of=("self",)).select_related("parcel__warehouse").filter(merchant=merchant, pk=case_id).first()
    if case is None:
        raise NotPossible("this case does not exist", "该售后单不存在")
    standing = ParcelStanding.objects.filter(parcel_id=case.parcel_id).first()
    if standing is None or standing.state not in BACK or not _came_back(case):
        raise not_possible("return_not_back")
    keys = {text(r.get("key"))[:100] for r in rows} - {""}
    known = set(Inspected.objects.filter(case=case, key__in=keys).values_list("key", flat=True))
    fresh = _fresh(rows, known)
    inside = contents(case)
    stock.lock(merchant.pk, [i.product_id for i in inside.values()])
    findings, refused = read_inspection([r for _, r in fresh], inside)
    steps, no = _steps(merchant, case, findings, by, now)
    bad = {r.row for r in no}
    done = [f for f in findings if f.row not in bad]
    _store(merchant, case, done, {s.row: s for s in steps}, [text(r.get("key"))[:100] or None for _, r in fresh], by, now)
    if done:
        _tell(merchant, case, done, by, now)
        jobs.defer("plan_refused", merchant_id=merchant.pk)
    refused = sorted((replace(r, row=fresh[r.row][0]) for r in [*refused, *no]), key=lambda r: r.row)
    return Looked(len(done), len(rows) - len(fresh), refused, left(case))


def _came_back(case: Case) -> bool:
    return Case.objects.filter(parcel=case.parcel_id, kind=Happening.RETURNED.value).exists()


def _fresh(rows: Sequence[Mapping[str, Any]], known: set[str]) -> list[tuple[int, Mapping[str, Any]]]:
    seen = set(known)
    fresh = []
    for place, row in enumerate(rows):
        key = text(row.get("key"))[:100]
        if key and key in seen:
            continue
        seen.add(key)
        fresh.append((place, row))
    return fresh


def _steps(merchant: Merchant, case: Case, findings: list[Finding], by: str, now: datetime) -> tuple[list[Step], list[Refused]]:
    """The moves of what is here again, made; and what cannot be put where it should. `row` of both is the finding's."""
    here = [f for f in findings if f.condition != Condition.MISSING]
    houses = dict(Warehouse.objects.filter(merchant=merchant).values_list("code", "pk"))
    own = case.parcel.warehouse.code
    asked = [
        {
            "verb": "restock", "sku": f.sku, "warehouse": f.warehouse or own, "quantity": f.quantity, "lot": f.lot,
            "to": f.to or (_receiving(merchant, houses.get(f.warehouse or own)) if f.condition == Condition.GOOD else ""),
            "reason": f"{f.condition.value}: {f.reason}".strip(": "), "reference": f"case:{case.pk}",
        }
        for f in here
    ]  # fmt: skip
    if not asked:
        return [], []
    on = today(now)
    read = read_moves(asked, read_book(merchant, asked, products_of(merchant, asked), on), on)
    good = [replace(s, row=here[s.row].row) for s in read.steps]
    begin = case.inspected.count()
    lots = make_lots(merchant, read.steps)
    conditions = {f.row: f.condition for f in here}
    rows = []
    for n, s in enumerate(good):
        lot = lots.get((s.product_id, s.lot.code)) if s.lot else None
        key = f"inspected:{case.pk}:{begin + n}"
        rows.append((s.kind.value, s.product_id, s.warehouse_id, s.quantity, None, s.to_bin_id, lot, s.reason, s.reference, key))
        if conditions[s.row] == Condition.SCRAP:
            off = (
                MoveKind.WRITTEN_OFF.value,
                s.product_id,
                s.warehouse_id,
                s.quantity,
                s.to_bin_id,
                None,
                lot,
                s.reason,
                s.reference,
                f"{key}:off",
            )
            rows.append(off)
    table = pl.DataFrame(rows, schema=SCHEMA, orient="row").with_columns(parcel_id=pl.lit(case.parcel_id, pl.Int64))
    move(merchant, table, by, now)
    return good, [replace(no, row=here[no.row].row) for no in read.refused]


def _receiving(merchant: Merchant, house_id: int | None) -> str:
    if house_id is None:
        return ""  # the row is refused for its warehouse
    return Bin.objects.get(pk=bins_for(merchant.pk, [house_id], BinKind.RECEIVING, BinKind.STORAGE)[house_id]).code


def _store(
    merchant: Merchant, case: Case, done: list[Finding], steps: dict[int, Step], keys: list[str | None], by: str, now: datetime
) -> None:
    lots = {(x.product_id, x.code): x.pk for x in Lot.objects.filter(product__in={f.product_id for f in done})}
    Inspected.objects.bulk_create(
        Inspected(
            merchant=merchant, case=case, product_id=f.product_id, quantity=f.quantity, condition=f.condition, reason=f.reason,
            lot_id=lots.get((f.product_id, f.lot)), bin_id=steps[f.row].to_bin_id if f.row in steps and f.condition != Condition.SCRAP else None,
            serials="\n".join(f.serials), at=now, actor=by, key=keys[f.row],
        )
        for f in done
    )  # fmt: skip


def _tell(merchant: Merchant, case: Case, done: list[Finding], by: str, now: datetime) -> None:
    subject = pl.DataFrame({"order_id": [case.order_id], "parcel_id": [case.parcel_id]})
    said = ", ".join(f"{f.sku} × {f.quantity} {f.condition.value}{' (' + f.reason + ')' if f.reason else ''}" for f in done)
    ledger.record(ledger.events(merchant.pk, subject, Happening.NOTED, now, by, {"note": f"inspected: {said}"[:500]}))
