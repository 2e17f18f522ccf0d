"""Carriers' live prices over the API: asked with one call, and side by side with the cards'."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from fahuo.api.said import reason
from fahuo.core.methods.quote import Asked
from fahuo.flow import quoting
from fahuo.flow.live import asking, verbs
from fahuo.flow.live.beside import Beside
from fahuo.records.clock import now
from fahuo.records.models import Merchant
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods import live

of_quotes, of_parcels = Router(), Router()


class Waiting(Schema):
    """How long the caller waits for all carriers together; who is later has not answered."""

    within_s: float = Field(asking.LIMIT_S, ge=0.5, le=asking.LIMIT_S)


class Thought(Schema):
    """A parcel that is thought of; the fields of GET /api/quote."""

    country: str = Field(max_length=10)
    weight_g: str | int
    postcode: str = Field("", max_length=20)
    city: str = Field("", max_length=100)
    company: str = Field("", max_length=100)
    size: str = Field("", max_length=30)
    goods: str = Field("", max_length=200)
    pieces: str | int = "1"
    value_minor: str | int = ""
    currency: str = Field("", max_length=3)
    warehouse: str = Field("", max_length=40)


class Asking(Thought, Waiting):
    """A parcel that is thought of, and how long to wait."""


@of_quotes.post("/live", summary="Ask carriers what a parcel would cost now; answers stand beside the cards")
def ask_quote(request: HttpRequest, body: Asking) -> dict[str, Any]:
    merchant = request.auth  # type: ignore[attr-defined]
    asked = _asked(merchant, body)
    shipment, ask_id = verbs.ask_quote(merchant, asked, "api", now())
    asking.finish(merchant, shipment, ask_id, now, body.within_s)
    return _told(merchant, verbs.quote_beside(merchant, asked, now()))


@of_quotes.get("/live", summary="What carriers told of such a parcel, without asking them")
def show_quote(request: HttpRequest, body: Query[Thought]) -> dict[str, Any]:
    merchant = request.auth  # type: ignore[attr-defined]
    asked = _asked(merchant, body)
    return _told(merchant, verbs.quote_beside(merchant, asked, now()))


@of_parcels.post("/{int:parcel_id}/live", summary="Ask carriers what this parcel would cost now, before its label")
def ask_parcel(request: HttpRequest, parcel_id: int, body: Waiting | None = None) -> dict[str, Any]:
    merchant, parcel = request.auth, _parcel(request, parcel_id)  # type: ignore[attr-defined]
    shipment, ask_id = verbs.ask_parcel(merchant, parcel, "api", now())
    asking.finish(merchant, shipment, ask_id, now, body.within_s if body else asking.LIMIT_S)
    return show_parcel(request, parcel_id)


@of_parcels.get("/{int:parcel_id}/live", summary="What carriers told of this parcel, and who asked when")
def show_parcel(request: HttpRequest, parcel_id: int) -> dict[str, Any]:
    merchant, parcel = request.auth, _parcel(request, parcel_id)  # type: ignore[attr-defined]
    asks = [{"at": ask.asked_at, "by": ask.by, "shipment": ask.shipment} for ask in live.asks(parcel_id)]
    return _told(merchant, verbs.parcel_beside(merchant, parcel, now())) | {"asked": asks}


def _parcel(request: HttpRequest, parcel_id: int) -> Parcel:
    return get_object_or_404(Parcel.objects.select_related("order", "warehouse"), pk=parcel_id, merchant=request.auth)  # type: ignore[attr-defined]


def _asked(merchant: Merchant, body: Thought) -> Asked:
    return quoting.read_asked(merchant, {name: str(value) for name, value in body.dict().items() if name in Thought.model_fields})


def _told(merchant: Merchant, rows: list[Beside]) -> dict[str, Any]:
    return {
        "home_currency": merchant.currency,
        "asking": sum(row.state == "asking" for row in rows),
        "services": [_service(row) for row in rows],
    }


def _service(row: Beside) -> dict[str, Any]:
    card, told = row.card, row.live
    names = ("amount_minor", "currency", "home_minor", "days_least", "days_most", "reference", "valid_until", "answered_at")
    by_card = {n: getattr(card, n) for n in ("total_minor", "currency", "home_minor", "days_p50", "days_p90")}
    answer: dict[str, Any] = {
        "service": card.service,
        "carrier": told.service.carrier,
        "state": row.state,
        "card": by_card if card.home_minor is not None else None,
        "live": {n: getattr(told, n) for n in names} if told.home_minor is not None else None,
        "dearer_minor": row.dearer_minor,
    }
    return answer | ({"why": reason(told.code, told.values)} if told.code else {})
