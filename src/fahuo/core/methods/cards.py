"""The rate cards in force on a day, laid out as arrays for the price kernel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from fahuo.core.methods.card_rows import ROW_OF, Layout, lay_out
from fahuo.core.methods.codes import COUNTRIES
from fahuo.core.methods.service import Card, Service

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
    from_here: npt.NDArray[np.bool_]  # service x country
    layout: Layout
    card_codes: pl.Series
    currencies: pl.Series
    selling: Rates | None = None  # the cards of selling prices, of the services that have any

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
        sold = [(service.sold(on), id_) for service, id_ in zip(services, ids, strict=True) if service.selling]
        return cls(
            on=on,
            services=ordered,
            cards=cards,
            service_ids=np.array([ids[n] for n in order], dtype=np.int64),
            exchange={currency: rate for currency, rate in rates.items() if 0 < rate < float("inf")},
            from_here=_from_here(ordered),
            layout=lay_out(ordered, cards, on),
            card_codes=pl.Series([s.card_code(c) if c else None for s, c in zip(ordered, cards, strict=True)], dtype=pl.String),
            currencies=pl.Series([c.currency if c else None for c in cards], dtype=pl.String),
            selling=cls.build([s for s, _ in sold], on, exchange, [id_ for _, id_ in sold]) if sold else None,
        )

    @property
    def zones(self) -> Rows:
        """Rows of layout.ZONE."""
        return self.layout.zones

    @property
    def zone_codes(self) -> pl.Series:
        """The code of each row of `zones`."""
        return self.layout.zone_codes

    def row(self, service_id: int) -> int:
        """Row of the service with that id. KeyError where there is none."""
        found = np.flatnonzero(self.service_ids == service_id)
        if not len(found):
            raise KeyError(f"no service has the id {service_id}")
        return int(found[0])


def _from_here(services: Sequence[Service]) -> npt.NDArray[np.bool_]:
    table = np.zeros((len(services), len(COUNTRIES)), dtype=np.bool_)
    for row, service in enumerate(services):
        table[row, [ROW_OF[c] for c in service.origins]] = True
    return table
