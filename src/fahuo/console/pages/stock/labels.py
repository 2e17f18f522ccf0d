"""Labels of bins and products, as PDF."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from fahuo.console import finding
from fahuo.console.access import for_merchant, mine
from fahuo.console.pages.stock.asking import product_of
from fahuo.flow.shelves import marks
from fahuo.records.models import Bin
from fahuo.steps.goods.shelves import card

MOST = 1_000


@for_merchant
def bins_pdf(request: HttpRequest) -> HttpResponse:
    """Labels of the bins that the list shows, in the order of the walk."""
    merchant = mine(request)
    rows = card.bins(merchant.pk, finding.number(request, "warehouse"), finding.text(request, "kind"), finding.text(request, "q"))
    if not rows or len(rows) > MOST:
        messages.error(request, _("Narrow the list to between 1 and %(n)s bins first.") % {"n": f"{MOST:,}"})
        return redirect("stock_bins")
    found = Bin.objects.filter(pk__in=[r["id"] for r in rows]).select_related("warehouse").in_bulk()
    return HttpResponse(marks.bin_labels([found[r["id"]] for r in rows]), content_type="application/pdf")


@for_merchant
def product_pdf(request: HttpRequest, product_id: int) -> HttpResponse:
    """Labels for so many pieces of a product."""
    product = product_of(mine(request), product_id)
    copies = min(max(finding.number(request, "copies") or 1, 1), MOST)
    return HttpResponse(marks.product_labels(product, copies), content_type="application/pdf")
