"""Counts: the list, a new one, one with its differences; and the page for the hand that counts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahuo.console import finding, names, paging
from fahuo.console.access import by, for_merchant, mine
from fahuo.console.pages.stock.asking import given_up, houses, typed, whole
from fahuo.console.stock_names import COUNT_BY
from fahuo.core.goods.counting import CountState
from fahuo.core.words import Telling
from fahuo.flow.resolve import clean, products
from fahuo.flow.said import NotPossible
from fahuo.flow.shelves import choosing, counts, shortfall, verdicts
from fahuo.records.clock import now, today
from fahuo.records.models import Merchant, Warehouse
from fahuo.steps.goods.models import Count, CountEntry
from fahuo.steps.goods.shelves import plans

TODAY = 8  # bins of a warehouse that are proposed
LIVE = (CountState.OPEN, CountState.WAITS)


@for_merchant
def listed(request: HttpRequest) -> HttpResponse:
    """Open counts, the newest first; those that are done with on request; and the form of a new one."""
    merchant = mine(request)
    closed = "closed" in request.GET
    page = paging.numbered(request, plans.counts(merchant.pk, closed=closed))
    shown = {
        "page": page,
        "rows": plans.counts_with_state(list(page.object_list)),
        "closed": closed,
        "places": houses(merchant),
        "by": COUNT_BY.items(),
        "proposals": [] if closed else _proposed(merchant),
    }
    return render(request, "console/stock/counts.html", shown | {"tab": "counts"})


def _proposed(merchant: Merchant) -> list[tuple[Warehouse, list[dict[str, Any]], str]]:
    """What to count today: each own warehouse with its bins, and their codes for the form."""
    found = []
    for house in houses(merchant):
        rows = choosing.for_today(merchant, house, counts.COUNTED_KINDS, TODAY, now()).to_dicts() if house.kind == "own" else []
        if rows:
            found.append((house, rows, " ".join(r["code"] for r in rows)))
    return found


@for_merchant
@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """A new count: by bins, products, ABC class, or the bins that were not counted for the longest time."""
    wanted = [w for w in typed(request, "wanted").replace("，", " ").replace(",", " ").split() if w]
    row = counts.plan(
        mine(request), whole(request, "warehouse") or 0, typed(request, "chosen_by"), wanted, by(request), now(),
        blind="blind" in request.POST, note=typed(request, "note"),
    )  # fmt: skip
    return redirect("count", row.pk)


@for_merchant
def one(request: HttpRequest, count_id: int) -> HttpResponse:
    """One count: its bins, and what differs once they are done."""
    merchant = mine(request)
    row = _count(merchant, count_id)
    found = verdicts.verdicts(row)
    state = counts.state_of(row)
    differing = [v for v in found if v.pieces != 0]
    shown = {
        "c": row, "state": state, "rounds": counts.rounds(row), "verdicts": differing, "same": len(found) - len(differing),
        "worth": sum(abs(v.worth_minor) for v in differing), "net": sum(v.worth_minor for v in differing), "currency": merchant.currency,
        "tellings": row.tellings.order_by("pk"), "asked": row.tellings.filter(kind=Telling.ASKED).order_by("-pk").first(),
        "hits": shortfall.hits(merchant, verdicts.losses([v for v in differing if v.pieces], today())) if state in LIVE else [],
        "limit": merchant.approval_minor, "open": state == CountState.OPEN, "tab": "counts",
    }  # fmt: skip
    return render(request, "console/stock/count.html", shown)


@for_merchant
@require_POST
def do(request: HttpRequest, count_id: int) -> HttpResponse:
    """Finish, approve, send back, cancel; count a bin again, or leave it out."""
    merchant = mine(request)
    row = _count(merchant, count_id)
    verb, who, at = typed(request, "do"), by(request), now()
    if verb == "finish":
        if verdicts.finish(merchant, row.pk, who, at) == CountState.WAITS:
            messages.success(request, _("The differences wait for approval."))
    elif verb == "approve":
        given_up(request, verdicts.approve(merchant, row.pk, who, at).lost)
    elif verb == "reject":
        verdicts.reject(merchant, row.pk, typed(request, "note"), who, at)
    elif verb == "cancel":
        verdicts.cancel(merchant, row.pk, who, at)
    elif verb == "recount":
        counts.recount(merchant, row.pk, typed(request, "bin"))
    elif verb == "leave_out":
        counts.leave_out(merchant, row.pk, typed(request, "bin"))
    return redirect("count", row.pk)


@for_merchant
def hand(request: HttpRequest, count_id: int) -> HttpResponse:
    """For a phone in the hand: scan the bin, then a product, then its pieces; the bin's code again, or a press, when it is done."""
    merchant = mine(request)
    row = _count(merchant, count_id)
    code, sku, lot = (finding.text(request, name) for name in ("bin", "sku", "lot"))
    rounds = counts.rounds(row)
    here = [r for r in rounds if r.bin.code == code and r.begun_at and not r.done_at]
    entries = list(CountEntry.objects.filter(round__in=here).select_related("product", "lot").order_by("-at", "product__sku"))
    wanted = [r for r in rounds if not r.done_at]
    shown = {
        "c": row, "state": counts.state_of(row), "bin": here[0].bin if here else None, "sku": sku, "lot": lot, "entries": entries,
        "said": [e for e in entries if e.counted is not None], "left": wanted, "next": next((r for r in wanted if r.bin.code != code), None),
        "done": len(rounds) - len(wanted), "all": len(rounds),
    }  # fmt: skip
    return render(request, "console/stock/hand.html", shown)


@for_merchant
@require_POST
def scan(request: HttpRequest, count_id: int) -> HttpResponse:
    """One scan or one figure of the page for the hand."""
    merchant = mine(request)
    row = _count(merchant, count_id)
    where: dict[str, str] = {}
    try:
        where = _scanned(request, merchant, row)
    except NotPossible as problem:
        messages.error(request, problem.said("zh" if names.zh() else "en"))
        where = {name: typed(request, name) for name in ("bin", "sku", "lot") if typed(request, name)}
    return redirect(f"{reverse('count_hand', args=[row.pk])}?{urlencode(where)}" if where else reverse("count_hand", args=[row.pk]))


def _scanned(request: HttpRequest, merchant: Merchant, row: Count) -> dict[str, str]:
    """What to show next: the parameters of the page."""
    who, at = by(request), now()
    code, sku, lot, said = (typed(request, name) for name in ("bin", "sku", "lot", "scan"))
    if not code:
        return {"bin": counts.begin(merchant, row.pk, said, who, at).code}
    if "done" in request.POST or (said == code and not sku):
        counts.done(merchant, row.pk, code, who, at)
        messages.success(request, _("Bin %(code)s is counted.") % {"code": code})
        return {}
    if sku:
        entry = counts.enter(merchant, row.pk, code, sku, said, who, at, lot=lot, more="more" in request.POST)
        messages.success(request, _("%(sku)s: %(n)s pieces.") % {"sku": entry.product.sku, "n": f"{entry.counted:,}"})
        return {"bin": code}
    read = clean(said, today())
    found = products(merchant.pk, read)
    if not found:
        raise NotPossible(f"{said[:60]!r} names no product", f"“{said[:60]}”不是任何商品")
    return {"bin": code, "sku": found[0].name} | ({"lot": read.lot} if read.lot else {})


def _count(merchant: Merchant, count_id: int) -> Count:
    row = Count.objects.filter(merchant=merchant, pk=count_id).select_related("warehouse").first()
    if row is None:
        raise Http404
    return row
