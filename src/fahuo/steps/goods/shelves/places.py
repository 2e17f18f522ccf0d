"""Products in warehouses: on hand, reserved, available, on its way; the list, its filters, and how many need somebody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from fahuo.core.words import BinKind, Telling
from fahuo.records.copy import fetch
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
    WHERE h.merchant_id = %(merchant)s AND (%(products)s::bigint[] IS NULL OR h.product_id = ANY(%(products)s))
      AND (b.kind = '{BinKind.QUARANTINE}' OR l.expires_on <= %(on)s) GROUP BY 1, 2"""
# packing material that planned parcels will consume is promised too
NEEDED = """
    SELECT product_id, warehouse_id, sum(quantity)::bigint AS needed FROM goods_need WHERE merchant_id = %(merchant)s GROUP BY 1, 2"""
# a product in a warehouse: where it has, or had, stock, and where some is on its way to
_PLACES = """
    SELECT product_id, warehouse_id, on_hand, reserved, reorder_at, reorder_to FROM records_stock
    WHERE merchant_id = %(merchant)s AND (%(products)s::bigint[] IS NULL OR product_id = ANY(%(products)s))
    UNION ALL SELECT way.product_id, way.warehouse_id, 0, 0, NULL, NULL FROM way
    WHERE NOT EXISTS (SELECT 1 FROM records_stock t WHERE t.product_id = way.product_id AND t.warehouse_id = way.warehouse_id)"""
_ALL = f"""
    WITH way AS ({ON_WAY}), withheld AS ({_WITHHELD}), need AS ({NEEDED}), places AS ({_PLACES})
    SELECT p.id AS product_id, p.sku, p.name, p.name_zh, p.material, p.price_minor, p.currency, w.id AS warehouse_id, w.code, w.kind,
           COALESCE(s.on_hand, 0) AS on_hand, COALESCE(s.reserved, 0) + COALESCE(need.needed, 0) AS reserved,
           COALESCE(withheld.withheld, 0) AS withheld,
           greatest(COALESCE(s.on_hand, 0) - COALESCE(s.reserved, 0) - COALESCE(need.needed, 0) - COALESCE(withheld.withheld, 0), 0) AS available,
           COALESCE(way.on_way, 0) AS on_way, way.next_on, s.reorder_at, s.reorder_to
    FROM records_product p LEFT JOIN places s ON s.product_id = p.id LEFT JOIN records_warehouse w ON w.id = s.warehouse_id
    LEFT JOIN withheld ON withheld.product_id = p.id AND withheld.warehouse_id = w.id
    LEFT JOIN way ON way.product_id = p.id AND way.warehouse_id = w.id
    LEFT JOIN need ON need.product_id = p.id AND need.warehouse_id = w.id
    WHERE p.merchant_id = %(merchant)s AND (%(products)s::bigint[] IS NULL OR p.id = ANY(%(products)s))
      AND NOT EXISTS (SELECT 1 FROM records_component c WHERE c.kit_id = p.id)"""
# the same rows without their figures: which products stand on a page, and how many rows there are
_ROWS = f"""
    FROM (SELECT p.id AS product_id, p.sku, p.name, p.name_zh, s.warehouse_id, w.code FROM records_product p
          LEFT JOIN (SELECT product_id, warehouse_id FROM records_stock WHERE merchant_id = %(merchant)s
                     UNION ALL SELECT way.product_id, way.warehouse_id FROM ({ON_WAY}) way WHERE NOT EXISTS (
                       SELECT 1 FROM records_stock t WHERE t.product_id = way.product_id AND t.warehouse_id = way.warehouse_id)) s ON s.product_id = p.id
          LEFT JOIN records_warehouse w ON w.id = s.warehouse_id
          WHERE p.merchant_id = %(merchant)s AND NOT EXISTS (SELECT 1 FROM records_component c WHERE c.kit_id = p.id)) found"""
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


def _where(wanted: Wanted) -> str:
    where = ["TRUE"]
    if wanted.q:
        where.append("(sku ILIKE %(like)s OR name ILIKE %(like)s OR name_zh ILIKE %(like)s)")
    if wanted.warehouse is not None:
        where.append("warehouse_id = %(warehouse)s")
    if wanted.product is not None:
        where.append("product_id = %(product)s")
    if wanted.only in _FILTERS:
        where.append(f"({_FILTERS[wanted.only]})")
    return " AND ".join(where)


def _params(merchant_id: int, wanted: Wanted, on: date, now: datetime, products: list[int] | None = None) -> dict[str, Any]:
    like = wanted.q.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    only_one = [wanted.product] if wanted.product is not None else None
    return {
        "merchant": merchant_id, "on": on, "soon": on + timedelta(days=SOON_DAYS), "old": now - timedelta(days=OLD_DAYS),
        "like": f"%{like}%", "warehouse": wanted.warehouse, "product": wanted.product, "products": only_one if products is None else products,
    }  # fmt: skip


def listed(merchant_id: int, wanted: Wanted, on: date, now: datetime, limit: int, offset: int = 0) -> tuple[list[Place], int]:
    """One page of rows by product code and warehouse, and how many there are in all."""
    page = {"limit": limit, "offset": offset}
    if wanted.only in _FILTERS:
        sql, params = f"FROM ({_ALL}) found WHERE {_where(wanted)}", _params(merchant_id, wanted, on, now) | page
        rows = rows_of(f"SELECT *, count(*) OVER () {sql} ORDER BY sku, code LIMIT %(limit)s OFFSET %(offset)s", params)
        if not rows and offset:
            return listed(merchant_id, wanted, on, now, limit)
        return [Place(*row[:-1]) for row in rows], rows[0][-1] if rows else 0
    # nothing hangs on the figures: find the page first, then compute the figures of its products alone
    params = _params(merchant_id, wanted, on, now) | page
    (count,) = rows_of(f"SELECT count(*) {_ROWS} WHERE {_where(wanted)}", params)[0]
    if offset >= count:
        params["offset"] = 0
    ids = rows_of(
        f"SELECT product_id, warehouse_id {_ROWS} WHERE {_where(wanted)} ORDER BY sku, code LIMIT %(limit)s OFFSET %(offset)s", params
    )
    return _figures(merchant_id, ids, on, now), count


def _figures(merchant_id: int, ids: Sequence[Sequence[Any]], on: date, now: datetime) -> list[Place]:
    """The rows of these products and warehouses, in their order."""
    products = sorted({row[0] for row in ids})
    params = _params(merchant_id, Wanted(), on, now, products)
    found = {(p.product_id, p.warehouse_id): p for p in (Place(*row) for row in rows_of(f"SELECT * FROM ({_ALL}) found", params))}
    return [found[product, house] for product, house in ids if (product, house) in found]


def every(merchant_id: int, wanted: Wanted, on: date, now: datetime) -> Iterator[Place]:
    """All rows of the list, for a file."""
    params = _params(merchant_id, wanted, on, now)
    for row in rows_of(f"SELECT * FROM ({_ALL}) found WHERE {_where(wanted)} ORDER BY sku, code", params):
        yield Place(*row)


def to_buy(merchant_id: int, on: date, now: datetime, sold: list[int] | None) -> pl.DataFrame:
    """core.goods.reorder's stock of own warehouses, with sku, warehouse and material; of products with a reorder point, or that sold (None: all)."""
    ids = {"product_id": pl.Int64, "warehouse_id": pl.Int64, "sku": pl.String, "warehouse": pl.String, "material": pl.Boolean}
    numbers = dict.fromkeys(("free", "on_way", "reorder_at", "reorder_to"), pl.Int64)
    sql = f"""SELECT product_id, warehouse_id, sku, code, material, available, on_way, reorder_at, reorder_to FROM ({_ALL}) found
              WHERE kind = 'own' AND (%(every)s OR reorder_at IS NOT NULL OR product_id = ANY(%(sold)s)) ORDER BY sku, code"""
    params = _params(merchant_id, Wanted(), on, now) | {"every": sold is None, "sold": sold or []}
    return fetch(sql, params, ids | numbers)


def totals(merchant_id: int, on: date) -> list[dict[str, Any]]:
    """Pieces of everything by warehouse."""
    names = ("warehouse", "products", "on_hand", "reserved", "available", "on_way")
    rows = rows_of(
        f"""WITH way AS ({ON_WAY}), withheld AS ({_WITHHELD}), need AS ({NEEDED}),
            here AS (SELECT s.warehouse_id, count(*) FILTER (WHERE s.on_hand > 0) AS products, sum(s.on_hand)::bigint AS on_hand,
                            sum(s.reserved + COALESCE(n.needed, 0))::bigint AS reserved,
                            sum(greatest(s.on_hand - s.reserved - COALESCE(n.needed, 0) - COALESCE(h.withheld, 0), 0))::bigint AS available
                     FROM records_stock s LEFT JOIN withheld h ON h.product_id = s.product_id AND h.warehouse_id = s.warehouse_id
                     LEFT JOIN need n ON n.product_id = s.product_id AND n.warehouse_id = s.warehouse_id WHERE s.merchant_id = %(merchant)s GROUP BY 1),
            coming AS (SELECT warehouse_id, sum(on_way)::bigint AS on_way FROM way GROUP BY 1)
            SELECT w.code, COALESCE(products, 0), COALESCE(on_hand, 0), COALESCE(reserved, 0), COALESCE(available, 0), COALESCE(on_way, 0)
            FROM records_warehouse w LEFT JOIN here ON here.warehouse_id = w.id LEFT JOIN coming ON coming.warehouse_id = w.id
            WHERE w.merchant_id = %(merchant)s AND (here.warehouse_id IS NOT NULL OR coming.warehouse_id IS NOT NULL) ORDER BY w.code""",
        {"merchant": merchant_id, "on": on, "products": None},
    )
    return [dict(zip(names, row, strict=True)) for row in rows]


def on_way(merchant_id: int) -> dict[tuple[int, int], int]:
    """Pieces on their way by product and warehouse."""
    return {(p, w): n for p, w, n, _ in rows_of(ON_WAY, {"merchant": merchant_id}) if n}
