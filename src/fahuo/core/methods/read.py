"""Reads a service's document (TOML or JSON, docs/rate-cards.md) and names everything that is wrong with it at once."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise

from fahuo.core.methods.codes import COUNTRIES
from fahuo.core.methods.faults import BadCard, Fault
from fahuo.core.methods.fields import MOST_G, MOST_MM, Fields
from fahuo.core.methods.postcodes import plain
from fahuo.core.methods.service import GOODS_CLASSES, Card, Fuel, Limits, Service, Surcharge, Volumetric, Zone
from fahuo.core.methods.tables import read_bands
from fahuo.core.words import Paper, ServiceClass

CODE_LENGTH = 40
SERVICE_FIELDS = ("code", "name_zh", "name_en", "class", "carrier", "origins", "invented", "source", "papers", "fuel", "cards")
CARD_FIELDS = ("valid_from", "valid_to", "currency", "min_g", "step_g", "not_served", "volumetric", "limits", "surcharges", "zones")
ZONE_FIELDS = ("code", "countries", "days_p50", "days_p90", "min_g", "step_g", "limits", "bands")
LIMIT_FIELDS = ("weight_g", "longest_mm", "sides_mm", "girth_mm", "value", "value_currency", "attributes_allowed", "attributes_refused")
VOLUMETRIC_FIELDS = ("divisor", "longest_above_mm", "weight_above_g", "exceeds_percent")
SURCHARGE_FIELDS = ("code", "name_zh", "name_en", "fixed", "percent", "attributes", "weight_above_g", "longest_above_mm", "postcodes")


def read_text(text: str) -> dict[str, object]:
    """A document's text, TOML or (where it begins with a brace) JSON, as a dict. BadCard where it is neither."""
    text = text.removeprefix("\ufeff")
    try:
        found = json.loads(text, parse_float=Decimal) if text.lstrip().startswith("{") else tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise BadCard([Fault("document", "unreadable", (("value", str(error)),))]) from None
    return dict(found)


def jsonable(document: Mapping[str, object]) -> dict[str, object]:
    """The document as JSON can hold it, with days and decimals as text. It reads as the same service."""
    return {name: _jsonable(value) for name, value in document.items()}


def _jsonable(value: object) -> object:
    if isinstance(value, Mapping):
        return jsonable(value)
    if isinstance(value, list | tuple):
        return [_jsonable(v) for v in value]
    return str(value) if isinstance(value, date | Decimal) else value


def read_service(document: Mapping[str, object]) -> Service:
    """A service with its cards. BadCard lists every fault of the document with place, value and mend."""
    faults: list[Fault] = []
    row = Fields(document, "", SERVICE_FIELDS, faults)
    origins = row.countries("origins")
    cards = [_card(entry, f"cards[{n}]", origins, faults) for n, entry in enumerate(row.entries("cards"), 1)]
    cards.sort(key=lambda card: card.valid_from)
    for earlier, later in pairwise(cards):
        if later.valid_from > date.min and (earlier.valid_to is None or later.valid_from < earlier.valid_to):
            row.fault("cards", "cards_overlap", value=later.valid_from, until=earlier.valid_to or "∞")
    service = Service(
        code=row.text("code", CODE_LENGTH),
        name_zh=row.text("name_zh"),
        name_en=row.text("name_en"),
        service_class=_service_class(row),
        carrier=row.text("carrier"),
        origins=origins,
        invented=row.boolean("invented", False),
        source=row.text("source"),
        papers=_papers(row),
        fuel=_fuel(row),
        cards=tuple(cards),
        document=document,
    )
    if faults:
        raise BadCard(faults)
    return service


def _service_class(row: Fields) -> ServiceClass:
    value = row.text("class")
    if value in list(ServiceClass):
        return ServiceClass(value)
    if value:
        row.fault("class", "unknown_class", value=value, known=", ".join(ServiceClass))
    return ServiceClass.LINE


def _papers(row: Fields) -> tuple[Paper, ...]:
    found: list[Paper] = []
    for value in row.entries("papers", must=False):
        if value not in list(Paper):
            row.fault("papers", "unknown_paper", value=value, known=", ".join(Paper))
        else:
            found.append(Paper(str(value)))
    return tuple(found)


def _fuel(row: Fields) -> tuple[Fuel, ...]:
    found: dict[date, Fuel] = {}
    for n, entry in enumerate(row.entries("fuel", must=False), 1):
        fields = Fields(entry, f"fuel[{n}]", ("valid_from", "percent"), row.faults)
        fuel = Fuel(fields.day("valid_from"), fields.percent("percent"))
        if fuel.valid_from in found and fuel.valid_from > date.min:
            fields.fault("valid_from", "twice", value=fuel.valid_from, first="fuel")
        found[fuel.valid_from] = fuel
    return tuple(found[day] for day in sorted(found))


def _card(entry: object, place: str, origins: tuple[str, ...], faults: list[Fault]) -> Card:
    row = Fields(entry, place, CARD_FIELDS, faults)
    valid_from = row.day("valid_from")
    valid_to = row.day("valid_to") if row.has("valid_to") else None
    if valid_to is not None and date.min < valid_to <= valid_from:
        row.fault("valid_to", "ends_before", value=valid_to, start=valid_from)
    currency = row.currency("currency")
    not_served = row.countries("not_served", must=False)
    limits = _limits(row, Limits())
    least = row.maybe_whole("min_g", 0, MOST_G) or 0
    step = row.maybe_whole("step_g", 1, MOST_G) or 1
    entries = row.entries("zones")
    taken = _countries_of(entries, not_served, origins)
    zones = [_zone(e, row, n, currency, limits, (least, step), taken) for n, e in enumerate(entries, 1)]
    _once(row, zones, not_served)
    extras = enumerate(row.entries("surcharges", must=False), 1)
    surcharges = [_surcharge(e, f"{place}.surcharges[{n}]", currency, faults) for n, e in extras]
    return Card(valid_from, valid_to, currency, _volumetric(row), tuple(surcharges), tuple(zones))


def _countries_of(entries: list[object], *others: tuple[str, ...]) -> set[str]:
    """Countries that "*" does not stand for: those named in a zone, those not served, and the service's own (that is no export)."""
    named = {c for entry in entries if isinstance(entry, Mapping) for c in _strings(entry.get("countries"))}
    return named.union(*others)


def _strings(values: object) -> list[str]:
    return [v for v in values if isinstance(v, str)] if isinstance(values, list | tuple) else []


def _zone(entry: object, card: Fields, n: int, currency: str, limits: Limits, rounding: tuple[int, int], taken: set[str]) -> Zone:
    code = entry.get("code") if isinstance(entry, Mapping) else None
    place = f"{card.place}.zones[{code if isinstance(code, str) and code else n}]"
    row = Fields(entry, place, ZONE_FIELDS, card.faults)
    countries = row.countries("countries", star=True)
    if "*" in countries:
        countries = (*(c for c in countries if c != "*"), *(c for c in COUNTRIES if c not in taken))
    p50, p90 = row.whole("days_p50", 0, 365), row.whole("days_p90", 0, 365)
    if p90 < p50 and row.has("days_p90"):
        row.fault("days_p90", "days_order", value=p90, p50=p50)
    least = row.whole("min_g", 0, MOST_G) if row.has("min_g") else rounding[0]
    step = row.whole("step_g", 1, MOST_G) if row.has("step_g") else rounding[1]
    bands = read_bands(row, currency, least)
    return Zone(row.text("code", CODE_LENGTH), countries, p50, p90, least, step, _limits(row, limits), bands)


def _once(card: Fields, zones: list[Zone], not_served: tuple[str, ...]) -> None:
    """No zone code and no country may stand in two zones; "*" may stand once; a country not served stands in none."""
    codes: dict[str, str] = {}
    places: dict[str, str] = dict.fromkeys(not_served, "not_served")
    entries = card.entries("zones", must=False)
    star: str | None = None
    for zone, entry in zip(zones, entries, strict=True):
        where = f"zones[{zone.code}]"
        if zone.code and zone.code in codes:
            card.fault(where, "twice", value=zone.code, first=codes[zone.code])
        codes[zone.code] = where
        written = _strings(entry.get("countries")) if isinstance(entry, Mapping) else []
        if "*" in written:
            if star is not None:
                card.fault(f"{where}.countries", "star_twice", first=star)
            star = star or where
        for country in dict.fromkeys(c for c in written if c != "*"):
            if country in places:
                card.fault(f"{where}.countries", "twice", value=country, first=places[country])
            places[country] = where


def _limits(row: Fields, base: Limits) -> Limits:
    """Limits of a card, or of a zone: what a zone does not write it has from its card."""
    if not row.has("limits"):
        return base
    own = Fields(row.row["limits"], f"{row.place}.limits", LIMIT_FIELDS, row.faults)
    value, currency = base.value_minor, base.value_currency
    if own.has("value") != own.has("value_currency"):
        own.fault("", "together", fields="value, value_currency")
    elif own.has("value"):
        currency = own.currency("value_currency")
        value = own.money("value", currency)
    refused = base.refused
    if own.has("attributes_allowed") and own.has("attributes_refused"):
        own.fault("", "one_of", fields="attributes_allowed, attributes_refused")
    elif own.has("attributes_allowed"):
        refused = GOODS_CLASSES & ~own.attributes("attributes_allowed")
    elif own.has("attributes_refused"):
        refused = own.attributes("attributes_refused")
    return Limits(
        weight_g=own.whole("weight_g", 1, MOST_G) if own.has("weight_g") else base.weight_g,
        longest_mm=own.whole("longest_mm", 1, MOST_MM) if own.has("longest_mm") else base.longest_mm,
        sides_mm=own.whole("sides_mm", 1, 3 * MOST_MM) if own.has("sides_mm") else base.sides_mm,
        girth_mm=own.whole("girth_mm", 1, 5 * MOST_MM) if own.has("girth_mm") else base.girth_mm,
        value_minor=value,
        value_currency=currency,
        refused=refused,
    )


def _volumetric(card: Fields) -> Volumetric | None:
    if not card.has("volumetric"):
        return None
    row = Fields(card.row["volumetric"], f"{card.place}.volumetric", VOLUMETRIC_FIELDS, card.faults)
    return Volumetric(
        divisor=row.whole("divisor", 1, 10**6),
        longest_above_mm=row.maybe_whole("longest_above_mm", 0, MOST_MM),
        weight_above_g=row.maybe_whole("weight_above_g", 0, MOST_G),
        exceeds_ppm=row.percent("exceeds_percent") if row.has("exceeds_percent") else None,
    )


def _surcharge(entry: object, place: str, currency: str, faults: list[Fault]) -> Surcharge:
    row = Fields(entry, place, SURCHARGE_FIELDS, faults)
    if row.has("fixed") == row.has("percent"):
        row.fault("", "one_of", fields="fixed, percent")
    postcodes: list[tuple[str, str]] = []
    if row.has("postcodes"):
        written = row.row["postcodes"]
        by_country = Fields(written, f"{place}.postcodes", written if isinstance(written, Mapping) else (), faults)
        for country in by_country.row:
            if country not in COUNTRIES:
                by_country.fault("", "unknown_country", value=country)
            for start in by_country.entries(country):
                if isinstance(start, str) and plain(start):
                    postcodes.append((country, plain(start)))
                else:
                    by_country.fault(country, "not_text", value=start)
    return Surcharge(
        code=row.text("code"),
        name_zh=row.text("name_zh"),
        name_en=row.text("name_en"),
        fixed_minor=row.money("fixed", currency) if row.has("fixed") else None,
        ppm=row.percent("percent") if row.has("percent") else None,
        attributes=row.attributes("attributes"),
        weight_above_g=row.maybe_whole("weight_above_g", 0, MOST_G),
        longest_above_mm=row.maybe_whole("longest_above_mm", 0, MOST_MM),
        postcodes=tuple(postcodes),
    )
