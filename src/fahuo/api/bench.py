"""The pack bench over the API, for hand-held terminals and scales. A station is named by its code."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from fahuo.core.goods.weighing import Unreadable
from fahuo.core.reasons import mend, say
from fahuo.flow import bench as benches
from fahuo.flow.bench import Answer, State
from fahuo.flow.verbs import NotPossible
from fahuo.records.clock import now
from fahuo.steps.goods.models import Station

router = Router()
scale_router = Router()
LONGEST_LINE = 200  # bytes that a scale sends at once


class Scanned(Schema):
    text: str = Field(max_length=300)
    by: str = Field("api", max_length=80)
    key: str | None = Field(None, max_length=64)


class Override(Schema):
    supervisor: str = Field(min_length=1, max_length=80)
    reason: str = Field(min_length=1, max_length=200)


def _station(request: HttpRequest, code: str) -> Station:
    return get_object_or_404(Station.objects.select_related("warehouse"), merchant=request.auth, code=code, active=True)  # type: ignore[attr-defined]


def _state(station: Station) -> dict[str, Any] | None:
    packing = benches.at_station(station)
    return _told(benches.read_state(packing)) if packing else None


def _told(state: State) -> dict[str, Any]:
    return {
        "parcel_id": state.parcel.pk,
        "number": state.number,
        "order": state.parcel.order.number,
        "stage": state.stage.value,
        "box": state.box.code if state.box else None,
        "size_mm": [state.parcel.length_mm, state.parcel.width_mm, state.parcel.height_mm],
        "expected_g": state.expected_g,
        "allowed_g": state.allowed_g,
        "weight_g": state.weight_g,
        "tracking_number": state.label.tracking_number if state.label else None,
        "label_failure": state.label.failure if state.label else None,
        "opened_by": state.packing.opened_by,
        "items": [
            {"product_id": row.product_id, "sku": row.sku, "name": state.products[row.product_id].name, "name_zh": state.products[row.product_id].name_zh,
             "gtin": state.products[row.product_id].gtin, "tracks": row.tracks, "quantity": row.quantity, "scanned": row.scanned}
            for row in state.wanted
        ],
    }  # fmt: skip


def _answered(station: Station, answer: Answer) -> dict[str, Any]:
    label = f"/api/parcels/{answer.print_parcel}/label.pdf" if answer.print_parcel else None
    return {
        "tone": answer.tone,
        "code": answer.code,
        "values": answer.values,
        "en": answer.en,
        "zh": answer.zh,
        "label": label,
        "open": _state(station),
    }


@router.get("/{station}", summary="What is open at a station")
def show(request: HttpRequest, station: str) -> dict[str, Any]:
    row = _station(request, station)
    return {"station": row.code, "warehouse": row.warehouse.code, "scale": _scale(row), "open": _state(row)}


@router.post("/{station}/scan", summary="One scan: a code, a weight or a control word")
def scan(request: HttpRequest, station: str, body: Scanned) -> dict[str, Any]:
    row = _station(request, station)
    key = f"api:{body.key}" if body.key else None
    return _answered(row, benches.press(request.auth, row, body.text, body.by, now(), key))  # type: ignore[attr-defined]


@router.post("/{station}/override", summary="A supervisor lets a weight or a box go")
def override(request: HttpRequest, station: str, body: Override) -> dict[str, Any]:
    row = _station(request, station)
    return _answered(row, benches.override(request.auth, row, body.supervisor, body.reason, now()))  # type: ignore[attr-defined]


@scale_router.get("/{station}", summary="What a station's scale said last")
def reading(request: HttpRequest, station: str) -> dict[str, Any]:
    return _scale(_station(request, station))


@scale_router.post("/{station}", summary="A line as the scale sends it")
def hear(request: HttpRequest, station: str) -> dict[str, Any]:
    row = _station(request, station)
    line = request.body[:LONGEST_LINE].decode("utf-8", "replace")
    lines = [part for part in line.splitlines() if part.strip()] or [line]
    try:
        heard = benches.hear(row, lines[-1])  # a scale that sends without end: the last whole line counts
    except Unreadable as error:
        code, values = "weight_unreadable", {"line": error.line[:40]}
        raise NotPossible(*(f"{say(code, values, lang)}: {mend(code, values, lang)}" for lang in ("en", "zh"))) from error
    return {"weight_g": heard.weight_g, "stable": heard.stable}


def _scale(row: Station) -> dict[str, Any]:
    age = (datetime.now(UTC) - row.scale_at).total_seconds() if row.scale_at else None
    return {"weight_g": row.scale_g, "stable": row.scale_stable, "age_s": None if age is None else round(max(0.0, age), 1)}
