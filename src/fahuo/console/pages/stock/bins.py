"""Bins: the list, many at once by a pattern or from a file, one with what lies in it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahuo.console import finding, names, paging
from fahuo.console.access import back, by, for_merchant, mine
from fahuo.console.pages.stock.asking import ask_first, bin_of, houses, told, typed, whole
from fahuo.console.stock_names import BINS, WRITE_OFFS
from fahuo.console.templatetags.shown import remedy, sentence
from fahuo.core.goods.moving import Refused
from fahuo.flow.shelves import bins, moves
from fahuo.plugins.reading.faults import Told
from fahuo.records.clock import now
from fahuo.records.models import Bin
from fahuo.steps.goods.shelves import card as read

VERBS = ("move", "put_away", "quarantine", "release", "remove", "write_off")  # that begin in a bin
MOST_BYTES = 20 * 1024 * 1024


@for_merchant
def listed(request: HttpRequest) -> HttpResponse:
    """Bins in the order of the walk, with what lies in each."""
    merchant = mine(request)
    kind, house, q = finding.text(request, "kind"), finding.number(request, "warehouse"), finding.text(request, "q")
    page = paging.numbered(request, read.bins(merchant.pk, house, kind if kind in BINS else "", q), 100)
    shown = {"page": page, "places": houses(merchant), "kinds": BINS.items(), "kind": kind, "house": house, "q": q, "tab": "bins"}
    return render(request, "console/stock/bins.html", shown)


@for_merchant
@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """Many bins by a pattern."""
    made, there = bins.create_many(
        mine(request), whole(request, "warehouse") or 0, typed(request, "pattern"), typed(request, "kind"), whole(request, "walk")
    )
    messages.success(request, ngettext("%(n)s bin made.", "%(n)s bins made.", made) % {"n": f"{made:,}"})
    if there:
        messages.warning(request, ngettext("%(n)s bin was there already.", "%(n)s bins were there already.", there) % {"n": f"{there:,}"})
    return back(request, reverse("stock_bins"))


@for_merchant
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Bins from a file: bin, warehouse, kind, walk."""
    file = request.FILES.get("file")
    if file is None or not file.name or (file.size or 0) > MOST_BYTES:
        messages.error(request, _("Choose a CSV or XLSX file of at most 20 MB."))
        return redirect("stock_bins")
    try:
        read_rows, refused = bins.take_file(mine(request), file.read(), file.name)
    except Told as problem:
        messages.error(request, problem.say(get_language() or "zh-hans"))
        return redirect("stock_bins")
    messages.success(request, ngettext("%(n)s bin taken in.", "%(n)s bins taken in.", read_rows) % {"n": f"{read_rows:,}"})
    refused_rows(request, refused)
    return redirect("stock_bins")


def refused_rows(request: HttpRequest, refused: list[Refused]) -> None:
    """The rows of a file that do not count, each with its reason."""
    for no in refused[:20]:
        place = _("Row %(n)s: ") % {"n": no.row}
        messages.error(request, f"{place}{sentence(no.code, no.values)}{'。' if names.zh() else ': '}{remedy(no.code, no.values)}")
    if len(refused) > 20:
        messages.error(request, _("%(n)s more rows are refused.") % {"n": f"{len(refused) - 20:,}"})


@for_merchant
def one(request: HttpRequest, bin_id: int) -> HttpResponse:
    """One bin: what lies in it, and what one does with it."""
    merchant = mine(request)
    row = bin_of(merchant, bin_id)
    others = Bin.objects.filter(warehouse=row.warehouse, active=True).exclude(kind="packing").exclude(pk=row.pk)
    shown = {
        "bin": row,
        "holdings": read.in_bin(merchant.pk, row.pk),
        "homes": row.homes.select_related("product").order_by("product__sku"),
        "rounds": row.count_rounds.filter(done_at__isnull=False).select_related("count").order_by("-done_at")[:5],
        "bins": others.order_by("walk", "code").values_list("code", flat=True)[:400],
        "kinds": BINS.items(),
        "write_offs": WRITE_OFFS.items(),
        "tab": "bins",
    }
    return render(request, "console/stock/bin.html", shown)


@for_merchant
@require_POST
def change(request: HttpRequest, bin_id: int) -> HttpResponse:
    """Its place in the walk, what it is for, whether it is in use."""
    merchant = mine(request)
    row = bin_of(merchant, bin_id)
    fields = {"walk": whole(request, "walk") or 0, "kind": typed(request, "kind"), "active": "active" in request.POST}
    bins.change(merchant, row.pk, fields)
    messages.success(request, _("Bin %(code)s saved.") % {"code": row.code})
    return redirect("stock_bin", row.pk)


@for_merchant
@require_POST
def do(request: HttpRequest, bin_id: int) -> HttpResponse:
    """Move what lies in it, all or some; write it off; put it into quarantine."""
    merchant = mine(request)
    row = bin_of(merchant, bin_id)
    verb = typed(request, "verb")
    said = {name: typed(request, name) for name in ("sku", "lot", "quantity", "to", "reason")}
    said |= {"verb": verb if verb in VERBS else "move", "warehouse": row.warehouse.code, "from": row.code}
    asked = ask_first(request, merchant, said)
    if asked is not None:
        return asked
    told(request, moves.one(merchant, said | {"give_up": "give_up" in request.POST}, by(request), now()))
    return redirect("stock_bin", row.pk)
