"""A product's stock card: where it lies, who it is promised to, its ledger, and everything that one does with its pieces."""

from __future__ import annotations

from typing import Any

import polars as pl
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahuo.console import finding, paging
from fahuo.console.access import back, by, for_merchant, mine
from fahuo.console.draw.balance import balance
from fahuo.console.pages.stock.asking import ask_first, houses, product_of, told, typed, whole
from fahuo.console.stock_names import VERBS, WRITE_OFFS
from fahuo.core.goods.moving import VERBS as DONE
from fahuo.core.goods.put_away import Proposal
from fahuo.core.words import BinKind
from fahuo.flow.shelves import bins, goods, moves
from fahuo.flow.shelves.proposals import put_away
from fahuo.records import stock
from fahuo.records.clock import now, today
from fahuo.records.models import Bin, Merchant, Move, Product, Stock
from fahuo.steps.goods.models import Home
from fahuo.steps.goods.shelves import card as read
from fahuo.steps.goods.shelves import places

DAYS = 180  # that the picture shows
FIELDS = ("verb", "warehouse", "quantity", "from", "to", "lot", "expires_on", "reason")
OPTIONS = 400  # bins that a list of proposals holds


@for_merchant
def card(request: HttpRequest, product_id: int) -> HttpResponse:
    """The card of one product."""
    merchant = mine(request)
    product = product_of(merchant, product_id)
    house = finding.number(request, "warehouse")
    at = now()
    rows, _count = places.listed(merchant.pk, places.Wanted(product=product.pk), today(at), at, 500)
    page = paging.by_place(
        request,
        lambda n, place, turned: read.ledger(merchant.pk, product.pk, house, place, turned, n),
        lambda line: str(line.move.pk),
        paging.number_of,
    )
    promised = read.promises(merchant.pk, product.pk)
    shown = {
        "p": product, "rows": [r for r in rows if r.warehouse_id], "page": page, "lines": page.rows, "holdings": read.holdings(merchant.pk, product.pk),
        "promises": promised, "more": promised[0].orders - len(promised) if promised else 0, "chart": _chart(merchant, product, rows, house, at),
        "house": house, "tab": "stock", "undone": moves.UNDONE, "elsewhere": moves.ELSEWHERE, **_form(merchant, product),
    }  # fmt: skip
    return render(request, "console/stock/card.html", shown)


def _chart(merchant: Merchant, product: Product, rows: list[places.Place], house: int | None, at: Any) -> str:
    daily = stock.daily(merchant.pk, [product.pk])
    points = [r.reorder_at for r in rows if r.reorder_at is not None and r.warehouse_id == house]
    if house is not None:
        daily = daily.filter(pl.col("warehouse_id") == house)
    changes = [(day, came - went) for day, came, went in daily.select("day", "came", "went").rows()]
    return balance(changes, today(at), DAYS, _("Pieces on hand in the last %(n)s days") % {"n": DAYS}, points[0] if points else None)


def _form(merchant: Merchant, product: Product) -> dict[str, Any]:
    """What the form of verbs proposes."""
    own = houses(merchant)
    proposed = put_away(merchant, [(product.pk, w.pk, "") for w in own])
    homes = {h.bin.warehouse_id: h.bin.code for h in Home.objects.filter(product=product).select_related("bin")}
    points = {s.warehouse_id: (s.reorder_at, s.reorder_to) for s in Stock.objects.filter(product=product)}
    codes = (
        Bin.objects.filter(merchant=merchant, active=True)
        .exclude(kind=BinKind.PACKING)
        .order_by("walk", "code")
        .values_list("code", flat=True)
    )
    return {
        "places": own,
        "verbs": [(name, VERBS[name]) for name in DONE],
        "write_offs": WRITE_OFFS.items(),
        "proposed": [(w, _code(proposed.get((product.pk, w.pk, ""))), homes.get(w.pk, ""), *points.get(w.pk, (None, None))) for w in own],
        "bins": list(dict.fromkeys(codes[:OPTIONS])),
        "lots": product.lots.order_by("expires_on", "code")[:100],
    }


def _code(proposal: Proposal | None) -> str:
    return proposal.code if proposal else ""


@for_merchant
@require_POST
def do(request: HttpRequest, product_id: int) -> HttpResponse:
    """One verb with some pieces of the product."""
    merchant = mine(request)
    product = product_of(merchant, product_id)
    row: dict[str, Any] = {name: typed(request, name) for name in FIELDS} | {"sku": product.sku}
    if row["verb"] == "write_off":
        row["reason"] = typed(request, "why") + (f": {row['reason']}" if row["reason"] else "")
    asked = ask_first(request, merchant, row)
    if asked is not None:
        return asked
    told(request, moves.one(merchant, row | {"give_up": "give_up" in request.POST}, by(request), now()))
    return back(request, reverse("stock_card", args=[product.pk]))


@for_merchant
@require_POST
def keep(request: HttpRequest, product_id: int) -> HttpResponse:
    """Reorder point, fill-up and home bin of a product in a warehouse."""
    merchant = mine(request)
    product = product_of(merchant, product_id)
    house = whole(request, "warehouse") or 0
    goods.set_points(merchant, product.pk, house, whole(request, "reorder_at"), whole(request, "reorder_to"))
    if "home" in request.POST:
        bins.set_home(merchant, product.pk, house, typed(request, "home"))
    messages.success(request, _("Saved."))
    return back(request, reverse("stock_card", args=[product.pk]))


@for_merchant
@require_POST
def undo(request: HttpRequest, move_id: int) -> HttpResponse:
    """Take a move back by its opposite."""
    merchant = mine(request)
    if not Move.objects.filter(merchant=merchant, pk=move_id).exists():
        raise Http404
    moves.undo(merchant, [move_id], by(request), now())
    messages.success(request, _("The move is taken back; both stand in the ledger."))
    return back(request, reverse("stock"))
