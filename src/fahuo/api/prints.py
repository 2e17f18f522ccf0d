"""Printing over the API: papers of many parcels as a job, what was printed, labels of products and places, numbers."""

from __future__ import annotations

from typing import Any, Literal

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from fahuo.flow import printing, shelf_labels
from fahuo.flow.making import FORMS
from fahuo.flow.verbs import NotPossible
from fahuo.records.clock import now
from fahuo.records.models import Product
from fahuo.steps.goods import issuing
from fahuo.steps.goods.models import Print, PrintJob
from fahuo.steps.goods.numbers import number_of

router = Router()
Form = Literal["pdf", "zpl"]


class Wish(Schema):
    ids: list[int] = Field(min_length=1, max_length=printing.MOST)
    papers: list[str] = Field(["label"], description="label, invoice, slip, packing_list")
    form: str = Field("pdf", description="pdf, zpl, png")
    by_parcel: bool = Field(True, description="all papers of a parcel together; else paper by paper")
    walk: bool = Field(False, description="parcels in the order of the bins' walk")
    reason: str = Field("", max_length=200)


class Places(Schema):
    kind: Literal["bin", "tote"]
    codes: list[str] = Field(min_length=1, max_length=shelf_labels.MOST)
    size: str = "100x50"
    form: Form = "pdf"
    warehouse: str = Field("", max_length=80)


class Draw(Schema):
    kind: Literal["s10", "sscc", "own"]
    count: int = Field(1, ge=1, le=10_000)
    prefix: str = Field("", max_length=20)
    purpose: str = Field("", max_length=60)


@router.post("/jobs", summary="Print papers of many parcels in one file; a job makes it")
def start(request: HttpRequest, body: Wish) -> dict[str, Any]:
    made = printing.start_job(
        request.auth, body.ids, body.papers, body.form, "api", now(), reason=body.reason, by_parcel=body.by_parcel, walk=body.walk
    )  # type: ignore[attr-defined]
    return _job(made)


@router.get("/jobs/{int:job_id}", summary="How far a print job is, and what could not be printed")
def job(request: HttpRequest, job_id: int) -> dict[str, Any]:
    return _job(get_object_or_404(PrintJob.objects.defer("content"), pk=job_id, merchant=request.auth))  # type: ignore[attr-defined]


@router.get("/jobs/{int:job_id}/file", summary="The file of a print job")
def file(request: HttpRequest, job_id: int) -> HttpResponse:
    row = get_object_or_404(PrintJob, pk=job_id, merchant=request.auth)  # type: ignore[attr-defined]
    if row.content is None:
        raise NotPossible(
            "this job has no file: it is not finished, printed nothing, or is too old", "该任务没有文件：未完成、没有可打印内容或已过期"
        )
    return HttpResponse(bytes(row.content), content_type="application/zip" if row.form == "png" and row.pages > 1 else FORMS[row.form])


@router.get("", summary="What was printed, the newest first")
def log(request: HttpRequest, parcel_id: int | None = None, limit: int = 100) -> list[dict[str, Any]]:
    rows = Print.objects.filter(merchant=request.auth).order_by("-at", "-pk")  # type: ignore[attr-defined]
    if parcel_id is not None:
        rows = rows.filter(parcel_id=parcel_id)
    return [
        {"parcel_id": r.parcel_id, "parcel": number_of(r.parcel_id), "paper": r.paper, "form": r.form, "number": r.number, "at": r.at,
         "actor": r.actor, "reason": r.reason, "job_id": r.job_id}
        for r in rows[: min(max(limit, 1), 1_000)]
    ]  # fmt: skip


@router.get("/products/{int:product_id}", summary="Labels of a product")
def product(request: HttpRequest, product_id: int, count: int = 1, size: str = "50x30", form: Form = "pdf") -> HttpResponse:
    row = get_object_or_404(Product, pk=product_id, merchant=request.auth)  # type: ignore[attr-defined]
    return HttpResponse(shelf_labels.product_labels(row, count, size, form), content_type=FORMS[form])


@router.post("/places", summary="Labels of bins or totes")
def places(request: HttpRequest, body: Places) -> HttpResponse:
    return HttpResponse(
        shelf_labels.place_labels(body.kind, body.codes, body.size, body.form, body.warehouse), content_type=FORMS[body.form]
    )


@router.get("/inbounds/{int:inbound_id}", summary="Box marks of a shipment to a warehouse")
def marks(request: HttpRequest, inbound_id: int, form: Form = "pdf") -> HttpResponse:
    made = shelf_labels.box_marks(request.auth, inbound_id, form)  # type: ignore[attr-defined]
    if made is None:
        raise Http404
    return HttpResponse(made, content_type=FORMS[form])


@router.post("/numbers", summary="Draw numbers from a range; each is given once")
def numbers(request: HttpRequest, body: Draw) -> dict[str, list[str]]:
    try:
        with transaction.atomic():
            found = issuing.draw(request.auth.pk, body.kind, body.count, "api", now(), prefix=body.prefix or None, purpose=body.purpose)  # type: ignore[attr-defined]
    except issuing.Exhausted as problem:
        raise NotPossible(problem.en, problem.zh) from None
    return {"numbers": found}


def _job(row: PrintJob) -> dict[str, Any]:
    return {
        "id": row.pk,
        "parcels": len(row.parcel_ids),
        "done": row.done,
        "finished": row.finished_at is not None,
        "pages": row.pages,
        "left_out": [{"parcel": n, "paper": p, "error": en, "error_zh": zh} for n, p, en, zh in row.left_out],
        "file": f"/api/prints/jobs/{row.pk}/file" if row.finished_at and row.pages else None,
    }
