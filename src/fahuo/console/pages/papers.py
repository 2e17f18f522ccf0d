"""Papers as PDF: labels of one or many parcels, and the commercial invoice."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahuo.console.access import back, for_merchant, mine
from fahuo.console.pages.parcels import found
from fahuo.flow import papers
from fahuo.steps.export.models import Declaration
from fahuo.steps.goods.labels.glyphs import Unprintable
from fahuo.steps.goods.models import Parcel
from fahuo.steps.goods.numbers import number_of

MOST = 500  # labels in one file


@for_merchant
def label(request: HttpRequest, parcel_id: int) -> HttpResponse:
    """The label of a parcel."""
    row = found(mine(request), parcel_id)
    return _pdf(request, f"label-{number_of(row.pk)}", lambda: papers.label_pdf([row]))


@for_merchant
def invoice(request: HttpRequest, parcel_id: int) -> HttpResponse:
    """The commercial invoice of a parcel."""
    row = found(mine(request), parcel_id)
    return _pdf(request, f"invoice-{number_of(row.pk)}", lambda: papers.invoice_pdf(row))


@for_merchant
@require_POST
def labels(request: HttpRequest) -> HttpResponse:
    """The labels of the ticked parcels in one file."""
    ids = [int(v) for v in request.POST.getlist("parcel") if v.isascii() and v.isdigit() and len(v) < 19][:MOST]
    rows = list(
        Parcel.objects.filter(merchant=mine(request), pk__in=ids).select_related("order", "merchant", "warehouse", "box").order_by("pk")
    )
    if not rows:
        messages.warning(request, _("Tick the parcels first."))
        return back(request, "/parcels/")
    return _pdf(request, f"labels-{len(rows)}", lambda: papers.label_pdf(rows))


def _pdf(request: HttpRequest, name: str, make: Callable[[], bytes]) -> HttpResponse:
    """Show a PDF in the browser. What cannot be printed is said in a sentence."""
    try:
        body = make()
    except Unprintable as problem:
        messages.error(request, problem.say(get_language() or settings.LANGUAGE_CODE))
        return back(request)
    except Declaration.DoesNotExist:
        messages.error(request, _("Nothing is declared for this parcel yet, so it has no invoice."))
        return back(request)
    return HttpResponse(body, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})
