"""What of stock waits for a person today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fahuo.core.words import Telling
from fahuo.records.queries import rows_of
from fahuo.steps.goods.shelves.places import NEEDED, ON_WAY, SOON_DAYS

_LAST = """(SELECT t.kind FROM {table} t WHERE t.{row} = x.id AND t.kind IN ('asked', 'rejected', 'closed', 'cancelled') ORDER BY t.id DESC LIMIT 1)"""
_INBOUNDS = f"""
    SELECT x.id, x.number, x.planned_on, {_LAST.format(table="goods_inboundtelling", row="inbound_id")} AS last,
           EXISTS (SELECT 1 FROM goods_receipt r WHERE r.inbound_id = x.id AND r.undone_at IS NULL)
             OR EXISTS (SELECT 1 FROM goods_inboundtelling t WHERE t.inbound_id = x.id AND t.kind = '{Telling.ARRIVED}') AS here
    FROM goods_inbound x WHERE x.merchant_id = %(merchant)s
      AND NOT EXISTS (SELECT 1 FROM goods_inboundtelling t WHERE t.inbound_id = x.id AND t.kind IN ('{Telling.CLOSED}', '{Telling.CANCELLED}'))"""
_COUNTS = f"""SELECT x.id FROM goods_count x WHERE x.merchant_id = %(merchant)s
              AND {_LAST.format(table="goods_counttelling", row="count_id")} = '{Telling.ASKED}' ORDER BY x.id"""
_REORDER = f"""
    SELECT count(*), count(*) FILTER (WHERE p.material) FROM records_stock s JOIN records_product p ON p.id = s.product_id
    LEFT JOIN ({ON_WAY}) way ON way.product_id = s.product_id AND way.warehouse_id = s.warehouse_id
    LEFT JOIN ({NEEDED}) need ON need.product_id = s.product_id AND need.warehouse_id = s.warehouse_id
    WHERE s.merchant_id = %(merchant)s AND s.reorder_at IS NOT NULL
      AND s.on_hand - s.reserved - COALESCE(need.needed, 0) + COALESCE(way.on_way, 0) <= s.reorder_at"""
_LOTS = """
    SELECT count(DISTINCT l.id) FILTER (WHERE l.expires_on <= %(on)s), count(DISTINCT l.id) FILTER (WHERE l.expires_on > %(on)s)
    FROM records_holding h JOIN records_lot l ON l.id = h.lot_id WHERE h.merchant_id = %(merchant)s AND h.quantity > 0 AND l.expires_on <= %(soon)s"""


@dataclass(frozen=True)
class StockNeeds:
    """Numbers for the first screen; all zero where nothing waits."""

    reorder: int  # products in warehouses at or below their reorder point
    materials: int  # of them packing material
    expired: int  # lots that lie somewhere and are expired
    expiring: int  # lots that expire soon
    late: list[tuple[int, str, int]]  # inbounds: id, number, days late
    inbounds: list[tuple[int, str]]  # closed with differences, to be approved
    counts: list[int]  # to be approved

    def __bool__(self) -> bool:
        return bool(self.reorder or self.expired or self.expiring or self.late or self.inbounds or self.counts)


def stock_needs(merchant_id: int, on: date, now: datetime) -> StockNeeds:
    """What waits for a person: four queries, however much there is."""
    params = {"merchant": merchant_id, "on": on, "soon": on + timedelta(days=SOON_DAYS)}
    inbounds = rows_of(_INBOUNDS, params)
    expired, expiring = rows_of(_LOTS, params)[0]
    late = [
        (pk, number, (on - due).days) for pk, number, due, last, here in inbounds if due and due < on and not here and last != Telling.ASKED
    ]
    reorder, materials = rows_of(_REORDER, params)[0]
    return StockNeeds(
        reorder,
        materials,
        expired,
        expiring,
        sorted(late, key=lambda row: -row[2]),
        [(pk, number) for pk, number, _, last, _ in inbounds if last == Telling.ASKED],
        [pk for (pk,) in rows_of(_COUNTS, params)],
    )
