"""The REST interface. Every call carries a merchant's key (Authorization: Bearer fh_...); nobody sees another's rows."""

from __future__ import annotations

import logging
from typing import Any

from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer

from fahuo.api import (
    bench,
    cases,
    checkpoints,
    collections,
    counts,
    covers,
    floor,
    inbounds,
    live,
    manifests,
    orders,
    parcels,
    price_tables,
    prints,
    products,
    purchases,
    quotes,
    scan,
    shop_front,
    stock,
    together,
)
from fahuo.flow.verbs import NotPossible
from fahuo.records.keys import known
from fahuo.records.models import Merchant
from fahuo.steps.goods.labels.glyphs import Unprintable

log = logging.getLogger(__name__)


SAID = {
    400: ("请求正文不是 JSON", "the body of the request is no JSON"),
    401: ("缺少密钥或密钥不对：请加上 Authorization: Bearer fh_...", "the key is missing or wrong: send Authorization: Bearer fh_..."),
    403: (
        "这个密钥只能看售价，不能调用此接口；需要成本的程序请另建密钥",
        "this key sees selling prices only, and this call is not open to it: make another key for a program that may see costs",
    ),
}


class Key(HttpBearer):
    """A merchant's key."""

    def authenticate(self, request: HttpRequest, token: str) -> Merchant | None:
        key = known(token)
        if key is not None and key.sells_only:
            shop_front.admit(request)
        return key.merchant if key else None


api = NinjaAPI(title="fahuo", version="1", auth=Key(), urls_namespace="api", docs_url="/docs", openapi_url="/openapi.json")
api.add_router("/orders", orders.router, tags=["orders"])
api.add_router("/parcels", parcels.router, tags=["parcels"])
api.add_router("/parcels", live.of_parcels, tags=["parcels"])
api.add_router("/covers", covers.router, tags=["cover"])
api.add_router("/price-tables", price_tables.router, tags=["price tables"])
api.add_router("/prints", prints.router, tags=["prints"])
api.add_router("/products", products.router, tags=["products"])
api.add_router("/purchases", purchases.router, tags=["purchases"])
api.add_router("/quote", quotes.router, tags=["quote"])
api.add_router("/quote", live.of_quotes, tags=["quote"])
api.add_router("/together", together.router, tags=["together"])
api.add_router("/scan", scan.router, tags=["scan"])
api.add_router("/bench", bench.router, tags=["bench"])
api.add_router("/scale", bench.scale_router, tags=["bench"])
api.add_router("/cases", cases.router, tags=["cases"])
api.add_router("/checkpoints", checkpoints.router, tags=["checkpoints"])
api.add_router("/collections", collections.router, tags=["collections"])
api.add_router("/stock", stock.router, tags=["stock"])
api.add_router("/inbounds", inbounds.router, tags=["inbounds"])
api.add_router("/counts", counts.router, tags=["counts"])
api.add_router("/floor", floor.router, tags=["floor"])
api.add_router("/manifests", manifests.router, tags=["manifests"])


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
    faults = [{"at": ".".join(str(p) for p in fault["loc"]).removeprefix("body."), "fault": fault["msg"]} for fault in error.errors]
    told = {"error": "the request does not fit its form", "error_zh": "请求的格式不符", "faults": faults}
    return api.create_response(request, told, status=422)


@api.exception_handler(UnicodeEncodeError)
def not_writable(request: HttpRequest, error: UnicodeEncodeError) -> HttpResponse:
    """JSON may hold half of a character (a lone surrogate), which no text can."""
    half = ascii(error.object[error.start : error.end])
    told = {
        "error": f"a text holds half of a character ({half}): send it whole",
        "error_zh": f"文本中含有不完整的字符（{half}）：请发送完整字符",
    }
    return api.create_response(request, told, status=422)


@api.exception_handler(DataError)
def not_storable(request: HttpRequest, error: DataError) -> HttpResponse:
    """A value that its column cannot hold: too long, too large, with a NUL in it."""
    why = str(error).splitlines()[0]
    told = {"error": f"a value of the request cannot be stored or looked for: {why}", "error_zh": f"请求中有一个值无法存储或查找：{why}"}
    return api.create_response(request, told, status=422)


@api.exception_handler(HttpError)
def not_served(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that is no JSON, a key that is missing or wrong."""
    zh, en = SAID.get(error.status_code, ("请求无法处理", str(error)))
    return api.create_response(request, {"error": en, "error_zh": zh}, status=error.status_code)


@api.exception_handler(Http404)
def not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    """Not there, or another merchant's: the two are told alike."""
    return api.create_response(request, {"error": "there is nothing here under this id", "error_zh": "没有此编号的内容"}, status=404)


@api.exception_handler(Exception)
def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """Our fault: logged whole, told without a trace."""
    log.exception("%s %s", request.method, request.path)
    body: dict[str, Any] = {
        "error": "something went wrong on our side; it is logged. Nothing was stored.",
        "error_zh": "系统内部错误，已记录，未保存任何数据。",
    }
    return api.create_response(request, body, status=500)
