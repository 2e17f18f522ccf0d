"""The surcharges of a parcel: a part of the price kernel."""

from __future__ import annotations

from fahuo.core.methods.price_cache import part
from fahuo.core.methods.price_limits import is_in
from fahuo.core.methods.price_rounding import convert, share


@part
def _applies(load, extra, country_sets, places, spans, place_cities):  # type: ignore[no-untyped-def]
    """Whether every condition holds but that on the value of the goods."""
    if extra.attributes != 0 and (load.attributes & extra.attributes) == 0:
        return False
    a, b, c = load.longest_mm, load.second_mm, load.third_mm
    if load.weight_g <= extra.weight_above_g or a <= extra.longest_above_mm or b <= extra.second_above_mm:
        return False
    if a + b + c <= extra.sides_above_mm or a + 2 * (b + c) <= extra.girth_above_mm:
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
def add_extras(load, zone, freight, chargeable, extras, surcharges, country_sets, places, spans, place_cities, value_rates):  # type: ignore[no-untyped-def]
    """The sum of the surcharges, and of those that fuel is taken of; -1 where the value of the goods has no exchange rate."""
    total, fuelled = 0, 0
    group, dearest, dearest_fuelled = -1, 0, 0
    for n in range(zone.extra_from, zone.extra_to):
        extra = surcharges[extras[n]]
        if not _applies(load, extra, country_sets, places, spans, place_cities):
            continue
        if extra.value_above_minor >= 0:
            value = _value_in(load, extra.value_currency, value_rates)
            if value < 0:
                return -1, -1
            if value <= extra.value_above_minor:
                continue
        whole = freight
        if extra.of_value:
            whole = _value_in(load, extra.card_currency, value_rates)
            if whole < 0:
                return -1, -1
        amount = extra.fixed_minor + (extra.per_kg_minor * chargeable + 500) // 1000
        if extra.ppm != 0:
            amount += share(whole, extra.ppm)
        amount = min(max(amount, extra.least_minor), extra.most_minor)
        if extra.group < 0 or extra.group != group:
            total += dearest
            fuelled += dearest_fuelled
            group, dearest, dearest_fuelled = extra.group, amount, amount if extra.fuelled else 0
        elif amount > dearest:
            dearest, dearest_fuelled = amount, amount if extra.fuelled else 0
    return total + dearest, fuelled + dearest_fuelled
