"""What a zone asks of a parcel before it is priced: a part of the price kernel."""

from __future__ import annotations

from fahuo.core.methods.layout import (
    ATTRIBUTE_REFUSED,
    CURRENCY_REFUSED,
    DAY_REFUSED,
    DOES_NOT_FIT,
    GIRTH_TOO_LARGE,
    NONE,
    PIECES_ABOVE_LIMIT,
    PLACE_NOT_SERVED,
    PRICED,
    SIDES_TOO_LARGE,
    TOO_HEAVY,
    TOO_LIGHT,
    TOO_LONG,
    TOO_SMALL,
    VALUE_NOT_COMPARABLE,
    VALUE_TOO_HIGH,
)
from fahuo.core.methods.price_cache import part
from fahuo.core.methods.price_rounding import convert


@part
def has_postcode(postcode, here, spans):  # type: ignore[no-untyped-def]
    """Whether one of the ranges of a country's places has the postcode: a binary search."""
    low, high = here.span_from, here.span_to
    while low < high:
        middle = (low + high) // 2
        if spans[middle].low <= postcode:
            low = middle + 1
        else:
            high = middle
    return low > here.span_from and postcode <= spans[low - 1].high


@part
def is_in(load, row, places, spans, place_cities):  # type: ignore[no-untyped-def]
    """Whether the parcel goes to one of the places of a set: two binary searches, less than a microsecond among 50,000."""
    if load.country < 0:
        return False
    here = places[row, load.country]
    if has_postcode(load.postcode, here, spans):
        return True
    if load.city < 0:
        return False
    low, high = here.city_from, here.city_to
    while low < high:
        middle = (low + high) // 2
        if place_cities[middle] < load.city:
            low = middle + 1
        else:
            high = middle
    return low < here.city_to and place_cities[low] == load.city


@part
def _sides(a, b, c):  # type: ignore[no-untyped-def]
    """layout.pack_sides."""
    return a << 42 | b << 21 | c


@part
def refuse(load, zone, value_rates, taken, places, spans, place_cities):  # type: ignore[no-untyped-def]
    """The first limit of the zone that refuses the parcel: reason, limit, actual."""
    if zone.places >= 0 and is_in(load, zone.places, places, spans, place_cities):
        return PLACE_NOT_SERVED, -1, -1
    if zone.closed:
        return DAY_REFUSED, -1, -1
    if load.attributes & zone.refused:
        return ATTRIBUTE_REFUSED, zone.refused, load.attributes & zone.refused
    if load.weight_g > zone.weight_g:
        return TOO_HEAVY, zone.weight_g, load.weight_g
    if load.weight_g < zone.weight_least_g:
        return TOO_LIGHT, zone.weight_least_g, load.weight_g
    a, b, c = load.longest_mm, load.second_mm, load.third_mm
    if a > zone.longest_mm:
        return TOO_LONG, zone.longest_mm, a
    if a + b + c > zone.sides_mm:
        return SIDES_TOO_LARGE, zone.sides_mm, a + b + c
    if a + 2 * (b + c) > zone.girth_mm:
        return GIRTH_TOO_LARGE, zone.girth_mm, a + 2 * (b + c)
    if a > zone.fit_a or b > zone.fit_b or c > zone.fit_c:
        return DOES_NOT_FIT, _sides(zone.fit_a, zone.fit_b, zone.fit_c), _sides(a, b, c)
    # a size of nothing is one that a quick quote was not given
    if a > 0 and (a < zone.least_a or b < zone.least_b or c < zone.least_c):
        return TOO_SMALL, _sides(zone.least_a, zone.least_b, zone.least_c), _sides(a, b, c)
    if load.pieces > zone.pieces:
        return PIECES_ABOVE_LIMIT, zone.pieces, load.pieces
    if zone.currencies >= 0 and load.currency >= 0 and not taken[load.currency, zone.currencies]:
        return CURRENCY_REFUSED, -1, -1
    if zone.value_minor != NONE and load.value_minor != 0:
        whole = value_rates[load.currency, zone.value_currency, 0] if load.currency >= 0 else -1
        if whole < 0:
            return VALUE_NOT_COMPARABLE, zone.value_minor, -1
        value = convert(load.value_minor, whole, value_rates[load.currency, zone.value_currency, 1])
        if value > zone.value_minor:
            return VALUE_TOO_HIGH, zone.value_minor, value
    return PRICED, -1, -1
