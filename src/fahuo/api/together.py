"""The joint choice over the API: look for better ways to send open orders, accept one, take orders apart again."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from fahuo.flow.joint import accept as taking
from fahuo.flow.joint import look as looking
from fahuo.records.clock import now
from fahuo.steps.methods.models import Suggestion

router = Router()


class Asked(Schema):
    ids: list[int] = Field(min_length=1, max_length=looking.MOST_ORDERS)


class Taken(Schema):
    suggestion: int
    way: int = 0


class Declined(Schema):
    suggestion: int


class Parted(Schema):
    order_id: int


def _told(row: Suggestion) -> dict[str, Any]:
    fields = ("orders", "found_at", "saves_minor", "exact", "duty_known", "priced")
    today = _plain(row.today)
    ways = {"lacks": today.pop("lacks", []), "today": today, "ways": [_plain(way) for way in row.ways]}
    return {"id": row.pk} | {name: getattr(row, name) for name in fields} | ways


def _plain(way: dict[str, Any]) -> dict[str, Any]:
    """A way without the places of its pieces, which are for pictures."""
    return way | {"sendings": [{k: v for k, v in sending.items() if k != "inside"} for sending in way["sendings"]]}


@router.get("", summary="Better ways that were found and not accepted yet, the greatest saving first")
def listed(request: HttpRequest, limit: int = 100) -> dict[str, Any]:
    rows = Suggestion.objects.filter(merchant=request.auth, accepted_at=None).order_by("-saves_minor", "pk")  # type: ignore[attr-defined]
    return {"suggestions": [_told(row) for row in rows[: max(1, min(limit, 500))]]}


@router.post("/look", summary="Look for a better way to send these orders of one buyer, or this one order")
def look(request: HttpRequest, body: Asked) -> dict[str, Any]:
    row = looking.look(request.auth, body.ids, now())  # type: ignore[attr-defined]
    return {"suggestion": _told(row) if row else None}


@router.post("/accept", summary="Send orders in a way that was found")
def accept(request: HttpRequest, body: Taken) -> dict[str, Any]:
    return {"orders": taking.accept(request.auth, body.suggestion, body.way, "api", now())}  # type: ignore[attr-defined]


@router.post("/decline", summary="Send orders as they are planned")
def decline(request: HttpRequest, body: Declined) -> dict[str, Any]:
    return {"orders": taking.decline(request.auth, body.suggestion, "api", now())}  # type: ignore[attr-defined]


@router.post("/apart", summary="Plan orders by themselves again, until a label is asked for")
def apart(request: HttpRequest, body: Parted) -> dict[str, Any]:
    return {"orders": taking.take_apart(request.auth, body.order_id, "api", now())}  # type: ignore[attr-defined]
