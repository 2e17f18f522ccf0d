"""The verbs of orders that travel together. Each runs inside the caller's transaction, which holds the orders and plans them again."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from django.db.models import F, Max

from fahuo.records import ledger
from fahuo.records.copy import copy, execute, fetch
from fahuo.steps.orders.models import Joining, Order, OrderLine, OwnSending


def travelling(order_ids: list[int]) -> set[int]:
    """Those of these orders whose lines travel with another one's."""
    rows = fetch("SELECT guest_id FROM orders_joining WHERE guest_id = ANY(%s) AND undone_at IS NULL", [order_ids], {"order_id": pl.Int64})
    return set(rows["order_id"])


def joined(order_ids: list[int]) -> set[int]:
    """Those of these orders that travel with another one, or carry one."""
    rows = fetch(
        """SELECT guest_id FROM orders_joining WHERE guest_id = ANY(%(ids)s) AND undone_at IS NULL
           UNION SELECT host_id FROM orders_joining WHERE host_id = ANY(%(ids)s) AND undone_at IS NULL""",
        {"ids": order_ids},
        {"order_id": pl.Int64},
    )
    return set(rows["order_id"])


def join(merchant_id: int, host_id: int, guest_id: int, by: str, now: datetime) -> int:
    """The guest's lines become the host's. Returns what was added to their numbers."""
    shift = int(OrderLine.objects.filter(order_id=host_id).aggregate(last=Max("line_no"))["last"] or 0)
    moved = execute("UPDATE orders_orderline SET order_id = %s, line_no = line_no + %s WHERE order_id = %s", [host_id, shift, guest_id])
    guest = Order.objects.get(pk=guest_id)
    paid = {name: getattr(guest, name) for name in ("goods_minor", "freight_minor", "discount_minor")}
    Order.objects.filter(pk=host_id).update(**{name: F(name) + value for name, value in paid.items()})
    Joining.objects.create(merchant_id=merchant_id, host_id=host_id, guest_id=guest_id, shift=shift, lines=moved, at=now, by=by, **paid)
    ledger.carry([guest_id], host_id)
    return shift


def part(host_id: int, by: str, now: datetime) -> list[int]:
    """Every guest of the host has its lines and its money back. Returns the guests."""
    rows = list(Joining.objects.filter(host_id=host_id, undone_at=None).order_by("pk"))
    for row in rows:
        last = row.shift + row.lines
        execute(
            "UPDATE orders_orderline SET order_id = %s, line_no = line_no - %s WHERE order_id = %s AND line_no > %s AND line_no <= %s",
            [row.guest_id, row.shift, host_id, row.shift, last],
        )
        Order.objects.filter(pk=host_id).update(
            **{name: F(name) - getattr(row, name) for name in ("goods_minor", "freight_minor", "discount_minor")}
        )
        row.undone_at, row.undone_by = now, by
        row.save(update_fields=["undone_at", "undone_by"])
    guests = [row.guest_id for row in rows]
    ledger.carry(guests, None)
    return guests


def send(sendings: pl.DataFrame, order_ids: list[int]) -> None:
    """From now on these orders are sent so (frames.Sendings); those of them without a row as the planner likes."""
    OwnSending.objects.filter(order_id__in=order_ids).delete()
    copy(sendings, OwnSending)


def of_order(order_id: int) -> list[Joining]:
    """What an order carries, or what it travels with."""
    rows = Joining.objects.filter(undone_at=None).select_related("host", "guest")
    return list((rows.filter(host_id=order_id) | rows.filter(guest_id=order_id)).order_by("pk"))


def own_way(order_id: int) -> bool:
    """Whether a person had the order sent in a way of its own."""
    return OwnSending.objects.filter(order_id=order_id).exists()


def paid_of(host: Order, inside: list[tuple[int, str]]) -> list[tuple[int, str, int]]:
    """Of the order that carries goods, or of those of its guests that are named by id and number: what was paid for each, in the order's currency."""
    guests = {j.guest_id: j.goods_minor + j.freight_minor - j.discount_minor for j in Joining.objects.filter(host=host, undone_at=None)}
    all_of_it = host.goods_minor + host.freight_minor - host.discount_minor
    paid = {host.pk: all_of_it - sum(guests.values())} | guests
    return [(order_id, number, paid.get(order_id, 0)) for order_id, number in inside]
