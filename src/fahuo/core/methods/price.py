"""The price kernel: every parcel against every service, one pass over arrays. Its rules are written out in docs/rate-cards.md.

Money is whole minor units. Each component is rounded half up to the minor unit: the weight price, fuel, each surcharge, the amount in
the merchant's currency.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from fahuo.core.methods.layout import (
    ACTUAL,
    AIM_COST,
    AIM_TIME,
    ASKED_NONE,
    ATTRIBUTE_REFUSED,
    BAND,
    BAND_UP_TO,
    BEYOND_BANDS,
    CHARGEABLE,
    COUNTRY_NOT_SERVED,
    CURRENCY_WITHOUT_RATE,
    EXTRA,
    FIGURES,
    FREIGHT,
    FUEL,
    GIRTH_TOO_LARGE,
    HOME,
    LIMIT,
    LOAD,
    NO_CARD_ON_DAY,
    NONE,
    NOT_FROM_HERE,
    PRICED,
    REMOTE,
    SIDES_TOO_LARGE,
    SURCHARGE,
    TOO_HEAVY,
    TOO_LONG,
    TOTAL,
    VALUE_NOT_COMPARABLE,
    VALUE_TOO_HIGH,
    VOLUMETRIC,
    WAY,
    ZONE,
    ZONE_ROW,
)

_PPM = 1_000_000
_NANO = 1_000_000_000
_KM2 = 2_000_000  # mm


@njit(cache=True, nogil=True)
def share(amount, ppm):  # type: ignore[no-untyped-def]
    """amount x ppm / 1,000,000, half up; split so that no product leaves 64 bits."""
    return amount // _PPM * ppm + (amount % _PPM * ppm + _PPM // 2) // _PPM


@njit(cache=True, nogil=True)
def convert(amount, whole, nano):  # type: ignore[no-untyped-def]
    """amount x (whole + nano / 10^9), half up."""
    return amount * whole + amount // _NANO * nano + (amount % _NANO * nano + _NANO // 2) // _NANO


@njit(cache=True, nogil=True)
def _refuse(load, zone, value_rates):  # type: ignore[no-untyped-def]
    """The first limit of the zone that refuses the parcel: reason, limit, actual."""
    if load.attributes & zone.refused:
        return ATTRIBUTE_REFUSED, zone.refused, load.attributes & zone.refused
    if load.weight_g > zone.weight_g:
        return TOO_HEAVY, zone.weight_g, load.weight_g
    longest = max(load.length_mm, load.width_mm, load.height_mm)
    sides = load.length_mm + load.width_mm + load.height_mm
    if longest > zone.longest_mm:
        return TOO_LONG, zone.longest_mm, longest
    if sides > zone.sides_mm:
        return SIDES_TOO_LARGE, zone.sides_mm, sides
    girth = longest + 2 * (sides - longest)
    if girth > zone.girth_mm:
        return GIRTH_TOO_LARGE, zone.girth_mm, girth
    if zone.value_minor != NONE:
        whole = value_rates[load.currency, zone.value_currency, 0]
        if whole < 0:
            return VALUE_NOT_COMPARABLE, zone.value_minor, -1
        value = convert(load.value_minor, whole, value_rates[load.currency, zone.value_currency, 1])
        if value > zone.value_minor:
            return VALUE_TOO_HIGH, zone.value_minor, value
    return PRICED, -1, -1


@njit(cache=True, nogil=True)
def _weights(load, way, zone):  # type: ignore[no-untyped-def]
    """Volumetric weight (-1 without a divisor) and chargeable weight, g."""
    volumetric = -1
    weight = load.weight_g
    if way.divisor > 0:
        # a side of over 2 km is a slip of units: cut there, so that the product stays inside 64 bits
        volume = min(load.length_mm, _KM2) * min(load.width_mm, _KM2) * min(load.height_mm, _KM2)
        volumetric = (volume + way.divisor - 1) // way.divisor
        longest = max(load.length_mm, load.width_mm, load.height_mm)
        counts = longest > way.volume_longest_mm and weight > way.volume_weight_g
        if counts and way.volume_ppm >= 0:
            counts = volumetric * _PPM > weight * (_PPM + way.volume_ppm)
        if counts:
            weight = max(weight, volumetric)
    weight = max(weight, zone.min_g)
    return volumetric, (weight + zone.step_g - 1) // zone.step_g * zone.step_g


@njit(cache=True, nogil=True)
def _freight(band, chargeable):  # type: ignore[no-untyped-def]
    steps = 0
    if chargeable > band.first_g:
        steps = (chargeable - band.first_g + band.step_g - 1) // band.step_g
    return band.fixed_minor + (band.per_kg_minor * chargeable + 500) // 1000 + steps * band.step_minor


@njit(cache=True, nogil=True)
def _surcharges(load, way, freight, surcharges, remote):  # type: ignore[no-untyped-def]
    total = 0
    longest = max(load.length_mm, load.width_mm, load.height_mm)
    for n in range(way.surcharge_from, way.surcharge_to):
        extra = surcharges[n]
        if extra.attributes != 0 and (load.attributes & extra.attributes) == 0:
            continue
        if load.weight_g <= extra.weight_above_g or longest <= extra.longest_above_mm:
            continue
        if extra.remote_from < extra.remote_to and not _remote(load, extra, remote):
            continue
        total += extra.fixed_minor + share(freight, extra.ppm)
    return total


@njit(cache=True, nogil=True)
def _remote(load, extra, remote):  # type: ignore[no-untyped-def]
    for n in range(extra.remote_from, extra.remote_to):
        place = remote[n]
        if place.country == load.country and place.low <= load.postcode <= place.high:
            return True
    return False


@njit(cache=True, nogil=True)
def _offer(load, s, way, rates, value_rates, home_rates, figures, at):  # type: ignore[no-untyped-def]
    """One parcel, one service: fills the column `at` of figures, returns the reason (0: priced)."""
    from_here, zone_of, zones, bands, surcharges, remote = rates
    if load.origin < 0 or not from_here[s, load.origin]:
        return NOT_FROM_HERE
    if way.has_card == 0:
        return NO_CARD_ON_DAY
    if home_rates[s, 0] < 0:
        return CURRENCY_WITHOUT_RATE
    z = zone_of[s, load.country] if load.country >= 0 else -1
    if z < 0:
        return COUNTRY_NOT_SERVED
    figures[ZONE_ROW, at] = z
    zone = zones[z]
    reason, limit, actual = _refuse(load, zone, value_rates)
    if reason == PRICED:
        volumetric, chargeable = _weights(load, way, zone)
        b = zone.band_from
        while b < zone.band_to and chargeable > bands[b].up_to_g:
            b += 1
        if b == zone.band_to:
            reason, limit, actual = BEYOND_BANDS, bands[b - 1].up_to_g, chargeable
    if reason != PRICED:
        figures[LIMIT, at] = limit
        figures[ACTUAL, at] = actual
        return reason
    freight = _freight(bands[b], chargeable)
    fuel = share(freight, way.fuel_ppm)
    extra = _surcharges(load, way, freight, surcharges, remote)
    figures[BAND_UP_TO, at] = bands[b].up_to_g
    figures[VOLUMETRIC, at] = volumetric
    figures[CHARGEABLE, at] = chargeable
    figures[FREIGHT, at] = freight
    figures[FUEL, at] = fuel
    figures[EXTRA, at] = extra
    figures[TOTAL, at] = freight + fuel + extra
    figures[HOME, at] = convert(freight + fuel + extra, home_rates[s, 0], home_rates[s, 1])
    return PRICED


@njit(cache=True, nogil=True)
def _better(zone, home, other, other_home, promised, aim, day_worth):  # type: ignore[no-untyped-def]
    """Whether the first offer is better than the second, which comes earlier by service code and so wins a tie."""
    late, other_late = _late(zone, promised), _late(other, promised)
    if late != other_late:
        return late < other_late
    if aim == AIM_TIME:
        if zone.days_p50 != other.days_p50:
            return zone.days_p50 < other.days_p50
        if zone.days_p90 != other.days_p90:
            return zone.days_p90 < other.days_p90
        return home < other_home
    worth = 0 if aim == AIM_COST else day_worth
    cost, other_cost = home + zone.days_p50 * worth, other_home + other.days_p50 * worth
    if cost != other_cost:
        return cost < other_cost
    if zone.days_p90 != other.days_p90:
        return zone.days_p90 < other.days_p90
    return zone.days_p50 < other.days_p50


@njit(cache=True, nogil=True)
def _late(zone, promised):  # type: ignore[no-untyped-def]
    """0: keeps the promised day nine times in ten; 1: every other time; 2: does not."""
    return 0 if zone.days_p90 <= promised else (1 if zone.days_p50 <= promised else 2)


@njit(cache=True, nogil=True)
def price_all(loads, ways, rates, value_rates, home_rates, aim, day_worth, reasons, figures, chosen):  # type: ignore[no-untyped-def]
    """Fill reasons, figures and chosen (one entry an offer: parcel by parcel, service by service) for all loads against all ways.

    `rates` is (from_here, zone_of, zones, bands, surcharges, remote) of cards.Rates; `value_rates[order currency, limit currency]` and
    `home_rates[service]` are factors between minor units as (whole, nano), -1 where there is no exchange rate. `figures` comes filled
    with -1.
    """
    zones = rates[2]
    for p in range(len(loads)):
        load = loads[p]
        best = -1
        for s in range(len(ways)):
            at = p * len(ways) + s
            reasons[at] = _offer(load, s, ways[s], rates, value_rates, home_rates, figures, at)
            if reasons[at] != PRICED or (load.asked != ASKED_NONE and load.asked != s):
                continue
            if best < 0:
                best = at
                continue
            zone, other = zones[figures[ZONE_ROW, at]], zones[figures[ZONE_ROW, best]]
            if _better(zone, figures[HOME, at], other, figures[HOME, best], load.promised_days, aim, day_worth):
                best = at
        if best >= 0:
            chosen[best] = True


def warm_up() -> None:
    """Compile the kernel, or load it from numba's cache, before the first plan waits for it."""
    rates = (
        np.zeros((0, 0), dtype=np.bool_),
        np.zeros((0, 0), dtype=np.int64),
        np.zeros(0, dtype=ZONE),
        np.zeros(0, dtype=BAND),
        np.zeros(0, dtype=SURCHARGE),
        np.zeros(0, dtype=REMOTE),
    )
    factors = np.zeros((0, 0, 2), dtype=np.int64), np.zeros((0, 2), dtype=np.int64)
    figures = np.zeros((FIGURES, 0), dtype=np.int64)
    nothing = np.zeros(0, dtype=np.int8), figures, np.zeros(0, dtype=np.bool_)
    price_all(np.zeros(0, dtype=LOAD), np.zeros(0, dtype=WAY), rates, *factors, AIM_COST, 0, *nothing)
