"""The pack bench: one page for a scanner and a keyboard."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahuo.console import desk
from fahuo.console.access import by, for_merchant, mine
from fahuo.console.draw.barcode import draw_code128
from fahuo.console.pages.parcels import found
from fahuo.core.goods.bench import Control
from fahuo.flow import bench as benches
from fahuo.flow.bench.answers import WRONG, Answer
from fahuo.flow.bench.printing import label_pictures, send_label
from fahuo.flow.bench.scale import FRESH_S
from fahuo.flow.bench.supervise import is_supervisor
from fahuo.flow.verbs import NotPossible
from fahuo.records.clock import now
from fahuo.records.models import User, Warehouse
from fahuo.steps.goods.models import Station
from fahuo.steps.goods.numbers import number_of

TIMES = (2, 3, 4, 5, 6, 10, 12, 20, 24, 50)


@for_merchant
def bench(request: HttpRequest) -> HttpResponse:
    """The bench; first the choice of the station, once in a browser."""
    merchant = mine(request)
    station = desk.station_of(request)
    if station is None or "change" in request.GET:
        rows = Station.objects.filter(merchant=merchant, active=True).select_related("warehouse")
        places = Warehouse.objects.filter(merchant=merchant, kind="own").order_by("priority", "pk")
        return render(request, "console/bench_station.html", {"stations": rows, "warehouses": places, "station": station})
    packing = benches.at_station(station)
    context = desk.shown(benches.read_state(packing) if packing else None)
    more = {"station": station, "supervisor": is_supervisor(_user(request), merchant), "keys": _keys()}
    return render(request, "console/bench.html", context | more)


def _keys() -> list[tuple[str, str, str]]:
    """The keys of the page: key, what it does, and the text that it sends."""
    return [
        ("F2", _("undo"), Control.UNDO.value),
        ("F3", _("mute"), ""),
        ("F4", _("put aside"), Control.ASIDE.value),
        ("F6", _("print again"), Control.PRINT.value),
        ("F7", _("another box"), Control.BOX.value),
        ("F8", _("take the scale's weight"), Control.SCALE.value),
        ("F9", _("supervisor"), ""),
        ("F10", _("lay the parcel down"), Control.LEAVE.value),
        ("F12", _("take over"), Control.TAKE.value),
    ]


@for_merchant
@require_POST
def station(request: HttpRequest) -> HttpResponse:
    """Choose a station, or make one."""
    merchant = mine(request)
    code = request.POST.get("code", "").strip()
    if code:
        place = get_object_or_404(Warehouse, merchant=merchant, pk=_number(request, "warehouse"))
        row = Station.objects.filter(merchant=merchant, code=code).first() or Station(merchant=merchant, warehouse=place, code=code)
        try:
            row.full_clean()
        except ValidationError:
            messages.error(request, _("A station's code has letters, digits, dots and dashes only, 40 at most."))
            return redirect(f"{reverse('bench')}?change")
        row.active = True
        row.save()
    else:
        row = get_object_or_404(Station, merchant=merchant, pk=_number(request, "station"), active=True)
    request.session[desk.STATION] = row.pk
    return redirect("bench")


@for_merchant
@require_POST
def scan(request: HttpRequest) -> HttpResponse:
    """One scan; the answer as JSON with the parts of the page that it changes, or the whole page where there is no script."""
    merchant = mine(request)
    chosen = desk.station_of(request)
    if chosen is None:
        return redirect("bench")
    key = request.POST.get("key", "")
    answer = benches.press(merchant, chosen, request.POST.get("text", ""), by(request), now(), f"{request.user.pk}:{key}" if key else None)
    return _answered(request, chosen, answer)


@for_merchant
@require_POST
def override(request: HttpRequest) -> HttpResponse:
    """A supervisor lets a weight go: the user, or somebody who enters name and password."""
    merchant = mine(request)
    chosen = desk.station_of(request)
    if chosen is None:
        return redirect("bench")
    user = _user(request)
    if not is_supervisor(user, merchant):
        found = authenticate(request, username=request.POST.get("name", ""), password=request.POST.get("password", ""))
        user = found if isinstance(found, User) else None
    if user is None or not is_supervisor(user, merchant):
        return _answered(request, chosen, Answer(WRONG, "no_supervisor"))
    return _answered(request, chosen, benches.override(merchant, chosen, user.get_username(), request.POST.get("reason", ""), now()))


@for_merchant
def waiting(request: HttpRequest) -> HttpResponse:
    """What may change without a scan: the scale's reading, the label. Asked for often, so it is little."""
    chosen = desk.station_of(request)
    if chosen is None:
        return JsonResponse({"station": None})
    fresh = chosen.scale_at is not None and (datetime.now(UTC) - chosen.scale_at).total_seconds() <= FRESH_S
    packing = benches.at_station(chosen)
    state = benches.read_state(packing) if packing else None
    told = {
        "station": chosen.code,
        "stage": state.stage if state else None,
        "parcel": state.parcel.pk if state else None,
        "scale_g": chosen.scale_g if fresh else None,
        "stable": chosen.scale_stable,
        "labelled": bool(state and state.label and state.label.tracking_number),
        "failure": (state and state.label and state.label.failure) or "",
    }
    return JsonResponse(told)


@for_merchant
def label(request: HttpRequest, parcel_id: int) -> HttpResponse:
    """The label as pictures in the printer's own dots. A PDF in a frame would take the focus, and the next scan with it."""
    row = found(mine(request), parcel_id)
    try:
        pages = [b64encode(page).decode() for page in label_pictures(row, by(request), now())]
        response = render(request, "console/label_print.html", {"pages": pages, "number": number_of(row.pk)})
    except NotPossible as problem:
        said = problem.said(get_language() or settings.LANGUAGE_CODE)
        response = HttpResponse(said, content_type="text/plain; charset=utf-8", status=409)
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


@for_merchant
def sheet(request: HttpRequest) -> HttpResponse:
    """The control barcodes, to be printed and laid on the bench."""
    said = {
        Control.DONE: (_("done, go on"), "Enter"),
        Control.UNDO: (_("undo the last scan"), "F2"),
        Control.ASIDE: (_("put aside"), "F4"),
        Control.PRINT: (_("print the label again"), "F6"),
        Control.BOX: (_("another box"), "F7"),
        Control.SCALE: (_("take the scale's weight"), "F8"),
        Control.LEAVE: (_("lay the parcel down"), "F10"),
        Control.TAKE: (_("take over from the other station"), "F12"),
    }
    reasons = [_("a piece is missing"), _("a piece is damaged"), _("wrong goods"), _("no such box"), _("another reason")]
    rows = [(draw_code128(control.value), name, key) for control, (name, key) in said.items()]
    aside = [(draw_code128(f"{Control.ASIDE}.{no}"), reason, f"F4 {no}") for no, reason in enumerate(reasons, 1)]
    times = [(draw_code128(f"{n}*"), f"× {n}", f"{n}*") for n in TIMES]
    return render(request, "console/bench_sheet.html", {"groups": [(_("Controls"), rows), (_("Put aside"), aside), (_("Quantity"), times)]})


def _answered(request: HttpRequest, chosen: Station, answer: Answer) -> HttpResponse:
    language = get_language() or settings.LANGUAGE_CODE
    said, printing = answer.said(language), ""
    if answer.print_parcel is not None:
        said, printing = _print(request, chosen, answer.print_parcel, said)
    if request.headers.get("Accept", "").startswith("application/json"):
        packing = benches.at_station(chosen)
        context = desk.shown(benches.read_state(packing) if packing else None) | {"station": chosen, "answer": answer, "said": said}
        state = context["state"]
        body = {"tone": answer.tone, "code": answer.code, "said": said, "print": printing, "values": answer.values}
        body |= {
            "stage": state.stage if state else "",
            "parcel": state.parcel.pk if state else 0,
            "desk": render_to_string("console/bench_desk.html", context, request),
        }
        if state is None or str(state.parcel.pk) != request.POST.get("parcel"):
            body["picture"] = render_to_string("console/bench_picture.html", context, request)
        return JsonResponse(body)
    (messages.error if answer.tone == WRONG else messages.success)(request, said)
    return redirect("bench")


def _print(request: HttpRequest, chosen: Station, parcel_id: int, said: str) -> tuple[str, str]:
    """Send the label to the station's printer, or tell the browser where it is. What is said, and the address."""
    if not chosen.printer:
        return said, reverse("bench_label", args=[parcel_id])
    try:
        fault = send_label(chosen, found(mine(request), parcel_id), by(request), now())
    except NotPossible as problem:
        fault = problem.said(get_language() or settings.LANGUAGE_CODE)
    return (
        (said, "") if fault is None else (_("%(said)s – but the printer did not take it: %(fault)s") % {"said": said, "fault": fault}, "")
    )


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _number(request: HttpRequest, name: str) -> int:
    value: Any = request.POST.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else 0
