"""Forwarders' price tables over the API: brought, read, answered, compared, taken in, undone."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from fahuo.core.methods.price_tables.report import as_json
from fahuo.flow import price_changes, price_readings, price_tables
from fahuo.flow.said import NotPossible
from fahuo.plugins.price_tables.client import MOST_BYTES
from fahuo.plugins.reading.faults import Told
from fahuo.records.clock import now, today
from fahuo.steps.methods.models import PriceTable

router = Router()


class TableIn(Schema):
    """The file as it was sent, in base64; `into` is the code of the service that it is for, where the file does not say."""

    name: str = Field(min_length=1, max_length=200)
    content: str = Field(max_length=MOST_BYTES * 4 // 3 + 4)
    into: str = ""


class AnswersIn(Schema):
    """Answers by the key of their question; an empty one takes an earlier answer back."""

    answers: dict[str, str] = Field(max_length=2_000)


def _table(request: HttpRequest, table_id: int) -> PriceTable:
    rows = PriceTable.objects.select_related("merchant")
    return get_object_or_404(rows, pk=table_id, merchant=request.auth)  # type: ignore[attr-defined]


def _brief(table: PriceTable) -> dict[str, Any]:
    state = "undone" if table.undone_at else "taken" if table.taken_at else "open"
    services = [one["code"] for one in table.taken] if state == "taken" else []
    return {
        "id": table.pk,
        "name": table.name,
        "into": table.into,
        "state": state,
        "services": services,
        "by": table.by,
        "created_at": table.created_at,
    }


def _whole(table: PriceTable) -> dict[str, Any]:
    known = _brief(table) | {"answers": table.answers}
    if price_tables.is_large(bytes(table.content)):
        reading = price_readings.wake(table)
        if reading.found is None and reading.problem is None:
            return known | {"complete": False, "reading": {"stage": reading.stage, "done": reading.done, "total": reading.total}}
    return known | as_json(price_tables.understood(table))


@router.get("", summary="Price tables, the newest first")
def listed(request: HttpRequest, limit: int = 100) -> dict[str, Any]:
    rows = PriceTable.objects.filter(merchant=request.auth).defer("content")[: max(1, min(limit, 500))]  # type: ignore[attr-defined]
    return {"price_tables": [_brief(table) for table in rows]}


@router.post("", summary="Bring a forwarder's table")
def bring(request: HttpRequest, body: TableIn) -> dict[str, Any]:
    try:
        content = base64.b64decode(body.content, validate=True)
        table = price_tables.start(request.auth, body.name, content, body.into, "api", now())  # type: ignore[attr-defined]
    except binascii.Error:
        raise NotPossible(
            "`content` is no base64: send the file's bytes in base64", "content 不是 base64：请把文件内容编码后再发送"
        ) from None
    except Told as told:
        raise NotPossible(told.en, told.zh) from None
    return _whole(table)


@router.get("/{table_id}", summary="What was understood, and what is asked")
def one(request: HttpRequest, table_id: int) -> dict[str, Any]:
    return _whole(_table(request, table_id))


@router.post("/{table_id}/answers", summary="Answer questions")
def answer(request: HttpRequest, table_id: int, body: AnswersIn) -> dict[str, Any]:
    table = _table(request, table_id)
    price_tables.answer(table.merchant, table.pk, body.answers, now())
    return _whole(_table(request, table_id))


@router.get("/{table_id}/changes", summary="What its cards would change")
def changes(request: HttpRequest, table_id: int) -> dict[str, Any]:
    table = _table(request, table_id)
    found = [f for f in price_tables.understood(table).found if f.document and not f.faults]
    return {"currency": table.merchant.currency, "services": [_change(price_changes.change_of(table.merchant, f, today())) for f in found]}


def _change(change: price_changes.Change) -> dict[str, Any]:
    difference, effect = change.difference, change.effect
    return {
        "code": change.code,
        "new": difference is None,
        "changes": [
            {
                "countries": c.countries,
                "over_g": c.over_g,
                "up_to_g": c.up_to_g,
                "before_minor": c.before_minor,
                "after_minor": c.after_minor,
                "before": c.before,
                "after": c.after,
                "percent": float(c.percent) if c.percent is not None else None,
            }
            for c in (difference.changes if difference else ())
        ],
        "terms": [
            {"name": t.name, "countries": t.countries, "said": t.say("en"), "said_zh": t.say("zh")}
            for t in (difference.terms if difference else ())
        ],
        "gained": difference.gained if difference else [],
        "lost": difference.lost if difference else [],
        "last_30_days": {
            "parcels": effect.parcels,
            "before_minor": effect.before_minor,
            "after_minor": effect.after_minor,
            "dearer": effect.dearer,
            "cheaper": effect.cheaper,
            "no_longer_taken": effect.refused,
            "newly_taken": effect.taken,
            "hardest": effect.rows.to_dicts(),
        },
    }


@router.post("/{table_id}/accept", summary="Take its cards in")
def accept(request: HttpRequest, table_id: int) -> dict[str, Any]:
    table = _table(request, table_id)
    price_tables.accept(table.merchant, table.pk, "api", now())
    return _brief(_table(request, table_id))


@router.post("/{table_id}/undo", summary="Put back what stood before")
def undo(request: HttpRequest, table_id: int) -> dict[str, Any]:
    table = _table(request, table_id)
    price_tables.undo(table.merchant, table.pk, "api", now())
    return _brief(_table(request, table_id))
