"""Papers for a printer: one of a parcel, those of many, a job's file; labels of products and boxes."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahuo.console import finding
from fahuo.console.access import back, by, for_merchant, mine
from fahuo.console.pages.parcels import found
from fahuo.flow import printing, shelf_labels
from fahuo.flow.making import Made
from fahuo.records.clock import now
from fahuo.records.models import Product
from fahuo.steps.goods import queries
from fahuo.steps.goods.labels.glyphs import Unprintable
from fahuo.steps.goods.models import PrintJob
from fahuo.steps.goods.numbers import number_of

SAID = 5  # of what was left out


@for_merchant
def paper(request: HttpRequest, parcel_id: int, what: str, form: str) -> HttpResponse:
    """One paper of a parcel. Opening it is printing it, and is noted."""
    row = found(mine(request), parcel_id)
    made = printing.print_now(mine(request), [row.pk], [what], form, by(request), now(), reason=request.GET.get("reason", ""))
    return _file(made.content, made.kind, f"{what}-{number_of(row.pk)}.{made.ending}")


@for_merchant
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Papers of the ticked parcels, or of the whole filtered list: few at once, many by a job."""
    merchant, ids = mine(request), _wanted(request)
    if not ids:
        messages.warning(request, _("Tick the parcels first."))
        return back(request, "/parcels/")
    papers, form = request.POST.getlist("paper") or ["label"], request.POST.get("form", "pdf")
    options = {"reason": request.POST.get("reason", ""), "by_parcel": request.POST.get("order") != "paper"}
    walk = request.POST.get("walk") == "1"
    if len(ids) > printing.AT_ONCE or walk:
        job = printing.start_job(merchant, ids, papers, form, by(request), now(), walk=walk, **options)
        return HttpResponseRedirect(reverse("print_job", args=[job.pk]))
    made = printing.print_now(merchant, ids, papers, form, by(request), now(), **options)
    _tell_left_out(request, made)
    return _file(made.content, made.kind, f"{papers[0]}-{len(ids)}.{made.ending}")


@for_merchant
def job_file(request: HttpRequest, job_id: int) -> HttpResponse:
    """The file of a print job."""
    job = get_object_or_404(PrintJob, pk=job_id, merchant=mine(request))
    if job.content is None:
        messages.warning(request, _("This job has no file: it is not finished, printed nothing, or is older than 30 days."))
        return HttpResponseRedirect(reverse("print_job", args=[job.pk]))
    zipped = job.form == "png" and job.pages > 1
    kind = "application/zip" if zipped else {"pdf": "application/pdf", "png": "image/png"}.get(job.form, "application/octet-stream")
    return _file(bytes(job.content), kind, f"print-{job.pk}.{'zip' if zipped else job.form}")


@for_merchant
def product_labels(request: HttpRequest, product_id: int) -> HttpResponse:
    """Labels of a product."""
    row = get_object_or_404(Product, pk=product_id, merchant=mine(request))
    size, form = request.GET.get("size", "50x30"), request.GET.get("form", "pdf")
    count = finding.number(request, "count")
    made = _or_said(request, lambda: shelf_labels.product_labels(row, 1 if count is None else count, size, form))
    return made if isinstance(made, HttpResponse) else _file(made, shelf_labels.KINDS[form], f"product-{row.pk}.{form}")


@for_merchant
def box_marks(request: HttpRequest, inbound_id: int) -> HttpResponse:
    """The box marks of a shipment to a warehouse."""
    form = request.GET.get("form", "pdf")
    made = _or_said(request, lambda: shelf_labels.box_marks(mine(request), inbound_id, form))
    if made is None:
        raise Http404
    return made if isinstance(made, HttpResponse) else _file(made, shelf_labels.KINDS[form], f"box-marks-{inbound_id}.{form}")


@for_merchant
def place_labels(request: HttpRequest) -> HttpResponse:
    """Labels of bins or totes, by their codes."""
    kind, form = request.GET.get("kind", "bin"), request.GET.get("form", "pdf")
    codes, size, warehouse = request.GET.getlist("place"), request.GET.get("size", "100x50"), request.GET.get("warehouse", "")[:80]
    if not codes:
        messages.warning(request, _("Choose the bins or totes first."))
        return back(request)
    made = _or_said(request, lambda: shelf_labels.place_labels(kind, codes, size, form, warehouse))
    return made if isinstance(made, HttpResponse) else _file(made, shelf_labels.KINDS[form], f"{kind}-labels.{form}")


def _wanted(request: HttpRequest) -> list[int]:
    if request.POST.get("scope") == "all":
        return queries.ids_of(mine(request).pk, finding.wanted_parcels(request, mine(request)), printing.MOST)[::-1]
    return sorted({int(v) for v in request.POST.getlist("parcel") if v.isascii() and v.isdigit() and len(v) < 19})


def _tell_left_out(request: HttpRequest, made: Made) -> None:
    """Say on the next page what was not printed."""
    zh = (get_language() or settings.LANGUAGE_CODE).startswith("zh")
    for fault in made.left_out[:SAID]:
        messages.warning(request, f"{fault.number}: {fault.zh if zh else fault.en}")
    if (more := len(made.left_out) - SAID) > 0:
        messages.warning(request, ngettext("%(n)s more was left out.", "%(n)s more were left out.", more) % {"n": more})


def _or_said(request: HttpRequest, make: Callable[[], bytes | None]) -> bytes | HttpResponse | None:
    """What is made, or the page from which it was asked, with a sentence."""
    try:
        return make()
    except Unprintable as problem:
        messages.error(request, problem.say(get_language() or settings.LANGUAGE_CODE))
        return back(request)


def _file(body: bytes, kind: str, name: str) -> HttpResponse:
    where = "inline" if kind in ("application/pdf", "image/png") else "attachment"
    return HttpResponse(body, content_type=kind, headers={"Content-Disposition": f'{where}; filename="{name}"'})
