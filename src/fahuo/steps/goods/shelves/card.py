"""A product's stock card: where it lies, who it is promised to, its moves with the running balance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, QuerySet

from fahuo.core.words import STILL_HERE
from fahuo.records.models import Holding, Move
from fahuo.records.queries import rows_of

_PROMISED = """
    WITH gone AS (
      SELECT p.order_id, c.line_no, c.product_id, p.warehouse_id, sum(c.nx::bigint * c.ny * c.nz) AS pieces FROM goods_parcel p
      JOIN goods_placement c ON c.parcel_id = p.id
      WHERE p.merchant_id = %(merchant)s AND c.product_id = %(product)s
        AND EXISTS (SELECT 1 FROM records_event e WHERE e.order_id = p.order_id AND e.parcel_id = p.id AND NOT e.kind = ANY(%(here)s))
      GROUP BY 1, 2, 3, 4)
    SELECT o.id, o.number, o.shop, o.placed_at, w.code, sum(a.quantity - COALESCE(g.pieces, 0))::bigint AS pieces, count(*) OVER ()
    FROM orders_allocation a JOIN orders_order o ON o.id = a.order_id JOIN records_warehouse w ON w.id = a.warehouse_id
    LEFT JOIN gone g ON g.order_id = a.order_id AND g.line_no = a.line_no AND g.warehouse_id = a.warehouse_id
    WHERE o.merchant_id = %(merchant)s AND a.product_id = %(product)s GROUP BY 1, 2, 3, 4, 5
    HAVING sum(a.quantity - COALESCE(g.pieces, 0)) > 0 ORDER BY o.placed_at, o.id LIMIT %(most)s"""


@dataclass(frozen=True)
class Promise:
    """Pieces that an order has been promised and that have not left."""

    order_id: int
    number: str
    shop: str
    placed_at: datetime
    warehouse: str
    pieces: int
    orders: int  # in all


@dataclass(frozen=True)
class Line:
    """A line of the ledger with what lay in the warehouse, or in the bin, after it."""

    move: Move
    change: int
    balance: int


def holdings(merchant_id: int, product_id: int) -> list[Holding]:
    """Where it lies, by warehouse, bin and lot."""
    rows = Holding.objects.filter(merchant_id=merchant_id, product_id=product_id, quantity__gt=0).select_related("bin__warehouse", "lot")
    return list(rows.order_by("bin__warehouse__priority", "bin__warehouse__code", "bin__walk", "bin__code", "lot__expires_on", "pk"))


def promises(merchant_id: int, product_id: int, most: int = 50) -> list[Promise]:
    """The orders that it is promised to, the oldest first."""
    params = {"merchant": merchant_id, "product": product_id, "here": [kind.value for kind in STILL_HERE], "most": most}
    return [Promise(*row) for row in rows_of(_PROMISED, params)]


def ledger(merchant_id: int, product_id: int, warehouse_id: int | None, place: int | None, backwards: bool, limit: int) -> list[Line]:
    """Lines newest first, from a place in the ledger on, each with the balance after it: in all warehouses, or in one."""
    rows: QuerySet[Move] = Move.objects.filter(merchant_id=merchant_id, product_id=product_id)
    if warehouse_id is not None:
        rows = rows.filter(warehouse_id=warehouse_id)
    if place is not None:
        rows = rows.filter(pk__gt=place) if backwards else rows.filter(pk__lt=place)
    chosen = list(rows.select_related("warehouse", "from_bin", "to_bin", "lot").order_by("pk" if backwards else "-pk")[:limit])
    chosen = chosen[::-1] if backwards else chosen
    if not chosen:
        return []
    balance = _balance(merchant_id, product_id, warehouse_id, chosen[0].pk)
    lines = []
    for move in chosen:
        change = move.quantity * ((move.to_bin_id is not None) - (move.from_bin_id is not None))
        lines.append(Line(move, change, balance))
        balance -= change
    return lines


def _balance(merchant_id: int, product_id: int, warehouse_id: int | None, until: int) -> int:
    """Pieces after this line of the ledger."""
    rows = rows_of(
        """SELECT COALESCE(sum(CASE WHEN from_bin_id IS NULL THEN quantity WHEN to_bin_id IS NULL THEN -quantity ELSE 0 END), 0)::bigint FROM records_move
           WHERE merchant_id = %(merchant)s AND product_id = %(product)s AND id <= %(until)s AND (%(house)s::bigint IS NULL OR warehouse_id = %(house)s)""",
        {"merchant": merchant_id, "product": product_id, "until": until, "house": warehouse_id},
    )
    return int(rows[0][0])


def in_bin(merchant_id: int, bin_id: int) -> list[Holding]:
    """What lies in a bin."""
    rows = Holding.objects.filter(merchant_id=merchant_id, bin_id=bin_id, quantity__gt=0).select_related("product", "lot")
    return list(rows.order_by("product__sku", "lot__expires_on", "pk"))


def lots(merchant_id: int, until: date | None, warehouse_id: int | None) -> QuerySet[Holding]:
    """What lies somewhere by lot, those that expire first first; `until`: only lots that expire by then."""
    rows = Holding.objects.filter(merchant_id=merchant_id, lot__isnull=False, quantity__gt=0).select_related(
        "product", "lot", "bin__warehouse"
    )
    if until is not None:
        rows = rows.filter(lot__expires_on__lte=until)
    if warehouse_id is not None:
        rows = rows.filter(bin__warehouse_id=warehouse_id)
    return rows.order_by(F("lot__expires_on").asc(nulls_last=True), "product__sku", "lot__code", "bin__code")


def bins(merchant_id: int, warehouse_id: int | None, kind: str, q: str) -> list[dict[str, Any]]:
    """Bins with how many products and pieces lie in each, and when each was counted last."""
    names = ("id", "warehouse", "code", "kind", "walk", "active", "products", "pieces", "counted_at")
    like = q.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    rows = rows_of(
        """SELECT b.id, w.code, b.code, b.kind, b.walk, b.active, count(DISTINCT h.product_id), COALESCE(sum(h.quantity), 0)::bigint,
                  (SELECT max(r.done_at) FROM goods_countround r WHERE r.bin_id = b.id)
           FROM records_bin b JOIN records_warehouse w ON w.id = b.warehouse_id LEFT JOIN records_holding h ON h.bin_id = b.id AND h.quantity > 0
           WHERE b.merchant_id = %(merchant)s AND (%(house)s::bigint IS NULL OR b.warehouse_id = %(house)s)
             AND (%(kind)s = '' OR b.kind = %(kind)s) AND (%(q)s = '' OR b.code ILIKE %(like)s)
           GROUP BY b.id, w.code ORDER BY w.code, b.walk, b.code""",
        {"merchant": merchant_id, "house": warehouse_id, "kind": kind, "q": q, "like": f"{like}%"},
    )
    return [dict(zip(names, row, strict=True)) for row in rows]
