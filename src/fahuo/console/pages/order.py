"""One order: its way through the eight steps, what it holds, what was decided and why, and what a person can do about it."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahuo.console import joint, names
from fahuo.console.access import back, by, for_merchant, mine
from fahuo.console.draw.track import draw_track
from fahuo.console.mends import mend_for
from fahuo.console.pages.orders import say_done
from fahuo.console.pages.parcels import detail, happenings
from fahuo.console.way import Facts, way_of
from fahuo.core.reasons import REASONS
from fahuo.core.words import Happening, Weight
from fahuo.flow import purchases, verbs
from fahuo.flow.aims import NOBODY, pack_for
from fahuo.flow.prepare import begun
from fahuo.records import queries as records
from fahuo.records.clock import now
from fahuo.records.models import Merchant, Refusal
from fahuo.steps.aftersales import queries as aftersales
from fahuo.steps.clearance import queries as clearance
from fahuo.steps.export import queries as export
from fahuo.steps.goods import queries as goods
from fahuo.steps.methods import covers, selling
from fahuo.steps.methods import queries as methods
from fahuo.steps.orders import queries
from fahuo.steps.orders.models import Order
from fahuo.steps.transport import queries as transport

WHOLE = 2  # parcels whose details stand on the page; those of more are opened one by one
LINES = 200  # lines before "show all"
PARCELS = 30  # parcels listed before "all of them"
SAID = 20  # sentences of one reason


@for_merchant
def order(request: HttpRequest, order_id: int) -> HttpResponse:
    """The page of an order."""
    merchant = mine(request)
    row = _order(merchant, order_id)
    facts = _facts(merchant, row)
    stages = way_of(facts)
    held = records.refusals(merchant.pk, order_id)
    ids = [p.pk for p in facts.parcels]
    labelled = any(label for label in facts.labels.values())
    cancelled = facts.at(Happening.CANCELLED) is not None
    lines = queries.lines(order_id, None if "all" in request.GET else LINES + 1)
    shown: dict[str, Any] = {
        "order": row,
        "facts": facts,
        "stages": stages,
        "track": draw_track([(s.state, str(names.STEPS[s.step])) for s in stages], _("The way through the eight steps")),
        "lines": lines[:LINES] if "all" not in request.GET else lines,
        "more_lines": len(lines) > LINES and "all" not in request.GET,
        "allocations": facts.allocations,
        "line_reasons": _by_line(held),
        "holds": _holds(row, facts, held),
        "parcels": facts.parcels[:PARCELS],
        "more_parcels": len(facts.parcels) > PARCELS,
        "standings": records.parcel_standings(merchant.pk, ids[:PARCELS]),
        "details": [detail(merchant, p, row) for p in facts.parcels[:WHOLE]] if len(ids) <= WHOLE else [],
        "story": happenings(facts.events, transport.checkpoints(ids[0]) if len(ids) == 1 else []),
        "made_up": set((row.made_up or "").split()),
        "fields": names.FIELDS.items(),
        "countries": names.countries(),
        "can_change": not labelled and not cancelled,
        "can_approve": bool(row.hold_note) and facts.at(Happening.APPROVED) is None and not cancelled,
        "imported": row.import_id,
        "home": merchant.currency,
        "key": secrets.token_urlsafe(16),
    } | joint.of_order(merchant, row.pk)
    if shown["guest"] and begun([shown["guest"].host_id]):
        shown["can_change"] = False  # what the host cannot, its guest cannot
    return render(request, "console/order.html", shown)


@for_merchant
@require_POST
def do(request: HttpRequest, order_id: int) -> HttpResponse:
    """A verb on this order."""
    merchant = mine(request)
    row = _order(merchant, order_id)
    verb = request.POST.get("do", "")
    if verb == "address":
        verbs.edit_address(
            merchant, row.pk, {f: request.POST.get(f, "").strip() or None for f in names.FIELDS if f in request.POST}, by(request), now()
        )
        messages.success(request, _("The address was changed and the order planned again."))
    elif verb == "buy":
        _buy(request, merchant, row)
    elif verb in ("aim", "own_aim"):
        pack_for(merchant, [row.pk], request.POST.get("aim", "") if verb == "aim" else NOBODY, by(request), now())
        messages.success(request, _("The order was packed again."))
    else:
        say_done(request, merchant, verb, [row.pk])
    # parcels that are planned again are other parcels: their page is gone
    return redirect("order", row.pk) if verb in ("address", "aim", "own_aim", "plan") else back(request, reverse("order", args=[row.pk]))


def _buy(request: HttpRequest, merchant: Merchant, row: Order) -> None:
    """Choose and buy for the whole order, now; the form's key makes two presses one."""
    key = request.POST.get("key", "")[:64]
    wish = purchases.Wish(key, f"order {row.pk}", lambda: row.pk)
    stands = purchases.stands(purchases.choose_and_buy(merchant, wish, by(request), now))
    if stands.state == "bought":
        numbers = ", ".join(str(label.tracking_number) for _parcel, label in sorted(methods.labels(stands.bought).items()))
        messages.success(request, _("Bought: %(numbers)s") % {"numbers": numbers})
    elif stands.state == "asked":
        messages.warning(request, _("The carrier has not answered yet. The label is asked for; it appears here when it comes."))
    else:
        messages.error(request, _("Not everything could be bought: what is in the way stands below."))


def _order(merchant: Merchant, order_id: int) -> Order:
    row = queries.order(merchant.pk, order_id)
    if row is None:
        raise Http404
    row.merchant = merchant
    return row


def _facts(merchant: Merchant, row: Order) -> Facts:
    parcels = goods.of_order(merchant.pk, row.pk)
    ids = [p.pk for p in parcels]
    first = methods.offers(ids[0]) if ids else []
    return Facts(
        order=row,
        standing=records.order_standings(merchant.pk, [row.pk]).get(row.pk),
        events=records.events(merchant.pk, row.pk),
        allocations=queries.allocations(row.pk),
        parcels=parcels,
        chosen=methods.chosen(ids),
        offers={"offered": sum(o.reason is None for o in first), "refused": sum(o.reason is not None for o in first)},
        labels=methods.labels(ids),
        declarations=export.declarations(ids),
        entries=clearance.entries(ids),
        legs=transport.legs(ids[0]) if ids else [],
        cases=aftersales.of_order(merchant.pk, row.pk),
        selections=methods.selections(ids),
        selling=selling.of_chosen(ids),
        premiums=covers.premiums(ids),
    )


def _by_line(held: list[Refusal]) -> dict[int, list[Refusal]]:
    found: dict[int, list[Refusal]] = {}
    for row in held:
        if row.line_no is not None and row.parcel_id is None:
            found.setdefault(row.line_no, []).append(row)
    return found


def _holds(row: Order, facts: Facts, held: list[Refusal]) -> list[dict[str, Any]]:
    """What stands in the way of the order: each reason once, with what it was said about, and what to press."""
    found: dict[str, dict[str, Any]] = {}

    def add(code: str, values: dict[str, Any]) -> None:
        entry = found.setdefault(code, {"code": code, "said": {}, "times": 0, "mend": mend_for(code).value, "weight": _weight(code)})
        entry["times"] += 1
        entry["said"].setdefault(str(sorted(values.items())), values)

    approved = facts.at(Happening.APPROVED) is not None
    for refusal in held:
        if _weight(refusal.code) != Weight.NOT_GOODS and not (refusal.code == "held_by_rule" and approved):
            add(refusal.code, refusal.values)
    if row.hold_note and not approved and "held_by_rule" not in found:
        add("held_by_rule", {"note": row.hold_note})
    needs = facts.standing.needs if facts.standing else None
    if needs and needs not in found:
        add(needs, {})
    for entry in found.values():
        said = list(entry["said"].values())
        entry |= {"values": said[0], "one": len(said) == 1, "said": said[:SAID], "more": max(0, len(said) - SAID)}
    order = {"refused": 0, "held": 1, "waits": 2}
    return sorted(found.values(), key=lambda e: order.get(e["weight"], 0))


def _weight(code: str) -> str:
    return REASONS[code].weight.value if code in REASONS else Weight.REFUSED.value
