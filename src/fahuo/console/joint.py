"""Suggestions of the joint choice as the pages show them: each way with its sendings, and the figures that it adds up to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum

from fahuo.console import names
from fahuo.core.words import ServiceClass
from fahuo.records.models import Merchant, Warehouse
from fahuo.steps.goods.models import Box
from fahuo.steps.methods.models import Service, Suggestion
from fahuo.steps.orders import joining
from fahuo.steps.orders.models import Joining, Order, OrderLine

MOST = 100  # suggestions on a page


@dataclass(frozen=True)
class SendingShown:
    """What travels together: so many lines of each order, from where, in what, by what."""

    orders: list[tuple[int, str, list[str]]]  # id, number, lines; with pieces where only some of them travel here
    warehouse: str
    boxes: list[tuple[str, int, str, int, int]]  # code, weight, service, days
    services: str  # classes that it is kept to for its duty; empty: any


@dataclass(frozen=True)
class WayShown:
    """A way and its bill."""

    no: int | None  # of the suggestion; None: today's plan
    sendings: list[SendingShown]
    freight_minor: int
    materials_minor: int
    handling_minor: int
    premium_minor: int
    worth_minor: int
    duty_minor: int
    total_minor: int
    saves_minor: int
    parcels: int


@dataclass(frozen=True)
class Suggested:
    """A suggestion: today's plan, then the ways that cost less."""

    row: Suggestion
    numbers: list[tuple[int, str]]
    ways: list[WayShown]  # today's first

    @property
    def premium(self) -> bool:
        """Whether any way has cover to pay."""
        return any(way.premium_minor for way in self.ways)

    @property
    def worth(self) -> bool:
        """Whether days are weighed."""
        return any(way.worth_minor for way in self.ways)


def suggested(merchant: Merchant, rows: list[Suggestion]) -> list[Suggested]:
    """Suggestions with the names of all that they speak of."""
    told = [way for row in rows for way in (row.today, *row.ways)]
    sendings = [s for way in told for s in way["sendings"]]
    boxes = dict(Box.objects.filter(merchant=merchant).values_list("pk", "code"))
    services = {s.pk: names.service(s) for s in Service.objects.filter(merchant=merchant)}
    warehouses = dict(Warehouse.objects.filter(merchant=merchant).values_list("pk", "code"))
    ids = {item[0] for s in sendings for item in s["items"]}
    numbers = dict(Order.objects.filter(merchant=merchant, pk__in=ids).values_list("pk", "number"))

    def shown(way: dict[str, Any], no: int | None) -> WayShown:
        sent = Counter(line for s in way["sendings"] for line in {(item[0], item[1]) for item in s["items"]})
        parted = {line for line, n in sent.items() if n > 1}
        parts = [_sending(s, parted, numbers, warehouses, boxes, services) for s in way["sendings"]]
        sums = {
            name: sum(s[name] for s in way["sendings"])
            for name in ("freight_minor", "materials_minor", "handling_minor", "premium_minor", "worth_minor")
        }
        whole = {name: way[name] for name in ("duty_minor", "total_minor", "saves_minor")}
        return WayShown(no, parts, **sums, **whole, parcels=sum(len(p.boxes) for p in parts))

    return [
        Suggested(
            row,
            [(i, numbers.get(i, str(i))) for i in row.orders],
            [shown(row.today, None), *(shown(way, no) for no, way in enumerate(row.ways))],
        )
        for row in rows
    ]


def _sending(
    sending: dict[str, Any],
    parted: set[tuple[int, int]],
    numbers: dict[int, str],
    warehouses: dict[int, str],
    boxes: dict[int, str],
    services: dict[int, str],
) -> SendingShown:
    pieces: Counter[tuple[int, int]] = Counter()
    for order_id, line_no, _, products in sending["items"]:
        pieces[order_id, line_no] += sum(n for _, n in products)
    lines: dict[int, list[str]] = {}
    for (order_id, line_no), n in sorted(pieces.items()):
        lines.setdefault(order_id, []).append(f"{line_no} × {n:,}" if (order_id, line_no) in parted else str(line_no))
    return SendingShown(
        [(i, numbers.get(i, str(i)), nos) for i, nos in lines.items()],
        warehouses.get(sending["warehouse_id"], "?"),
        [(boxes.get(b, "–"), g, services.get(s, "–"), p50, p90) for b, g, s, _, p50, p90 in sending["boxes"]],
        ", ".join(str(names.CLASSES[ServiceClass(name)]) for name in sending["services"].split()),
    )


def of_order(merchant: Merchant, order_id: int) -> dict[str, Any]:
    """What an order's page shows: suggestions for it, with whom it travels, and whether a person had it sent in a way of its own."""
    rows = Suggestion.objects.filter(merchant=merchant, orders__contains=[order_id], accepted_at=None).order_by("-saves_minor")
    carried: list[Joining] = joining.of_order(order_id)
    guest = next((j for j in carried if j.guest_id == order_id), None)
    lines = (
        OrderLine.objects.filter(order_id=guest.host_id, line_no__gt=guest.shift, line_no__lte=guest.shift + guest.lines) if guest else []
    )
    return {
        "suggested": suggested(merchant, list(rows[:1])),
        "carried": carried,
        "guest": guest,
        "guest_lines": list(lines),
        "own_way": joining.own_way(order_id),
    }


def best(merchant: Merchant) -> list[Suggestion]:
    """The suggestions that save most."""
    return list(Suggestion.objects.filter(merchant=merchant, accepted_at=None).order_by("-saves_minor", "pk")[:MOST])


def in_short(merchant: Merchant) -> dict[str, Any] | None:
    """How many suggestions there are and what they save; None where there are none."""
    sums = Suggestion.objects.filter(merchant=merchant, accepted_at=None).aggregate(n=Count("pk"), saves=Sum("saves_minor"))
    return sums | {"home": merchant.currency} if sums["n"] else None
