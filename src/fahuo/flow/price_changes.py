"""What a price table would change: beside the cards in force, and on the parcels of the last days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from fahuo.core.methods.cards import Rates
from fahuo.core.methods.faults import BadCard
from fahuo.core.methods.market import OneService
from fahuo.core.methods.price_tables.compare import Difference, compare
from fahuo.core.methods.price_tables.effect import SENT, Effect, effect
from fahuo.core.methods.price_tables.install import install
from fahuo.core.methods.price_tables.read import Found
from fahuo.core.methods.read import read_service
from fahuo.core.methods.service import Service as Cards
from fahuo.flow.price_tables import document_of
from fahuo.records import frames as records
from fahuo.records.copy import fetch
from fahuo.records.models import Merchant
from fahuo.steps.methods.frames import cards_of
from fahuo.steps.methods.models import Service

DAYS = 30
MOST = 200_000  # parcels: bounds the memory of a page


@dataclass(frozen=True)
class Change:
    """One service of a table, beside what it has now."""

    code: str
    difference: Difference | None  # None: the service is new
    effect: Effect
    service_id: int | None


def change_of(merchant: Merchant, found: Found, on: date) -> Change:
    """What one card would change, seen on the day."""
    assert found.document is not None
    code = str(found.document["code"])
    row = Service.objects.filter(merchant=merchant, code=code).first()
    before = _cards(row)
    after = read_service(install(document_of(row) if row else None, found.document))
    begin: date = found.document["cards"][0]["valid_from"]
    card = after.card(begin)
    assert card is not None
    old = before.card(begin - timedelta(1)) or before.card(begin) if before else None
    sent = _sent(merchant, row.pk if row and before else None, on)
    exchange = records.exchange(merchant.pk, merchant.currency, on)
    market = OneService(merchant.currency, records.warehouses(merchant.pk), exchange, Rates.build([], begin, exchange))
    return Change(code, compare(old, card) if old else None, effect(sent, before, after, market, begin), row.pk if row else None)


def _cards(row: Service | None) -> Cards | None:
    try:
        return cards_of(row) if row else None
    except BadCard:
        return None


def _sent(merchant: Merchant, service_id: int | None, on: date) -> pl.DataFrame:
    """Parcels of the last days for which the service was chosen; for a new service those of all, with what was chosen instead."""
    schema: dict[str, Any] = {**SENT, "paid_minor": pl.Int64}
    sides = "p.length_mm, p.width_mm, p.height_mm, p.weight_g, p.pieces, p.attributes"
    mine = "AND f.service_id = %s" if service_id else ""
    return fetch(
        f"""SELECT p.parcel_id, p.on, p.country, p.postcode, p.city, p.company, p.currency, p.value_minor, {sides}, g.warehouse_id, f.home_minor
            FROM methods_pricing p JOIN goods_parcel g ON g.id = p.parcel_id JOIN methods_offer f ON f.parcel_id = p.parcel_id AND f.chosen
            WHERE g.merchant_id = %s AND p.on > %s {mine} ORDER BY p.parcel_id DESC LIMIT {MOST}""",
        [merchant.pk, on - timedelta(DAYS), *([service_id] if service_id else [])],
        schema,
    )
