"""Products in warehouses: on hand, reserved, available, on its way; the list, its filters, and how many need somebody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from fahuo.core.words import BinKind, Telling
from fahuo.records.queries import rows_of

SOON_DAYS = 30  # lots that expire within so many days want attention
OLD_DAYS = 180  # pieces that lie longer are over-aged
ONLY = ("short", "expiring", "old", "reorder", "way", "material")
# what open inbounds still bring. From a warehouse of ours only what has left it: until then it is on hand there
ON_WAY = f"""
    SELECT l.product_id, i.warehouse_id, sum(greatest(l.planned - COALESCE(r.came, 0), 0))::bigint AS on_way, min(i.planned_on) AS next_on
    FROM goods_inbound i JOIN goods_inboundline l ON l.inbound_id = i.id
    LEFT JOIN (SELECT inbound_id, product_id, sum(quantity) AS came FROM goods_receipt WHERE undone_at IS NULL GROUP BY 1, 2) r
         ON r.inbound_id = i.id AND r.product_id = l.product_id
    WHERE i.merchant_id = %(merchant)s
      AND NOT EXISTS (SELECT 1 FROM goods_inboundtelling t WHERE t.inbound_id = i.id AND t.kind IN ('{Telling.CLOSED}', '{Telling.CANCELLED}'))
      AND (i.source_id IS NULL OR EXISTS (SELECT 1 FROM goods_inboundtelling t WHERE t.inbound_id = i.id AND t.kind = '{Telling.DEPARTED}'))
    GROUP BY 1, 2"""
_WITHHELD = f"""
    SELECT h.product_id, b.warehouse_id, sum(h.quantity)::bigint AS withheld FROM records_holding h JOIN records_bin b ON b.id = h.bin_id
    LEFT JOIN records_lot l ON l.id = h.lot_id
    WHERE h.merchant_id = %(merchant)s AND (b.kind = '{BinKind.QUARANTINE}' OR l.expires_on <= %(on)s) GROUP BY 1, 2"""
# packing material that planned parcels will consume is promised too
NEEDED = """
    SELECT product_id, warehouse_id, sum(quantity)::bigint AS needed FROM goods_need WHERE merchant_id = %(merchant)s GROUP BY 1, 2"""
_ALL = f"""
    WITH way AS ({ON_WAY}), withheld AS ({_WITHHELD}), need AS ({NEEDED}),
    places AS (SELECT product_id, warehouse_id FROM records_stock WHERE merchant_id = %(merchant)s UNION SELECT product_id, warehouse_id FROM way)
    SELECT p.id AS product_id, p.sku, p.name, p.name_zh, p.material, p.price_minor, p.currency, w.id AS warehouse_id, w.code, w.kind,
           COALESCE(s.on_hand, 0) AS on_hand, COALESCE(s.reserved, 0) + COALESCE(need.needed, 0) AS reserved,
           COALESCE(withheld.withheld, 0) AS withheld,
           greatest(COALESCE(s.on_hand, 0) - COALESCE(s.reserved, 0) - COALESCE(need.needed, 0) - COALESCE(withheld.withheld, 0), 0) AS available,
           COALESCE(way.on_way, 0) AS on_way, way.next_on, s.reorder_at, s.reorder_to
    FROM records_product p LEFT JOIN places ON places.product_id = p.id LEFT JOIN records_warehouse w ON w.id = places.warehouse_id
    LEFT JOIN records_stock s ON s.product_id = p.id AND s.warehouse_id = w.id
    LEFT JOIN withheld ON withheld.product_id = p.id AND withheld.warehouse_id = w.id
    LEFT JOIN way ON way.product_id = p.id AND way.warehouse_id = w.id
    LEFT JOIN need ON need.product_id = p.id AND need.warehouse_id = w.id
    WHERE p.merchant_id = %(merchant)s AND NOT EXISTS (SELECT 1 FROM records_component c WHERE c.kit_id = p.id)"""
_FILTERS = {
    "short": "available = 0",
    "reorder": "reorder_at IS NOT NULL AND on_hand - reserved - withheld + on_way <= reorder_at",
    "way": "on_way > 0",
    "material": "material",
    "expiring": """EXISTS (SELECT 1 FROM records_holding h JOIN records_lot l ON l.id = h.lot_id JOIN records_bin b ON b.id = h.bin_id
                   WHERE h.product_id = found.product_id AND b.warehouse_id = found.warehouse_id AND h.quantity > 0 AND l.expires_on <= %(soon)s)""",
    "old": """EXISTS (SELECT 1 FROM records_holding h JOIN records_bin b ON b.id = h.bin_id
              WHERE h.product_id = found.product_id AND b.warehouse_id = found.warehouse_id AND h.quantity > 0 AND h.since < %(old)s)""",
}


@dataclass(frozen=True)
class Wanted:
    """Which rows a list shows. Empty means any."""

    q: str = ""
    warehouse: int | None = None
    only: str = ""
    product: int | None = None


@dataclass(frozen=True)
class Place:
    """A product in a warehouse; one that is in none has no warehouse."""

    product_id: int
    sku: str
    name: str
    name_zh: str
    material: bool
    price_minor: int | None
    currency: str
    warehouse_id: int | None
    warehouse: str | None
    kind: str | None
    on_hand: int
    reserved: int
    withheld: int  # in quarantine or expired
    available: int
    on_way: int
    next_on: date | None
    reorder_at: int | None
    reorder_to: int | None

    @property
    def due(self) -> bool:
        """At or below its reorder point, what is on its way counted."""
        return self.reorder_at is not None and self.on_hand - self.reserved - self.withheld + self.on_way <= self.reorder_at


def _sql(merchant_id: int, wanted: Wanted, on: date, now: datetime) -> tuple[str, dict[str, Any]]:
    where = ["TRUE"]
    if wanted.q:
        where.append("(sku ILIKE %(like)s OR name ILIKE %(like)s OR name_zh ILIKE %(like)s)")
    if wanted.warehouse is not None:
        where.append("warehouse_id = %(warehouse)s")
    if wanted.product is not None:
        where.append("product_id = %(product)s")
    if wanted.only in _FILTERS:
        where.append(f"({_FILTERS[wanted.only]})")
    like = wanted.q.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    params = {
        "merchant": merchant_id, "on": on, "soon": on + timedelta(days=SOON_DAYS), "old": now - timedelta(days=OLD_DAYS),
        "like": f"%{like}%", "warehouse": wanted.warehouse, "product": wanted.product,
    }  # fmt: skip
    return f"FROM ({_ALL}) found WHERE {' AND '.join(where)}", params


def listed(merchant_id: int, wanted: Wanted, on: date, now: datetime, limit: int, offset: int = 0) -> tuple[list[Place], int]:
    """One page of rows by product code and warehouse, and how many there are in all."""
    sql, params = _sql(merchant_id, wanted, on, now)
    rows = rows_of(
        f"SELECT *, count(*) OVER () {sql} ORDER BY sku, code LIMIT %(limit)s OFFSET %(offset)s",
        params | {"limit": limit, "offset": offset},
    )
    if not rows and offset:
        return listed(merchant_id, wanted, on, now, limit)
    return [Place(*row[:-1]) for row in rows], rows[0][-1] if rows else 0


def every(merchant_id: int, wanted: Wanted, on: date, now: datetime) -> Iterator[Place]:
    """All rows of the list, for a file."""
    sql, params = _sql(merchant_id, wanted, on, now)
    for row in rows_of(f"SELECT * {sql} ORDER BY sku, code", params):
        yield Place(*row)


def totals(merchant_id: int, on: date) -> list[dict[str, Any]]:
    """Pieces of everything by warehouse."""
    names = ("warehouse", "products", "on_hand", "reserved", "available", "on_way")
    rows = rows_of(
        f"""SELECT code, count(*) FILTER (WHERE on_hand > 0), sum(on_hand)::bigint, sum(reserved)::bigint, sum(available)::bigint, sum(on_way)::bigint
            FROM ({_ALL}) found WHERE warehouse_id IS NOT NULL GROUP BY code ORDER BY code""",
        {"merchant": merchant_id, "on": on},
    )
    return [dict(zip(names, row, strict=True)) for row in rows]


def on_way(merchant_id: int) -> dict[tuple[int, int], int]:
    """Pieces on their way by product and warehouse."""
    return {(p, w): n for p, w, n, _ in rows_of(ON_WAY, {"merchant": merchant_id}) if n}
