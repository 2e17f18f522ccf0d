"""The REST interface. Every call carries a merchant's key (Authorization: Bearer fh_...); nobody sees another's rows."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.security import HttpBearer

from fahuo.api import cases, checkpoints, orders, parcels, products
from fahuo.flow.verbs import NotPossible
from fahuo.records.keys import merchant_of
from fahuo.records.models import Merchant
from fahuo.steps.goods.labels.glyphs import Unprintable

log = logging.getLogger(__name__)


class Key(HttpBearer):
    """A merchant's key."""

    def authenticate(self, request: HttpRequest, token: str) -> Merchant | None:
        return merchant_of(token)


api = NinjaAPI(title="fahuo", version="1", auth=Key(), urls_namespace="api", docs_url="/docs", openapi_url="/openapi.json")
api.add_router("/orders", orders.router, tags=["orders"])
api.add_router("/parcels", parcels.router, tags=["parcels"])
api.add_router("/products", products.router, tags=["products"])
api.add_router("/cases", cases.router, tags=["cases"])
api.add_router("/checkpoints", checkpoints.router, tags=["checkpoints"])


@api.exception_handler(NotPossible)
def not_possible(request: HttpRequest, error: NotPossible) -> HttpResponse:
    """What cannot be done is said in both languages."""
    return api.create_response(request, {"error": error.en, "error_zh": error.zh}, status=409)


@api.exception_handler(Unprintable)
def unprintable(request: HttpRequest, error: Unprintable) -> HttpResponse:
    """A character that our fonts lack is named."""
    return api.create_response(request, {"error": error.say("en"), "error_zh": error.say("zh")}, status=409)


@api.exception_handler(ValidationError)
def not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Each fault with its place in the body."""
    faults = [{"at": ".".join(str(p) for p in fault["loc"]), "fault": fault["msg"]} for fault in error.errors]
    return api.create_response(request, {"error": "the request does not fit its form", "faults": faults}, status=422)


@api.exception_handler(Exception)
def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """Our fault: logged whole, told without a trace."""
    log.exception("%s %s", request.method, request.path)
    body: dict[str, Any] = {
        "error": "something went wrong on our side; it is logged. Nothing was stored.",
        "error_zh": "系统内部错误，已记录，未保存任何数据。",
    }
    return api.create_response(request, body, status=500)
