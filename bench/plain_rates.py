"""The same rules as a plain loop in Python, over the same cards: what the kernel is measured against, and what it must equal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fahuo.core.methods.cards import Rates
from fahuo.core.methods.loads import factor
from fahuo.core.methods.price_rounding import NANO
from fahuo.core.methods.service import Card, Service, Zone

Row = Mapping[str, Any]


def price(parcels: list[Row], rates: Rates, home: str) -> Iterator[int | str]:
    """Parcel by parcel and service by service: the total in the merchant's minor units, or the reason."""
    by_country = [{c: zone for zone in card.zones for c in zone.countries} if card else {} for card in rates.cards]
    exchange = {home: 1.0, **rates.exchange}
    into_home = [factor(exchange, card.currency, home) if card else (0, 0) for card in rates.cards]
    for parcel in parcels:
        for n, (service, card) in enumerate(zip(rates.services, rates.cards, strict=True)):
            zone = by_country[n].get(parcel["country"])
            if card is None or zone is None:
                yield "country_not_served"
                continue
            total = _total(parcel, service, card, zone, rates, exchange)
            yield total if isinstance(total, str) else _half(total * (into_home[n][0] * NANO + into_home[n][1]), NANO)


def _total(parcel: Row, service: Service, card: Card, zone: Zone, rates: Rates, exchange: dict[str, float]) -> int | str:
    limits, weight = zone.limits, parcel["weight_g"]
    a, b, c = parcel["length_mm"], parcel["width_mm"], parcel["height_mm"]
    if parcel["attributes"] & limits.refused:
        return "attribute_refused"
    if limits.weight_g is not None and weight > limits.weight_g:
        return "too_heavy"
    if limits.longest_mm is not None and max(a, b, c) > limits.longest_mm:
        return "too_long"
    if limits.value_minor is not None and limits.value_currency:
        whole, nano = factor(exchange, parcel["currency"], limits.value_currency)
        if _half(parcel["value_minor"] * (whole * NANO + nano), NANO) > limits.value_minor:
            return "value_too_high"
    if zone.volumetric and zone.volumetric.divisor:
        size = -(-a * b * c // zone.volumetric.divisor)
        if size > weight:
            weight -= -(size - weight) * zone.volumetric.share_ppm // 10**6
    nano = zone.chargeable(weight)
    band = next((band for band in zone.tables[0].bands if nano <= band.up_to_nano), None)
    if band is None:
        return "beyond_bands"
    weight = nano // NANO  # the table of the bench is in grams
    by_weight = band.base_milli + band.per_kg_minor * (weight - band.from_nano // NANO)
    freight = max(zone.least_minor, band.fixed_minor + band.steps(nano) * band.step_minor + _half(by_weight, 1000))
    fuel = service.fuel_on(rates.on)
    total, base = freight, freight
    for extra in card.surcharges:
        if not extra.holds(rates.on) or (extra.attributes and not extra.attributes & parcel["attributes"]):
            continue
        if extra.longest_above_mm is not None and max(a, b, c) <= extra.longest_above_mm:
            continue
        if extra.places is not None and not extra.places.has(parcel["country"], parcel["postcode"], parcel["city"]):
            continue
        amount = (extra.fixed_minor or 0) + _half(freight * (extra.ppm or 0), 10**6) + _half((extra.per_kg_minor or 0) * weight, 1000)
        total += amount
        base += amount if fuel and extra.code in fuel.of else 0
    return total + (_half(base * fuel.ppm, 10**6) if fuel else 0)


def _half(amount: int, of: int) -> int:
    return (2 * amount + of) // (2 * of)
