"""What the pages read of orders: lists by any filter, one order, imports. Every query takes the merchant's id and sees no other row."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from django.db import connection

from fahuo.steps.orders.models import Allocation, Import, Order, OrderLine

COUNTED_TO = 10_000  # a list says "more than" beyond it: counting further costs more than it tells


@dataclass(frozen=True)
class Wanted:
    """Which orders a list shows. Empty means any."""

    q: str = ""
    ids: tuple[int, ...] = ()  # orders that the search found elsewhere: by parcel or tracking number
    step: str = ""
    state: str = ""
    country: str = ""
    shop: str = ""
    needs: str = ""  # a reason code, or "any"
    import_id: int | None = None
    since: date | None = None
    until: date | None = None
    zone: tzinfo = field(default=UTC)  # of since and until


@dataclass(frozen=True)
class Row:
    """One order as a list shows it."""

    id: int
    number: str
    shop: str
    placed_at: datetime
    name: str | None
    buyer: str | None
    city: str | None
    country: str | None
    currency: str
    goods_minor: int
    freight_minor: int
    discount_minor: int
    promised_on: date | None
    hold_note: str | None
    step: str | None
    state: str | None
    at: datetime | None
    needs: str | None

    @property
    def paid_minor(self) -> int:
        """What the buyer paid."""
        return self.goods_minor + self.freight_minor - self.discount_minor


_COLUMNS = """o.id, o.number, o.shop, o.placed_at, o.name, o.buyer, o.city, o.country, o.currency, o.goods_minor, o.freight_minor,
              o.discount_minor, o.promised_on, o.hold_note, s.step, s.state, s.at, s.needs"""
_FROM = "orders_order o LEFT JOIN records_orderstanding s ON s.order_id = o.id"


def _where(merchant_id: int, wanted: Wanted) -> tuple[str, dict[str, Any]]:
    conditions, params = ["o.merchant_id = %(merchant)s"], {"merchant": merchant_id}
    for name, column in (
        ("step", "s.step"),
        ("state", "s.state"),
        ("country", "o.country"),
        ("shop", "o.shop"),
        ("import_id", "o.import_id"),
    ):
        if value := getattr(wanted, name):
            conditions.append(f"{column} = %({name})s")
            params[name] = value
    if wanted.needs == "any":
        conditions.append("s.needs IS NOT NULL")
    elif wanted.needs:
        conditions.append(
            "(s.needs = %(needs)s OR o.id IN (SELECT p.order_id FROM records_parcelstanding p WHERE p.merchant_id = %(merchant)s AND p.needs = %(needs)s))"
        )
        params["needs"] = wanted.needs
    if wanted.since:
        conditions.append("o.placed_at >= %(since)s")
        params["since"] = datetime.combine(wanted.since, time(), wanted.zone)
    if wanted.until:
        conditions.append("o.placed_at < %(until)s")
        params["until"] = datetime.combine(wanted.until + timedelta(days=1), time(), wanted.zone)
    if wanted.q:
        conditions.append(
            """(o.number ILIKE %(starts)s OR o.name ILIKE %(has)s OR o.buyer = %(q)s OR lower(o.email) = lower(%(q)s) OR o.id = ANY(%(ids)s)
                OR o.id IN (SELECT l.order_id FROM orders_orderline l JOIN orders_order own ON own.id = l.order_id AND own.merchant_id = %(merchant)s WHERE l.sku = %(q)s))"""
        )
        escaped = wanted.q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        params |= {"q": wanted.q, "starts": f"{escaped}%", "has": f"%{escaped}%", "ids": list(wanted.ids)}
    return " AND ".join(conditions), params


def listed(merchant_id: int, wanted: Wanted, limit: int, after: tuple[datetime, int] | None = None, *, back: bool = False) -> list[Row]:
    """Orders, newest first; those that follow (or with `back` precede) the place `after` = (placed_at, id)."""
    where, params = _where(merchant_id, wanted)
    if after:
        where += f" AND (o.placed_at, o.id) {'>' if back else '<'} (%(after_at)s, %(after_id)s)"
        params |= {"after_at": after[0], "after_id": after[1]}
    way = "ASC" if back else "DESC"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM {_FROM} WHERE {where} ORDER BY o.placed_at {way}, o.id {way} LIMIT %(limit)s",
            params | {"limit": limit},
        )
        rows = [Row(*row) for row in cursor.fetchall()]
    return rows[::-1] if back else rows


def counted(merchant_id: int, wanted: Wanted) -> int:
    """How many orders there are, up to COUNTED_TO + 1."""
    where, params = _where(merchant_id, wanted)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM (SELECT 1 FROM {_FROM} WHERE {where} LIMIT {COUNTED_TO + 1}) counted_rows", params)
        return int(cursor.fetchone()[0])


def ids_of(merchant_id: int, wanted: Wanted, limit: int) -> list[int]:
    """The ids of a whole filtered list, up to a limit."""
    where, params = _where(merchant_id, wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT o.id FROM {_FROM} WHERE {where} ORDER BY o.placed_at DESC, o.id DESC LIMIT %(limit)s", params | {"limit": limit}
        )
        return [row[0] for row in cursor.fetchall()]


def shops(merchant_id: int) -> list[str]:
    """The shops that orders came from. A loose index scan: it jumps from one value to the next."""
    return _values(merchant_id, "shop")


def countries(merchant_id: int) -> list[str]:
    """The countries that orders go to."""
    return [
        str(c)
        for c in Order.objects.filter(merchant_id=merchant_id)
        .exclude(country=None)
        .values_list("country", flat=True)
        .distinct()
        .order_by("country")
    ]


def _values(merchant_id: int, column: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH RECURSIVE found AS (
                  (SELECT {column} AS v FROM orders_order WHERE merchant_id = %(m)s ORDER BY {column} LIMIT 1)
                  UNION ALL
                  SELECT (SELECT {column} FROM orders_order WHERE merchant_id = %(m)s AND {column} > found.v ORDER BY {column} LIMIT 1) FROM found WHERE found.v IS NOT NULL
                ) SELECT v FROM found WHERE v IS NOT NULL""",
            {"m": merchant_id},
        )
        return [row[0] for row in cursor.fetchall()]


def order(merchant_id: int, order_id: int) -> Order | None:
    """One order of the merchant's."""
    return Order.objects.filter(merchant_id=merchant_id, pk=order_id).select_related("hold_rule").first()


def lines(order_id: int, limit: int | None = None) -> list[OrderLine]:
    """An order's lines with their products."""
    return list(OrderLine.objects.filter(order_id=order_id).select_related("product").order_by("line_no")[:limit])


def allocations(order_id: int) -> dict[int, list[Allocation]]:
    """Where each line's pieces come from."""
    found: dict[int, list[Allocation]] = {}
    for row in (
        Allocation.objects.filter(order_id=order_id)
        .select_related("warehouse", "product")
        .order_by("line_no", "warehouse__priority", "product_id")
    ):
        found.setdefault(row.line_no, []).append(row)
    return found


def imports(merchant_id: int, limit: int = 100) -> list[Import]:
    """The newest imports, without their files."""
    return list(Import.objects.filter(merchant_id=merchant_id).defer("content")[:limit])


def refused_rows(task: Import) -> dict[int, list[tuple[str, Any]]]:
    """Row of an import's file -> (code, values) of all that is held against it: its own, its line's, its order's."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT COALESCE(r.source_row, l.source_row), r.code, r.values, r.id FROM records_refusal r
               LEFT JOIN orders_orderline l ON r.source_row IS NULL AND l.order_id = r.order_id AND (r.line_no IS NULL OR l.line_no = r.line_no)
               WHERE r.merchant_id = %s AND (r.import_id = %s OR r.order_id IN (SELECT id FROM orders_order WHERE merchant_id = %s AND import_id = %s))
               ORDER BY 1, 4""",
            [task.merchant_id, task.pk, task.merchant_id, task.pk],
        )
        found: dict[int, list[tuple[str, Any]]] = {}
        for row, code, values, _ in cursor.fetchall():
            if row is not None:
                found.setdefault(row, []).append((code, values))
        return found
