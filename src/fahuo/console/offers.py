"""Offers as the pages show them: the price, or the sentence of the refusal with its figures in their units."""

from __future__ import annotations

from dataclasses import dataclass

from django.forms.models import model_to_dict
from django.utils.translation import get_language

from fahuo.console.selling import SoldShown, SoldWorking, sold_working
from fahuo.console.templatetags.shown import sentence
from fahuo.core.methods.cards import Rates
from fahuo.core.methods.derive import refusal_values
from fahuo.core.methods.replay import Compared, compare
from fahuo.core.words import Aim
from fahuo.flow.workings import rates_of, row_of
from fahuo.records.models import Merchant
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods import queries, selling
from fahuo.steps.methods.covers import covers_of, premiums
from fahuo.steps.methods.models import Offer, Selection

BY_RULE = ("forbidden_by_rule", "outside_forced")


@dataclass(frozen=True)
class OfferShown:
    """One service for a parcel."""

    offer: Offer
    why_not: str  # empty where it is offered
    dearer_minor: int | None  # than the chosen one, in the merchant's currency
    compared: Compared | None = None  # as it stood among the others; none where it was not open
    sold: SoldShown | None = None  # what we ask for it, where somebody says


@dataclass(frozen=True)
class Why:
    """Why a parcel has its service: what was kept of the choice, and whether the choice made again from it is the same."""

    selection: Selection
    same: bool
    rivals: int  # offers that were open
    keep_ppm: int | None  # how likely the promised day is kept


def offers_shown(merchant: Merchant, parcel: Parcel) -> list[OfferShown]:
    """Every service for a parcel: the chosen one, the others as they were compared, those that refuse with their reason."""
    rows = queries.offers(parcel.pk)
    rates = rates_of(merchant, parcel) if any(o.reason for o in rows) else None
    chosen = next((o.home_minor for o in rows if o.chosen), None)
    selection = queries.selections([parcel.pk]).get(parcel.pk)
    compared = _compared(rows, selection, parcel)
    place = {c.service_id: n for n, c in enumerate(compared)}
    of = {c.service_id: c for c in compared}
    rule = selection.rule if selection else None
    prices = selling.of_parcel(parcel.pk)
    premium = premiums([parcel.pk]).get(parcel.pk)
    shown = [
        OfferShown(
            o,
            _why_not(o, rates, parcel, rule) if o.reason else "",
            o.home_minor - chosen if chosen is not None and o.home_minor is not None and not o.chosen else None,
            of.get(o.service_id),
            SoldShown(prices[o.service_id], o, premium if o.chosen else None) if o.service_id in prices else None,
        )
        for o in rows
    ]
    return sorted(shown, key=lambda s: (not s.offer.chosen, place.get(s.offer.service_id, len(rows))))


def why_of(parcel: Parcel, shown: list[OfferShown]) -> Why | None:
    """Why the parcel has its service; None for parcels that were planned before this was kept."""
    selection = queries.selections([parcel.pk]).get(parcel.pk)
    if selection is None:
        return None
    compared = [s.compared for s in shown if s.compared]
    keep = next((s.offer.keep_ppm for s in shown if s.offer.chosen), None)
    best = min(compared, key=lambda c: c.key, default=None)
    return Why(selection, (best.service_id if best else None) == selection.service_id, len(compared), keep)


def columns_of(merchant: Merchant, shown: list[OfferShown], why: Why | None) -> dict[str, bool]:
    """Which columns the table of offers needs beside those that it always has."""
    covered = any(o.compared and (o.compared.cover_minor or o.compared.lacks_cover) for o in shown)
    return {
        "foreign": any(o.offer.currency not in (None, merchant.currency) for o in shown),
        "covered": covered,
        "weighed": covered or (why is not None and (why.selection.aim == Aim.LANDED or bool(why.selection.day_worth_minor))),
        "sold": any(o.sold for o in shown),
    }


def _compared(rows: list[Offer], selection: Selection | None, parcel: Parcel) -> list[Compared]:
    if selection is None:
        return []
    services = {o.service_id: (o.service.code, o.service.kind) for o in rows}
    offers = [{name: getattr(o, name) for name in _COMPARED_BY} for o in rows]
    kept = {name: getattr(selection, name) for name in _KEPT}
    covers = {i: {"reason": row.reason, "home_minor": row.home_minor} for i, row in covers_of(parcel.pk).items()}
    return compare(offers, kept, services, parcel.order.service, covers)


_COMPARED_BY = ("service_id", "reason", "days_p50", "days_p90", "home_minor", "keep_ppm", "duty_minor")
_KEPT = ("aim", "asked", "effect", "services", "own_services", "least_ppm", "day_worth_minor", "planned_on", "promised_on")


def _why_not(offer: Offer, rates: Rates | None, parcel: Parcel, rule: str | None) -> str:
    code = offer.reason or ""
    if code in BY_RULE:
        return sentence(code, {"rule": rule or "?"})
    if rates is None or offer.service_id not in rates.service_ids:
        return sentence(code, {"limit": offer.limit, "actual": offer.actual})
    return sentence(code, refusal_values(row_of(offer), rates, _language(), parcel.order.currency))


def selling_working(merchant: Merchant, parcel: Parcel, service_id: int) -> SoldWorking | None:
    """How the selling price of an offer comes about; None where nobody said one."""
    price, offer = selling.of_parcel(parcel.pk).get(service_id), queries.offer(parcel.pk, service_id)
    if price is None or offer is None:
        return None
    pricing = queries.pricing(parcel.pk)
    rates = rates_of(merchant, parcel) if pricing and price.card else None
    return sold_working(price, offer, model_to_dict(pricing) if pricing else {}, rates)


def _language() -> str:
    return get_language() or "zh-hans"
