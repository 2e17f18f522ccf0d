"""All offers of a parcel on a page of their own: searched, sorted, taken away as a file. So that "why not this service" has an answer at once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from fahuo.console import finding, names, offer_list, sheets
from fahuo.console.access import for_merchant, mine
from fahuo.console.offer_list import Wanted
from fahuo.console.offers import columns_of, offers_shown, why_of
from fahuo.console.pages.parcels import found
from fahuo.flow.workings import workings
from fahuo.steps.goods.numbers import number_of


@for_merchant
def listed(request: HttpRequest, parcel_id: int) -> HttpResponse:
    """Offers and refusals that fit what is asked for; as a part of the page where htmx asks for it."""
    merchant = mine(request)
    row = found(merchant, parcel_id)
    rows, wanted = offers_shown(merchant, row), _wanted(request)
    why = why_of(row, rows)
    fit = offer_list.found(rows, wanted)
    detail: dict[str, Any] = {
        "parcel": row,
        "number": number_of(row.pk),
        "offered": [o for o in fit if not o.offer.reason],
        "refused": [o for o in fit if o.offer.reason],
        "why_service": why,
        "home": merchant.currency,
        "all": True,
    } | columns_of(merchant, rows, why)
    shown = {
        "detail": detail,
        "parcel": row,
        "wanted": wanted,
        "every": len(rows),
        "fit": len(fit),
        "kinds": [(kind, said) for kind, said in names.CLASSES.items() if any(o.offer.service.kind == kind for o in rows)],
        "reasons": offer_list.reasons(rows),
        "sorts": offer_list.sorts(),
    }
    return render(request, "console/offer_found.html" if request.htmx else "console/offer_list.html", shown)  # type: ignore[attr-defined]


@for_merchant
def download(request: HttpRequest, parcel_id: int, kind: str) -> HttpResponseBase:
    """The same as CSV or XLSX, each offer with the steps to its price or the sentence of its refusal."""
    merchant = mine(request)
    row = found(merchant, parcel_id)
    rows = offer_list.found(offers_shown(merchant, row), _wanted(request))
    steps = workings(merchant, row, [o.offer for o in rows])
    return sheets.answer(
        kind, f"{number_of(row.pk)}-offers", offer_list.header(merchant.currency), offer_list.cells(rows, steps, merchant.currency)
    )


def _wanted(request: HttpRequest) -> Wanted:
    return Wanted(*(finding.text(request, name) for name in ("q", "kind", "state", "sort")))
