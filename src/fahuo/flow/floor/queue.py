"""The floor's queue, read from what is stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import polars as pl

from fahuo.core.goods.picking.cutoffs import departures
from fahuo.core.goods.picking.queue import WAITING, Queue, Rules, sort_queue
from fahuo.core.words import Weight
from fahuo.records.copy import fetch
from fahuo.records.models import Merchant
from fahuo.steps.methods import cutoffs

STATES = [*(kind.value for kind in WAITING), Weight.HELD.value, Weight.REFUSED.value]
COLUMNS = {
    "parcel_id": pl.Int64,
    "order_id": pl.Int64,
    "order_number": pl.String,
    "warehouse_id": pl.Int64,
    "service_id": pl.Int64,
    "country": pl.String,
    "weight_g": pl.Int64,
    "volume_cm3": pl.Int64,
    "pieces": pl.Int64,
    "products": pl.Int64,
    "state": pl.String,
    "needs": pl.String,
    "held": pl.Boolean,
    "labelled": pl.Boolean,
    "listed": pl.Boolean,
    "ship_by": pl.Date,
}


def read_queue(merchant: Merchant, rules: Rules, now: datetime, parcel_ids: list[int] | None = None) -> Queue:
    """Every parcel that waits in an own warehouse, or these whatever they wait for; sorted by core.goods.picking.queue.

    The merchant's own rule whether only labelled parcels are picked takes the place of that in `rules`.
    """
    rows = _parcels(merchant.pk, parcel_ids)
    pairs = rows.select("service_id", "warehouse_id").drop_nulls().unique().rows()
    leaving = departures(pairs, cutoffs.cut_offs(merchant.pk), cutoffs.closed_days(merchant.pk), now)
    return sort_queue(rows, leaving, replace(rules, labels_first=merchant.labels_first), now)


def _parcels(merchant_id: int, parcel_ids: list[int] | None) -> pl.DataFrame:
    which = "s.state = ANY(%s)" if parcel_ids is None else "s.parcel_id = ANY(%s)"
    return fetch(
        f"""SELECT p.id, p.order_id, o.number, p.warehouse_id, f.service_id, o.country, p.weight_g,
                   ceil(p.length_mm::numeric * p.width_mm * p.height_mm / 1000)::bigint, p.pieces,
                   (SELECT count(DISTINCT c.product_id) FROM goods_placement c WHERE c.parcel_id = p.id), s.state, s.needs,
                   o.hold_note IS NOT NULL AND NOT EXISTS (SELECT 1 FROM records_event e WHERE e.order_id = o.id AND e.kind = 'approved'),
                   COALESCE(l.tracking_number IS NOT NULL, false), q.parcel_id IS NOT NULL, o.promised_on - f.days_p90
            FROM records_parcelstanding s JOIN goods_parcel p ON p.id = s.parcel_id JOIN orders_order o ON o.id = p.order_id
            JOIN records_warehouse w ON w.id = p.warehouse_id AND w.kind = 'own'
            LEFT JOIN methods_offer f ON f.parcel_id = p.id AND f.chosen LEFT JOIN methods_label l ON l.parcel_id = p.id
            LEFT JOIN goods_listedparcel q ON q.parcel_id = p.id
            WHERE s.merchant_id = %s AND {which} ORDER BY p.id""",
        [merchant_id, STATES if parcel_ids is None else parcel_ids],
        COLUMNS,
    )
