"""Stock: products in warehouses, filtered, and as a file."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from fahuo.console import finding, names, sheets
from fahuo.console.access import for_merchant, mine
from fahuo.console.pages.stock.asking import SIZE, Numbered, houses, page_no
from fahuo.records.clock import now, today
from fahuo.steps.goods.shelves import places


@for_merchant
def listed(request: HttpRequest) -> HttpResponse:
    """Every product and warehouse; what is short, due, expiring or over-aged on request."""
    merchant, at = mine(request), now()
    wanted, no = _wanted(request), page_no(request)
    rows, count = places.listed(merchant.pk, wanted, today(at), at, SIZE, (no - 1) * SIZE)
    page = Numbered(rows, min(no, max(1, -(-count // SIZE))), count)
    shown = {
        "page": page,
        "rows": rows,
        "wanted": wanted,
        "places": houses(merchant),
        "totals": places.totals(merchant.pk, today(at)),
        "tab": "stock",
    }
    return render(request, "console/stock/places.html", shown)


@for_merchant
def download(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The filtered list as CSV or XLSX."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    merchant, at = mine(request), now()
    header = [
        _("product code"), _("name"), _("warehouse"), _("on hand"), _("reserved"), _("withheld"), _("available"), _("on its way"),
        _("next arrival"), _("reorder at"), _("fill up to"),
    ]  # fmt: skip
    return sheets.answer(kind, _("stock"), header, _cells(places.every(merchant.pk, _wanted(request), today(at), at)))


def _cells(rows: Iterator[places.Place]) -> Iterator[list[sheets.Cell]]:
    for p in rows:
        name = (names.zh() and p.name_zh) or p.name
        yield [p.sku, name, p.warehouse, p.on_hand, p.reserved, p.withheld, p.available, p.on_way, p.next_on, p.reorder_at, p.reorder_to]


def _wanted(request: HttpRequest) -> places.Wanted:
    only = "short" if "short" in request.GET else finding.text(request, "only")
    return places.Wanted(finding.text(request, "q"), finding.number(request, "warehouse"), only if only in places.ONLY else "")
