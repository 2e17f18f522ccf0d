"""Services between rows and frames: as they are, and as they were when a parcel was priced."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

import polars as pl

from fahuo.core import frames
from fahuo.core.methods.cards import Rates
from fahuo.core.methods.faults import BadCard
from fahuo.core.methods.places import Places
from fahuo.core.methods.read import read_service, read_text
from fahuo.core.methods.read_places import COLUMNS, read_list
from fahuo.core.methods.service import Service as ServiceCards
from fahuo.core.words import ServiceClass
from fahuo.records.copy import fetch
from fahuo.steps.methods.models import FormerCard, Service

# The text that stood at a moment: that of the first change after it, else today's. `former` 0 is today's.
_AT = """
    SELECT s.id, COALESCE(f.id, 0) AS former, md5(COALESCE(f.card, s.card) || COALESCE(f.lists, s.lists)::text) AS digest
    FROM methods_service s
    LEFT JOIN LATERAL (SELECT id, card, lists FROM methods_formercard WHERE service_id = s.id AND until > %s ORDER BY until LIMIT 1) f ON true
    WHERE s.merchant_id = %s ORDER BY s.id
"""
_COLUMNS = {"id": pl.Int64, "former": pl.Int64, "digest": pl.String}


def rates(merchant_id: int, on: date, exchange: pl.DataFrame) -> Rates:
    """The active services of a merchant with the cards that are valid on the day."""
    rows = fetch(
        "SELECT id, 0 AS former, md5(card || lists::text) AS digest FROM methods_service WHERE merchant_id = %s AND active ORDER BY id",
        [merchant_id],
        _COLUMNS,
    )
    return _compiled(tuple(rows.rows()), on, _tuple(exchange))


def rates_at(merchant_id: int, on: date, at: datetime, exchange: pl.DataFrame) -> Rates:
    """All services of a merchant, those no longer active too, with the texts that stood at the moment and the cards of the day."""
    rows = fetch(_AT, [at, merchant_id], _COLUMNS)
    return _compiled(tuple(rows.rows()), on, _tuple(exchange))


def cards_of(row: Service) -> ServiceCards:
    """A service's cards with its lists of places. BadCard where the stored text can no longer be read."""
    return read_service(read_text(row.card), {name: places_of(found, name) for name, found in row.lists.items()}, taken_in=True)


@lru_cache(maxsize=64)
def places_of(list_id: int, name: str) -> Places:
    """The places of a stored list; lists never change."""
    rows = fetch(
        f"SELECT {', '.join(COLUMNS)} FROM methods_place WHERE place_list_id = %s ORDER BY id", [list_id], dict.fromkeys(COLUMNS, pl.String)
    )
    return read_list(rows, name)


def _tuple(exchange: pl.DataFrame) -> tuple[tuple[str, float], ...]:
    return tuple(exchange.select("currency", "rate").sort("currency").rows())


def choice_rules(merchant_id: int) -> pl.DataFrame:
    """frames.ChoiceRules."""
    columns = frames.empty(frames.ChoiceRules).schema
    names = ", ".join("id" if name == "rule_id" else name for name in columns)
    return fetch(f"SELECT {names} FROM methods_choicerule WHERE merchant_id = %s ORDER BY position, id", [merchant_id], dict(columns))


def cover_rules(merchant_id: int) -> pl.DataFrame:
    """frames.CoverRules."""
    columns = frames.empty(frames.CoverRules).schema
    names = ", ".join("id" if name == "rule_id" else name for name in columns)
    return fetch(f"SELECT {names} FROM methods_coverrule WHERE merchant_id = %s ORDER BY position, id", [merchant_id], dict(columns))


def own_covers(order_ids: list[int]) -> pl.DataFrame:
    """frames.OwnCovers of these orders."""
    columns = frames.empty(frames.OwnCovers).schema
    names = ", ".join(columns)
    return fetch(f"SELECT {names} FROM methods_owncover WHERE order_id = ANY(%s) ORDER BY order_id, part", [order_ids], dict(columns))


def lanes(merchant_id: int, on: date) -> pl.DataFrame:
    """frames.Lanes as they were known on the day."""
    columns = frames.empty(frames.Lanes).schema
    return fetch(
        f"""SELECT DISTINCT ON (service_id, origin, country) {", ".join(columns)} FROM methods_lane WHERE merchant_id = %s AND learnt_on <= %s
            ORDER BY service_id, origin, country, learnt_on DESC""",
        [merchant_id, on],
        dict(columns),
    )


@lru_cache(maxsize=32)
def _compiled(services: tuple[tuple[int, int, str], ...], on: date, exchange: tuple[tuple[str, float], ...]) -> Rates:
    """Cards are read and compiled once for the same text, day and exchange rates."""
    frame = pl.DataFrame(exchange, schema={"currency": pl.String, "rate": pl.Float64}, orient="row")
    return Rates.build([_cards(*service) for service in services], on, frame, service_ids=[service_id for service_id, _, _ in services])


@lru_cache(maxsize=1024)
def _cards(service_id: int, former: int, digest: str) -> ServiceCards:
    """`digest` is that of the text: it is what the cache goes by. A text that can no longer be read takes its own service out, not the others."""
    row = Service.objects.get(pk=service_id)
    if former:
        row.card, row.lists = FormerCard.objects.values_list("card", "lists").get(pk=former)
    try:
        return cards_of(row)
    except BadCard as bad:
        return ServiceCards.unreadable(row.code, row.name_zh, row.name, ServiceClass(row.kind), row.carrier, bad.faults)
