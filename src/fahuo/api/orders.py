"""Orders over the API: bring them, look at them, let them go, stop them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import polars as pl
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from fahuo.api import shop_front
from fahuo.api.said import reason
from fahuo.core.orders.intake import Intake, sort_drafts
from fahuo.countries.names import resolve
from fahuo.flow import verbs
from fahuo.flow.aims import pack_for
from fahuo.flow.prepare import prepare_batch
from fahuo.flow.said import not_possible
from fahuo.records.clock import now, today
from fahuo.records.models import Event, Merchant, OrderStanding, Refusal
from fahuo.steps.goods import queries as goods
from fahuo.steps.methods import queries as methods
from fahuo.steps.orders.models import Order

router = Router()
MOST = 5_000  # orders in one call
SHOWN = 80  # characters of a value that is at odds with another


class LineIn(Schema):
    sku: str
    quantity: int | str
    price: str | float | int  # of one piece, major units: "12.50"
    name: str | None = None


class OrderIn(Schema):
    """An order as a shop has it; amounts in major units of the currency."""

    number: str
    placed_at: datetime | str
    currency: str
    shop: str = "api"
    buyer: str | None = None
    name: str | None = None
    company: str | None = None
    street: str | None = None
    street2: str | None = None
    city: str | None = None
    region: str | None = None
    postcode: str | None = None
    country: str | None = None
    phone: str | None = None
    email: str | None = None
    tax_id: str | None = None
    freight: str | float | int | None = None
    discount: str | float | int | None = None
    service: str | None = None
    promised_on: str | None = None
    lines: list[LineIn] = Field(min_length=1)


class AddressIn(Schema):
    """What is to change; a field that is left out stays, null empties it."""

    name: str | None = None
    company: str | None = None
    street: str | None = None
    city: str | None = None
    region: str | None = None
    postcode: str | None = None
    country: str | None = None
    phone: str | None = None
    email: str | None = None
    tax_id: str | None = None


class OrdersIn(Schema):
    orders: list[OrderIn] = Field(min_length=1, max_length=MOST)


class Numbers(Schema):
    ids: list[int] = Field(min_length=1, max_length=MOST)
    note: str = ""


@router.post("", summary="Bring orders: planned and stored in one transaction; the good ones whatever becomes of the others")
def bring(request: HttpRequest, body: OrdersIn) -> dict[str, Any]:
    """Every order comes back once: `stored` (new), `known` (stored before), or in `refused_rows` with its place in the call (from 1).

    An order that stands twice in the call is one order; where the two differ the later one is refused.
    """
    kept, repeated, at_odds = _once(body.orders)
    intake = _intake(kept)
    at = now()
    stored = prepare_batch(request.auth, intake.orders, intake.lines, on=today(at), now=at, actor="api")  # type: ignore[attr-defined]
    new = stored.orders.select("order_id", "number", "shop").to_dicts()
    said = stored.refusals.group_by("order_id", maintain_order=True).agg(pl.struct("line_no", "code", "values"))
    by_order = {row["order_id"]: row["code"] for row in said.rename({c: "code" for c in said.columns if c != "order_id"}).to_dicts()}
    told = shop_front.reason_told if shop_front.only(request) else reason
    for order in new:
        order["reasons"] = [told(r["code"], r["values"]) | {"line_no": r["line_no"]} for r in by_order.get(order["order_id"], [])]
    refused = pl.concat([intake.refusals, intake.not_goods]).select("source_row", "code", "values")
    taken = set(intake.orders.select("shop", "number").iter_rows())
    return {
        "stored": new,
        "known": stored.known_orders + sum(key in taken for key in repeated),
        "parcels": stored.parcels,
        "refused_rows": [reason(code, values) | {"order": place} for place, code, values in refused.iter_rows()] + at_odds,
    }


def store_one(merchant: Merchant, order: OrderIn) -> int:
    """Store one order, where it is not stored yet, and plan it. Its id; NotPossible says what cannot be read of it, and nothing is stored then."""
    intake = _intake([(1, order)])
    for code, values in intake.refusals.select("code", "values").iter_rows():
        raise not_possible(code, json.loads(values))
    at = now()
    prepare_batch(merchant, intake.orders, intake.lines, on=today(at), now=at, actor="api")
    shop, number = intake.orders.select("shop", "number").row(0)
    return int(Order.objects.values_list("pk", flat=True).get(merchant=merchant, shop=shop, number=number))


def _intake(kept: list[tuple[int, OrderIn]]) -> Intake:
    """Orders with their places in the call, sorted into what can be stored and what cannot."""
    drafts = pl.DataFrame([_draft(place, order, line) for place, order in kept for line in order.lines], infer_schema_length=None)
    return sort_drafts(drafts, resolve(drafts["country"].drop_nulls().unique().to_list()))


def _once(orders: list[OrderIn]) -> tuple[list[tuple[int, OrderIn]], list[tuple[str, str]], list[dict[str, Any]]]:
    """The first of each shop and number with its place, the keys of those that say the same again, refusals of those that do not."""
    first: dict[tuple[str, str], tuple[int, OrderIn]] = {}
    repeated, at_odds = [], []
    for place, order in enumerate(orders, 1):
        key = _plain(order.shop), _plain(order.number)
        if not key[1] or key not in first:  # without a number it is no order, and is refused for that
            first[key if key[1] else (key[0], f"\n{place}")] = place, order
            continue
        one, other = first[key][1].dict(exclude={"number", "shop"}), order.dict(exclude={"number", "shop"})
        field = next((name for name in one if one[name] != other[name]), None)
        if field is None:
            repeated.append(key)
            continue
        said = {"number": key[1], "field": field, "first": str(one[field])[:SHOWN], "other": str(other[field])[:SHOWN]}
        at_odds.append(reason("order_conflict", said) | {"order": place})
    return list(first.values()), repeated, at_odds


def _plain(text: str) -> str:
    return text.replace("\0", "").strip()


def _draft(place: int, order: OrderIn, line: LineIn) -> dict[str, str | int | None]:
    head: dict[str, str | int | None] = {k: None if v is None else str(v) for k, v in order.dict(exclude={"lines"}).items()}
    return (
        head | {"source_row": place} | {"sku": line.sku, "quantity": str(line.quantity), "price": str(line.price), "line_name": line.name}
    )


@router.get("", summary="Orders, newest first")
def find(
    request: HttpRequest,
    number: str | None = None,
    shop: str | None = None,
    step: str | None = None,
    before: int | None = None,
    limit: int = 100,
) -> dict[str, Any]:
    """`before` is the id of the last order seen: the next page."""
    rows = Order.objects.filter(merchant=request.auth)  # type: ignore[attr-defined]
    for field, value in (("number", number), ("shop", shop), ("id__lt", before)):
        if value is not None:
            rows = rows.filter(**{field: value})
    if step:
        rows = rows.filter(pk__in=OrderStanding.objects.filter(merchant=request.auth, step=step).values("order_id"))  # type: ignore[attr-defined]
    found = list(rows.order_by("-id")[: max(1, min(limit, 500))])
    where = {s.order_id: s for s in OrderStanding.objects.filter(order_id__in=[o.pk for o in found])}
    return {"orders": [_brief(o, where.get(o.pk)) for o in found]}


@router.get("/{int:order_id}", summary="One order: where it is, its parcels, what is wanting, what happened")
def show(request: HttpRequest, order_id: int) -> dict[str, Any]:
    order = get_object_or_404(Order, pk=order_id, merchant=request.auth)  # type: ignore[attr-defined]
    standing = OrderStanding.objects.filter(order_id=order.pk).first()
    front = shop_front.only(request)
    told = shop_front.reason_told if front else reason
    events = Event.objects.filter(order_id=order.pk).order_by("at", "id").values("kind", "at", "parcel_id", "actor", "data")
    return _brief(order, standing) | {
        "lines": list(order.lines.values("line_no", "sku", "name", "quantity", "price_minor")),
        "allocations": list(order.allocations.values("line_no", "warehouse_id", "product_id", "quantity")),
        "parcels": goods.parcels_of_order(order.pk),
        "tracking": methods.tracking_of_orders([order.pk]).get(order.pk, []),
        "travels_with": order.travels.filter(undone_at=None).values_list("host_id", flat=True).first(),
        "carries": list(order.carries.filter(undone_at=None).order_by("pk").values_list("guest_id", flat=True)),
        "reasons": [
            told(r.code, r.values) | {"line_no": r.line_no, "parcel_id": r.parcel_id} for r in Refusal.objects.filter(order_id=order.pk)
        ],
        "events": shop_front.events_told(events) if front else list(events),
    }


def _brief(order: Order, standing: OrderStanding | None) -> dict[str, Any]:
    return {
        "id": order.pk,
        "number": order.number,
        "shop": order.shop,
        "placed_at": order.placed_at,
        "country": order.country,
        "currency": order.currency,
        "goods_minor": order.goods_minor,
        "freight_minor": order.freight_minor,
        "discount_minor": order.discount_minor,
        "held": order.hold_note,
        "step": standing.step if standing else None,
        "state": standing.state if standing else None,
    }


@router.post("/approve", summary="Let held orders go")
def approve(request: HttpRequest, body: Numbers) -> dict[str, int]:
    return {"approved": verbs.approve(request.auth, body.ids, "api", now())}  # type: ignore[attr-defined]


@router.post("/cancel", summary="Stop orders that have no label yet")
def cancel(request: HttpRequest, body: Numbers) -> dict[str, int]:
    return {"cancelled": verbs.cancel(request.auth, body.ids, "api", now(), body.note)}  # type: ignore[attr-defined]


class PlanIn(Numbers):
    """`aim`: pack for this aim from now on (boxes, cost, duty), or "" for the merchant's again. Left out: as before."""

    aim: str | None = None


@router.post("/plan", summary="Plan orders again after something was mended, or for another aim of packing")
def plan(request: HttpRequest, body: PlanIn) -> dict[str, int]:
    if body.aim is not None:
        return {"planned": pack_for(request.auth, body.ids, body.aim, "api", now())}  # type: ignore[attr-defined]
    return {"planned": verbs.plan_again(request.auth, body.ids, "api", now())}  # type: ignore[attr-defined]


@router.patch("/{int:order_id}/address", summary="Change where an order goes; it is planned again")
def address(request: HttpRequest, order_id: int, body: AddressIn) -> dict[str, Any]:
    verbs.edit_address(request.auth, order_id, body.dict(exclude_unset=True), "api", now())  # type: ignore[attr-defined]
    return show(request, order_id)
