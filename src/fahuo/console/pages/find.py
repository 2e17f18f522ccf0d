"""The search box of every page, and every barcode scanned on one: what names one thing opens it, anything else becomes a list."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from fahuo.console import finding
from fahuo.console.access import for_merchant, mine
from fahuo.console.scanned import page_of
from fahuo.flow.resolve import LONGEST, resolve
from fahuo.records.clock import today


@for_merchant
def find(request: HttpRequest) -> HttpResponse:
    """Open what the text names (flow.resolve); else the orders' list filtered by it."""
    q = request.GET.get("q", "").strip()[:LONGEST]
    page = page_of(resolve(mine(request), q, today()), q) if q else None
    if page:
        return redirect(page)
    shown = finding.text(request, "q")
    return redirect(f"{reverse('orders')}?{urlencode({'q': shown})}" if shown else "orders")
