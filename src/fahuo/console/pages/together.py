"""Orders that had better travel together, or apart: what was found, accepted with one press, undone until the label."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahuo.console import joint as shown
from fahuo.console import paging
from fahuo.console.access import back, by, for_merchant, mine
from fahuo.console.templatetags.shown import amount
from fahuo.flow.joint import accept as taking
from fahuo.flow.joint import look as looking
from fahuo.records.clock import now
from fahuo.steps.methods.models import Suggestion

A_PAGE = 20  # suggestions, each with two ways drawn


@for_merchant
def listed(request: HttpRequest) -> HttpResponse:
    """What the job found for all buyers with several open orders, the greatest saving first: of each today's plan and the best way."""
    merchant = mine(request)
    page = paging.numbered(request, shown.waiting(merchant), A_PAGE)
    found = shown.suggested(merchant, list(page), most=1)
    return render(
        request, "console/together.html", {"page": page, "found": found, "home": merchant.currency, "sums": shown.in_short(merchant)}
    )


@for_merchant
def one(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    """A suggestion with all of its ways."""
    merchant = mine(request)
    row = get_object_or_404(Suggestion, merchant=merchant, pk=suggestion_id)
    if row.accepted_at:
        return redirect("together")  # it was decided meanwhile
    found = shown.suggested(merchant, [row])
    part = request.htmx  # type: ignore[attr-defined]
    return render(
        request, "console/joint.html" if part else "console/together.html", {"suggested": found, "found": found, "home": merchant.currency}
    )


@for_merchant
@require_POST
def do(request: HttpRequest) -> HttpResponse:
    """Look for better ways, accept one, or take orders apart again."""
    merchant, verb = mine(request), request.POST.get("do", "")
    order_id, suggestion, way = (_whole(request.POST.get(name, "")) for name in ("order", "suggestion", "way"))
    if verb == "look":
        kept = looking.look(merchant, looking.around(merchant, order_id), now())
        if kept:
            said = {"money": f"{amount(kept.saves_minor, merchant.currency)} {merchant.currency}"}
            messages.success(request, _("A better way was found: it saves %(money)s.") % said)
        else:
            messages.success(request, _("Nothing is better than what is planned."))
    elif verb == "accept":
        going = taking.accept(merchant, suggestion, way, by(request), now())
        messages.success(request, _("The orders are planned that way. It can be undone until a label is asked for."))
        return redirect("order", going[0])
    elif verb == "decline":
        taking.decline(merchant, suggestion, by(request), now())
        messages.success(request, _("The orders are sent as they are planned."))
    elif verb == "apart":
        taking.take_apart(merchant, order_id, by(request), now())
        messages.success(request, _("Each order is planned by itself again."))
    return back(request, "/together/")


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1
