"""Cards as the rows of layout.py: what the kernel looks up, each list of places and each list of surcharges once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from fahuo.core.methods import layout
from fahuo.core.methods.codes import COUNTRIES
from fahuo.core.methods.layout import FUEL_HERE, MOST_SIDE, NONE, NOT_SERVED, split_key
from fahuo.core.methods.places import Places
from fahuo.core.methods.service import Card, Fuel, Limits, Service, Surcharge, Table, Zone
from fahuo.core.methods.splits import split_spans
from fahuo.core.methods.taken_of import FREIGHT, FUEL, HERE_FUEL, VALUE, in_order
from fahuo.core.methods.weights import NANO

ROW_OF = {code: row for row, code in enumerate(COUNTRIES)}
Rows = npt.NDArray[np.void]
Whole = npt.NDArray[np.int64]
_ANY = (MOST_SIDE, MOST_SIDE, MOST_SIDE)


@dataclass(frozen=True, eq=False)
class Layout:
    """Arrays for the kernel, and the lists that its numbers count in."""

    ways: Rows
    zone_of: Whole  # service x country
    zones: Rows
    bands: Rows
    extras: Whole  # rows of surcharges, list after list
    surcharges: Rows
    slots: Whole  # what surcharges are taken of, list after list
    country_sets: npt.NDArray[np.bool_]  # set x country
    places: Rows  # set x country
    spans: Rows
    place_cities: Whole
    splits: Rows
    split_spans: Rows
    split_cities: Rows
    zone_codes: pl.Series
    value_currencies: tuple[str, ...]  # columns of the value rates
    currency_sets: tuple[frozenset[str], ...]  # columns of the currencies that are taken
    cities: dict[str, int]  # plain_city -> its number
    asks_places: bool  # whether postcodes and cities matter to any card


@dataclass
class _Build:
    on: date
    ways: list[tuple[int, ...]] = field(default_factory=list)
    zones: list[tuple[int, ...]] = field(default_factory=list)
    bands: list[tuple[int, ...]] = field(default_factory=list)
    extras: list[int] = field(default_factory=list)
    surcharges: list[tuple[int, ...]] = field(default_factory=list)
    slots: list[int] = field(default_factory=list)
    zone_codes: list[str] = field(default_factory=list)
    value_currencies: dict[str, int] = field(default_factory=dict)
    currency_sets: dict[frozenset[str], int] = field(default_factory=dict)
    country_sets: dict[tuple[str, ...], int] = field(default_factory=dict)
    place_sets: dict[Places, int] = field(default_factory=dict)
    cities: dict[str, int] = field(default_factory=dict)
    splits: list[tuple[int, ...]] = field(default_factory=list)
    split_spans: list[tuple[int, ...]] = field(default_factory=list)
    split_cities: list[tuple[int, ...]] = field(default_factory=list)

    def currency(self, code: str | None) -> int:
        return self.value_currencies.setdefault(code, len(self.value_currencies)) if code else 0

    def place_set(self, places: Places | None) -> int:
        return self.place_sets.setdefault(places, len(self.place_sets)) if places is not None else -1

    def city(self, name: str) -> int:
        return self.cities.setdefault(name, len(self.cities))


def lay_out(services: Sequence[Service], cards: Sequence[Card | None], on: date) -> Layout:
    """The cards of the day (None: the service has none)."""
    build = _Build(on)
    zone_of = np.full((len(services), len(COUNTRIES)), NOT_SERVED, dtype=np.int64)
    for row, (service, card) in enumerate(zip(services, cards, strict=True)):
        build.ways.append((-1 if service.unread else int(card is not None), service.fuel_ppm(on)))
        if card is not None:
            _card(build, card, service.fuel_on(on), zone_of[row])
    places, spans, place_cities = _places(build)
    return Layout(
        ways=np.array(build.ways, dtype=layout.WAY),
        zone_of=zone_of,
        zones=np.array(build.zones, dtype=layout.ZONE),
        bands=np.array(build.bands, dtype=layout.BAND),
        extras=np.array(build.extras, dtype=np.int64),
        surcharges=np.array(build.surcharges, dtype=layout.SURCHARGE),
        slots=np.array(build.slots, dtype=np.int64),
        country_sets=np.array([[c in names for c in COUNTRIES] for names in build.country_sets], dtype=np.bool_).reshape(
            len(build.country_sets), len(COUNTRIES)
        ),
        places=places,
        spans=spans,
        place_cities=place_cities,
        splits=np.array(build.splits, dtype=layout.SPLIT),
        split_spans=np.array(build.split_spans, dtype=layout.SPLIT_SPAN),
        split_cities=np.array(build.split_cities, dtype=layout.SPLIT_CITY),
        zone_codes=pl.Series(build.zone_codes, dtype=pl.String),
        value_currencies=tuple(build.value_currencies),
        currency_sets=tuple(build.currency_sets),
        cities=build.cities,
        asks_places=bool(build.place_sets or build.splits),
    )


def _card(build: _Build, card: Card, fuel: Fuel | None, zone_of: Whole) -> None:
    asked, slots = _surcharges(build, card, fuel)
    lists: dict[tuple[int, ...], int] = {}
    rows = {}
    for zone in card.zones:
        mine = tuple(row for row, zones in asked if zones is None or zone.code in zones)
        if mine not in lists:
            lists[mine] = len(build.extras)
            build.extras.extend(mine)
        rows[zone.code] = len(build.zones)
        zone_of[[ROW_OF[c] for c in zone.countries]] = len(build.zones)
        for n, table in enumerate(zone.tables, 1):
            follows = len(build.zones) + 1 if n < len(zone.tables) else -1
            build.zones.append((follows, *_zone_row(build, zone, table), lists[mine], lists[mine] + len(mine), slots))
            build.zone_codes.append(zone.code)
    _split(build, card, rows, zone_of)


def _surcharges(build: _Build, card: Card, fuel: Fuel | None) -> tuple[list[tuple[int, tuple[str, ...] | None]], int]:
    """Rows of the surcharges that are asked for on the day, each with its zones (None: all), after what they are taken of; the number of slots.

    Those of one group stand together, so that the kernel sees where a group ends.
    """
    on_day = [extra for extra in card.surcharges if extra.holds(build.on)]
    steps = in_order(on_day, fuel.of if fuel else ())
    parts = [extra for extra in on_day if extra.ppm is not None]
    named = {name for extra in parts for name in extra.of}
    slot_of = {row: n for n, row in enumerate(row for row, extra in enumerate(on_day) if extra.code in named)}
    asked: list[tuple[int, tuple[str, ...] | None]] = []
    for group, rows in enumerate(steps):
        if rows == HERE_FUEL and FUEL in named:
            asked.append((FUEL_HERE, None))
        for row in rows:
            extra = on_day[row]
            of_from = len(build.slots)
            build.slots.extend(slot for other, slot in slot_of.items() if extra.ppm is not None and on_day[other].code in extra.of)
            taken_of = (of_from, len(build.slots), slot_of.get(row, -1))
            asked.append((len(build.surcharges), extra.zones))
            build.surcharges.append(_surcharge_row(build, extra, card, taken_of, group if extra.group else -1, fuel))
    return asked, len(slot_of)


def _zone_row(build: _Build, zone: Zone, table: Table) -> tuple[int, ...]:
    limits, size = zone.limits, table.size.limits if table.size else Limits()
    fits = [min(a, b) for a, b in zip(limits.fits_mm or _ANY, size.fits_mm or _ANY, strict=True)]
    rule = zone.volumetric
    first = len(build.bands)
    build.bands.extend(
        (
            *(b.up_to_nano, b.fixed_minor, b.fee_minor, b.per_kg_minor, b.first_nano, b.step_nano, b.step_minor),
            *(b.from_nano // NANO, b.base_milli, b.keep_ppm, b.up_to_g),
        )
        for b in table.bands
    )
    sets = build.currency_sets
    return (
        *(int(limits.closed(build.on)), int(limits.refused), _least(limits.weight_g, size.weight_g), limits.weight_least_g or 0),
        *(_least(limits.longest_mm, size.longest_mm), _least(limits.sides_mm, size.sides_mm), _least(limits.girth_mm, size.girth_mm)),
        *(*fits, *(limits.least_mm or (0, 0, 0)), _or(limits.pieces, NONE)),
        -1 if limits.currencies is None else sets.setdefault(frozenset(limits.currencies), len(sets)),
        *(_or(limits.value_minor, NONE), build.currency(limits.value_currency)),
        build.place_set(limits.places_refused) if limits.places_refused else -1,
        *(zone.chargeable(0) if zone.min_nano else 0, zone.step_nano, zone.least_minor),
        *((0, -1, -1, -1, -1, -1, 0, 0) if rule is None else (rule.divisor, _or(rule.longest_above_mm, -1), _or(rule.sides_above_mm, -1))),
        *(
            ()
            if rule is None
            else (_cubed(rule.volume_above_cm3), _or(rule.weight_above_g, -1), _or(rule.exceeds_ppm, -1), rule.less_ppm, rule.share_ppm)
        ),
        *(zone.days_p50, zone.days_p90, first, len(build.bands)),
    )


def _surcharge_row(
    build: _Build, extra: Surcharge, card: Card, taken_of: tuple[int, int, int], group: int, fuel: Fuel | None
) -> tuple[int, ...]:
    sets = build.country_sets
    of_value = VALUE in extra.of
    return (
        *(extra.fixed_minor or 0, extra.ppm or 0, extra.per_kg_minor or 0),
        *(extra.free_nano, extra.step_nano, extra.step_minor or 0, extra.per_piece_minor or 0),
        int(extra.step_minor is not None or extra.per_piece_minor is not None),  # for each of something
        int(extra.of != (FREIGHT,)),
        *(int(FREIGHT in extra.of), int(FUEL in extra.of), int(of_value), build.currency(card.currency) if of_value else -1, *taken_of),
        *(extra.least_minor or 0, _or(extra.most_minor, NONE), group, int(fuel is not None and extra.code in fuel.of)),
        *(int(extra.attributes), _or(extra.weight_above_g, -1)),
        int(any(limit is not None for limit in (extra.weight_up_to_g, extra.chargeable_above_nano, extra.chargeable_up_to_nano))),
        _or(extra.weight_up_to_g, NONE),
        *(_or(extra.chargeable_above_nano, -1), _or(extra.chargeable_up_to_nano, NONE)),
        *(_or(extra.longest_above_mm, -1), _or(extra.second_above_mm, -1), _or(extra.sides_above_mm, -1), _or(extra.girth_above_mm, -1)),
        _cubed(extra.volume_above_cm3),
        *(_or(extra.value_above_minor, -1), build.currency(extra.value_currency), int(extra.residential)),
        -1 if extra.countries is None else sets.setdefault(extra.countries, len(sets)),
        build.place_set(extra.places),
    )


def _split(build: _Build, card: Card, rows: dict[str, int], zone_of: Whole) -> None:
    """Countries of which a zone holds a part: what lies where."""
    for country in sorted({c for zone in card.zones for c in zone.places.countries}):
        spans = split_spans([(low, high, rows[z.code]) for z in card.zones for c, low, high in z.places.spans if c == country])
        cities = sorted((build.city(name), rows[z.code]) for z in card.zones for c, name in z.places.cities if c == country)
        row = ROW_OF[country]
        begin, cities_begin = len(build.split_spans), len(build.split_cities)
        build.split_spans.extend(spans)
        build.split_cities.extend(cities)
        build.splits.append((begin, len(build.split_spans), cities_begin, len(build.split_cities), int(zone_of[row])))
        zone_of[row] = split_key(len(build.splits) - 1)


def _places(build: _Build) -> tuple[Rows, Rows, Whole]:
    """Each set of places, country by country."""
    table = np.zeros((len(build.place_sets), len(COUNTRIES)), dtype=layout.PLACES)
    spans: list[tuple[int, int]] = []
    cities: list[int] = []
    for row, places in enumerate(build.place_sets):
        for country, own_spans, own_cities in places.by_country():
            begin, cities_begin = len(spans), len(cities)
            spans.extend(own_spans)
            cities.extend(sorted(build.city(name) for name in own_cities))
            table[row, ROW_OF[country]] = (begin, len(spans), cities_begin, len(cities))
    return table, np.array(spans, dtype=layout.SPAN), np.array(cities, dtype=np.int64)


def _least(*values: int | None) -> int:
    return min((v for v in values if v is not None), default=NONE)


def _or(value: int | None, instead: int) -> int:
    return instead if value is None else value


def _cubed(cm3: int | None) -> int:
    return -1 if cm3 is None else cm3 * 1000
