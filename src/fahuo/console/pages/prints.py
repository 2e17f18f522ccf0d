"""What was printed, the jobs that print many, and a parcel's numbers (换单)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahuo.console import finding, names, paging
from fahuo.console.access import back, by, for_merchant, mine
from fahuo.console.pages.parcels import found
from fahuo.flow import relabel
from fahuo.records.clock import now
from fahuo.steps.goods import issuing
from fahuo.steps.goods.models import Print, PrintJob
from fahuo.steps.goods.numbers import id_of
from fahuo.steps.methods import queries as methods


@for_merchant
def listed(request: HttpRequest) -> HttpResponse:
    """Every paper that left for a printer, the newest first; jobs; ranges of numbers that run low."""
    merchant, q = mine(request), finding.text(request, "q")
    rows = Print.objects.filter(merchant=merchant).select_related("template").defer("template__source").order_by("-pk")
    if q:
        own = id_of(q)
        ids = {parcel for parcel, _order in methods.parcels_by_tracking(merchant.pk, q)} | ({own} if own is not None else set())
        rows = rows.filter(parcel_id__in=[i for i in ids if i < 2**63])
    what = finding.text(request, "paper")
    if what in names.PRINTED:
        rows = rows.filter(paper=what)
    page = paging.by_place(
        request,
        lambda limit, after, back_: _rows(rows, limit, after, back=back_),
        lambda row: str(row.pk),
        paging.number_of,
    )
    shown = {
        "page": page,
        "q": q,
        "what": what,
        "papers": names.PRINTED.items(),
        "jobs": PrintJob.objects.filter(merchant=merchant).defer("content").order_by("-pk")[:8],
        "low": issuing.low(merchant.pk),
    }
    return render(request, "console/prints.html", shown)


@for_merchant
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """How far a print job is, its file, and what could not be printed. Asked for again while it runs."""
    row = get_object_or_404(PrintJob.objects.defer("content"), pk=job_id, merchant=mine(request))
    zh = (get_language() or settings.LANGUAGE_CODE).startswith("zh")
    left_out = [(number, paper, said_zh if zh else said) for number, paper, said, said_zh in row.left_out]
    kept = row.finished_at is not None and PrintJob.objects.filter(pk=row.pk).exclude(content=None).exists()
    total = max(len(row.parcel_ids), 1)
    shown = {"job": row, "total": total, "percent": row.done * 100 // total, "left_out": left_out, "kept": kept}
    return render(request, "console/print_state.html" if request.htmx else "console/print_job.html", shown)  # type: ignore[attr-defined]


@for_merchant
@require_POST
def number(request: HttpRequest, parcel_id: int) -> HttpResponse:
    """Give a parcel another number, or take the newest back."""
    merchant = mine(request)
    row = found(merchant, parcel_id)
    if request.POST.get("do") == "undo":
        shown = relabel.undo_relabel(merchant, row.pk, by(request), now())
        messages.success(request, _("The label shows %(number)s again.") % {"number": shown})
    else:
        said = request.POST.get("number", "")[:60], request.POST.get("carrier", "")[:200]
        relabel.relabel_one(merchant, row.pk, *said, by(request), now())
        messages.success(request, _("The number is linked. Print the label again."))
    return back(request, f"/parcels/{row.pk}/")


def _rows(rows: Any, limit: int, after: int | None, *, back: bool) -> list[Print]:
    if after is None:
        return list(rows[:limit])
    if back:
        return list(rows.filter(pk__gt=after).order_by("pk")[:limit])[::-1]
    return list(rows.filter(pk__lt=after)[:limit])
