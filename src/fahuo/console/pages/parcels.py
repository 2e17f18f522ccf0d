"""Parcels: the list, and one parcel with its packing, offers, declaration, entry, legs and news."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fahuo.console import finding, names, paging
from fahuo.console.access import back, by, for_merchant, mine
from fahuo.console.covers import cover_shown, said_of
from fahuo.console.draw.packing import colour_of
from fahuo.console.live import parcel_shown
from fahuo.console.offers import columns_of, offers_shown, selling_working, why_of
from fahuo.console.packing import packing_of
from fahuo.core.words import Happening
from fahuo.flow import papers, prints, verbs
from fahuo.flow.floor.board import of_parcel
from fahuo.flow.workings import working
from fahuo.records import queries as records
from fahuo.records.clock import now
from fahuo.records.models import Event, Merchant, Warehouse
from fahuo.steps.clearance import queries as clearance
from fahuo.steps.delivery.queries import tracking_token
from fahuo.steps.export import queries as export
from fahuo.steps.goods import queries
from fahuo.steps.goods.models import Parcel
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.goods.why import why_packed
from fahuo.steps.methods import links
from fahuo.steps.methods import queries as methods
from fahuo.steps.orders.models import Order
from fahuo.steps.transport import queries as transport
from fahuo.steps.transport.models import Checkpoint, Leg

H = Happening
# Which happenings begin and end a leg. A leg begins when the one before it has ended.
ACTUAL = {
    "first_mile": (H.HANDED_OVER, H.DEPARTED),
    "line_haul": (H.DEPARTED, H.ARRIVED),
    "clearance": (H.ARRIVED, H.ENTRY_RELEASED),
    "last_mile": (H.OUT_FOR_DELIVERY, H.DELIVERED),
}
AT_ONCE = 5_000


@dataclass(frozen=True)
class LegShown:
    """A leg as planned, and as it went."""

    leg: Leg
    departed_at: datetime | None
    arrived_at: datetime | None

    @property
    def late(self) -> bool:
        return self.arrived_at is not None and self.arrived_at > self.leg.latest_arrive_at


@dataclass(frozen=True)
class Told:
    """One line of the timeline: an event of ours or news from outside."""

    at: datetime
    kind: str
    text: str
    place: str
    who: str
    parcel_id: int | None
    times: int = 1


TOLD = 60  # lines of a timeline


@for_merchant
def listed(request: HttpRequest) -> HttpResponse:
    """Parcels by any filter, newest first."""
    merchant = mine(request)
    wanted = finding.wanted_parcels(request, merchant)
    page = paging.by_place(
        request,
        lambda limit, after, back_: queries.listed(merchant.pk, wanted, limit, after, back=back_),
        lambda row: str(row.id),
        paging.number_of,
    )
    ids = [row.id for row in page.rows]
    shown = {
        "page": page,
        "wanted": wanted,
        "count": queries.counted(merchant.pk, wanted),
        "counted_to": queries.COUNTED_TO,
        "owed": prints.owed(ids),
        "papers": names.PRINTED.items(),
        "chosen": methods.chosen(ids),
        "labels": methods.labels(ids),
        "values": records.first_values(merchant.pk, [row.order_id for row in page.rows]),
        "steps": names.STEPS.items(),
        "countries": finding.countries(merchant),
        "warehouses": Warehouse.objects.filter(merchant=merchant).order_by("priority", "code"),
        "services": methods.services(merchant.pk),
    }
    return render(request, "console/parcels_list.html" if request.htmx else "console/parcels.html", shown)  # type: ignore[attr-defined]


@for_merchant
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Ask labels for the ticked parcels, or for the whole filtered list."""
    merchant = mine(request)
    if request.POST.get("scope") == "all":
        ids = queries.ids_of(merchant.pk, finding.wanted_parcels(request, merchant), AT_ONCE)
    else:
        ids = [int(v) for v in request.POST.getlist("parcel") if v.isascii() and v.isdigit() and len(v) < 19]
    if not ids:
        messages.warning(request, _("Tick the parcels first."))
    elif request.POST.get("do") == "label":
        n = verbs.ask_labels(merchant, ids, by(request), now())
        messages.success(request, ngettext("%(n)s label asked for.", "%(n)s labels asked for.", n) % {"n": f"{n:,}"})
    return back(request, "/parcels/")


@for_merchant
def parcel(request: HttpRequest, parcel_id: int) -> HttpResponse:
    """The page of a parcel; as a part of an order's page where htmx asks for it."""
    merchant = mine(request)
    row = found(merchant, parcel_id)
    shown: dict[str, Any] = {
        "detail": detail(merchant, row, row.order),
        "parcel": row,
        "standing": records.parcel_standings(merchant.pk, [row.pk]).get(row.pk),
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "console/parcel_detail.html", shown)
    events = records.events(merchant.pk, row.order_id, row.pk)
    shown |= {
        "story": happenings(events, transport.checkpoints(row.pk)),
        "token": tracking_token(row.pk),
        "floor": of_parcel(row.pk),
        "cover": cover_shown(merchant, row),
        "may_let_go": any(r.code == "cover_refused" for r in shown["detail"]["refusals"]),
    } | papers_of(row)
    return render(request, "console/parcel.html", shown)


@for_merchant
def offer(request: HttpRequest, parcel_id: int, service_id: int) -> HttpResponse:
    """How an offer's price comes about, step by step."""
    merchant = mine(request)
    row = found(merchant, parcel_id)
    steps = working(merchant, row, service_id)
    if steps is None:
        raise Http404
    return render(request, "console/offer_working.html", {"steps": steps, "sold": selling_working(merchant, row, service_id)})


def found(merchant: Merchant, parcel_id: int) -> Parcel:
    """A parcel of the merchant's, or 404."""
    row = queries.parcel(merchant.pk, parcel_id)
    if row is None:
        raise Http404
    return row


def detail(merchant: Merchant, row: Parcel, order: Order) -> dict[str, Any]:
    """All that was decided about one parcel."""
    row.order = order
    events = [e for e in records.events(merchant.pk, row.order_id, row.pk) if e.parcel_id == row.pk]
    offers = offers_shown(merchant, row)
    why = why_of(row, offers)
    label = methods.labels([row.pk]).get(row.pk)
    declaration = export.declarations([row.pk]).get(row.pk)
    return {
        "parcel": row,
        "number": number_of(row.pk),
        "contents": [c | {"colour": colour_of(i)} for i, c in enumerate(queries.contents(row.pk))],
        "packing": packing_of(row),
        "offers": offers,
        "why_service": why,
        "offered": [o for o in offers if not o.offer.reason],
        "refused": [o for o in offers if o.offer.reason],
        "chosen": next((o for o in offers if o.offer.chosen), None),
        "label": label,
        "declaration": declaration,
        "declared": export.declared_lines([row.pk]).get(row.pk, []),
        "entry": clearance.entries([row.pk]).get(row.pk),
        "legs": legs_shown(transport.legs(row.pk), events),
        "refusals": [r for r in records.refusals(merchant.pk, row.order_id) if r.parcel_id == row.pk],
        "home": merchant.currency,
        "why": why_packed(row),
        "aims": names.PACK_AIMS.items(),
        "merchant_aim": merchant.pack_aim,
        "live": parcel_shown(merchant, row),
        "may_pack_anew": not any(e.kind == H.CANCELLED for e in events) and label is None,
    } | columns_of(merchant, offers, why)


def papers_of(row: Parcel) -> dict[str, Any]:
    """What was printed of a parcel, what is owed, and the numbers that it carried."""
    linked = links.history(row.pk)
    standing = [link.pk for link in linked if link.undone_at is None]
    return {
        "papers": names.PRINTED.items(),
        "printed": prints.printed([row.pk]).get(row.pk, {}),
        "owed": prints.owed([row.pk]).get(row.pk, []),
        "label": methods.labels([row.pk]).get(row.pk),
        "number": papers.numbers([row.pk])[row.pk],
        "linked": linked,
        "undoable": standing[-1] if standing else None,
    }


def legs_shown(legs: Sequence[Leg], events: Sequence[Event]) -> list[LegShown]:
    """Planned legs beside what happened."""
    first = {kind: min(e.at for e in events if e.kind == kind) for kind in {e.kind for e in events}}
    return [LegShown(leg, *(first.get(kind) for kind in ACTUAL.get(leg.kind, (None, None)))) for leg in legs]


def happenings(events: Sequence[Event], checkpoints: Sequence[Checkpoint]) -> list[Told]:
    """Events and checkpoints in one timeline, the newest first. A checkpoint that became an event is told once, with the carrier's words."""
    said = {(c.kind, c.at): c for c in checkpoints}
    told = []
    of_parcels = {(e.kind, e.at) for e in events if e.parcel_id}
    for event in events:
        if event.parcel_id is None and (event.kind, event.at) in of_parcels:
            continue  # the order's own line says no more than its parcels'
        heard = said.pop((event.kind, event.at), None)
        data = event.data or {}
        text = heard.text if heard else str(data.get("text") or data.get("note") or _aim_said(data) or said_of(data))
        place = heard.place if heard else str(data.get("place") or "")
        told.append(Told(event.at, event.kind, text, place, heard.carrier if heard else event.actor, event.parcel_id))
    told += [Told(c.at, c.kind, c.text, c.place, c.carrier, c.parcel_id) for c in said.values()]
    return _together(sorted(told, key=lambda t: t.at, reverse=True))[:TOLD]


def _aim_said(data: dict[str, Any]) -> str:
    if "aim" not in data:
        return ""
    aim = names.PACK_AIMS.get(data["aim"])
    return _("To be packed for %(aim)s") % {"aim": aim} if aim else _("To be packed as always")


def _together(told: list[Told]) -> list[Told]:
    """The same happening of many parcels at one moment is one line."""
    groups: dict[tuple[object, ...], list[Told]] = {}
    for line in told:
        groups.setdefault((line.at, line.kind, line.text, line.place, line.who), []).append(line)
    return [replace(lines[0], times=len(lines), parcel_id=lines[0].parcel_id if len(lines) == 1 else None) for lines in groups.values()]
