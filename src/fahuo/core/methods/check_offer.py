"""What an offer should be, worked out from the card's document in exact fractions: a part of the judge, check.py."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Any

from fahuo.core.methods.check_extras import expected_extras
from fahuo.core.methods.check_money import Row, day_of, grams, half_up, rate_between, value_in, within
from fahuo.core.methods.check_places import Lists, holds_place, zone_of
from fahuo.core.words import attributes_of, minor_units

if TYPE_CHECKING:
    from fahuo.core.journey import World

_CLASSES = attributes_of(["liquid", "powder", "magnetic", "battery", "battery_only", "brand", "food"])
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_NO_RATE = {"reason": "value_not_comparable", "limit": None, "actual": None}


def expected_offer(parcel: Row, document: Row, world: World, on: date, lists: Lists) -> dict[str, object]:
    """The columns of the offer that matter, as they should be. `lists` are the places that the document names, as it was read."""
    if parcel["from"] not in document["origins"]:
        return {"reason": "not_from_here"}
    if document.get("unread"):
        return {"reason": "card_unreadable"}
    card = next((c for c in document["cards"] if within(c, on)), None)
    if card is None:
        return {"reason": "no_card_on_day"}
    rate = rate_between(world, card["currency"], world.currency)
    if rate is None:
        return {"reason": "currency_without_rate"}
    zone = zone_of(card, document, parcel, lists)
    if isinstance(zone, str):
        return {"reason": zone}
    limits = {**card.get("limits", {}), **_own(zone)}
    found: dict[str, object] = {}
    for size, bands in _tables(card, zone):
        refused = _refused(parcel, limits, size, world, on, lists)
        found = refused or _priced(parcel, document, card, zone, bands, rate, world, on, lists)
        if refused is None and found["reason"] != "beyond_bands":  # this size takes it; what its surcharges lack, no other size mends
            break
    return {**found, "zone": zone["code"]}


def _own(zone: Row) -> dict[str, object]:
    """The zone's own limits; its list of attributes or places takes the place of the card's, whichever way either is written."""
    own = dict(zone.get("limits", {}))
    for together in (
        ("attributes_allowed", "attributes_refused"),
        ("places_refused", "postcodes_refused", "cities_refused", "regions_refused"),
    ):
        if set(together) & set(own):
            own = {**dict.fromkeys(together), **own}
    return own


def _tables(card: Row, zone: Row) -> list[tuple[Row, list[Row]]]:
    if not any("size" in band for band in zone["bands"]):
        return [({}, zone["bands"])]
    tables = [(size, [b for b in zone["bands"] if b.get("size") == size["code"]]) for size in card.get("sizes", [])]
    return [(size, bands) for size, bands in tables if bands]


def _least(*values: Any) -> Any:
    return min((v for v in values if v is not None), default=None)


def _refused(parcel: Row, limits: Row, size: Row, world: World, on: date, lists: Lists) -> dict[str, object] | None:
    """The first limit that the parcel breaks."""
    if holds_place(
        parcel,
        lists,
        limits.get("places_refused"),
        limits.get("postcodes_refused"),
        limits.get("cities_refused"),
        limits.get("regions_refused"),
    ):
        return {"reason": "place_not_served", "limit": None, "actual": None}
    if _closed(limits, on):
        return {"reason": "day_refused", "limit": None, "actual": None}
    if limits.get("attributes_allowed") is not None:
        refused = _CLASSES & ~attributes_of(limits["attributes_allowed"])
    else:
        refused = attributes_of(limits.get("attributes_refused") or [])
    if int(refused) & parcel["attributes"]:
        return {"reason": "attribute_refused", "limit": int(refused), "actual": int(refused) & parcel["attributes"]}
    c, b, a = sorted((parcel["length_mm"], parcel["width_mm"], parcel["height_mm"]))
    weighs = parcel["weight_g"]
    heaviest = _least(*(grams(row["weight_g"]) for row in (limits, size) if row.get("weight_g") is not None))
    lightest = grams(limits.get("weight_least_g") or 0)
    if heaviest is not None and weighs > heaviest:
        return {"reason": "too_heavy", "limit": floor(heaviest), "actual": weighs}
    if weighs < lightest:
        return {"reason": "too_light", "limit": ceil(lightest), "actual": weighs}
    measures = {"too_long": ("longest_mm", a), "sides_too_large": ("sides_mm", a + b + c), "girth_too_large": ("girth_mm", a + 2 * (b + c))}
    for reason, (name, actual) in measures.items():
        most = _least(limits.get(name), size.get(name))
        if most is not None and actual > most:
            return {"reason": reason, "limit": most, "actual": actual}
    return _shape((a, b, c), limits, size) or _count_and_value(parcel, limits, world)


def _shape(sides: tuple[int, int, int], limits: Row, size: Row) -> dict[str, object] | None:
    boxes = [sorted(row["fits_mm"], reverse=True) for row in (limits, size) if row.get("fits_mm")]
    most = [min(3 * [2**21 - 1] if not boxes else [box[n] for box in boxes]) for n in range(3)]
    if any(side > limit for side, limit in zip(sides, most, strict=True)):
        return {"reason": "does_not_fit", "limit": _packed(most), "actual": _packed(sides)}
    least = sorted(limits.get("least_mm") or (0, 0, 0), reverse=True)
    if any(side < limit for side, limit in zip(sides, least, strict=True)):
        return {"reason": "too_small", "limit": _packed(least), "actual": _packed(sides)}
    return None


def _count_and_value(parcel: Row, limits: Row, world: World) -> dict[str, object] | None:
    if limits.get("pieces") is not None and parcel["pieces"] > limits["pieces"]:
        return {"reason": "pieces_above_limit", "limit": limits["pieces"], "actual": parcel["pieces"]}
    if limits.get("currencies") is not None and parcel["currency"] and parcel["currency"] not in limits["currencies"]:
        return {"reason": "currency_refused", "limit": None, "actual": None}
    if limits.get("value") is None:
        return None
    most = int(Decimal(str(limits["value"])).scaleb(minor_units(limits["value_currency"])))
    value = value_in(parcel, limits["value_currency"], world)
    if value is None:
        return {**_NO_RATE, "limit": most}
    return {"reason": "value_too_high", "limit": most, "actual": value} if value > most else None


def _priced(
    parcel: Row, document: Row, card: Row, zone: Row, bands: list[Row], rate: Fraction, world: World, on: date, lists: Lists
) -> dict[str, object]:
    volumetric, chargeable = _weights(parcel, card, zone)
    band = next((b for b in bands if chargeable <= grams(b["up_to_g"])), None)
    if band is None:
        return {"reason": "beyond_bands", "limit": floor(grams(bands[-1]["up_to_g"])), "actual": floor(chargeable)}
    unit = Fraction(10) ** minor_units(card["currency"])
    off = next((row["discount_percent"] for row in (band, zone, card) if row.get("discount_percent") is not None), 0)
    freight = _freight(bands, band, chargeable, zone.get("tiered", card.get("tiered", False)), Fraction(str(off)), unit)
    freight = max(freight, int(Fraction(str(zone.get("least", card.get("least", 0)))) * unit))
    added = expected_extras(parcel, document, card, zone, freight, chargeable, world, on, lists)
    if added is None:
        return dict(_NO_RATE)
    extra, fuel = added
    total = freight + fuel + extra
    return {
        **{"reason": None, "limit": None, "actual": None, "currency": card["currency"]},
        **{"freight_minor": freight, "fuel_minor": fuel, "surcharge_minor": extra, "total_minor": total},
        "card": f"{document['code']}@{day_of(card['valid_from']).isoformat()}",
        "band_up_to_g": floor(grams(band["up_to_g"])),
        "volumetric_g": volumetric,
        "chargeable_g": floor(chargeable),
        "home_minor": half_up(total * rate),
        "days_p50": zone["days_p50"],
        "days_p90": zone["days_p90"],
    }


def _weights(parcel: Row, card: Row, zone: Row) -> tuple[int | None, Fraction]:
    weight, volumetric, rule = parcel["weight_g"], None, zone.get("volumetric", card.get("volumetric"))
    if rule and rule["divisor"]:
        sides = (parcel["length_mm"], parcel["width_mm"], parcel["height_mm"])
        volumetric = ceil(Fraction(sides[0] * sides[1] * sides[2], rule["divisor"]))
        counts = (
            max(sides) > rule.get("longest_above_mm", -1)
            and sum(sides) > rule.get("sides_above_mm", -1)
            and sides[0] * sides[1] * sides[2] > rule.get("volume_above_cm3", -1) * 1000
            and weight > grams(rule.get("weight_above_g", -1))
            and ("exceeds_percent" not in rule or volumetric > weight * (1 + Fraction(str(rule["exceeds_percent"])) / 100))
        )
        size = ceil(volumetric - weight * Fraction(str(rule.get("less_percent", 0))) / 100)
        if counts and size > weight:
            weight += ceil((size - weight) * Fraction(str(rule.get("share_percent", 100))) / 100)
    least, step = (grams(zone.get(name, card.get(name, default))) for name, default in (("min_g", 0), ("step_g", 1)))
    weight = min(weight, 9 * 10**9)  # what is beyond all bands is as good as any
    return volumetric, ceil(max(weight, least) / step) * step


def _freight(bands: list[Row], band: Row, chargeable: Fraction, tiered: bool, off: Fraction, unit: Fraction) -> int:
    below = bands[: bands.index(band)] if tiered else []
    price, over = Fraction(0), Fraction(0)
    for passed in below:
        price += _part(passed, grams(passed["up_to_g"]), over)
        over = grams(passed["up_to_g"])
    price += _part(band, chargeable, over)
    return half_up((price - price * off / 100 + Fraction(str(band.get("per_parcel", 0)))) * unit)


def _part(band: Row, weight: Fraction, over: Fraction) -> Fraction:
    """What a band asks for the weight above `over`, without its fee."""
    price = Fraction(str(band.get("flat", 0))) + Fraction(str(band.get("per_kg", 0))) * (weight - over) / 1000
    if "step" in band:
        begin = grams(band["first_g"]) if "first" in band else over
        price += Fraction(str(band.get("first", 0))) + max(0, ceil((weight - begin) / grams(band["step_g"]))) * Fraction(str(band["step"]))
    return price


def _packed(sides: Any) -> int:
    return int(sides[0]) * 2**42 + int(sides[1]) * 2**21 + int(sides[2])


def _closed(limits: Row, on: date) -> bool:
    days = limits.get("days_refused", [])
    return _WEEKDAYS[on.weekday()] in [d.lower() for d in limits.get("weekdays_refused", [])] or any(
        within(day, on) if isinstance(day, Mapping) else day_of(day) == on for day in days
    )
