"""How a stored offer's price comes about, worked out again from the cards as they stood when the parcel was priced."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.forms.models import model_to_dict

from fahuo.core.methods.cards import Rates
from fahuo.core.methods.derive import Working, derivation
from fahuo.records import frames as records
from fahuo.records.clock import today
from fahuo.records.models import Merchant
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods import frames, queries
from fahuo.steps.methods.models import Offer


def rates_of(merchant: Merchant, parcel: Parcel) -> Rates:
    """The merchant's rate cards as they stood when the parcel was priced, of the day of its price."""
    pricing = queries.pricing(parcel.pk)
    on, at = (pricing.on, pricing.at) if pricing else (today(parcel.created_at), parcel.created_at)
    return frames.rates_at(merchant.pk, on, at, records.exchange(merchant.pk, merchant.currency, on))


def working(merchant: Merchant, parcel: Parcel, service_id: int) -> list[Working] | None:
    """The steps to an offer's price, or to its refusal; None where there is no such offer."""
    offer = queries.offer(parcel.pk, service_id)
    return None if offer is None else workings(merchant, parcel, [offer])[service_id]


def workings(merchant: Merchant, parcel: Parcel, offers: Sequence[Offer]) -> dict[int, list[Working]]:
    """The same of many offers of a parcel, by service; no step where the cards have been changed since."""
    rates, pricing = rates_of(merchant, parcel), queries.pricing(parcel.pk)
    row: dict[str, Any] = model_to_dict(pricing) if pricing else _without_pricing(parcel)
    return {offer.service_id: _steps(offer, row, rates, merchant.currency) for offer in offers}


def _steps(offer: Offer, row: dict[str, Any], rates: Rates, home: str) -> list[Working]:
    if offer.service_id not in rates.service_ids:
        return []
    try:
        return derivation(row_of(offer), row, rates, home)
    except (ValueError, StopIteration):
        return []  # the cards have been changed since the offer was made


def _without_pricing(parcel: Parcel) -> dict[str, Any]:
    """What is still known of a parcel that was priced before such things were kept."""
    names = ("country", "postcode", "city", "company", "currency")
    row: dict[str, Any] = model_to_dict(parcel, fields=["length_mm", "width_mm", "height_mm", "weight_g", "pieces", "attributes"])
    return row | {name: getattr(parcel.order, name) for name in names}


def row_of(offer: Offer) -> dict[str, Any]:
    """A stored offer as core.methods.derive takes it."""
    names = (
        "service_id",
        "reason",
        "limit",
        "actual",
        "card",
        "zone",
        "band_up_to_g",
        "volumetric_g",
        "chargeable_g",
        "freight_minor",
        "fuel_minor",
        "surcharge_minor",
        "total_minor",
    )
    return {name: getattr(offer, name) for name in names}
