"""What the pages read of parcels. Every query takes the merchant's id and sees no other row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import connection
from django.db.models import F, Sum

from fahuo.records.copy import fetch
from fahuo.steps.goods.models import Parcel, Placement
from fahuo.steps.goods.numbers import id_of

COUNTED_TO = 10_000


@dataclass(frozen=True)
class Wanted:
    """Which parcels a list shows. Empty means any."""

    q: str = ""
    ids: tuple[int, ...] = ()  # parcels that the search found elsewhere: by tracking number
    step: str = ""
    state: str = ""
    country: str = ""
    needs: str = ""
    warehouse: int | None = None
    service: int | None = None


@dataclass(frozen=True)
class Row:
    """One parcel as a list shows it."""

    id: int
    order_id: int
    order_number: str
    country: str | None
    promised_on: date | None
    warehouse: str
    box: str | None
    length_mm: int
    width_mm: int
    height_mm: int
    weight_g: int
    pieces: int
    attributes: int
    step: str | None
    state: str | None
    at: datetime | None
    needs: str | None


_FROM = """goods_parcel p JOIN orders_order o ON o.id = p.order_id JOIN records_warehouse w ON w.id = p.warehouse_id
           LEFT JOIN goods_box b ON b.id = p.box_id LEFT JOIN records_parcelstanding s ON s.parcel_id = p.id"""
_COLUMNS = """p.id, p.order_id, o.number, o.country, o.promised_on, w.code, b.code, p.length_mm, p.width_mm, p.height_mm, p.weight_g, p.pieces,
              p.attributes, s.step, s.state, s.at, s.needs"""


def _where(merchant_id: int, wanted: Wanted) -> tuple[str, dict[str, Any]]:
    conditions, params = ["p.merchant_id = %(merchant)s"], {"merchant": merchant_id}
    for name, column in (("step", "s.step"), ("state", "s.state"), ("country", "o.country"), ("warehouse", "p.warehouse_id")):
        if value := getattr(wanted, name):
            conditions.append(f"{column} = %({name})s")
            params[name] = value
    if wanted.needs == "any":
        conditions.append("s.needs IS NOT NULL")
    elif wanted.needs:
        conditions.append("s.needs = %(needs)s")
        params["needs"] = wanted.needs
    if wanted.service:
        conditions.append("EXISTS (SELECT 1 FROM methods_offer f WHERE f.parcel_id = p.id AND f.chosen AND f.service_id = %(service)s)")
        params["service"] = wanted.service
    if wanted.q:
        conditions.append("(p.id = ANY(%(ids)s) OR o.number ILIKE %(starts)s)")
        escaped = wanted.q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        own = id_of(wanted.q)
        params |= {"ids": [*wanted.ids, *([own] if own is not None else [])], "starts": f"{escaped}%"}
    return " AND ".join(conditions), params


def listed(merchant_id: int, wanted: Wanted, limit: int, after: int | None = None, *, back: bool = False) -> list[Row]:
    """Parcels, newest first; those that follow (or with `back` precede) the parcel `after`."""
    where, params = _where(merchant_id, wanted)
    if after is not None:
        where += f" AND p.id {'>' if back else '<'} %(after)s"
        params["after"] = after
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM {_FROM} WHERE {where} ORDER BY p.id {'ASC' if back else 'DESC'} LIMIT %(limit)s",
            params | {"limit": limit},
        )
        rows = [Row(*row) for row in cursor.fetchall()]
    return rows[::-1] if back else rows


def counted(merchant_id: int, wanted: Wanted) -> int:
    """How many parcels there are, up to COUNTED_TO + 1."""
    where, params = _where(merchant_id, wanted)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM (SELECT 1 FROM {_FROM} WHERE {where} LIMIT {COUNTED_TO + 1}) counted_rows", params)
        return int(cursor.fetchone()[0])


def ids_of(merchant_id: int, wanted: Wanted, limit: int) -> list[int]:
    """The ids of a whole filtered list, up to a limit."""
    where, params = _where(merchant_id, wanted)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT p.id FROM {_FROM} WHERE {where} ORDER BY p.id DESC LIMIT %(limit)s", params | {"limit": limit})
        return [row[0] for row in cursor.fetchall()]


def parcel(merchant_id: int, parcel_id: int) -> Parcel | None:
    """One parcel of the merchant's."""
    rows = Parcel.objects.filter(merchant_id=merchant_id, pk=parcel_id)
    return rows.select_related("order", "order__merchant", "warehouse", "box__material", "merchant").first()


def of_order(merchant_id: int, order_id: int) -> list[Parcel]:
    """An order's parcels."""
    rows = Parcel.objects.filter(merchant_id=merchant_id, order_id=order_id)
    return list(rows.select_related("warehouse", "box__material").order_by("pk"))


def ids_of_orders(merchant_id: int, order_ids: list[int]) -> list[int]:
    """The parcels of these orders."""
    return list(Parcel.objects.filter(merchant_id=merchant_id, order_id__in=order_ids).order_by("pk").values_list("pk", flat=True))


def counts(order_ids: list[int]) -> dict[int, tuple[int, int]]:
    """Parcels and pieces of each order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT order_id, count(*), sum(pieces)::bigint FROM goods_parcel WHERE order_id = ANY(%s) GROUP BY order_id", [order_ids]
        )
        return {row[0]: (row[1], row[2]) for row in cursor.fetchall()}


def placements(parcel_id: int) -> list[Placement]:
    """The blocks of a parcel, in packing order."""
    return list(Placement.objects.filter(parcel_id=parcel_id).select_related("product").order_by("seq"))


def contents(parcel_id: int) -> list[dict[str, Any]]:
    """What is in a parcel: line_no, product's code and names, pieces."""
    rows = Placement.objects.filter(parcel_id=parcel_id).values(
        "line_no",
        "product_id",
        sku=F("product__sku"),
        name=F("product__name"),
        name_zh=F("product__name_zh"),
        attributes=F("product__attributes"),
    )
    return list(rows.annotate(pieces=Sum(F("nx") * F("ny") * F("nz"))).order_by("line_no"))


def orders_inside(parcel_ids: list[int]) -> dict[int, list[tuple[int, str]]]:
    """Of each parcel the orders of which goods are in it, id and number: its own order, and those that travel with it, where their lines are there."""
    rows = fetch(
        """SELECT i.parcel_id, o.id, o.number FROM goods_placement i JOIN goods_parcel p ON p.id = i.parcel_id
           LEFT JOIN orders_joining j ON j.host_id = p.order_id AND j.undone_at IS NULL AND i.line_no > j.shift AND i.line_no <= j.shift + j.lines
           JOIN orders_order o ON o.id = coalesce(j.guest_id, p.order_id)
           WHERE i.parcel_id = ANY(%s) GROUP BY 1, 2, 3 ORDER BY 1, 2""",
        [parcel_ids],
        {"parcel_id": pl.Int64, "order_id": pl.Int64, "number": pl.String},
    )
    found: dict[int, list[tuple[int, str]]] = {}
    for parcel_id, order_id, number in rows.iter_rows():
        found.setdefault(parcel_id, []).append((order_id, number))
    return found


def parcels_of_order(order_id: int) -> list[int]:
    """The parcels in which an order's lines are: its own, or some of those of the order that it travels with."""
    rows = fetch(
        """SELECT p.id FROM goods_parcel p WHERE p.order_id = %(id)s
           UNION SELECT i.parcel_id FROM orders_joining j JOIN goods_parcel p ON p.order_id = j.host_id JOIN goods_placement i ON i.parcel_id = p.id
           WHERE j.guest_id = %(id)s AND j.undone_at IS NULL AND i.line_no > j.shift AND i.line_no <= j.shift + j.lines ORDER BY 1""",
        {"id": order_id},
        {"id": pl.Int64},
    )
    return rows["id"].to_list()
