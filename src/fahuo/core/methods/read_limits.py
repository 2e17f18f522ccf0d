"""Reads what a service takes and when size counts as weight: limits and volumetric weight of a card, or of a zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from fahuo.core.methods.fields import MOST_MM, Fields
from fahuo.core.methods.places import NOWHERE, Places
from fahuo.core.methods.service import GOODS_CLASSES, Limits, Span, Volumetric
from fahuo.core.methods.weights import NANO
from fahuo.core.words import Attribute

LIMIT_FIELDS = (
    *("weight_g", "weight_least_g", "longest_mm", "sides_mm", "girth_mm", "fits_mm", "least_mm", "pieces", "value", "value_currency"),
    *("currencies", "attributes_allowed", "attributes_refused", "weekdays_refused", "days_refused"),
    *("places_refused", "postcodes_refused", "cities_refused", "regions_refused"),
)
PLACES_REFUSED = ("places_refused", "postcodes_refused", "cities_refused", "regions_refused")
VOLUMETRIC_FIELDS = (
    *(
        "divisor",
        "longest_above_mm",
        "sides_above_mm",
        "volume_above_cm3",
        "weight_above_g",
        "exceeds_percent",
        "less_percent",
        "share_percent",
    ),
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOST_PIECES = 10**6
MOST_CM3 = 10**12
Lists = Mapping[str, Places]


def read_limits(row: Fields, base: Limits, lists: Lists) -> Limits:
    """Limits of a card, or of a zone: what a zone does not write it has from its card."""
    if not row.has("limits"):
        return base
    own = Fields(row.row["limits"], f"{row.place}.limits", LIMIT_FIELDS, row.faults)
    return replace(
        _measures(own, base),
        pieces=own.whole("pieces", 1, MOST_PIECES) if own.has("pieces") else base.pieces,
        currencies=_currencies(own) if own.has("currencies") else base.currencies,
        refused=_attributes(own, base.refused),
        weekdays_refused=_weekdays(own) if own.has("weekdays_refused") else base.weekdays_refused,
        days_refused=_days(own) if own.has("days_refused") else base.days_refused,
        places_refused=_places(own, lists) if own.given(*PLACES_REFUSED) else base.places_refused,
    )


def read_sizes(card: Fields) -> dict[str, Limits]:
    """The card's sizes by code, in their order."""
    found: dict[str, Limits] = {}
    for n, entry in enumerate(card.entries("sizes", must=False), 1):
        row = Fields(entry, f"{card.place}.sizes[{n}]", ("code", "weight_g", "longest_mm", "sides_mm", "girth_mm", "fits_mm"), card.faults)
        code = row.text("code")
        if code in found:
            row.fault("code", "twice", value=code, first="sizes")
        found[code] = _measures(row, Limits())
    return found


def named_places(row: Fields, name: str, lists: Lists) -> Places:
    """The places of the lists that the field names."""
    found = NOWHERE
    for code in row.texts(name):
        if code not in lists:
            row.fault(name, "unknown_name", value=code, known=", ".join(lists) or "-")
        found = found.join(lists.get(code, NOWHERE))
    return found


def read_volumetric(row: Fields, base: Volumetric | None) -> Volumetric | None:
    """When size counts; that of the card where a zone writes none."""
    if not row.has("volumetric"):
        return base
    rule = Fields(row.row["volumetric"], f"{row.place}.volumetric", VOLUMETRIC_FIELDS, row.faults)
    return Volumetric(
        divisor=rule.whole("divisor", 0, 10**6),
        longest_above_mm=rule.maybe_whole("longest_above_mm", 0, MOST_MM),
        sides_above_mm=rule.maybe_whole("sides_above_mm", 0, 3 * MOST_MM),
        volume_above_cm3=rule.maybe_whole("volume_above_cm3", 0, MOST_CM3),
        weight_above_g=rule.weight("weight_above_g") // NANO if rule.has("weight_above_g") else None,
        exceeds_ppm=rule.percent("exceeds_percent") if rule.has("exceeds_percent") else None,
        less_ppm=rule.percent("less_percent") if rule.has("less_percent") else 0,
        share_ppm=rule.percent("share_percent", 100) if rule.has("share_percent") else 10**6,
    )


def _measures(own: Fields, base: Limits) -> Limits:
    value, currency = base.value_minor, base.value_currency
    if own.has("value") != own.has("value_currency"):
        own.fault("", "together", fields="value, value_currency")
    elif own.has("value"):
        currency = own.currency("value_currency")
        value = own.money("value", currency)
    found = replace(
        base,
        weight_g=own.weight("weight_g", 1) // NANO if own.has("weight_g") else base.weight_g,
        weight_least_g=-(-own.weight("weight_least_g", 1) // NANO) if own.has("weight_least_g") else base.weight_least_g,
        longest_mm=own.whole("longest_mm", 1, MOST_MM) if own.has("longest_mm") else base.longest_mm,
        sides_mm=own.whole("sides_mm", 1, 3 * MOST_MM) if own.has("sides_mm") else base.sides_mm,
        girth_mm=own.whole("girth_mm", 1, 5 * MOST_MM) if own.has("girth_mm") else base.girth_mm,
        fits_mm=own.sides("fits_mm") if own.has("fits_mm") else base.fits_mm,
        least_mm=own.sides("least_mm") if own.has("least_mm") else base.least_mm,
        value_minor=value,
        value_currency=currency,
    )
    if own.has("weight_least_g") and own.has("weight_g") and (found.weight_least_g or 0) > (found.weight_g or 0):
        own.fault("weight_least_g", "above_other", value=found.weight_least_g, other="weight_g", most=found.weight_g)
    both = own.has("fits_mm") and own.has("least_mm")
    if both and found.fits_mm and found.least_mm and any(a > b for a, b in zip(found.least_mm, found.fits_mm, strict=True)):
        own.fault("least_mm", "above_other", value=list(found.least_mm), other="fits_mm", most=list(found.fits_mm))
    return found


def _attributes(own: Fields, base: Attribute) -> Attribute:
    if own.has("attributes_allowed") and own.has("attributes_refused"):
        own.fault("", "not_both", fields="attributes_allowed, attributes_refused")
    elif own.has("attributes_allowed"):
        return GOODS_CLASSES & ~own.attributes("attributes_allowed")
    elif own.has("attributes_refused"):
        return own.attributes("attributes_refused")
    return base


def _currencies(own: Fields) -> tuple[str, ...]:
    return tuple(
        Fields({"currency": code}, f"{own.place}.currencies", ("currency",), own.faults).currency("currency")
        for code in own.entries("currencies")
    )


def _weekdays(own: Fields) -> frozenset[int]:
    found = set()
    for name in own.texts("weekdays_refused"):
        if name.lower() in WEEKDAYS:
            found.add(WEEKDAYS.index(name.lower()))
        else:
            own.fault("weekdays_refused", "unknown_weekday", value=name, known=", ".join(WEEKDAYS))
    return frozenset(found)


def _days(own: Fields) -> tuple[Span, ...]:
    """Single days, or tables of valid_from and valid_to."""
    found = []
    for n, entry in enumerate(own.entries("days_refused", must=False), 1):
        place = f"{own.place}.days_refused[{n}]"
        if isinstance(entry, Mapping):
            found.append(Span(*Fields(entry, place, ("valid_from", "valid_to"), own.faults).days()))
        else:
            day = Fields({"day": entry}, place, ("day",), own.faults).day("day")
            found.append(Span(day, day + timedelta(1) if day < date.max else None))
    return tuple(found)


def _places(own: Fields, lists: Lists) -> Places:
    return own.places("postcodes_refused", "cities_refused", "regions_refused").join(named_places(own, "places_refused", lists))
