"""The rate cards in force on a day, laid out as arrays for the price kernel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

import numpy as np
import numpy.typing as npt
import polars as pl

from fahuo.core.methods.codes import COUNTRIES
from fahuo.core.methods.layout import BAND, NONE, REMOTE, SURCHARGE, WAY, ZONE
from fahuo.core.methods.postcodes import span
from fahuo.core.methods.service import Card, Service, Surcharge, Zone

_ROW_OF = {code: row for row, code in enumerate(COUNTRIES)}
Rows = npt.NDArray[np.void]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Rates:
    """The services with their cards of one day. Rows follow the services by code.

    Build once, use for many plans.
    """

    on: date
    services: tuple[Service, ...]  # by code
    cards: tuple[Card | None, ...]  # of each service; None: no card on that day
    service_ids: Whole  # of each service, the caller's own
    exchange: dict[str, float]  # one unit of the currency in the merchant's
    value_currencies: tuple[str, ...]  # currencies of value limits: columns of the value rates
    ways: Rows
    from_here: npt.NDArray[np.bool_]  # service x country
    zone_of: Whole  # service x country -> row of zones, -1: not served
    zones: Rows
    bands: Rows
    surcharges: Rows
    remote: Rows
    zone_codes: pl.Series
    card_codes: pl.Series
    currencies: pl.Series

    @classmethod
    def build(cls, services: Sequence[Service], on: date, exchange: pl.DataFrame, service_ids: Sequence[int] | None = None) -> Rates:
        """Lay out the cards that hold on the day.

        `exchange` is a frame of frames.Exchange. `service_ids` are the caller's ids of the services, in the
        same order (default: their position).
        ValueError where two services have one code or one id, or the ids are not as many as the services.
        """
        ids = list(range(len(services))) if service_ids is None else list(service_ids)
        if len(ids) != len(services) or len(set(ids)) != len(ids):
            raise ValueError(f"{len(services)} services need as many different ids, not {ids}")
        codes = [service.code for service in services]
        if len(set(codes)) != len(codes):
            raise ValueError(f"service codes are written twice: {sorted({c for c in codes if codes.count(c) > 1})}")
        order = sorted(range(len(services)), key=lambda n: codes[n])
        ordered = tuple(services[n] for n in order)
        cards = tuple(service.card(on) for service in ordered)
        rates = dict(zip(exchange["currency"].to_list(), exchange["rate"].to_list(), strict=True))
        return cls(
            on=on,
            services=ordered,
            cards=cards,
            service_ids=np.array([ids[n] for n in order], dtype=np.int64),
            exchange={currency: rate for currency, rate in rates.items() if 0 < rate < float("inf")},
            from_here=_from_here(ordered),
            card_codes=pl.Series([s.card_code(c) if c else None for s, c in zip(ordered, cards, strict=True)], dtype=pl.String),
            currencies=pl.Series([c.currency if c else None for c in cards], dtype=pl.String),
            **_lay_out(ordered, cards, on),
        )

    def row(self, service_id: int) -> int:
        """Row of the service with that id. KeyError where there is none."""
        found = np.flatnonzero(self.service_ids == service_id)
        if not len(found):
            raise KeyError(f"no service has the id {service_id}")
        return int(found[0])


class _Layout(TypedDict):
    ways: Rows
    zones: Rows
    bands: Rows
    surcharges: Rows
    remote: Rows
    zone_of: Whole
    zone_codes: pl.Series
    value_currencies: tuple[str, ...]


def _from_here(services: Sequence[Service]) -> npt.NDArray[np.bool_]:
    table = np.zeros((len(services), len(COUNTRIES)), dtype=np.bool_)
    for row, service in enumerate(services):
        table[row, [_ROW_OF[c] for c in service.origins]] = True
    return table


def _lay_out(services: Sequence[Service], cards: Sequence[Card | None], on: date) -> _Layout:
    ways: list[tuple[int, ...]] = []
    zones: list[tuple[int, ...]] = []
    bands: list[tuple[int, ...]] = []
    surcharges: list[tuple[int, ...]] = []
    remote: list[tuple[int, ...]] = []
    zone_codes: list[str] = []
    value_currencies: dict[str, int] = {}
    zone_of = np.full((len(services), len(COUNTRIES)), -1, dtype=np.int64)
    for row, (service, card) in enumerate(zip(services, cards, strict=True)):
        if card is None:
            ways.append((0,) * len(WAY.names or ()))
            continue
        first = len(surcharges)
        surcharges.extend(_surcharge_row(s, remote) for s in card.surcharges)
        ways.append(_way_row(card, service.fuel_ppm(on), first, len(surcharges)))
        for zone in card.zones:
            zone_of[row, [_ROW_OF[c] for c in zone.countries]] = len(zones)
            column = value_currencies.setdefault(zone.limits.value_currency, len(value_currencies)) if zone.limits.value_currency else 0
            zones.append(_zone_row(zone, column, len(bands)))
            zone_codes.append(zone.code)
            bands.extend((b.up_to_g, b.fixed_minor, b.per_kg_minor, b.first_g, b.step_g, b.step_minor) for b in zone.bands)
    return {
        "ways": np.array(ways, dtype=WAY),
        "zones": np.array(zones, dtype=ZONE),
        "bands": np.array(bands, dtype=BAND),
        "surcharges": np.array(surcharges, dtype=SURCHARGE),
        "remote": np.array(remote, dtype=REMOTE),
        "zone_of": zone_of,
        "zone_codes": pl.Series(zone_codes, dtype=pl.String),
        "value_currencies": tuple(value_currencies),
    }


def _way_row(card: Card, fuel_ppm: int, first: int, last: int) -> tuple[int, ...]:
    by_size = card.volumetric
    if by_size is None:
        return (1, 0, -1, -1, -1, fuel_ppm, first, last)
    conditions = (_or(by_size.longest_above_mm, -1), _or(by_size.weight_above_g, -1), _or(by_size.exceeds_ppm, -1))
    return (1, by_size.divisor, *conditions, fuel_ppm, first, last)


def _zone_row(zone: Zone, value_currency: int, band_from: int) -> tuple[int, ...]:
    most = zone.limits
    return (
        int(most.refused),
        _or(most.weight_g, NONE),
        _or(most.longest_mm, NONE),
        _or(most.sides_mm, NONE),
        _or(most.girth_mm, NONE),
        _or(most.value_minor, NONE),
        value_currency,
        zone.min_g,
        zone.step_g,
        zone.days_p50,
        zone.days_p90,
        band_from,
        band_from + len(zone.bands),
    )


def _surcharge_row(surcharge: Surcharge, remote: list[tuple[int, ...]]) -> tuple[int, ...]:
    first = len(remote)
    remote.extend((_ROW_OF[country], *span(start)) for country, start in surcharge.postcodes)
    return (
        surcharge.fixed_minor or 0,
        surcharge.ppm or 0,
        int(surcharge.attributes),
        _or(surcharge.weight_above_g, -1),
        _or(surcharge.longest_above_mm, -1),
        first,
        len(remote),
    )


def _or(value: int | None, instead: int) -> int:
    return instead if value is None else value
