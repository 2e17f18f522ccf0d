"""Hand-over over the API: manifests are opened, scanned into, closed, collected, opened again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from fahuo.api.said import reason
from fahuo.flow.floor import board, handover, papers
from fahuo.records.clock import now, today
from fahuo.records.models import Warehouse
from fahuo.steps.goods.numbers import MANIFEST, number_of
from fahuo.steps.methods.models import Service
from fahuo.steps.transport.models import Manifest

router = Router()
DAYS = 7  # closed manifests that are listed unless more are asked for


class ManifestIn(Schema):
    """The open one of a service, a warehouse and a day is found; where there is none it is made."""

    service: str = Field(max_length=80, description="its code")
    warehouse: str = Field(max_length=80, description="its code")
    on: date | None = None
    by: str = Field("api", max_length=80)


class Scans(Schema):
    numbers: list[str] = Field(min_length=1, max_length=5_000, description="our numbers, the carrier's, the last mile's")
    by: str = Field("api", max_length=80)


class Number(Schema):
    number: str = Field(max_length=120)


class Close(Schema):
    bags: int | None = Field(None, ge=0, le=100_000)
    pallets: int | None = Field(None, ge=0, le=100_000)
    weight_g: int | None = Field(None, ge=0)
    by: str = Field("api", max_length=80)


class Reopen(Schema):
    reason: str = Field(max_length=200)
    by: str = Field("api", max_length=80)


class Collected(Schema):
    driver: str = Field("", max_length=80)
    plate: str = Field("", max_length=20)
    by: str = Field("api", max_length=80)


def _row(request: HttpRequest, manifest_id: int) -> Manifest:
    rows = Manifest.objects.select_related("service", "warehouse")
    return get_object_or_404(rows, merchant=request.auth, pk=manifest_id)  # type: ignore[attr-defined]


def _brief(row: Manifest, inside: board.Scanned | None) -> dict[str, Any]:
    return {
        "id": row.pk, "number": number_of(row.pk, MANIFEST), "service": row.service.code, "warehouse": row.warehouse.code, "on": row.on,
        "parcels": inside.parcels if inside else 0, "weight_g": inside.weight_g if inside else 0, "opened_at": row.opened_at, "opened_by": row.opened_by,
        "closed_at": row.closed_at, "closed_by": row.closed_by or None, "bags": row.bags, "pallets": row.pallets, "scale_g": row.weight_g,
        "collected_at": row.collected_at, "driver": row.driver or None, "plate": row.plate or None, "reopened": row.reopened,
    }  # fmt: skip


def _told(request: HttpRequest, manifest_id: int) -> dict[str, Any]:
    return _brief(_row(request, manifest_id), board.scanned([manifest_id]).get(manifest_id))


@router.get("", summary="Open manifests, then those of the last days")
def listed(request: HttpRequest, days: int = DAYS) -> dict[str, Any]:
    rows = board.manifests(request.auth.pk, today() - timedelta(days=min(max(days, 0), 3_650)), 500)  # type: ignore[attr-defined]
    inside = board.scanned([row.pk for row in rows])
    return {"manifests": [_brief(row, inside.get(row.pk)) for row in rows]}


@router.get("/due", summary="Labelled parcels that are here and on no manifest, by service and warehouse")
def due(request: HttpRequest) -> dict[str, Any]:
    codes = dict(Service.objects.filter(merchant=request.auth).values_list("pk", "code"))  # type: ignore[attr-defined]
    rows = board.due(request.auth.pk)  # type: ignore[attr-defined]
    return {
        "due": [
            {"service": codes.get(r.service_id), "warehouse": r.warehouse, "parcels": r.parcels, "packed": r.packed, "weight_g": r.weight_g}
            for r in rows
        ]
    }


@router.post("", summary="Begin a manifest, or find the open one")
def begin(request: HttpRequest, body: ManifestIn) -> dict[str, Any]:
    service = get_object_or_404(Service, merchant=request.auth, code=body.service)  # type: ignore[attr-defined]
    house = get_object_or_404(Warehouse, merchant=request.auth, code=body.warehouse)  # type: ignore[attr-defined]
    row = handover.open_manifest(request.auth, service.pk, house.pk, body.on or today(), body.by, now())  # type: ignore[attr-defined]
    return _told(request, row.pk)


@router.get("/{int:manifest_id}", summary="One manifest with its parcels")
def one(request: HttpRequest, manifest_id: int) -> dict[str, Any]:
    rows = papers.manifest_rows(_row(request, manifest_id))
    return _told(request, manifest_id) | {"scanned": [dict(zip(papers.HEADER, cells, strict=True)) for cells in rows]}


@router.post("/{int:manifest_id}/scan", summary="Parcels go into the manifest; what may not go is refused with the reason")
def scan(request: HttpRequest, manifest_id: int, body: Scans) -> dict[str, Any]:
    row = _row(request, manifest_id)
    judged = handover.scan(request.auth, row.pk, body.numbers, body.by, now(), settings.LANGUAGE_CODE)  # type: ignore[attr-defined]
    return {
        "accepted": [{"parcel_id": pk, "parcel": number_of(pk)} for pk in judged.accepted["parcel_id"]],
        "refused": [{"row": r["source_row"]} | reason(r["code"], r["values"]) for r in judged.refusals.to_dicts()],
    }


@router.post("/{int:manifest_id}/take-out", summary="A parcel stays here after all")
def take_out(request: HttpRequest, manifest_id: int, body: Number) -> dict[str, Any]:
    return {"parcel_id": handover.take_out(request.auth, _row(request, manifest_id).pk, body.number)}  # type: ignore[attr-defined]


@router.post("/{int:manifest_id}/close", summary="Close-out: its parcels are handed over, their pieces leave stock")
def close(request: HttpRequest, manifest_id: int, body: Close) -> dict[str, Any]:
    row = _row(request, manifest_id)
    handover.close(request.auth, row.pk, body.by, now(), bags=body.bags, pallets=body.pallets, weight_g=body.weight_g)  # type: ignore[attr-defined]
    return _told(request, manifest_id)


@router.post("/{int:manifest_id}/reopen", summary="Open a closed manifest again, until the carrier's first scan")
def reopen(request: HttpRequest, manifest_id: int, body: Reopen) -> dict[str, Any]:
    handover.reopen(request.auth, _row(request, manifest_id).pk, body.reason, body.by, now())  # type: ignore[attr-defined]
    return _told(request, manifest_id)


@router.post("/{int:manifest_id}/collected", summary="The carrier took it")
def collected(request: HttpRequest, manifest_id: int, body: Collected) -> dict[str, Any]:
    handover.collected(request.auth, _row(request, manifest_id).pk, body.driver, body.plate, now(), body.by)  # type: ignore[attr-defined]
    return _told(request, manifest_id)


@router.get("/{int:manifest_id}/sheet.pdf", summary="The hand-over sheet")
def sheet(request: HttpRequest, manifest_id: int) -> HttpResponse:
    body = papers.handover_pdf(request.auth, _row(request, manifest_id))  # type: ignore[attr-defined]
    return HttpResponse(body, content_type="application/pdf")
