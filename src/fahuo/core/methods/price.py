"""The price kernel: every parcel against every service, one pass over arrays. Its rules are written out in docs/rate-cards.md.

Money is whole minor units. Each component is rounded half up to the minor unit: freight, fuel, each surcharge, the amount in the
merchant's currency. What is asked of a parcel before it is priced is in price_limits.py, what is added afterwards in price_extras.py.
"""

from __future__ import annotations

from fahuo.core.methods.layout import (
    ACTUAL,
    AIM_COST,
    AIM_TIME,
    ASKED_NONE,
    BAND_UP_TO,
    BEYOND_BANDS,
    CARD_UNREADABLE,
    CHARGEABLE,
    COUNTRY_NOT_SERVED,
    CURRENCY_WITHOUT_RATE,
    EXTRA,
    FREIGHT,
    FUEL,
    HOME,
    LIMIT,
    MOST_WEIGHT_G,
    NO_CARD_ON_DAY,
    NOT_FROM_HERE,
    PLACE_NOT_SERVED,
    PRICED,
    VALUE_NOT_COMPARABLE,
    VOLUMETRIC,
    ZONE_ROW,
)
from fahuo.core.methods.price_cache import kernel, part
from fahuo.core.methods.price_extras import add_extras
from fahuo.core.methods.price_limits import refuse
from fahuo.core.methods.price_rounding import NANO, PPM, convert


@part
def _zone(load, s, zone_of, splits, split_spans, split_cities):  # type: ignore[no-untyped-def]
    """The first table of the zone that the parcel goes to, or -1; and whether anything in its country is served."""
    if load.country < 0:
        return -1, False
    z = zone_of[s, load.country]
    if z >= -1:
        return z, z >= 0
    split = splits[-2 - z]
    low, high = split.span_from, split.span_to
    while low < high:
        middle = (low + high) // 2
        if split_spans[middle].low <= load.postcode:
            low = middle + 1
        else:
            high = middle
    if low > split.span_from and load.postcode <= split_spans[low - 1].high:
        return split_spans[low - 1].zone, True
    if load.city >= 0:
        for n in range(split.city_from, split.city_to):
            if split_cities[n].city == load.city:
                return split_cities[n].zone, True
    return split.zone, True


@part
def _weights(load, zone):  # type: ignore[no-untyped-def]
    """Volumetric weight (-1 without a divisor) in g, and chargeable weight in billionths of a gram."""
    volumetric = -1
    weight = load.weight_g
    if zone.divisor > 0:
        volume = load.longest_mm * load.second_mm * load.third_mm
        volumetric = (volume + zone.divisor - 1) // zone.divisor
        sides = load.longest_mm + load.second_mm + load.third_mm
        counts = load.longest_mm > zone.volume_longest_mm and sides > zone.volume_sides_mm and weight > zone.volume_weight_g
        counts = counts and volume > zone.volume_mm3
        if counts and zone.volume_ppm >= 0:
            counts = volumetric > weight + weight * zone.volume_ppm // PPM
        if counts:
            size = volumetric - weight * zone.volume_less_ppm // PPM
            if size > weight:
                more = size - weight
                weight += more // PPM * zone.volume_share_ppm + (more % PPM * zone.volume_share_ppm + PPM - 1) // PPM
    nano = min(weight, MOST_WEIGHT_G) * NANO
    if zone.step_nano != NANO:
        nano = (nano + zone.step_nano - 1) // zone.step_nano * zone.step_nano
    return volumetric, max(nano, zone.min_nano)


@part
def _freight(band, chargeable, grams, rest_nano):  # type: ignore[no-untyped-def]
    """Half up to the minor unit, once: a discount is taken off the list price as it is, before it is rounded."""
    steps = 0
    if band.step_minor != 0 and chargeable > band.first_nano:
        steps = (chargeable - band.first_nano + band.step_nano - 1) // band.step_nano
    by_weight = band.base_milli + band.per_kg_minor * (grams - band.from_g)
    rest = 0
    if rest_nano != 0:  # of a gram: pounds and ounces have one
        rest = band.per_kg_minor * rest_nano
        by_weight += rest // NANO
    whole = band.fixed_minor + steps * band.step_minor
    if band.keep_ppm == PPM:
        return whole + (by_weight + 500) // 1000
    whole += by_weight // 1000 - band.fee_minor
    milli = whole % PPM * 1000 + by_weight % 1000
    return band.fee_minor + whole // PPM * band.keep_ppm + (milli * band.keep_ppm + rest % NANO * band.keep_ppm // NANO + NANO // 2) // NANO


@part
def _offer(load, s, way, rates, value_rates, taken, home_rates, amounts, figures, at):  # type: ignore[no-untyped-def]
    """One parcel, one service: fills the column `at` of figures, returns the reason (0: priced)."""
    from_here, zone_of, zones, bands, extras, surcharges, slots, country_sets, places, spans, place_cities = rates[:11]
    figures[FREIGHT, at] = figures[FUEL, at] = figures[ZONE_ROW, at] = figures[CHARGEABLE, at] = -1
    if load.origin < 0 or not from_here[s, load.origin]:
        return NOT_FROM_HERE
    if way.has_card == 0:
        return NO_CARD_ON_DAY
    if way.has_card < 0:
        return CARD_UNREADABLE
    if home_rates[s, 0] < 0:
        return CURRENCY_WITHOUT_RATE
    z, there = _zone(load, s, zone_of, rates[11], rates[12], rates[13])
    if z < 0:
        return PLACE_NOT_SERVED if there else COUNTRY_NOT_SERVED
    while True:
        # the first size that takes it; if none does, what the last one says
        zone = zones[z]
        reason, limit, actual = refuse(load, zone, value_rates, taken, places, spans, place_cities)
        volumetric, chargeable, b = -1, 0, zone.band_from
        if reason == PRICED:
            volumetric, chargeable = _weights(load, zone)
            while b < zone.band_to and chargeable > bands[b].up_to_nano:
                b += 1
            if b == zone.band_to:
                reason, limit, actual = BEYOND_BANDS, bands[b - 1].up_to_g, chargeable // NANO
        if reason == PRICED or zone.next < 0:
            break
        z = zone.next
    figures[ZONE_ROW, at] = z
    freight, extra, fuel, grams = 0, 0, 0, chargeable // NANO
    if reason == PRICED:
        freight = max(_freight(bands[b], chargeable, grams, chargeable - grams * NANO), zone.least_minor)
        extra, fuel = add_extras(
            load,
            zone,
            freight,
            chargeable,
            way.fuel_ppm,
            extras,
            surcharges,
            slots,
            country_sets,
            places,
            spans,
            place_cities,
            value_rates,
            amounts,
        )
        if extra < 0:
            reason, limit, actual = VALUE_NOT_COMPARABLE, -1, -1
    if reason != PRICED:
        figures[LIMIT, at] = limit
        figures[ACTUAL, at] = actual
        return reason
    figures[BAND_UP_TO, at] = bands[b].up_to_g
    figures[VOLUMETRIC, at] = volumetric
    figures[CHARGEABLE, at] = grams
    figures[FREIGHT, at] = freight
    figures[FUEL, at] = fuel
    figures[EXTRA, at] = extra
    figures[HOME, at] = convert(freight + fuel + extra, home_rates[s, 0], home_rates[s, 1])
    return PRICED


@part
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


@part
def _late(zone, promised):  # type: ignore[no-untyped-def]
    """0: keeps the promised day nine times in ten; 1: every other time; 2: does not."""
    return 0 if zone.days_p90 <= promised else (1 if zone.days_p50 <= promised else 2)


@kernel
def price_some(begin, end, amounts, order, loads, ways, rates, value_rates, taken, home_rates, aim, day_worth, reasons, figures, chosen):  # type: ignore[no-untyped-def]
    """Fill reasons, figures and chosen (one entry an offer: parcel by parcel, service by service) for the loads from begin to end.

    `amounts` is room for the slots of a card, of each caller its own. `rates` is that of price_loads.kernel_rates;
    `value_rates[order currency, limit currency]` and `home_rates[service]` are factors between minor units as (whole, nano), -1 where there
    is no exchange rate; `taken[order currency, set]` says whether a set has the currency.
    """
    zones = rates[2]
    for n in range(begin, end):
        p = order[n]
        load = loads[p]
        best = -1
        for s in range(len(ways)):
            at = p * len(ways) + s
            reasons[at] = _offer(load, s, ways[s], rates, value_rates, taken, home_rates, amounts, figures, at)
            chosen[at] = False
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
