"""Hand-over: what is due for which carrier, one manifest with its scans, its close-out and its papers."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from fahuo.console import finding, sheets
from fahuo.console.access import by, for_merchant, mine
from fahuo.console.pages.floor.answers import Answer, answered, once
from fahuo.console.templatetags.shown import remedy, sentence
from fahuo.core.goods.picking.cutoffs import departures
from fahuo.flow.collecting import asking, linking
from fahuo.flow.floor import board, handover, papers
from fahuo.records.clock import now, today
from fahuo.records.models import Merchant
from fahuo.steps.goods.labels.glyphs import Unprintable
from fahuo.steps.goods.numbers import MANIFEST, number_of
from fahuo.steps.methods import cutoffs
from fahuo.steps.methods import queries as methods
from fahuo.steps.transport.models import CarrierComes, Collection, Manifest

DAYS = 7  # closed manifests that the page shows
SHOWN = 60  # parcels that are missing, on one page


@for_merchant
def listed(request: HttpRequest) -> HttpResponse:
    """What is to be handed over, and the manifests; a manifest is begun here."""
    merchant = mine(request)
    if request.method == "POST":
        service, house = (finding.whole(request.POST.get(name, "")) or 0 for name in ("service", "warehouse"))
        return redirect("manifest", handover.open_manifest(merchant, service, house, today(), by(request), now()).pk)
    rows = board.manifests(merchant.pk, today() - timedelta(days=DAYS))
    shown = {
        "due": _with_departure(merchant, board.due(merchant.pk)),
        "services": {s.pk: s for s in methods.services(merchant.pk)},
        "rows": [(row, number_of(row.pk, MANIFEST)) for row in rows],
        "scanned": board.scanned([row.pk for row in rows]),
        "coming": _coming(merchant),
    }
    return render(request, "console/floor/handover.html", shown)


def _coming(merchant: Merchant) -> dict[tuple[int, str], Collection]:
    """The collection that comes next, by warehouse and carrier."""
    rows = linking.standing_now(merchant.pk, now()).select_related("warehouse").order_by("-begins_at", "-pk")
    return {(row.warehouse_id, row.carrier): row for row in rows}


def _with_departure(merchant: Merchant, rows: list[board.Due]) -> list[tuple[board.Due, datetime | None, float | None]]:
    """What is due, with its next departure and the hours until then; the first to leave first."""
    pairs = [(row.service_id, row.warehouse_id) for row in rows]
    leaving = departures(pairs, cutoffs.cut_offs(merchant.pk), cutoffs.closed_days(merchant.pk), moment := now())
    at = {(service, house): departs for service, house, departs in leaving.iter_rows()}
    found = [(row, at[row.service_id, row.warehouse_id]) for row in rows]
    found.sort(key=lambda pair: (pair[1] is None, pair[1] or moment))
    return [(row, departs, (departs - moment).total_seconds() / 3600 if departs else None) for row, departs in found]


def found(request: HttpRequest, manifest_id: int) -> Manifest:
    """A manifest of the merchant's, or 404."""
    row = (
        Manifest.objects.filter(merchant=mine(request), pk=manifest_id)
        .select_related("service", "warehouse", "merchant", "collection__warehouse")
        .first()
    )
    if row is None:
        raise Http404
    return row


@for_merchant
def one(request: HttpRequest, manifest_id: int) -> HttpResponse:
    """One manifest: the scan field, what was scanned, what is missing, and the close-out."""
    row = found(request, manifest_id)
    answer = Answer()
    if request.method == "POST":
        if request.POST.get("do", "") not in ("", "out"):
            return _do(request, row)
        answer = once(request, lambda: _scanned(request, row))
    context: dict[str, object] = {
        "manifest": row,
        "number": number_of(row.pk, MANIFEST),
        "scanned": board.scanned([row.pk]).get(row.pk),
        "last": board.last_scans(row),
        "missing": board.missing(row, SHOWN).to_dicts(),
        "missing_many": board.missing_many(row),
        "answer": answer,
        "idle": _("Scan a parcel"),
        "keys": [],
    }
    context |= _collection(row)
    if row.closed_at is None:
        context["keys"] = [("F2", _("take out what was scanned last"), "out"), ("F3", _("mute"), ""), ("F9", _("close-out"), "#bags")]
    return answered(request, "manifest", context)


def _collection(row: Manifest) -> dict[str, object]:
    """Which collection takes the manifest; where none is booked, whether the carrier comes at all."""
    takes = row.collection if row.closed_at else linking.next_of(row.merchant_id, row.warehouse_id, row.service.carrier, now())
    never = CarrierComes.objects.filter(warehouse=row.warehouse, carrier=row.service.carrier, code__in=asking.NEVER).first()
    values = {"carrier": row.service.carrier, "warehouse": row.warehouse.code}
    told = sentence(never.code, values) + " · " + remedy(never.code, values) if never else ""
    wanted = takes is not None or row.collected_at is None
    return {"takes": takes, "never": told, "can_ask": asking.can_ask(row.merchant), "collection_wanted": wanted}


def _scanned(request: HttpRequest, row: Manifest) -> Answer:
    """A parcel goes in, or the one that was named last comes out again."""
    if request.POST.get("do") == "out":
        parcel = number_of(handover.take_out(mine(request), row.pk, request.POST.get("last_parcel", "")))
        return Answer(_("Taken out: %(parcel)s") % {"parcel": parcel}, "ask")
    text, language = request.POST.get("text", "").strip()[:120], get_language() or settings.LANGUAGE_CODE
    judged = handover.scan(mine(request), row.pk, [text], by(request), now(), language)
    for refusal in judged.refusals.to_dicts():
        code, values = refusal["code"], refusal["values"]
        there = json.loads(values)["parcel"] if code == "scan_twice" else ""
        return Answer(sentence(code, values), "wrong", remedy(code, values), named=there)
    parcel = number_of(judged.accepted["parcel_id"][0])
    return Answer(parcel, "ok", named=parcel)


def _do(request: HttpRequest, row: Manifest) -> HttpResponse:
    merchant, verb = mine(request), request.POST.get("do", "")
    whole = {name: finding.whole(request.POST.get(name, "")) for name in ("bags", "pallets", "weight_g")}
    if verb == "close":
        n = handover.close(merchant, row.pk, by(request), now(), **whole)
        text = ngettext("Closed: %(n)s parcel is handed over.", "Closed: %(n)s parcels are handed over.", n)
        messages.success(request, text % {"n": f"{n:,}"})
    elif verb == "reopen":
        handover.reopen(merchant, row.pk, request.POST.get("reason", ""), by(request), now())
        messages.success(request, _("The manifest is open again; its parcels are here."))
    elif verb == "collected":
        handover.collected(merchant, row.pk, request.POST.get("driver", ""), request.POST.get("plate", ""), now(), by(request))
        messages.success(request, _("The collection is noted."))
    return redirect("manifest", row.pk)


@for_merchant
def pdf(request: HttpRequest, manifest_id: int) -> HttpResponse:
    """The hand-over sheet."""
    row = found(request, manifest_id)
    try:
        body = papers.handover_pdf(mine(request), row)
    except Unprintable as problem:
        messages.error(request, problem.say(get_language() or settings.LANGUAGE_CODE))
        return redirect("manifest", row.pk)
    name = number_of(row.pk, MANIFEST)
    return HttpResponse(body, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})


@for_merchant
def file(request: HttpRequest, manifest_id: int, kind: str) -> HttpResponseBase:
    """The manifest as the carrier's system reads it."""
    row = found(request, manifest_id)
    rows = papers.manifest_rows(row)
    return sheets.answer("xlsx" if kind == "xlsx" else "csv", number_of(row.pk, MANIFEST), papers.HEADER, rows)
