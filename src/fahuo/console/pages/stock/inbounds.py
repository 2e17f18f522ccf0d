"""Inbound plans: the list, a new one, one with its boxes, what was received and what differs; and its files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahuo.console import finding, paging, sheets
from fahuo.console.access import by, for_merchant, mine
from fahuo.console.pages.stock.asking import day, houses, told, typed, whole
from fahuo.console.pages.stock.bins import MOST_BYTES, refused_rows
from fahuo.console.pages.stock.reports import named
from fahuo.core.goods.inbound import OPEN, InboundState
from fahuo.core.words import Telling
from fahuo.flow.said import NotPossible
from fahuo.flow.shelves import arrivals, inbounds, marks
from fahuo.plugins.reading.faults import Told
from fahuo.records.clock import now, today
from fahuo.records.models import Merchant
from fahuo.steps.goods.models import Inbound
from fahuo.steps.goods.shelves import plans

TEXTS = ("number", "supplier", "carrier", "vessel", "waybill", "note")


@for_merchant
def listed(request: HttpRequest) -> HttpResponse:
    """Open plans, the newest first; those that are done with on request."""
    merchant = mine(request)
    closed, q = "closed" in request.GET, finding.text(request, "q")
    page = paging.numbered(request, plans.inbounds(merchant.pk, closed=closed, q=q))
    shown = {"page": page, "rows": plans.with_state(list(page.object_list), today()), "closed": closed, "q": q, "tab": "inbounds"}
    return render(request, "console/stock/inbounds.html", shown)


@for_merchant
def create(request: HttpRequest) -> HttpResponse:
    """A new plan; with a packing list at once, if there is one."""
    merchant = mine(request)
    if request.method != "POST":
        return render(request, "console/stock/inbound_new.html", {"places": houses(merchant), "tab": "inbounds"})
    fields: dict[str, Any] = {name: typed(request, name) for name in TEXTS}
    fields |= {"warehouse_id": whole(request, "warehouse"), "source_id": whole(request, "source"), "planned_on": day(request, "planned_on")}
    row = inbounds.create(merchant, fields, lines_of(request), by(request), now())
    if request.FILES.get("file"):
        _packing_list(request, merchant, row)
    return redirect("inbound", row.pk)


def lines_of(request: HttpRequest) -> dict[str, int]:
    """Lines as typed: a product and its pieces a line, "CUP 120" or "CUP,120"."""
    found: dict[str, int] = {}
    for line in request.POST.get("lines", "").replace("\0", "").splitlines():
        parts = line.replace("\t", " ").replace("，", " ").replace(",", " ").split()
        if not parts:
            continue
        pieces = parts[-1]
        if len(parts) < 2 or not pieces.isascii() or not pieces.isdigit() or len(pieces) > 10:
            raise NotPossible(
                f"{line[:60]!r} is no line of goods: write a product code and pieces, such as CUP 120",
                f"“{line[:60]}”不是商品行：请写商品编码和件数，例如 CUP 120",
            )
        sku = " ".join(parts[:-1])
        found[sku] = found.get(sku, 0) + int(pieces)
    return found


@for_merchant
def one(request: HttpRequest, inbound_id: int) -> HttpResponse:
    """One plan: where it stands, its boxes, planned beside received, and what can be done now."""
    merchant = mine(request)
    row = _inbound(merchant, inbound_id)
    shown = plans.with_state([row], today())[0]
    rows = arrivals.differences(row).to_dicts()
    for r in rows:
        r["said"] = named(r)
    asked = row.tellings.filter(kind=Telling.ASKED).order_by("-pk").first()
    receivable = shown.state in (arrivals.RECEIVABLE if row.source_id else (InboundState.PLANNED, *arrivals.RECEIVABLE))
    page = {
        "shown": shown, "i": row, "rows": rows, "differs": any(r["differs"] for r in rows), "open": shown.state in OPEN,
        "receivable": receivable,
        "boxes": paging.numbered(request, row.boxes.prefetch_related("contents__product", "receipts").order_by("no"), 25),
        "receipts": row.receipts.select_related("product", "box", "lot", "bin").order_by("-pk")[:50],
        "strange": row.receipts.filter(product=None, undone_at=None),
        "tellings": row.tellings.order_by("pk"), "asked": asked,
        "bins": row.warehouse.bins.filter(active=True).exclude(kind="packing").order_by("walk", "code")[:400],
        "currency": merchant.currency, "tab": "inbounds", "text": "\n".join(f"{r['sku']} {r['planned']}" for r in rows if r["planned"]),
    }  # fmt: skip
    return render(request, "console/stock/inbound.html", page)


@for_merchant
@require_POST
def do(request: HttpRequest, inbound_id: int) -> HttpResponse:
    """Change the plan, send it, tell of its arrival, receive, close, approve, send back, cancel."""
    merchant = mine(request)
    row = _inbound(merchant, inbound_id)
    verb, who, at = typed(request, "do"), by(request), now()
    if verb == "lines":
        said = lines_of(request)
        inbounds.set_lines(merchant, row.pk, {sku: 0 for sku in row.lines.values_list("product__sku", flat=True) if sku not in said} | said)
    elif verb == "file":
        _packing_list(request, merchant, row)
    elif verb == "depart":
        inbounds.depart(merchant, row.pk, who, at)
    elif verb == "arrive":
        inbounds.arrive(merchant, row.pk, who, at)
    elif verb == "box":
        told(
            request,
            arrivals.receive(
                merchant,
                row.pk,
                [{"box": typed(request, "box"), "to": typed(request, "to"), "damaged": "damaged" in request.POST}],
                who,
                at,
            ),
        )
    elif verb == "receive":
        fields = {name: typed(request, name) for name in ("sku", "quantity", "to", "lot", "expires_on")}
        told(request, arrivals.receive(merchant, row.pk, [fields | {"damaged": "damaged" in request.POST}], who, at))
    elif verb == "take_back":
        arrivals.take_back(merchant, row.pk, whole(request, "receipt") or 0, who, at)
    elif verb == "close":
        reasons = {
            name.removeprefix("reason:"): value
            for name, value in request.POST.items()
            if name.startswith("reason:") and isinstance(value, str)
        }
        if not arrivals.close(merchant, row.pk, reasons, who, at):
            messages.success(request, _("The differences wait for approval."))
    elif verb == "approve":
        arrivals.approve(merchant, row.pk, who, at)
    elif verb == "reject":
        arrivals.reject(merchant, row.pk, typed(request, "note"), who, at)
    elif verb == "cancel":
        inbounds.cancel(merchant, row.pk, who, at)
    return redirect("inbound", row.pk)


def _packing_list(request: HttpRequest, merchant: Merchant, row: Inbound) -> None:
    file = request.FILES.get("file")
    if file is None or not file.name or (file.size or 0) > MOST_BYTES:
        messages.error(request, _("Choose a CSV or XLSX file of at most 20 MB."))
        return
    try:
        boxes, refused = inbounds.take_packing_list(merchant, row.pk, file.read(), file.name)
    except Told as problem:
        messages.error(request, problem.say(get_language() or "zh-hans"))
        return
    if boxes:
        messages.success(
            request,
            ngettext("%(n)s box taken from the packing list.", "%(n)s boxes taken from the packing list.", boxes) % {"n": f"{boxes:,}"},
        )
    refused_rows(request, refused)


@for_merchant
def marks_pdf(request: HttpRequest, inbound_id: int) -> HttpResponse:
    """The marks of all boxes, each with an SSCC where there is a range of them."""
    merchant = mine(request)
    row = _inbound(merchant, inbound_id)
    marks.draw_sscc(merchant, row.pk, by(request), now())
    return HttpResponse(marks.box_marks(merchant, row), content_type="application/pdf")


@for_merchant
def file(request: HttpRequest, inbound_id: int, kind: str) -> HttpResponseBase:
    """Planned beside received with the reasons, as CSV or XLSX."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    row = _inbound(mine(request), inbound_id)
    header = [_("product code"), _("name"), _("planned"), _("received"), _("damaged"), _("short"), _("over"), _("reason")]
    return sheets.answer(kind, row.number, header, _cells(row))


def _cells(row: Inbound) -> Iterator[list[sheets.Cell]]:
    asked = row.tellings.filter(kind=Telling.ASKED).order_by("-pk").first()
    reasons = asked.data.get("reasons", {}) if asked else {}
    for r in arrivals.differences(row).to_dicts():
        yield [r["sku"], named(r), r["planned"], r["good"], r["damaged"], r["short"], r["over"], reasons.get(r["sku"], "")]
    for receipt in row.receipts.filter(product=None, undone_at=None):
        yield [receipt.said, _("not in the catalogue"), 0, receipt.quantity, 0, 0, receipt.quantity, ""]


def _inbound(merchant: Merchant, inbound_id: int) -> Inbound:
    row = Inbound.objects.filter(merchant=merchant, pk=inbound_id).select_related("warehouse", "source").first()
    if row is None:
        raise Http404
    return row
