"""Services between rows and frames."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import polars as pl

from fahuo.core.methods.cards import Rates
from fahuo.core.methods.read import read_service, read_text
from fahuo.core.methods.service import Service as ServiceCards
from fahuo.records.copy import fetch
from fahuo.steps.methods.models import Service


def rates(merchant_id: int, on: date, exchange: pl.DataFrame) -> Rates:
    """The active services of a merchant with the cards that are valid on the day."""
    rows = fetch(
        "SELECT id, md5(card) FROM methods_service WHERE merchant_id = %s AND active ORDER BY id",
        [merchant_id],
        {"id": pl.Int64, "digest": pl.String},
    )
    return _compiled(tuple(rows.rows()), on, tuple(exchange.select("currency", "rate").sort("currency").rows()))


@lru_cache(maxsize=32)
def _compiled(services: tuple[tuple[int, str], ...], on: date, exchange: tuple[tuple[str, float], ...]) -> Rates:
    """Cards are read and compiled once for the same text, day and exchange rates."""
    frame = pl.DataFrame(exchange, schema={"currency": pl.String, "rate": pl.Float64}, orient="row")
    return Rates.build([_cards(*service) for service in services], on, frame, service_ids=[service_id for service_id, _ in services])


@lru_cache(maxsize=1024)
def _cards(service_id: int, digest: str) -> ServiceCards:
    return read_service(read_text(Service.objects.values_list("card", flat=True).get(pk=service_id)))
