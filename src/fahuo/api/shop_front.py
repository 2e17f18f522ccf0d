"""Keys for a shop front: they quote and buy at selling prices, and never see a cost, nor what one could be worked out from.

What such a key may call is listed here, and all else is refused: a new route is closed to it until somebody opens it and says what it answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from ninja.errors import HttpError

from fahuo.api.said import reason
from fahuo.steps.methods.models import Offer, SellingPrice

# method and path of all that is open; each of them asks only() where its answer would tell more
OPEN = frozenset(
    {
        ("GET", "quote"),
        ("POST", "purchases"),
        ("GET", "purchases/<key>"),
        ("POST", "orders"),
        ("GET", "orders"),
        ("GET", "orders/<int:order_id>"),
        ("PATCH", "orders/<int:order_id>/address"),
        ("POST", "orders/cancel"),
        ("GET", "parcels/<int:parcel_id>"),
        ("GET", "parcels/<int:parcel_id>/offers"),
        ("GET", "parcels/<int:parcel_id>/<slug:paper>.<slug:form>"),
    }
)
PAPERS = ("label",)  # others may tell what a merchant's own template does
TOLD_OF_EVENTS = ("text", "place", "code", "number")  # of a happening's data: what a carrier said of where a parcel is
HIDDEN_OF_REASONS = ("said", "rule")  # a carrier's own sentence may name a price; rules are the merchant's


def only(request: HttpRequest) -> bool:
    """Does the caller see selling prices only?"""
    return bool(getattr(request, "selling_only", False))


def closed() -> HttpError:
    """What a shop front's key may not call."""
    return HttpError(403, "this key sees selling prices only: this call is not open to it")


def admit(request: HttpRequest) -> None:
    """Let a shop front's key call what is open to it. HttpError 403 otherwise."""
    match = request.resolver_match
    path = match.route.partition("api/")[2] if match else ""
    if (request.method, path) not in OPEN or (match and match.kwargs.get("paper", "label") not in PAPERS):
        raise closed()
    request.selling_only = True  # type: ignore[attr-defined]


def offers_sold(offers: Iterable[Offer], prices: Mapping[int, SellingPrice]) -> list[dict[str, Any]]:
    """Offers as those see them who pay the selling price, by it; those without one last, by their code. A refusal says why without its rule."""
    rows = sorted(offers, key=lambda o: _place(o, prices.get(o.service_id)))
    return [offer_sold(offer, prices.get(offer.service_id)) for offer in rows]


def _place(offer: Offer, price: SellingPrice | None) -> tuple[bool, bool, int, str]:
    asked = price.sell_home_minor if price else None
    return offer.reason is not None, asked is None, asked or 0, offer.service.code


def offer_sold(offer: Offer, price: SellingPrice | None) -> dict[str, Any]:
    """One offer (with its service): what is asked for it, and how long it takes."""
    service = offer.service
    named = {"service": service.code, "name": service.name, "name_zh": service.name_zh, "class": service.kind}
    if offer.reason:
        return named | {"refused": reason_told(offer.reason, {"limit": offer.limit, "actual": offer.actual})}
    sold = {name: getattr(price, name, None) for name in ("sell_minor", "sell_currency")}
    return named | sold | {name: getattr(offer, name) for name in ("chargeable_g", "days_p50", "days_p90", "chosen")}


def reason_told(code: str, values: str | Mapping[str, Any]) -> dict[str, Any]:
    """A reason without a carrier's own words and without the names of rules."""
    known = json.loads(values) if isinstance(values, str) else dict(values)
    return reason(code, {name: value for name, value in known.items() if name not in HIDDEN_OF_REASONS})


def events_told(events: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What happened, without what was noted inside the house."""
    return [
        {name: value for name, value in event.items() if name not in ("data", "actor")}
        | {"data": {name: event["data"][name] for name in TOLD_OF_EVENTS if event["data"].get(name)}}
        for event in events
        if event["kind"] != "noted" or "text" in event["data"]
    ]
