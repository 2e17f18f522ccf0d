"""Put away: what lies in receiving, the oldest first, with the bin that is proposed for each; one press for all that are ticked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahuo.console import finding
from fahuo.console.access import back, by, for_merchant, mine
from fahuo.console.pages.stock.asking import houses, told, typed
from fahuo.core.words import BinKind
from fahuo.flow.shelves import moves
from fahuo.flow.shelves.proposals import waiting
from fahuo.records.clock import now
from fahuo.records.models import Holding

MOST = 300


@for_merchant
def listed(request: HttpRequest) -> HttpResponse:
    """What waits, with a bin for each."""
    merchant, house = mine(request), finding.number(request, "warehouse")
    rows, count = waiting(merchant, house, MOST)
    pieces = sum(w.holding.quantity for w in rows)
    shown = {"rows": rows, "count": count, "most": MOST, "pieces": pieces, "places": houses(merchant), "house": house, "tab": "put_away"}
    return render(request, "console/stock/put_away.html", shown)


@for_merchant
@require_POST
def do(request: HttpRequest) -> HttpResponse:
    """Put away the rows that are ticked: each some of its pieces, into the bin that stands beside it."""
    merchant = mine(request)
    ids = [int(v) for v in request.POST.getlist("holding") if v.isascii() and v.isdigit() and len(v) < 19][:MOST]
    rows = Holding.objects.filter(merchant=merchant, pk__in=ids, quantity__gt=0, bin__kind=BinKind.RECEIVING)
    asked = [
        {
            "verb": "put_away", "sku": h.product.sku, "warehouse": h.bin.warehouse.code, "from": h.bin.code, "lot": h.lot.code if h.lot else "",
            "quantity": typed(request, f"quantity:{h.pk}"), "to": typed(request, f"to:{h.pk}"),
        }
        for h in rows.select_related("product", "bin__warehouse", "lot").order_by("since", "pk")
    ]  # fmt: skip
    if not asked:
        messages.warning(request, _("Nothing was chosen that lies there still."))
    else:
        told(request, moves.do(merchant, asked, by(request), now()), rows=len(asked) > 1)
    return back(request, reverse("put_away"))
