"""Cases over the API: what has to be put right."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from fahuo.api.said import reason
from fahuo.flow import verbs
from fahuo.records.clock import now
from fahuo.steps.aftersales.models import Case

router = Router()


class Settlement(Schema):
    settlement: Literal["refund", "reship", "restock", "closed"]
    amount_minor: int | None = None
    note: str = ""


def _said(case: Case) -> dict[str, Any]:
    fields = (
        "id",
        "order_id",
        "parcel_id",
        "opened_at",
        "due_on",
        "settlement",
        "amount_minor",
        "currency",
        "reship_order_id",
        "note",
        "settled_at",
        "settled_by",
    )
    return {f: getattr(case, f) for f in fields} | {"reason": reason(case.kind, case.values)}


@router.get("", summary="Open cases, most urgent first")
def find(request: HttpRequest, limit: int = 200) -> list[dict[str, Any]]:
    rows = Case.objects.filter(merchant=request.auth, settled_at=None).order_by("due_on", "id")  # type: ignore[attr-defined]
    return [_said(case) for case in rows[: max(1, min(limit, 1000))]]


@router.post("/{int:case_id}/settle", summary="Settle a case by refund, reship, restock, or close it")
def settle(request: HttpRequest, case_id: int, body: Settlement) -> dict[str, Any]:
    case = get_object_or_404(Case, pk=case_id, merchant=request.auth)  # type: ignore[attr-defined]
    verbs.settle_case(request.auth, case.pk, body.settlement, body.amount_minor, body.note, "api", now())  # type: ignore[attr-defined]
    case.refresh_from_db()
    return _said(case)
