"""Cases over the API: what has to be put right."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from fahuo.api.said import reason
from fahuo.api.stock import refused
from fahuo.flow import returns, verbs
from fahuo.records.clock import now
from fahuo.steps.aftersales.models import Case
from fahuo.steps.goods.queries import orders_inside

Whose = dict[int, list[tuple[int, str]]]
router = Router()


class Settlement(Schema):
    settlement: Literal["refund", "reship", "restock", "closed"]
    amount_minor: int | None = None
    note: str = ""


class FindingIn(Schema):
    """Pieces of one condition: good, damaged, scrap, missing."""

    sku: str
    quantity: Any
    condition: str
    reason: str = ""
    lot: str = ""
    to_bin: str = ""
    warehouse: str = ""  # where it came back to; left out: where it left from
    serials: list[str] = Field(default_factory=list, max_length=1_000)
    key: str | None = Field(None, max_length=100)


class FindingsIn(Schema):
    found: list[FindingIn] = Field(min_length=1, max_length=1_000)


def _said(case: Case, whose: Whose | None = None) -> dict[str, Any]:
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
    inside = (whose or orders_inside([case.parcel_id])).get(case.parcel_id, [])  # of a parcel of several orders all of them
    orders = [{"id": order_id, "number": number} for order_id, number in inside]
    return {f: getattr(case, f) for f in fields} | {"orders": orders, "reason": reason(case.kind, case.values)}


@router.get("", summary="Open cases, most urgent first")
def find(request: HttpRequest, limit: int = 200) -> list[dict[str, Any]]:
    rows = Case.objects.filter(merchant=request.auth, settled_at=None).order_by("due_on", "id")  # type: ignore[attr-defined]
    cases = list(rows[: max(1, min(limit, 1000))])
    whose = orders_inside([case.parcel_id for case in cases])
    return [_said(case, whose) for case in cases]


@router.post("/{int:case_id}/settle", summary="Settle a case by refund, reship, restock, or close it")
def settle(request: HttpRequest, case_id: int, body: Settlement) -> dict[str, Any]:
    case = get_object_or_404(Case, pk=case_id, merchant=request.auth)  # type: ignore[attr-defined]
    verbs.settle_case(request.auth, case.pk, body.settlement, body.amount_minor, body.note, "api", now())  # type: ignore[attr-defined]
    case.refresh_from_db()
    return _said(case)


@router.get("/{int:case_id}/inspection", summary="What was in a parcel that came back, and what was found of it")
def inspection(request: HttpRequest, case_id: int) -> dict[str, Any]:
    case = get_object_or_404(Case, pk=case_id, merchant=request.auth)  # type: ignore[attr-defined]
    inside = returns.contents(case).values()
    names = ("quantity", "condition", "reason", "serials", "at", "actor", "product__sku", "lot__code", "bin__code")
    rows = case.inspected.order_by("pk").values(*names)
    return {
        "inside": [{"sku": i.sku, "pieces": i.pieces, "left": i.left, "lots": [lot for lot in i.lots if lot]} for i in inside],
        "found": [
            {name.split("__")[0]: value for name, value in row.items()} | {"serials": row["serials"].splitlines()}
            for row in rows
        ],
    }  # fmt: skip


@router.post("/{int:case_id}/inspect", summary="Pieces that came back were looked at: to stock, into quarantine, written off, or missing")
def inspect(request: HttpRequest, case_id: int, body: FindingsIn) -> dict[str, Any]:
    case = get_object_or_404(Case, pk=case_id, merchant=request.auth)  # type: ignore[attr-defined]
    rows = [row.dict(exclude={"to_bin"}) | {"to": row.to_bin} for row in body.found]
    done = returns.inspect(request.auth, case.pk, rows, "api", now())  # type: ignore[attr-defined]
    return {"findings": done.findings, "known": done.known, "left": done.left, "refused": [refused(no) for no in done.refused]}
