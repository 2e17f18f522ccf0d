"""The list of orders: filters, bulk actions, and the filtered list as a file."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fahuo.console import finding, names, paging, sheets
from fahuo.console.access import back, by, for_merchant, mine
from fahuo.console.templatetags.shown import sentence
from fahuo.core.reasons import REASONS
from fahuo.core.words import Step, minor_units
from fahuo.flow import verbs
from fahuo.records import queries as records
from fahuo.records.clock import now
from fahuo.records.models import Merchant
from fahuo.steps.goods import queries as goods
from fahuo.steps.methods import queries as methods
from fahuo.steps.orders import queries
from fahuo.steps.orders.queries import Row, Wanted

AT_ONCE = 20_000  # orders that one bulk action takes
PIECE = 1_000  # orders read at a time for a file


@for_merchant
def listed(request: HttpRequest) -> HttpResponse:
    """Orders by any filter, newest first."""
    merchant = mine(request)
    wanted = finding.wanted_orders(request, merchant)
    page = paging.by_place(
        request,
        lambda limit, after, back_: queries.listed(merchant.pk, wanted, limit, after, back=back_),
        lambda row: paging.moment_place(row.placed_at, row.id),
        paging.moment_of,
    )
    ids = [row.id for row in page.rows]
    shown = {
        "page": page,
        "wanted": wanted,
        "count": queries.counted(merchant.pk, wanted),
        "counted_to": queries.COUNTED_TO,
        "parcels": goods.counts(ids),
        "tracking": methods.tracking_of_orders(ids),
        "offers": methods.chosen_of_orders(ids),
        "values": records.first_values(merchant.pk, ids),
        "steps": names.STEPS.items(),
        "shops": queries.shops(merchant.pk),
        "countries": finding.countries(merchant),
        "needs": sorted({n.code for n in records.needs(merchant.pk)}),
    }
    return render(request, "console/orders_list.html" if request.htmx else "console/orders.html", shown)  # type: ignore[attr-defined]


@for_merchant
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """One verb for the ticked orders, or for the whole filtered list."""
    merchant = mine(request)
    if request.POST.get("scope") == "all":
        ids = queries.ids_of(merchant.pk, finding.wanted_orders(request, merchant), AT_ONCE)
    else:
        ids = [int(v) for v in request.POST.getlist("order") if v.isascii() and v.isdigit() and len(v) < 19]
    if not ids:
        messages.warning(request, _("Tick the orders first."))
        return back(request, "/orders/")
    say_done(request, merchant, request.POST.get("do", ""), ids)
    return back(request, "/orders/")


def say_done(request: HttpRequest, merchant: Merchant, verb: str, ids: list[int]) -> None:
    """Do one of the verbs on orders and say how many it concerned."""
    if verb == "approve":
        n = verbs.approve(merchant, ids, by(request), now())
        messages.success(request, ngettext("%(n)s order approved.", "%(n)s orders approved.", n) % {"n": f"{n:,}"})
    elif verb == "cancel":
        n = verbs.cancel(merchant, ids, by(request), now(), request.POST.get("note", "")[:200])
        messages.success(request, ngettext("%(n)s order cancelled.", "%(n)s orders cancelled.", n) % {"n": f"{n:,}"})
    elif verb == "plan":
        n = verbs.plan_again(merchant, ids, by(request), now())
        messages.success(request, ngettext("%(n)s order planned again.", "%(n)s orders planned again.", n) % {"n": f"{n:,}"})
    elif verb == "label":
        n = verbs.ask_labels(merchant, goods.ids_of_orders(merchant.pk, ids), by(request), now())
        messages.success(request, ngettext("%(n)s label asked for.", "%(n)s labels asked for.", n) % {"n": f"{n:,}"})


@for_merchant
def download(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The filtered list as CSV or XLSX."""
    merchant = mine(request)
    wanted = finding.wanted_orders(request, merchant)
    name = f"{_('orders')}-{timezone.localtime(now()):%Y%m%d-%H%M}"
    header = [
        _("Order"), _("Shop"), _("Placed"), _("Recipient"), _("Buyer"), _("City"), _("Country"), _("Currency"), _("Goods"), _("Freight"), _("Discount"), _("Paid"),
        _("Step"), _("State"), _("Needs"), _("Promised"), _("Parcels"), _("Service"), _("Tracking numbers"),
    ]  # fmt: skip
    return sheets.answer(kind, name, header, _cells(merchant, wanted))


def _cells(merchant: Merchant, wanted: Wanted) -> Iterator[list[sheets.Cell]]:
    """The list row by row, read in pieces, so that its length does not matter."""
    after = None
    while rows := queries.listed(merchant.pk, wanted, PIECE, after):
        ids = [row.id for row in rows]
        parcels, tracking, offers, values = (
            goods.counts(ids),
            methods.tracking_of_orders(ids),
            methods.chosen_of_orders(ids),
            records.first_values(merchant.pk, ids),
        )
        for row in rows:
            needs = sentence(row.needs, values.get((row.id, row.needs), {})) if row.needs and row.needs in REASONS else row.needs
            yield [
                row.number, row.shop, row.placed_at.astimezone(wanted.zone).replace(tzinfo=None), row.name, row.buyer, row.city, names.country(row.country), row.currency,
                *(_major(v, row) for v in (row.goods_minor, row.freight_minor, row.discount_minor, row.paid_minor)),
                str(names.STEPS[Step(row.step)]) if row.step else None, names.state(row.state) if row.state else None, needs, row.promised_on,
                parcels.get(row.id, (0, 0))[0], names.service(offers[row.id].service) if row.id in offers else None, " ".join(tracking.get(row.id, [])),
            ]  # fmt: skip
        after = (rows[-1].placed_at, rows[-1].id)
        if len(rows) < PIECE:
            return


def _major(minor: int, row: Row) -> sheets.Cell:
    return Decimal(minor).scaleb(-minor_units(row.currency))  # type: ignore[return-value]
