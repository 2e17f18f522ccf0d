"""The quick quote: country, weight and a few more fields in, every service's price or refusal out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from fahuo.console import names
from fahuo.console.access import for_merchant, mine
from fahuo.core.methods.codes import CURRENCIES
from fahuo.core.methods.quote import refusal
from fahuo.core.methods.service import GOODS_CLASSES
from fahuo.core.words import Attribute
from fahuo.flow import quoting
from fahuo.flow.said import NotPossible
from fahuo.records.clock import today
from fahuo.records.models import Warehouse

FIELDS = ("country", "postcode", "city", "weight_g", "size", "value", "currency", "warehouse")


@for_merchant
def quote(request: HttpRequest) -> HttpResponse:
    """The form, and under it the offers by cost and who refuses why."""
    merchant, language = mine(request), get_language() or "zh-hans"
    given = {name: request.GET.get(name, "").strip()[:100] for name in FIELDS}
    goods = [name for name in request.GET.getlist("goods") if name in Attribute.__members__]
    shown: dict[str, Any] = {
        "given": given,
        "goods": goods,
        "classes": [(str(a.name), names.attributes(int(a))[0]) for a in Attribute if a & GOODS_CLASSES],
        "countries": names.countries(),
        "currencies": sorted(CURRENCIES),
        "warehouses": Warehouse.objects.filter(merchant=merchant).order_by("priority", "code"),
        "home": merchant.currency,
    }
    if given["country"] or given["weight_g"]:
        try:
            value = given.pop("value")
            fields = given | {"goods": ",".join(goods)}
            if value:
                fields["currency"] = given["currency"] or merchant.currency
                fields["value_minor"] = quoting.minor_text(value, fields["currency"])
            else:
                fields["currency"] = ""
            asked = quoting.read_asked(merchant, fields)
            found, world = quoting.quotes(merchant, asked, today())
            shown["offers"] = [q for q in found if q.row["reason"] is None]
            shown["refused"] = [
                {"quoted": q, "why": refusal(q, asked, world, "zh" if language.startswith("zh") else "en")}
                for q in found
                if q.row["reason"]
            ]
        except NotPossible as problem:
            shown["problem"] = problem.said(language)
        given["value"] = value
    return render(request, "console/quote.html", shown)
