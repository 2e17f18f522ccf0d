"""What the pages read of standings, refusals, events and the catalogue. Every query takes the merchant's id and sees no other row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from fahuo.core.reasons import REASONS
from fahuo.core.words import Step, Weight
from fahuo.records.models import Event, OrderStanding, ParcelStanding, Product, Refusal, Stock

# States of an order in which a refused line can still be mended: nothing of it has left.
_OPEN = "('imported', 'planned', 'approved', 'refused', 'held', 'label_refused', 'label_bought')"
# A wait and a case leave the parcel in the step where it is; the person who mends them works in the reason's own step.
_AT = {
    row.code: step.value
    for step in Step
    for row in import_module(f"fahuo.core.{step.value}.reasons").REASONS
    if row.weight == Weight.WAITS or (step == Step.AFTERSALES and row.weight == Weight.HELD and row.code != "customs_held")
}
_NOT_GOODS = ", ".join(f"'{code}'" for code, row in REASONS.items() if row.weight == Weight.NOT_GOODS)
# Who waits for a person: parcels for their own needs; orders for needs that none of their parcels has; and the refused lines of
# orders that have not left yet, which need somebody even where the rest of the order goes on.
WAITING = f"""
    SELECT p.order_id, p.parcel_id, p.step, p.needs, p.at FROM records_parcelstanding p
    WHERE p.merchant_id = %(merchant)s AND p.needs IS NOT NULL
    UNION ALL
    SELECT o.order_id, NULL, o.step, o.needs, o.at FROM records_orderstanding o
    WHERE o.merchant_id = %(merchant)s AND o.needs IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM records_parcelstanding p WHERE p.order_id = o.order_id AND p.needs = o.needs)
      AND NOT (o.needs = 'no_goods' AND EXISTS (SELECT 1 FROM records_refusal r WHERE r.order_id = o.order_id AND r.line_no IS NOT NULL))
    UNION ALL
    SELECT r.order_id, NULL, r.step, r.code, o.at FROM records_refusal r JOIN records_orderstanding o ON o.order_id = r.order_id
    WHERE r.merchant_id = %(merchant)s AND r.line_no IS NOT NULL AND r.parcel_id IS NULL AND o.state IN {_OPEN}
      AND r.code NOT IN ({_NOT_GOODS})
"""


@dataclass(frozen=True)
class Standing:
    """How many orders and parcels stand in a state of a step."""

    step: str
    state: str
    orders: int
    parcels: int


@dataclass(frozen=True)
class Need:
    """How many wait for a person for one reason in one step, and since when."""

    step: str
    code: str
    orders: int
    parcels: int
    oldest: datetime


def rows_of(sql: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def board(merchant_id: int) -> list[Standing]:
    """Every state of every step that anything stands in."""
    rows = rows_of(
        """SELECT step, state, sum(o)::bigint, sum(p)::bigint FROM (
             SELECT step, state, count(*) AS o, 0 AS p FROM records_orderstanding WHERE merchant_id = %(merchant)s GROUP BY step, state
             UNION ALL
             SELECT step, state, 0, count(*) FROM records_parcelstanding WHERE merchant_id = %(merchant)s GROUP BY step, state
           ) both_kinds GROUP BY step, state ORDER BY step, 3 DESC, 4 DESC, state""",
        {"merchant": merchant_id},
    )
    return [Standing(*row) for row in rows]


def step_of(code: str, step: str) -> str:
    """The step in which somebody mends a reason that is shown by what stands in `step`."""
    return _AT.get(code, step)


def needs(merchant_id: int, step: str | None = None) -> list[Need]:
    """What waits for a person, grouped by step and reason, the oldest first."""
    rows = rows_of(
        f"SELECT step, needs, count(DISTINCT order_id), count(DISTINCT parcel_id), min(at) FROM ({WAITING}) waiting GROUP BY step, needs",
        {"merchant": merchant_id},
    )
    found: dict[tuple[str, str], Need] = {}
    for at, code, orders, parcels, oldest in rows:
        key = (step_of(code, at), code)
        known = found.get(key)
        found[key] = (
            Need(*key, orders, parcels, oldest)
            if known is None
            else Need(*key, known.orders + orders, known.parcels + parcels, min(known.oldest, oldest))
        )
    return sorted((n for n in found.values() if step in (None, n.step)), key=lambda n: (n.oldest, n.code))


def needs_by_step(merchant_id: int) -> dict[str, int]:
    """How many orders wait for a person, by step; under "" all together. An order may wait in several steps."""
    moved = " ".join(f"WHEN '{code}' THEN '{step}'" for code, step in _AT.items())
    rows = rows_of(
        f"""SELECT COALESCE(at_step, ''), count(DISTINCT order_id) FROM (SELECT order_id, CASE needs {moved} ELSE step END AS at_step FROM ({WAITING}) waiting) placed
            GROUP BY GROUPING SETS ((at_step), ())""",
        {"merchant": merchant_id},
    )
    return dict(rows)


def waiting_parcels(merchant_id: int, code: str) -> list[int]:
    """The parcels that wait for this reason."""
    return list(
        ParcelStanding.objects.filter(merchant_id=merchant_id, needs=code).order_by("parcel_id").values_list("parcel_id", flat=True)
    )


def order_standings(merchant_id: int, order_ids: list[int]) -> dict[int, OrderStanding]:
    """Where each of these orders stands."""
    return {s.order_id: s for s in OrderStanding.objects.filter(merchant_id=merchant_id, order_id__in=order_ids)}


def parcel_standings(merchant_id: int, parcel_ids: list[int]) -> dict[int, ParcelStanding]:
    """Where each of these parcels stands."""
    return {s.parcel_id: s for s in ParcelStanding.objects.filter(merchant_id=merchant_id, parcel_id__in=parcel_ids)}


def refusals(merchant_id: int, order_id: int) -> list[Refusal]:
    """All that the planners have against an order, its lines and its parcels."""
    return list(Refusal.objects.filter(merchant_id=merchant_id, order_id=order_id).order_by("line_no", "parcel_id", "id")[:500])


def first_values(merchant_id: int, order_ids: list[int]) -> dict[tuple[int, str], dict[str, Any]]:
    """For each order and reason code the values of one refusal, to say the reason with."""
    rows = (
        Refusal.objects.filter(merchant_id=merchant_id, order_id__in=order_ids)
        .order_by("order_id", "code", "id")
        .distinct("order_id", "code")
    )
    return {(r.order_id, r.code): r.values for r in rows if r.order_id is not None}


def events(merchant_id: int, order_id: int, parcel_id: int | None = None) -> list[Event]:
    """What happened to an order, or to one of its parcels, in the order in which it happened."""
    rows = Event.objects.filter(merchant_id=merchant_id, order_id=order_id)
    if parcel_id is not None:
        rows = rows.filter(Q(parcel_id=parcel_id) | Q(parcel_id=None))
    return list(rows.order_by("at", "id")[:2000])


def products(merchant_id: int, q: str = "", lacking: str = "") -> QuerySet[Product]:
    """Products by code, GTIN or name; `lacking` is "hs" (no HS code or origin) or "size" (no size or weight)."""
    rows = Product.objects.filter(merchant_id=merchant_id)
    if q:
        rows = rows.filter(Q(sku__icontains=q) | Q(name__icontains=q) | Q(name_zh__icontains=q) | Q(hs_code__startswith=q) | Q(gtin=q))
    if lacking == "hs":
        rows = rows.filter(Q(hs_code=None) | Q(hs_code="") | Q(origin=None) | Q(origin=""))
    if lacking == "size":
        rows = rows.filter(Q(weight_g=None) | Q(length_mm=None) | Q(width_mm=None) | Q(height_mm=None))
    return rows.order_by("sku")


def stock_of(merchant_id: int, product_ids: list[int]) -> dict[int, dict[int, Stock]]:
    """Stock of these products: product id -> warehouse id -> row."""
    found: dict[int, dict[int, Stock]] = {}
    for row in Stock.objects.filter(merchant_id=merchant_id, product_id__in=product_ids):
        found.setdefault(row.product_id, {})[row.warehouse_id] = row
    return found
