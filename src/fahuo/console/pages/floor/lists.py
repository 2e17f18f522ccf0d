"""Pick lists: all of them, one as a table, its paper, and what is to be put back."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from fahuo.console import finding
from fahuo.console.access import back, by, for_merchant, mine
from fahuo.flow.floor import board, papers, picks, walls
from fahuo.flow.floor.stops import find_list, next_stop, stops_of
from fahuo.records.clock import now
from fahuo.steps.goods.labels.glyphs import Unprintable
from fahuo.steps.goods.models import PickList
from fahuo.steps.goods.numbers import PICK_LIST, number_of

STATES = ("open", "mine", "done")


@for_merchant
def listed(request: HttpRequest) -> HttpResponse:
    """Lists with something left to pick, by departure; those that are done on request."""
    merchant = mine(request)
    state = finding.text(request, "state")
    state = state if state in STATES else "open"
    rows = board.lists(merchant.pk, f"mine:{by(request)}" if state == "mine" else state)
    shown = {
        "rows": rows,
        "progress": board.progress([r.pk for r in rows]),
        "state": state,
        "now": now(),
        "waiting": board.waiting_pieces(merchant.pk)["parcel_id"].n_unique(),
    }
    return render(request, "console/floor/lists.html", shown)


def found(request: HttpRequest, list_id: int) -> PickList:
    """A list of the merchant's, or 404."""
    row = find_list(mine(request), list_id)
    if row is None:
        raise Http404
    return row


@for_merchant
def one(request: HttpRequest, list_id: int) -> HttpResponse:
    """One list as a table in the order of the walk."""
    row = found(request, list_id)
    if request.method == "POST":
        return _do(request, row)
    stops = stops_of(row)
    shown = {
        "list": row,
        "number": number_of(row.pk, PICK_LIST),
        "stops": stops,
        "next": next_stop(stops),
        "slots": walls.slots_of(row),
        "papers": ("label", "slip", "invoice"),
        "progress": board.progress([row.pk]).get(row.pk),
    }
    return render(request, "console/floor/list.html", shown)


def _do(request: HttpRequest, row: PickList) -> HttpResponse:
    merchant, verb = mine(request), request.POST.get("do", "")
    if verb in ("start", "take"):
        picks.start(merchant, row.pk, by(request), now(), take=verb == "take")
        return redirect("floor_pick", row.pk)
    if verb == "cancel":
        n = picks.cancel_list(merchant, row.pk, by(request), now())
        messages.success(request, ngettext("%(n)s parcel is free again.", "%(n)s parcels are free again.", n) % {"n": f"{n:,}"})
    elif verb == "undo":
        n = picks.undo(merchant, row.pk, place_of(request), by(request), now())
        messages.success(request, ngettext("%(n)s piece is back in its bin.", "%(n)s pieces are back in their bin.", n) % {"n": f"{n:,}"})
    elif verb == "tote":
        slot = finding.whole(request.POST.get("slot", "")) or 0
        walls.set_tote(merchant, row, slot, request.POST.get("tote", "").strip())
        messages.success(
            request, _("Tote %(tote)s stands at place %(slot)s.") % {"tote": request.POST.get("tote", "").strip(), "slot": slot}
        )
    return back(request, f"/floor/lists/{row.pk}/")


def place_of(request: HttpRequest, before: str = "") -> picks.Place:
    """The stop that a form names: bin, product, lot."""
    bin_id, product_id, lot_id = ((finding.ids([request.POST.get(before + name, "")]) or [0])[0] for name in ("bin", "product", "lot"))
    return bin_id, product_id, lot_id


@for_merchant
def pdf(request: HttpRequest, list_id: int) -> HttpResponse:
    """The list on paper."""
    row = found(request, list_id)
    try:
        body = papers.pick_list_pdf(row)
    except Unprintable as problem:
        messages.error(request, problem.say(get_language() or settings.LANGUAGE_CODE))
        return redirect("floor_list", row.pk)
    name = number_of(row.pk, PICK_LIST)
    return HttpResponse(body, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})


@for_merchant
def put_back(request: HttpRequest) -> HttpResponse:
    """Pieces that were picked for parcels that will not go: put back into their bins."""
    merchant = mine(request)
    if request.method == "POST":
        ids = finding.ids(request.POST.getlist("parcel"))
        n = picks.put_back(merchant, ids, by(request), now()) if ids else 0
        messages.success(request, ngettext("%(n)s line is back in its bin.", "%(n)s lines are back in their bins.", n) % {"n": f"{n:,}"})
        return redirect("floor_put_back")
    return render(request, "console/floor/put_back.html", {"rows": board.waiting_pieces(merchant.pk).to_dicts()})
