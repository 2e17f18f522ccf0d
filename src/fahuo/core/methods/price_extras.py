"""The surcharges of a parcel and its fuel: a part of the price kernel."""

from __future__ import annotations

from fahuo.core.methods.layout import FUEL_HERE
from fahuo.core.methods.price_cache import part
from fahuo.core.methods.price_limits import is_in
from fahuo.core.methods.price_rounding import NANO, convert, share


@part
def _applies(load, extra, chargeable, country_sets, places, spans, place_cities):  # type: ignore[no-untyped-def]
    """Whether every condition holds but that on the value of the goods."""
    if extra.attributes != 0 and (load.attributes & extra.attributes) == 0:
        return False
    a, b, c = load.longest_mm, load.second_mm, load.third_mm
    if extra.bracketed and (
        chargeable <= extra.chargeable_above_nano or chargeable > extra.chargeable_up_to_nano or load.weight_g > extra.weight_up_to_g
    ):
        return False
    if load.weight_g <= extra.weight_above_g or a <= extra.longest_above_mm or b <= extra.second_above_mm:
        return False
    if a + b + c <= extra.sides_above_mm or a + 2 * (b + c) <= extra.girth_above_mm:
        return False
    if extra.volume_above_mm3 >= 0 and a * b * c <= extra.volume_above_mm3:
        return False
    if extra.residential and not load.residential:
        return False
    if extra.countries >= 0 and not country_sets[extra.countries, load.country]:
        return False
    return extra.places < 0 or is_in(load, extra.places, places, spans, place_cities)


@part
def _value_in(load, currency, value_rates):  # type: ignore[no-untyped-def]
    """The goods' value in a currency of the value rates, minor units; -1 without a rate."""
    if load.value_minor == 0:
        return 0
    if load.currency < 0 or value_rates[load.currency, currency, 0] < 0:
        return -1
    return convert(load.value_minor, value_rates[load.currency, currency, 0], value_rates[load.currency, currency, 1])


@part
def _amount(load, extra, whole, chargeable):  # type: ignore[no-untyped-def]
    """What a surcharge asks, `whole` being what its part is taken of."""
    amount = extra.fixed_minor
    if extra.per_kg_minor != 0:
        above = max(chargeable - extra.free_nano, 0)
        amount += (extra.per_kg_minor * (above // NANO) + extra.per_kg_minor * (above % NANO) // NANO + 500) // 1000
    if extra.ppm != 0:
        amount += share(whole, extra.ppm)
    if extra.counted:
        above = max(chargeable - extra.free_nano, 0)
        amount += (above + extra.step_nano - 1) // extra.step_nano * extra.step_minor + extra.per_piece_minor * load.pieces
    return min(max(amount, extra.least_minor), extra.most_minor)


@part
def add_extras(  # type: ignore[no-untyped-def]
    load, zone, freight, chargeable, fuel_ppm, extras, surcharges, slots, country_sets, places, spans, place_cities, value_rates, amounts
):
    """The sum of the surcharges, and the fuel; -1 where the value of the goods has no exchange rate. `amounts` is room for the card's slots."""
    total, fuelled, fuel = 0, 0, -1
    group, dearest, dearest_fuelled, slot = -1, 0, 0, -1
    for n in range(zone.slots):
        amounts[n] = 0
    for n in range(zone.extra_from, zone.extra_to):
        if extras[n] == FUEL_HERE:
            fuel = share(freight + fuelled + dearest_fuelled, fuel_ppm)
            continue
        extra = surcharges[extras[n]]
        if extra.group < 0 or extra.group != group:
            total += dearest
            fuelled += dearest_fuelled
            group, dearest, dearest_fuelled, slot = extra.group, 0, 0, -1
        if not _applies(load, extra, chargeable, country_sets, places, spans, place_cities):
            continue
        if extra.value_above_minor >= 0:
            value = _value_in(load, extra.value_currency, value_rates)
            if value < 0:
                return -1, -1
            if value <= extra.value_above_minor:
                continue
        whole = freight
        if extra.of_more:
            whole = freight * extra.of_freight + fuel * extra.of_fuel
            if extra.of_value:
                value = _value_in(load, extra.card_currency, value_rates)
                if value < 0:
                    return -1, -1
                whole += value
            for k in range(extra.of_from, extra.of_to):
                whole += amounts[slots[k]]
        amount = _amount(load, extra, whole, chargeable)
        if amount > dearest:
            if slot >= 0:
                amounts[slot] = 0
            dearest, dearest_fuelled, slot = amount, amount if extra.fuelled else 0, extra.slot
            if slot >= 0:
                amounts[slot] = amount
    if fuel < 0:
        fuel = share(freight + fuelled + dearest_fuelled, fuel_ppm)
    return total + dearest, fuel
