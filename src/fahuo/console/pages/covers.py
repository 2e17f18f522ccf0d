"""Cover: the list of policies with what was paid and paid back, and what a person says of one parcel's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahuo.console import finding, names, paging, sheets
from fahuo.console.access import back, by, for_merchant, mine, zone_of
from fahuo.console.covers import MOODS, STATES, more_of, state_of
from fahuo.console.pages.parcels import found
from fahuo.core.amounts import amount_of
from fahuo.core.words import minor_units
from fahuo.flow import covers
from fahuo.records.clock import now
from fahuo.records.models import Merchant
from fahuo.steps.goods.numbers import id_of, number_of
from fahuo.steps.methods import cover_list, queries
from fahuo.steps.methods.cover_list import Wanted
from fahuo.steps.methods.models import Policy

PIECE = 1_000


@for_merchant
def listed(request: HttpRequest) -> HttpResponse:
    """Policies, the newest first, with totals by currency."""
    merchant = mine(request)
    wanted = _wanted(request, merchant)
    rows = cover_list.policies(merchant.pk, wanted)
    page = paging.by_place(
        request,
        lambda limit, after, back_: cover_list.page(rows, limit, after, back=back_),
        lambda row: str(row.pk),
        paging.number_of,
    )
    shown = {
        "page": page,
        "rows": [_shown(row) for row in page.rows],
        "totals": cover_list.totals(rows),
        "wanted": wanted,
        "asked": {name: request.GET.get(name, "") for name in ("q", "from", "to")},
        "states": [*STATES.items(), ("dearer", _("charged more than planned"))],
        "services": queries.services(merchant.pk),
        "narrowed": wanted != Wanted(),
    }
    return render(request, "console/covers.html", shown)


@for_merchant
def download(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The filtered list as CSV or XLSX."""
    merchant = mine(request)
    rows = cover_list.policies(merchant.pk, _wanted(request, merchant))
    header = [
        _("Parcel"), _("Order"), _("Service"), _("Carrier"), _("Policy"), _("State"), _("Value to be covered"), _("Planned premium"), _("Currency"),
        _("Covered value"), _("Premium charged"), _("Premium paid back"), _("Currency charged"), _("Asked"), _("The carrier says"),
    ]  # fmt: skip
    return sheets.answer(kind, f"{_('cover')}-{timezone.localtime(now()):%Y%m%d-%H%M}", header, _cells(rows, zone_of(request)))


@for_merchant
@require_POST
def do(request: HttpRequest, parcel_id: int) -> HttpResponse:
    """Cover a parcel or not, ask again, let it go uncovered, ask the premium back."""
    merchant = mine(request)
    row, verb = found(merchant, parcel_id), request.POST.get("do", "")
    if verb == "say":
        _say(request, merchant, row)
    elif verb == "again":
        covers.ask_again(merchant, row.pk, by(request), now())
        messages.success(request, _("Cover is asked for again."))
    elif verb == "let_go":
        covers.let_go(merchant, row.pk, by(request), now())
        messages.success(request, _("The parcel goes uncovered."))
    elif verb == "return":
        covers.give_back(merchant, [row.pk], by(request), now())
        messages.success(request, _("The premium is asked back."))
    return back(request, f"/parcels/{row.pk}/")


def _say(request: HttpRequest, merchant: Merchant, row: Any) -> None:
    word, text = request.POST.get("covers", ""), request.POST.get("value", "").strip()
    value = amount_of(text, row.order.currency) if text else None
    if text and value is None and word == "yes":
        messages.error(request, _("%(text)s is no amount of %(currency)s.") % {"text": text, "currency": row.order.currency})
        return
    if word not in ("yes", "no", "rules"):
        messages.error(request, _("Choose whether the parcel is covered."))
        return
    covers.say_cover(merchant, row.pk, {"yes": True, "no": False}.get(word), value if word == "yes" else None, by(request), now())
    messages.success(request, _("Kept. The parcel was priced again."))


def _wanted(request: HttpRequest, merchant: Merchant) -> Wanted:
    q, zone = finding.text(request, "q"), zone_of(request)
    ids = None
    if q:
        own = id_of(q)
        ids = {parcel for parcel, _order in queries.parcels_by_tracking(merchant.pk, q)} | ({own} if own is not None else set())
        ids |= set(Policy.objects.filter(merchant=merchant, number=q).values_list("parcel_id", flat=True))
    since, until = finding.day(request, "from"), finding.day(request, "to")
    return Wanted(
        state=finding.text(request, "state"),
        service_id=finding.number(request, "service"),
        since=datetime.combine(since, time(), zone) if since else None,
        until=datetime.combine(until, time(), zone) + timedelta(days=1) if until else None,
        parcel_ids=None if ids is None else tuple(i for i in ids if i < 2**63),
    )


def _shown(row: Policy) -> dict[str, Any]:
    state = state_of(row)
    return {"policy": row, "state": STATES[state], "mood": MOODS.get(state, ""), "more": more_of(row)}


def _cells(rows: Any, zone: Any) -> Iterator[list[sheets.Cell]]:
    """The list row by row, read in pieces, so that its length does not matter."""
    after = None
    while piece := cover_list.page(rows, PIECE, after):
        for row in piece:
            yield [
                number_of(row.parcel_id), row.parcel.order.number, names.service(row.service), row.service.carrier, row.number, str(STATES[state_of(row)]),
                _major(row.value_minor, row.currency), _major(row.premium_minor, row.currency), row.currency,
                _major(row.covered_minor, row.charged_currency), _major(row.charged_minor, row.charged_currency),
                _major(row.refunded_minor, row.charged_currency), row.charged_currency,
                row.asked_at.astimezone(zone).replace(tzinfo=None), row.failure or row.return_failure,
            ]  # fmt: skip
        after = piece[-1].pk


def _major(minor: int | None, currency: str | None) -> float | None:
    return None if minor is None or currency is None else minor / 10 ** minor_units(currency)
