"""Reads a rate card: its zones, and that no zone, country or place stands in two of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from fahuo.core.methods.bands import read_tables
from fahuo.core.methods.codes import COUNTRIES
from fahuo.core.methods.fields import Fields
from fahuo.core.methods.places import NOWHERE
from fahuo.core.methods.postcodes import letters
from fahuo.core.methods.read_limits import Lists, named_places, read_limits, read_sizes, read_volumetric
from fahuo.core.methods.read_surcharge import charged_twice, read_insurance, read_surcharge, taken_of_known
from fahuo.core.methods.service import Card, Limits, Volumetric, Zone
from fahuo.core.methods.weights import NANO

CODE_LENGTH = 40
CARD_FIELDS = (
    *("valid_from", "valid_to", "currency", "min_g", "step_g", "least", "discount_percent", "tiered", "not_served"),
    *("volumetric", "limits", "sizes", "surcharges", "insurance", "zones"),
)
# A card of selling prices says no days, which are those of the service, and offers no cover.
SELLING_FIELDS = (*(name for name in CARD_FIELDS if name != "insurance"), "fuel_included")
ZONE_FIELDS = (
    *("code", "countries", "places", "postcodes", "cities", "regions", "days_p50", "days_p90"),
    *("min_g", "step_g", "least", "discount_percent", "tiered", "volumetric", "limits", "bands"),
)


@dataclass(frozen=True)
class _Base:
    """What a zone has from its card where it writes nothing of its own."""

    currency: str
    min_nano: int
    step_nano: int
    least_minor: int
    discount_ppm: int
    tiered: bool
    volumetric: Volumetric | None
    limits: Limits
    sizes: Mapping[str, Limits]
    taken: set[str]  # countries that "*" does not stand for
    lists: Lists
    selling: bool


def read_card(row: Fields, origins: tuple[str, ...], lists: Lists, selling: bool = False) -> Card:
    """One card of a service that picks up in `origins`; `lists` are the places that the document names. `selling`: of selling prices."""
    valid_from, valid_to = row.days()
    currency = row.currency("currency")
    not_served = row.countries("not_served", must=False)
    entries = row.entries("zones")
    base = _Base(
        currency=currency,
        min_nano=row.weight("min_g") if row.has("min_g") else 0,
        step_nano=row.weight("step_g", 1) if row.has("step_g") else NANO,
        least_minor=row.money("least", currency) if row.has("least") else 0,
        discount_ppm=row.percent("discount_percent", 100) if row.has("discount_percent") else 0,
        tiered=row.boolean("tiered", False),
        volumetric=read_volumetric(row, None),
        limits=read_limits(row, Limits(), lists),
        sizes=read_sizes(row),
        taken=_countries_of(entries).union(not_served, origins),
        lists=lists,
        selling=selling,
    )
    names = _names(entries)
    zones = [_zone(entry, row, name, base) for name, entry in zip(names, entries, strict=True)]
    _once(row, zones, names, not_served)
    codes = [zone.code for zone in zones]
    extras = [read_surcharge(entry, row, n, currency, codes, lists) for n, entry in enumerate(row.entries("surcharges", must=False), 1)]
    charged_twice(row, extras)
    taken_of_known(row, extras)
    return Card(
        valid_from,
        valid_to,
        currency,
        tuple(extras),
        tuple(zones),
        None if selling else read_insurance(row, currency),
        base.volumetric,
        selling,
        selling and row.boolean("fuel_included", False),
    )


def _countries_of(entries: list[object]) -> set[str]:
    """Countries that a zone names whole: "*" does not stand for them, nor for those not served, nor for the service's own (that is no export)."""
    return {c for entry in entries if isinstance(entry, Mapping) for c in _strings(entry.get("countries"))}


def _strings(values: object) -> list[str]:
    return [v for v in values if isinstance(v, str)] if isinstance(values, list | tuple) else []


def _names(entries: list[object]) -> list[str]:
    """What faults call each zone: its code, with its row where the code stands twice, or its row alone."""
    codes = [entry.get("code") if isinstance(entry, Mapping) else None for entry in entries]
    named = [code if isinstance(code, str) and code else None for code in codes]
    return [
        f"zones[{n}]" if code is None else f"zones[{code}, row {n}]" if named.count(code) > 1 else f"zones[{code}]"
        for n, code in enumerate(named, 1)
    ]


def _zone(entry: object, card: Fields, name: str, base: _Base) -> Zone:
    row = Fields(entry, f"{card.place}.{name}", ZONE_FIELDS, card.faults)
    parts = row.given("places", "postcodes", "cities", "regions")
    countries = row.countries("countries", must=not parts, star=True)
    if "*" in countries:
        countries = (*(c for c in countries if c != "*"), *(c for c in COUNTRIES if c not in base.taken))
    p50, p90 = (row.whole(name, 0, 365) if row.has(name) or not base.selling else 0 for name in ("days_p50", "days_p90"))
    if p90 < p50 and row.has("days_p90"):
        row.fault("days_p90", "days_order", value=p90, p50=p50)
    least = row.weight("min_g") if row.has("min_g") else base.min_nano
    tiered = row.boolean("tiered", base.tiered)
    discount = row.percent("discount_percent", 100) if row.has("discount_percent") else base.discount_ppm
    return Zone(
        code=row.text("code", CODE_LENGTH),
        countries=countries,
        places=row.places("postcodes", "cities", "regions").join(named_places(row, "places", base.lists)) if parts else NOWHERE,
        days_p50=p50,
        days_p90=p90,
        min_nano=least,
        step_nano=row.weight("step_g", 1) if row.has("step_g") else base.step_nano,
        least_minor=row.money("least", base.currency) if row.has("least") else base.least_minor,
        tiered=tiered,
        volumetric=read_volumetric(row, base.volumetric),
        limits=read_limits(row, base.limits, base.lists),
        tables=read_tables(row, base.currency, least, tiered, base.sizes, discount),
    )


def _once(card: Fields, zones: list[Zone], names: list[str], not_served: tuple[str, ...]) -> None:
    """No zone code, country or city may stand in two zones; "*" may stand once; a country not served stands in none."""
    codes: dict[str, str] = {}
    places: dict[str, str] = dict.fromkeys(not_served, "not_served")
    cities: dict[tuple[str, str], str] = {}
    entries = card.entries("zones", must=False)
    star: str | None = None
    for zone, where, entry in zip(zones, names, entries, strict=True):
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
        for country, city in zone.places.cities:
            if (country, city) in cities:
                card.fault(f"{where}.cities.{country}", "twice", value=city, first=cities[country, city])
            cities[country, city] = where
    _nested(card, zones, names)


def _nested(card: Fields, zones: list[Zone], names: list[str]) -> None:
    """Postcodes of two zones lie apart, or one range wholly inside the other: then the inner one counts."""
    named = zip(names, zones, strict=True)
    rows = sorted(((country, low, -high, name) for name, zone in named for country, low, high in zone.places.spans), key=lambda r: r[:3])
    around: list[tuple[str, int, int, str]] = []
    for country, low, negative, where in rows:
        high = -negative
        while around and (around[-1][0] != country or around[-1][2] < low):
            around.pop()
        if around:
            _, first, last, other = around[-1]
            if (first, last) == (low, high):
                card.fault(f"{where}.postcodes.{country}", "twice", value=letters(low), first=other)
            elif high > last:
                card.fault(f"{where}.postcodes.{country}", "crosses", value=letters(low), first=other)
        around.append((country, low, high, where))


def follow(row: Fields, name: str, cards: list[Card]) -> None:
    """The days of cards (by their first) may not overlap."""
    for earlier, later in pairwise(cards):
        if later.valid_from > earlier.valid_from.min and (earlier.valid_to is None or later.valid_from < earlier.valid_to):
            row.fault(name, "cards_overlap", value=later.valid_from, until=earlier.valid_to or "∞")
