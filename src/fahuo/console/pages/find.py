"""The search box of every page: a number that names one thing opens it, anything else becomes a list."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from fahuo.console import finding
from fahuo.console.access import for_merchant, mine
from fahuo.records.models import Product
from fahuo.steps.goods import queries as goods
from fahuo.steps.goods.numbers import id_of
from fahuo.steps.methods import queries as methods
from fahuo.steps.orders.models import Order


@for_merchant
def find(request: HttpRequest) -> HttpResponse:
    """Parcel number, tracking number, order number, product code, in this order; else the orders' list filtered by the text."""
    merchant = mine(request)
    q = finding.text(request, "q")
    if not q:
        return redirect("orders")
    own = id_of(q)
    if own is not None and goods.parcel(merchant.pk, own):
        return redirect("parcel", own)
    tracked = methods.parcels_by_tracking(merchant.pk, q)
    if len(tracked) == 1:
        return redirect("parcel", tracked[0][0])
    orders = list(Order.objects.filter(merchant=merchant, number=q).values_list("pk", flat=True)[:2])
    if len(orders) == 1:
        return redirect("order", orders[0])
    product = None if orders or tracked else Product.objects.filter(merchant=merchant, sku=q).first()
    if product:
        return redirect("product", product.pk)
    return redirect(f"{reverse('orders')}?{urlencode({'q': q})}")
