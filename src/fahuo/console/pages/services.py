"""Services and their rate cards, to read."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from fahuo.console import names
from fahuo.console.access import for_merchant, mine
from fahuo.core.methods.faults import BadCard
from fahuo.records.clock import today
from fahuo.steps.methods import queries
from fahuo.steps.methods.frames import cards_of
from fahuo.steps.methods.models import Service


@for_merchant
def listed(request: HttpRequest) -> HttpResponse:
    """Every service with what it takes and how often it was chosen."""
    merchant = mine(request)
    chosen = queries.chosen_counts(merchant.pk)
    on = today()
    rows = [_read(s) | {"service": s, "chosen": chosen.get(s.pk, 0)} for s in queries.services(merchant.pk)]
    return render(request, "console/services.html", {"rows": [r | {"card": r["cards"].card(on) if r["cards"] else None} for r in rows]})


@for_merchant
def service(request: HttpRequest, service_id: int) -> HttpResponse:
    """One service: its cards, zones and weight bands."""
    row = queries.service(mine(request).pk, service_id)
    if row is None:
        raise Http404
    shown: dict[str, Any] = _read(row) | {"service": row}
    if cards := shown["cards"]:
        on = today()
        shown["on"] = [(card, card.holds(on), [_zone(z) for z in card.zones]) for card in reversed(cards.cards)]
        shown["fuel"] = cards.fuel_ppm(on)
    return render(request, "console/service.html", shown)


def _read(row: Service) -> dict[str, Any]:
    """The cards behind a service; None where the stored text can no longer be read, and what is wrong with it."""
    try:
        return {"cards": cards_of(row), "faults": []}
    except BadCard as bad:
        return {"cards": None, "faults": [fault.say(get_language() or "en") for fault in bad.faults]}


def _zone(zone: Any) -> dict[str, Any]:
    countries = [names.country(code) for code in zone.countries]
    return {"zone": zone, "countries": countries[:12], "more": len(countries) - 12, "refused": names.attributes(zone.limits.refused)}
