"""The quick quote: country, weight and a few more fields in, every service's price or refusal out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from fahuo.console import names
from fahuo.console.access import for_merchant, mine
from fahuo.console.live import quote_shown
from fahuo.console.quoted import asked_of, given_of, goods_of
from fahuo.core.methods.codes import CURRENCIES
from fahuo.core.methods.quote import refusal
from fahuo.core.methods.service import GOODS_CLASSES
from fahuo.core.words import Attribute
from fahuo.flow import quoting
from fahuo.flow.said import NotPossible
from fahuo.records.clock import today
from fahuo.records.models import Shop, Warehouse


@for_merchant
def quote(request: HttpRequest) -> HttpResponse:
    """The form, under it the offers by cost and who refuses why, and what carriers told of the same parcel."""
    merchant, language = mine(request), get_language() or "zh-hans"
    given = given_of(request.GET)
    shown: dict[str, Any] = {
        "given": given,
        "goods": goods_of(request.GET),
        "classes": [(str(a.name), names.attributes(int(a))[0]) for a in Attribute if a & GOODS_CLASSES],
        "countries": names.countries(),
        "currencies": sorted(CURRENCIES),
        "warehouses": Warehouse.objects.filter(merchant=merchant).order_by("priority", "code"),
        "shops": Shop.objects.filter(merchant=merchant).order_by("code"),
        "home": merchant.currency,
    }
    if given["country"] or given["weight_g"]:
        try:
            asked = asked_of(merchant, request.GET)
            found, world = quoting.quotes(merchant, asked, today())
            shown["offers"] = [q for q in found if q.row["reason"] is None]
            shown["sold"] = any(q.sold for q in found)
            shown["refused"] = [
                {"quoted": q, "why": refusal(q, asked, world, "zh" if language.startswith("zh") else "en")}
                for q in found
                if q.row["reason"]
            ]
            shown["live"] = quote_shown(merchant, request.GET)
        except NotPossible as problem:
            shown["problem"] = problem.said(language)
    return render(request, "console/quote.html", shown)
