"""Choose and buy over the API: one call brings or names an order, has its services chosen by the merchant's rules, and buys the labels."""

from __future__ import annotations

import hashlib
import json
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Header, Router, Schema, Status

from fahuo.api import shop_front
from fahuo.api.orders import OrderIn, store_one
from fahuo.api.parcels import offer_told
from fahuo.api.said import reason
from fahuo.core.methods.fields import MOST_G, MOST_MM
from fahuo.flow import purchases
from fahuo.flow.said import NotPossible
from fahuo.flow.weighed import Weighed
from fahuo.flow.workings import working
from fahuo.records.clock import now
from fahuo.records.models import Merchant, Refusal
from fahuo.steps.goods import queries as goods
from fahuo.steps.goods.models import Parcel
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.methods import queries, selling
from fahuo.steps.methods.models import Label, Offer, Purchase
from fahuo.steps.orders.models import Order

router = Router()
KEY = r"^[A-Za-z0-9._:-]{1,64}$"


class PurchaseIn(Schema):
    """One order: its id, its number in a shop, or whole as POST /api/orders takes it. `weight_g` and `size_mm`: its one parcel, as it was measured."""

    order_id: int | None = None
    number: str | None = Field(None, max_length=100)
    shop: str | None = Field(None, max_length=40)
    order: OrderIn | None = None
    weight_g: int | None = Field(None, ge=1, le=MOST_G)
    size_mm: tuple[int, int, int] | None = None
    within_s: float = Field(purchases.LIMIT_S, ge=0.5, le=purchases.LIMIT_S)


Told = dict[str, Any]


@router.post("", response={200: Told, 202: Told, 409: Told}, summary="Choose by the rules and buy: one order's labels, once for a key")
def buy(request: HttpRequest, body: PurchaseIn, key: str = Header(alias="Idempotency-Key", pattern=KEY)) -> Status[Told]:
    """200 when all labels are bought, 202 when a carrier has not answered in time, 409 with reasons when something stands in the way."""
    merchant = request.auth  # type: ignore[attr-defined]
    digest = hashlib.sha256(json.dumps(body.dict(exclude={"within_s"}), default=str, sort_keys=True).encode()).hexdigest()
    wish = purchases.Wish(key, digest, partial(_order, merchant, body), _weighed(body))
    purchase = purchases.choose_and_buy(merchant, wish, "api", now, body.within_s)
    return _answer(merchant, purchase, front=shop_front.only(request))


@router.get("/{key}", response={200: Told, 202: Told, 409: Told}, summary="What became of a purchase, until now")
def show(request: HttpRequest, key: str) -> Status[Told]:
    purchase = get_object_or_404(Purchase, merchant=request.auth, key=key)  # type: ignore[attr-defined]
    return _answer(request.auth, purchase, front=shop_front.only(request))  # type: ignore[attr-defined]


def _order(merchant: Merchant, body: PurchaseIn) -> int:
    """The id of the order that the body names or brings."""
    if [body.order_id, body.number, body.order].count(None) != 2:
        raise NotPossible("give one of order_id, number (with its shop) and order", "请给出 order_id、number（及其店铺）或 order 其中之一")
    if body.order is not None:
        return store_one(merchant, body.order)
    rows = Order.objects.filter(merchant=merchant)
    rows = rows.filter(pk=body.order_id) if body.order_id is not None else rows.filter(number=body.number)
    if body.shop is not None:
        rows = rows.filter(shop=body.shop)
    found = list(rows.values_list("pk", flat=True)[:2])
    if len(found) != 1:
        wanted = body.order_id if body.order_id is not None else body.number
        several = f"the order {wanted} is in several shops: name the shop", f"订单 {wanted} 在多个店铺中都有：请给出店铺"
        raise NotPossible(*several) if found else NotPossible(f"there is no order {wanted}", f"没有订单 {wanted}")
    return int(found[0])


def _weighed(body: PurchaseIn) -> Weighed | None:
    if body.size_mm and not all(1 <= side <= MOST_MM for side in body.size_mm):
        raise NotPossible(f"size_mm: each side is from 1 to {MOST_MM:,} mm", f"size_mm：每边应为 1 到 {MOST_MM:,} 毫米")
    if body.weight_g is None:
        if body.size_mm:
            raise NotPossible("size_mm is given with weight_g, or not at all", "size_mm 须与 weight_g 一起给出")
        return None
    return Weighed(body.weight_g, body.size_mm)


def _answer(merchant: Merchant, purchase: Purchase, *, front: bool) -> Status[Told]:
    stands = purchases.stands(purchase)
    said_so = shop_front.reason_told if front else reason
    reasons = [
        said_so(r.code, r.values) | {"line_no": r.line_no, "parcel_id": r.parcel_id}
        for r in Refusal.objects.filter(order_id=purchase.order_id)
    ]
    told: Told = {
        "key": purchase.key,
        "state": stands.state,
        "order_id": purchase.order_id,
        "number": purchase.order.number,
        "parcels": [(_sold if front else _parcel)(merchant, row, stands) for row in goods.of_order(merchant.pk, purchase.order_id)],
        "reasons": reasons,
        "ask_at": f"/api/purchases/{purchase.key}",
    }
    if stands.state == "refused":
        said = next((p["carrier_said"] for p in told["parcels"] if p.get("carrier_said")), None)
        first = next((r for r in reasons if r["weight"] != "waits"), None)
        told["error"] = said or (first and f"{first['en']}: {first['mend_en']}") or "no parcel of the order can have a label now"
        told["error_zh"] = said or (first and f"{first['zh']}。{first['mend_zh']}") or "订单目前没有可以下单的包裹"
    return Status({"bought": 200, "asked": 202, "refused": 409}[stands.state], told)


def _parcel(merchant: Merchant, row: Parcel, stands: purchases.Parcels) -> Told:
    offers = queries.offers(row.pk)
    chosen = next((o for o in offers if o.chosen), None)
    steps = working(merchant, row, chosen.service_id) or [] if chosen else []
    label = queries.labels([row.pk]).get(row.pk)
    selection = queries.selections([row.pk]).get(row.pk)
    rule = {"rule": selection.rule} if selection and selection.rule else {}
    return _brief(row, stands, chosen, label) | {
        "offer": offer_told(chosen) | {"derivation": [s.en for s in steps], "derivation_zh": [s.zh for s in steps]} if chosen else None,
        "others": [offer_told(o, rule) for o in offers if not o.chosen],
        "carrier_said": label.failure if label else None,
    }


def _sold(merchant: Merchant, row: Parcel, stands: purchases.Parcels) -> Told:
    """A parcel as a shop front sees it: what is asked for its service and for the others."""
    offers, prices = queries.offers(row.pk), selling.of_parcel(row.pk)
    chosen = next((o for o in offers if o.chosen), None)
    return _brief(row, stands, chosen, queries.labels([row.pk]).get(row.pk)) | {
        "offer": shop_front.offer_sold(chosen, prices.get(chosen.service_id)) if chosen else None,
        "others": shop_front.offers_sold([o for o in offers if not o.chosen], prices),
    }


def _brief(row: Parcel, stands: purchases.Parcels, chosen: Offer | None, label: Label | None) -> Told:
    return {
        "id": row.pk,
        "number": number_of(row.pk),
        "state": next(n for n in ("bought", "asked", "refused", "waiting") if row.pk in getattr(stands, n)),
        "service": chosen.service.code if chosen else None,
        "tracking_number": label.tracking_number if label else None,
        "label": f"/api/parcels/{row.pk}/label.pdf" if row.pk in stands.bought else None,
    }
