"""Inbound plans over the API: made, packed, sent, received, closed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from fahuo.api.stock import MOST_KEY, key_of, told
from fahuo.core.words import Telling
from fahuo.flow.shelves import arrivals, inbounds
from fahuo.records.clock import now, today
from fahuo.steps.goods.models import Inbound
from fahuo.steps.goods.shelves import plans

router = Router()


class InboundIn(Schema):
    """A plan. Without a number one is made; `lines` is sku -> pieces."""

    warehouse_id: int
    source_id: int | None = None
    number: str = ""
    supplier: str = ""
    carrier: str = ""
    vessel: str = ""
    waybill: str = ""
    planned_on: date | None = None
    note: str = ""
    lines: dict[str, int] = Field(default_factory=dict)


class ReceiptIn(Schema):
    """Pieces of a product, or a whole box by its mark."""

    sku: str = ""
    quantity: Any = None
    box: str = ""
    to_bin: str | None = None
    lot: str | None = None
    expires_on: str | None = None
    damaged: bool = False
    key: str | None = Field(None, max_length=MOST_KEY)


class ReceiptsIn(Schema):
    received: list[ReceiptIn] = Field(min_length=1, max_length=5_000)


class ReasonsIn(Schema):
    """Why each product differs: sku -> reason."""

    reasons: dict[str, str] = Field(default_factory=dict)


class LinesIn(Schema):
    """What is planned: sku -> pieces."""

    lines: dict[str, int] = Field(min_length=1)


class NoteIn(Schema):
    note: str = ""


def _inbound(request: HttpRequest, inbound_id: int) -> Inbound:
    return get_object_or_404(Inbound.objects.select_related("warehouse", "source"), pk=inbound_id, merchant=request.auth)  # type: ignore[attr-defined]


@router.get("", summary="Plans, the newest first")
def listed(request: HttpRequest, closed: bool = False, q: str = "", limit: int = 100) -> dict[str, Any]:
    rows = list(plans.inbounds(request.auth.pk, closed=closed, q=q.replace("\0", "")[:80])[: max(1, min(limit, 500))])  # type: ignore[attr-defined]
    return {"inbounds": [_brief(x) for x in plans.with_state(rows, today())]}


def _brief(x: plans.InboundShown) -> dict[str, Any]:
    return {
        "id": x.row.pk, "number": x.row.number, "state": x.state.value, "from": x.row.source.code if x.row.source else x.row.supplier,
        "to": x.row.warehouse.code, "planned_on": x.row.planned_on, "days_late": x.late, "planned": x.planned, "received": x.received, "boxes": x.boxes,
    }  # fmt: skip


@router.post("", summary="Make a plan")
def create(request: HttpRequest, body: InboundIn) -> dict[str, Any]:
    row = inbounds.create(request.auth, body.dict(exclude={"lines"}), body.lines, "api", now())  # type: ignore[attr-defined]
    return show(request, row.pk)


@router.get("/{int:inbound_id}", summary="One plan: its boxes, planned beside received, what happened")
def show(request: HttpRequest, inbound_id: int) -> dict[str, Any]:
    row = _inbound(request, inbound_id)
    asked = row.tellings.filter(kind=Telling.ASKED).order_by("-pk").first()
    reasons = asked.data.get("reasons", {}) if asked else {}
    fields = ("sku", "planned", "good", "damaged", "short", "over")
    return _brief(plans.with_state([row], today())[0]) | {
        "lines": [{f: r[f] for f in fields} | {"reason": reasons.get(r["sku"], "")} for r in arrivals.differences(row).to_dicts()],
        "unknown": list(row.receipts.filter(product=None, undone_at=None).values("said", "quantity")),
        "box_marks": list(row.boxes.order_by("no").values("no", "code", "sscc", "weight_g")),
        "happened": list(row.tellings.order_by("pk").values("kind", "at", "actor", "data")),
    }


@router.post("/{int:inbound_id}/lines", summary="Change what is planned, before it departs; 0 takes a product out")
def lines(request: HttpRequest, inbound_id: int, body: LinesIn) -> dict[str, Any]:
    inbounds.set_lines(request.auth, _inbound(request, inbound_id).pk, body.lines)  # type: ignore[attr-defined]
    return show(request, inbound_id)


@router.post("/{int:inbound_id}/depart", summary="The goods are on their way; from a warehouse of ours they leave its bins now")
def depart(request: HttpRequest, inbound_id: int) -> dict[str, Any]:
    inbounds.depart(request.auth, _inbound(request, inbound_id).pk, "api", now())  # type: ignore[attr-defined]
    return show(request, inbound_id)


@router.post("/{int:inbound_id}/arrive", summary="It stands at the warehouse's door")
def arrive(request: HttpRequest, inbound_id: int) -> dict[str, Any]:
    inbounds.arrive(request.auth, _inbound(request, inbound_id).pk, "api", now())  # type: ignore[attr-defined]
    return show(request, inbound_id)


@router.post("/{int:inbound_id}/receive", summary="Pieces or boxes have been received")
def receive(request: HttpRequest, inbound_id: int, body: ReceiptsIn) -> dict[str, Any]:
    rows = [r.dict(exclude={"to_bin", "key"}) | {"to": r.to_bin, "key": key_of(r.key)} for r in body.received]
    return told(arrivals.receive(request.auth, _inbound(request, inbound_id).pk, rows, "api", now()))  # type: ignore[attr-defined]


@router.post("/{int:inbound_id}/close", summary="Nothing more will come; differences wait for approval")
def close(request: HttpRequest, inbound_id: int, body: ReasonsIn) -> dict[str, Any]:
    arrivals.close(request.auth, _inbound(request, inbound_id).pk, body.reasons, "api", now())  # type: ignore[attr-defined]
    return show(request, inbound_id)


@router.post("/{int:inbound_id}/approve", summary="The differences are accepted")
def approve(request: HttpRequest, inbound_id: int) -> dict[str, Any]:
    arrivals.approve(request.auth, _inbound(request, inbound_id).pk, "api", now())  # type: ignore[attr-defined]
    return show(request, inbound_id)


@router.post("/{int:inbound_id}/reject", summary="The differences are not accepted: look again")
def reject(request: HttpRequest, inbound_id: int, body: NoteIn) -> dict[str, Any]:
    arrivals.reject(request.auth, _inbound(request, inbound_id).pk, body.note, "api", now())  # type: ignore[attr-defined]
    return show(request, inbound_id)


@router.post("/{int:inbound_id}/cancel", summary="Give a plan up before anything of it is received")
def cancel(request: HttpRequest, inbound_id: int) -> dict[str, Any]:
    inbounds.cancel(request.auth, _inbound(request, inbound_id).pk, "api", now())  # type: ignore[attr-defined]
    return show(request, inbound_id)
