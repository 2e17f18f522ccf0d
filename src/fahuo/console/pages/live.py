"""Live prices on the pages: a press asks the carriers, the table fills as they answer."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from fahuo.console.access import by, for_merchant, mine
from fahuo.console.live import parcel_shown, quote_shown
from fahuo.console.pages.parcels import found
from fahuo.console.quoted import asked_of, query_of
from fahuo.flow.live import asking, verbs
from fahuo.flow.said import NotPossible
from fahuo.records.clock import now
from fahuo.steps.methods import live


@for_merchant
def of_quote(request: HttpRequest) -> HttpResponse:
    """The table of a quick quote; a POST asks those carriers whose answers do not stand."""
    merchant = mine(request)
    asked, fields = asked_of(merchant, request.GET), query_of(request.GET)
    if request.method != "POST":
        return _table(request, quote_shown(merchant, request.GET))
    shipment, ask_id = verbs.ask_quote(merchant, asked, by(request), now())
    if request.htmx:  # type: ignore[attr-defined]
        return _table(request, quote_shown(merchant, request.GET, ask_id))
    asking.finish(merchant, shipment, ask_id, now)
    return redirect(f"{reverse('quote')}?{fields}")


@for_merchant
def of_parcel(request: HttpRequest, parcel_id: int) -> HttpResponse:
    """The table of a parcel; a POST asks, until its label is asked for."""
    merchant = mine(request)
    row = found(merchant, parcel_id)
    if request.method != "POST":
        return _table(request, parcel_shown(merchant, row))
    try:
        shipment, ask_id = verbs.ask_parcel(merchant, row, by(request), now())
    except NotPossible as problem:  # its label was asked for since the page was drawn: it is drawn again
        messages.error(request, problem.said(get_language() or settings.LANGUAGE_CODE))
        return HttpResponse(headers={"HX-Refresh": "true"}) if request.htmx else redirect("parcel", row.pk)  # type: ignore[attr-defined]
    if request.htmx:  # type: ignore[attr-defined]
        return _table(request, parcel_shown(merchant, row, ask_id))
    asking.finish(merchant, shipment, ask_id, now)
    return redirect("parcel", row.pk)


@for_merchant
@require_POST
def work(request: HttpRequest, ask_id: int) -> HttpResponse:
    """Make the calls of a question, once; the page that stored it sends this at once, and looks at the table meanwhile."""
    if not live.asked(mine(request).pk, ask_id):
        return HttpResponse(status=404)
    asking.work(mine(request), ask_id, now)
    return HttpResponse(status=204)


def _table(request: HttpRequest, shown: dict[str, object]) -> HttpResponse:
    return render(request, "console/live.html", {"live": shown})
