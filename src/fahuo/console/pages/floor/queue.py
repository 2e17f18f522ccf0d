"""The floor's queue: what waits, until when, why the rest is blocked; and the button that releases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from fahuo.console import finding, names, sheets
from fahuo.console.access import back, by, for_merchant, mine
from fahuo.console.templatetags.shown import headline, sentence
from fahuo.core.goods.picking.queue import Queue, Rules
from fahuo.core.goods.picking.tables import USUAL
from fahuo.core.words import PickForm
from fahuo.flow.floor.queue import read_queue
from fahuo.flow.floor.release import Released, release, within
from fahuo.records.clock import now, today
from fahuo.records.models import Merchant, Warehouse
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.methods import cutoffs
from fahuo.steps.methods import queries as methods

SHOWN = 100  # rows of the queue on one page
TILES = 24  # departures that are shown above the rows
NEAR = 14  # days ahead of which closed ones are shown
FILTERS = ("within", "service", "warehouse", "country", "min_g", "max_g", "max_cm3", "by", "one")
SAID = 5  # refusals of a release that are said one by one
FORMS = {
    PickForm.CLUSTER: gettext_lazy("Cluster: one cart, a tote for each parcel"),
    PickForm.BATCH: gettext_lazy("Batch: pieces together, sorted at a wall"),
    PickForm.WAVE: gettext_lazy("Wave: a service's departure, shared among pickers"),
    PickForm.SINGLE: gettext_lazy("Single: parcel by parcel"),
}


def rules_of(said: Any) -> Rules:
    """The filters of the page, of its release form and of its file: all alike."""
    number = lambda name: finding.whole(said.get(name, ""))  # noqa: E731 one word for five fields
    service, country = number("service"), said.get("country", "").strip().upper()[:2]
    return Rules(
        within_h=number("within"),
        services=(service,) if service else (),
        warehouse=number("warehouse"),
        countries=(country,) if country else (),
        min_weight_g=number("min_g"),
        max_weight_g=number("max_g"),
        max_volume_cm3=number("max_cm3"),
        ship_by=finding.as_day(said.get("by", "")),
        one_product=said.get("one") == "1",
        single_first=said.get("first") != "0",
    )


@for_merchant
def queue(request: HttpRequest) -> HttpResponse:
    """Parcels that wait, the most urgent first."""
    merchant = mine(request)
    found = read_queue(merchant, rules_of(request.GET), now())
    code = finding.text(request, "blocked")
    ready = found.parcels.filter(pl.col("code") == code if code else "fits")
    page = max(1, finding.number(request, "page") or 1)
    shown = {
        "rows": ready.slice((page - 1) * SHOWN, SHOWN).to_dicts(),
        "ready": ready.height,
        "page": page,
        "more": ready.height > page * SHOWN,
        "blocked": _blocked(found),
        "code": code,
        "departures": _departures(found),
        "closed": cutoffs.closed_soon(merchant.pk, today(), NEAR),
        "kept": [(name, request.GET.get(name, "")) for name in FILTERS],
        "forms": [(form.value, text, USUAL[form]) for form, text in FORMS.items()],
        "services": methods.services(merchant.pk),
        "service_names": {s.pk: s for s in methods.services(merchant.pk)},
        "warehouses": Warehouse.objects.filter(merchant=merchant, kind="own").order_by("priority", "code"),
        "house": {w.pk: w.code for w in Warehouse.objects.filter(merchant=merchant)},
        "countries": finding.countries(merchant),
        "now": now(),
        "rules": rules_of(request.GET),
    }
    return render(request, "console/floor/queue.html", shown)


def _blocked(found: Queue) -> list[tuple[str, str, int]]:
    counts = found.parcels.filter(pl.col("code").is_not_null()).group_by("code").len().sort("len", "code", descending=[True, False])
    return [(code, headline(code), n) for code, n in counts.iter_rows()]


def _departures(found: Queue) -> list[dict[str, Any]]:
    """What goes with each departure, by service and warehouse: what may be released, what is on lists, and what would miss it."""
    rows = found.parcels.filter(pl.col("state") != "cancelled")
    keys = ["service_id", "warehouse_id", "departs_at", "hours_left"]
    ready, listed = pl.col("code").is_null(), pl.col("code") == "pick_listed"
    tiles = rows.filter(pl.col("code").ne_missing("pick_gone"), pl.col("service_id").is_not_null()).group_by(keys).agg(
        parcels=ready.sum(),
        pieces=pl.col("pieces").filter(ready).sum(),
        weight_g=pl.col("weight_g").filter(ready).sum(),
        litres=pl.col("volume_cm3").filter(ready).sum() // 1000,
        listed=listed.sum(),
        stuck=(~ready & ~listed).sum(),
        late=(ready & pl.col("late")).sum(),
    )  # fmt: skip
    return tiles.sort("departs_at", "service_id", "warehouse_id", nulls_last=True).head(TILES).to_dicts()


@for_merchant
@require_POST
def release_now(request: HttpRequest) -> HttpResponse:
    """Release the ticked parcels, or all that the filters choose."""
    merchant = mine(request)
    form = request.POST.get("form", "")
    if form not in PickForm._value2member_map_:
        messages.error(request, _("Choose how the parcels are picked."))
        return back(request, "/floor/")
    ids = None if request.POST.get("scope") == "all" else finding.ids(request.POST.getlist("parcel"))
    if ids == []:
        messages.warning(request, _("Tick the parcels first."))
        return back(request, "/floor/")
    said = {name: finding.whole(request.POST.get(name, "")) for name in ("parcels", "pieces", "weight_g", "volume_cm3", "pickers")}
    limits = within(USUAL[PickForm(form)], **said)
    rules = rules_of(request.POST) if ids is None else Rules()
    done = release(merchant, ids, PickForm(form), by(request), now(), rules, limits)
    _say(request, merchant, done)
    return redirect("floor_lists") if done.lists else back(request, "/floor/")


def _say(request: HttpRequest, merchant: Merchant, done: Released) -> None:
    if done.lists and done.work:
        text = ngettext("%(n)s parcel released", "%(n)s parcels released", done.parcels) % {"n": f"{done.parcels:,}"}
        work = _("%(lists)s lists, %(stops)s stops; %(percent)s %% less to walk than parcel by parcel") % {
            "lists": f"{done.work.lists:,}",
            "stops": f"{done.work.stops:,}",
            "percent": done.work.saved_percent,
        }
        messages.success(request, f"{text}{'：' if names.zh() else ': '}{work}{'。' if names.zh() else '.'}")
    elif not done.refusals.height:
        messages.warning(request, _("Nothing waits that these filters choose."))
    for row in done.refusals.head(SAID).to_dicts():
        messages.error(request, f"{number_of(row['parcel_id'])} · {sentence(row['code'], row['values'])}")
    if done.refusals.height > SAID:
        messages.error(request, _("%(n)s further parcels are not released.") % {"n": f"{done.refusals.height - SAID:,}"})


@for_merchant
def download(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The queue as a file, blocked ones with their reason."""
    merchant = mine(request)
    found = read_queue(merchant, rules_of(request.GET), now()).parcels
    services = {s.pk: s.code for s in methods.services(merchant.pk)}
    house = dict(Warehouse.objects.filter(merchant=merchant).values_list("pk", "code"))
    header = ("parcel", "order", "service", "warehouse", "country", "departs_at", "hours_left", "ship_by", "pieces", "weight_g", "blocked")

    def rows() -> Iterator[tuple[sheets.Cell, ...]]:
        for r in found.filter(pl.col("fits") | pl.col("code").is_not_null()).iter_rows(named=True):
            hours = None if r["hours_left"] is None else round(r["hours_left"], 2)
            yield (
                number_of(r["parcel_id"]), r["order_number"], services.get(r["service_id"]), house.get(r["warehouse_id"]), r["country"],
                r["departs_at"], hours, r["ship_by"], r["pieces"], r["weight_g"], r["code"] and headline(r["code"]),
            )  # fmt: skip

    return sheets.answer("xlsx" if kind == "xlsx" else "csv", "floor-queue", header, rows())
