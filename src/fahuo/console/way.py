"""An order's way through the eight steps: what was decided at each, in a few lines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fahuo.console import names
from fahuo.console.selling import Totals, totals
from fahuo.console.templatetags.shown import amount, day, place, ppm, weight, when
from fahuo.core.words import Aim, Happening, Step
from fahuo.records.models import Event, OrderStanding
from fahuo.steps.aftersales.models import Case
from fahuo.steps.clearance.models import Entry
from fahuo.steps.export.models import Declaration
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods.models import Label, Offer, Selection, SellingPrice
from fahuo.steps.orders.models import Allocation, Order
from fahuo.steps.transport.models import Leg

H = Happening


@dataclass(frozen=True)
class Facts:
    """All that is stored of an order, read once for its page."""

    order: Order
    standing: OrderStanding | None
    events: list[Event]
    allocations: dict[int, list[Allocation]]
    parcels: list[Parcel]
    chosen: dict[int, Offer]
    offers: dict[str, int]  # how many offers and refusals the first parcel has
    labels: dict[int, Label]
    declarations: dict[int, Declaration]
    entries: dict[int, Entry]
    legs: list[Leg]  # of the first parcel
    cases: list[Case]
    selections: dict[int, Selection] = field(default_factory=dict)
    selling: dict[int, SellingPrice] = field(default_factory=dict)  # of the chosen offers
    premiums: dict[int, int] = field(default_factory=dict)  # of their cover

    @property
    def selection(self) -> Selection | None:
        """Why the first parcel has its service."""
        return self.selections.get(self.parcels[0].pk) if self.parcels else None

    @property
    def totals(self) -> Totals:
        """What the parcels cost, and what is asked for them."""
        return totals(list(self.chosen.values()), self.selling, self.premiums)

    def at(self, *kinds: Happening) -> datetime | None:
        """When one of these last happened."""
        return max((e.at for e in self.events if e.kind in kinds), default=None)


@dataclass(frozen=True)
class Stage:
    """One of the eight, as the page shows it."""

    step: Step
    state: str  # done, here, need, later
    lines: list[str] = field(default_factory=list)


def way_of(facts: Facts) -> list[Stage]:
    """The eight stages of an order."""
    said = {
        Step.ORDERS: _orders, Step.GOODS: _goods, Step.METHODS: _methods, Step.EXPORT: _export,
        Step.TRANSPORT: _transport, Step.CLEARANCE: _clearance, Step.DELIVERY: _delivery, Step.AFTERSALES: _aftersales,
    }  # fmt: skip
    steps = list(Step)
    here = steps.index(Step(facts.standing.step)) if facts.standing else 0
    ended = facts.standing is not None and facts.standing.state in (H.DELIVERED, "settled", H.RETURNED)
    stages = []
    for i, step in enumerate(steps):
        state = "done" if i < here or (i == here and ended) else "here" if i == here else "later"
        if state == "here" and facts.standing and facts.standing.needs:
            state = "need"
        stages.append(Stage(step, state, [line for line in said[step](facts) if line]))
    return stages


def _orders(f: Facts) -> list[str]:
    lines = []
    if came := f.at(H.IMPORTED):
        lines.append(_("came in %(at)s") % {"at": when(came)})
    if stopped := f.at(H.CANCELLED):
        return [*lines, _("cancelled %(at)s") % {"at": when(stopped)}]
    approved = next((e for e in reversed(f.events) if e.kind == H.APPROVED), None)
    if approved:
        lines.append(_("approved by %(who)s") % {"who": approved.actor or "–"})
    elif f.order.hold_note:
        lines.append(_("held: %(why)s") % {"why": f.order.hold_note})
    pieces: Counter[str] = Counter()
    for rows in f.allocations.values():
        for row in rows:
            pieces[row.warehouse.code] += row.quantity
    lines += [_("%(n)s from %(warehouse)s") % {"n": f"{n:,}", "warehouse": code} for code, n in pieces.most_common(4)]
    return lines


def _goods(f: Facts) -> list[str]:
    if not f.parcels:
        return []
    boxes = Counter(p.box.code if p.box else _("own carton") for p in f.parcels)
    n = len(f.parcels)
    return [
        ngettext("%(n)s parcel", "%(n)s parcels", n) % {"n": f"{n:,}"},
        *(f"{count:,} × {code}" for code, count in boxes.most_common(3)),
        weight(sum(p.weight_g for p in f.parcels)),
    ]


def _methods(f: Facts) -> list[str]:
    if not f.parcels:
        return []
    services = Counter(names.service(o.service) for o in f.chosen.values())
    lines = [f"{name}{f' × {n:,}' if n > 1 else ''}" for name, n in services.most_common(3)]
    first = next(iter(f.chosen.values()), None)
    if first:
        lines += _money(f.totals, f.order.merchant.currency)
        lines.append(_("%(a)s to %(b)s days") % {"a": first.days_p50, "b": first.days_p90})
        lines.append(why_chosen(f.order, first, f.offers, f.selection))
        lines += _day_kept(f)
    bought = [row.tracking_number for row in f.labels.values() if row.tracking_number]
    if bought:
        lines.append(ngettext("%(n)s label bought", "%(n)s labels bought", len(bought)) % {"n": f"{len(bought):,}"})
    return lines


def why_chosen(order: Order, offer: Offer, counts: dict[str, int], selection: Selection | None = None) -> str:
    """Why this service, in a few words."""
    if order.service and order.service == offer.service.code:
        return str(_("asked for by the buyer"))
    text = {
        Aim.COST: _("cheapest of %(n)s offers, %(m)s refused"),
        Aim.TIME: _("fastest of %(n)s offers, %(m)s refused"),
        Aim.VALUE: _("best of %(n)s offers by cost and days, %(m)s refused"),
        Aim.PROMISE: _("cheapest of %(n)s offers that keeps the day, %(m)s refused"),
        Aim.LANDED: _("least landed cost of %(n)s offers, %(m)s refused"),
    }[Aim(selection.aim if selection else order.merchant.aim)]
    said = str(text) % {"n": counts.get("offered", 0), "m": counts.get("refused", 0)}
    if selection and selection.own_services:
        said = str(_("%(said)s, by the classes of service of the accepted way")) % {"said": said}
    if selection and selection.rule and selection.followed:
        return str(_("by rule “%(rule)s”; %(said)s")) % {"rule": selection.rule, "said": said}
    return said


def _day_kept(f: Facts) -> list[str]:
    """How surely the promised day is kept by the parcels together, and until when they must be handed over."""
    kept = [o.keep_ppm for o in f.chosen.values() if o.keep_ppm is not None]
    if not kept:
        return []
    lines = [str(_("promised day kept with %(p)s")) % {"p": ppm(min(kept))}]
    by = sorted({s.ship_by for s in f.selections.values() if s.ship_by})
    if by and f.at(H.HANDED_OVER) is None:
        lines.append(str(_("hand over by %(d)s")) % {"d": day(by[0])})
        if len(by) > 1:
            lines.append(str(_("the last of them by %(d)s")) % {"d": day(by[-1])})
    return lines


def _money(sums: Totals, home: str) -> list[str]:
    lines = [str(_("cost %(m)s")) % {"m": f"{amount(sums.cost_minor, home)} {home}"}]
    if sums.sold:
        said = {"s": amount(sums.sold_minor, home), "m": amount(sums.margin_minor, home), "n": sums.sold, "of": sums.parcels}
        whole = _("selling price %(s)s, margin %(m)s")
        lines.append(str(whole if sums.sold == sums.parcels else _("selling price %(s)s, margin %(m)s (%(n)s of %(of)s parcels)")) % said)
    return lines


def _export(f: Facts) -> list[str]:
    if not f.declarations:
        return []
    rows = list(f.declarations.values())
    lines = [
        _("declared %(value)s") % {"value": f"{amount(sum(d.total_minor for d in rows), rows[0].currency)} {rows[0].currency}"},
        rows[0].incoterm,
    ]
    papers = sorted({p for d in rows for p in d.papers})
    if papers:
        lines.append(ngettext("%(n)s kind of paper", "%(n)s kinds of paper", len(papers)) % {"n": len(papers)})
    if any(d.waits for d in rows):
        lines.append(_("waits for codes"))
    if done := f.at(H.DECLARED):
        lines.append(_("declared %(at)s") % {"at": when(done)})
    return lines


def _transport(f: Facts) -> list[str]:
    lines = []
    haul = next((leg for leg in f.legs if leg.kind == "line_haul"), None)
    if gone := f.at(H.DEPARTED):
        lines.append(_("departed %(at)s") % {"at": when(gone)})
    elif haul:
        lines.append(_("departs %(at)s") % {"at": when(haul.planned_depart_at)})
    if come := f.at(H.ARRIVED):
        lines.append(_("arrived %(at)s") % {"at": when(come)})
    elif haul:
        lines.append(_("arrives %(at)s") % {"at": when(haul.planned_arrive_at)})
    if haul:
        lines.append(f"{place(haul.place_from)} → {place(haul.place_to)}")
    return lines


def _clearance(f: Facts) -> list[str]:
    lines = []
    rows = [e for e in f.entries.values() if e.total_minor is not None]
    if rows:
        total = f"{amount(sum(e.total_minor or 0 for e in rows), rows[0].currency)} {rows[0].currency}"
        lines.append(_("duty and tax %(total)s") % {"total": total})
        collector = rows[0].duty_collector or rows[0].tax_collector
        if collector:
            lines.append(_("collected by %(who)s") % {"who": names.COLLECTORS.get(collector, collector)})
    elif f.entries:
        lines.append(_("duty and tax not known yet"))
    if held := f.at(H.CUSTOMS_HELD):
        lines.append(_("held by customs %(at)s") % {"at": when(held)})
    if free := f.at(H.ENTRY_RELEASED):
        lines.append(_("released %(at)s") % {"at": when(free)})
    return lines


def _delivery(f: Facts) -> list[str]:
    if done := f.at(H.DELIVERED):
        return [_("delivered %(at)s") % {"at": when(done)}]
    lines = []
    tries = sum(e.kind == H.ATTEMPT_FAILED for e in f.events)
    if tries:
        lines.append(ngettext("%(n)s failed attempt", "%(n)s failed attempts", tries) % {"n": tries})
    if f.legs:
        last = f.legs[-1]
        lines.append(_("expected %(a)s to %(b)s") % {"a": day(last.planned_arrive_at), "b": day(last.latest_arrive_at)})
    if f.order.promised_on:
        lines.append(_("promised %(d)s") % {"d": day(f.order.promised_on)})
    return lines


def _aftersales(f: Facts) -> list[str]:
    open_cases = [c for c in f.cases if c.settled_at is None]
    lines: list[Any] = []
    if open_cases:
        lines.append(ngettext("%(n)s open case", "%(n)s open cases", len(open_cases)) % {"n": len(open_cases)})
    lines += [names.SETTLEMENTS.get(c.settlement, c.settlement) for c in f.cases if c.settled_at]
    return [str(line) for line in lines]
