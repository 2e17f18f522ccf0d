"""Lots and their last days: what is expired, what will be soon, written off in one press."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahuo.console import finding, paging
from fahuo.console.access import back, by, for_merchant, mine
from fahuo.console.pages.stock.asking import houses, told
from fahuo.core.words import BinKind
from fahuo.flow.shelves import moves
from fahuo.records.clock import now, today
from fahuo.records.models import Holding
from fahuo.steps.goods.shelves import card as read

DAYS = (30, 60, 90, 180)


@for_merchant
def listed(request: HttpRequest) -> HttpResponse:
    """What lies somewhere by lot, those first that expire first."""
    merchant, on = mine(request), today()
    within = finding.text(request, "within")
    until = on if within == "expired" else on + timedelta(days=int(within)) if within in map(str, DAYS) else None
    house = finding.number(request, "warehouse")
    page = paging.numbered(request, read.lots(merchant.pk, until, house))
    shown = {
        "page": page,
        "on": on,
        "soon": on + timedelta(days=DAYS[0]),
        "within": within,
        "days": DAYS,
        "places": houses(merchant),
        "house": house,
    }
    return render(request, "console/stock/lots.html", shown | {"tab": "lots"})


@for_merchant
@require_POST
def write_off(request: HttpRequest) -> HttpResponse:
    """Write off what is ticked, wholly."""
    merchant = mine(request)
    ids = [int(v) for v in request.POST.getlist("holding") if v.isascii() and v.isdigit() and len(v) < 19][:500]
    rows = Holding.objects.filter(merchant=merchant, pk__in=ids, quantity__gt=0).exclude(bin__kind=BinKind.PACKING)
    asked = [
        {
            "verb": "write_off", "sku": h.product.sku, "warehouse": h.bin.warehouse.code, "quantity": h.quantity, "from": h.bin.code,
            "lot": h.lot.code if h.lot else "", "reason": "expired",
        }
        for h in rows.select_related("product", "bin__warehouse", "lot").order_by("pk")
    ]  # fmt: skip
    if not asked:
        messages.warning(request, _("Nothing was chosen that lies there still."))
    else:
        told(request, moves.do(merchant, asked, by(request), now()), rows=len(asked) > 1)
    return back(request, reverse("stock_lots"))
