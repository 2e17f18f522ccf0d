"""A quick quote: what every service asks for one parcel that is only thought of. No address is needed, and nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import polars as pl

from fahuo.core import frames
from fahuo.core.methods.cards import Rates
from fahuo.core.methods.derive import Working, derivation, refusal_values
from fahuo.core.methods.insure import Cover, cover
from fahuo.core.methods.market import Market
from fahuo.core.methods.plan import plan_methods
from fahuo.core.methods.sell import sell
from fahuo.core.methods.sell_steps import card_steps, selling_steps
from fahuo.core.methods.service import NOTHING, Card
from fahuo.core.reasons import mend, say
from fahuo.core.words import Attribute, ServiceClass


@dataclass(frozen=True, slots=True)
class Asked:
    """A parcel that is thought of. A size that is not given is not looked at: nothing is too large, and size does not count as weight."""

    country: str
    weight_g: int
    postcode: str | None = None
    city: str | None = None
    company: str | None = None  # an address without one is a home
    size_mm: tuple[int, int, int] | None = None
    attributes: Attribute = NOTHING
    pieces: int = 1
    value_minor: int = 0
    currency: str | None = None  # None: no value is given, and none is looked at
    warehouse_id: int | None = None  # None: the first by priority
    shop: str | None = None  # whose parcel it is; None: nobody's, and no rule of a shop acts


@dataclass(frozen=True)
class Quoted:
    """One service's offer, or why there is none. Its working is written when it is looked at: that takes longer than the price."""

    service: str
    name_zh: str
    name_en: str
    service_class: ServiceClass
    row: dict[str, Any]  # of frames.Offers
    cover: Cover | None  # the insurance that the card offers for the value
    parcel: dict[str, Any] = field(repr=False)
    world: Market = field(repr=False)
    sold: Sold | None = None  # what we ask for it; None: nobody says

    @cached_property
    def steps(self) -> tuple[Working, ...]:
        """With a pencil; of a refusal its one sentence."""
        return tuple(derivation(self.row, self.parcel, self.world.rates, self.world.currency))

    @property
    def sell_minor(self) -> int | None:
        """The selling price, where there is one, in `sold.row["sell_currency"]`."""
        return self.sold.row["sell_minor"] if self.sold else None


@dataclass(frozen=True)
class Sold:
    """What we ask for a parcel by a service. Its working is written when it is looked at."""

    row: dict[str, Any]  # of frames.SellingPrices
    offer: dict[str, Any]  # of frames.Offers
    parcel: dict[str, Any] = field(repr=False)
    rates: Rates = field(repr=False)

    @property
    def margin_minor(self) -> int | None:
        """What is left of it above the cost, in the merchant's currency."""
        return None if self.row["sell_home_minor"] is None else int(self.row["sell_home_minor"]) - int(self.offer["home_minor"])

    @cached_property
    def steps(self) -> tuple[Working, ...]:
        """From the cost, or from the price of the card of selling prices."""
        return tuple(selling_steps(self.row, self.offer))

    @cached_property
    def card_steps(self) -> tuple[Working, ...]:
        """How that card comes to its price, where it prices the parcel."""
        return tuple(card_steps(self.row, self.parcel, self.rates))


def selling_fields(quoted: Quoted) -> dict[str, Any]:
    """A selling price as programs get it, beside the fields of the cost; all null where nobody says one."""
    sold = quoted.sold
    row: dict[str, Any] = sold.row if sold else {}
    steps = (*sold.card_steps, *sold.steps) if sold else ()
    return {
        **{name: row.get(name) for name in ("sell_minor", "sell_currency", "sell_home_minor")},
        "margin_minor": sold.margin_minor if sold else None,
        "mark_up": row.get("rule"),
        "sell_reason": row.get("reason"),
        "sell_derivation": [step.en for step in steps],
        "sell_derivation_zh": [step.zh for step in steps],
    }


def by_selling_price(found: Sequence[Quoted]) -> list[Quoted]:
    """Those offers that have a selling price, by it in the merchant's currency; the order in which those see them who pay it."""
    return sorted((q for q in found if q.sell_minor is not None), key=_sells_for)


def _sells_for(quoted: Quoted) -> tuple[Any, ...]:
    row: dict[str, Any] = quoted.sold.row if quoted.sold else {}
    return (row["sell_home_minor"], quoted.row["days_p90"], quoted.row["days_p50"], quoted.service)


def quote(asked: Asked, world: Market) -> list[Quoted]:
    """Every service of `world.rates`: offers by cost in the merchant's currency, then by days, then refusals; ties by code."""
    rates = world.rates
    orders, parcels, contents = _frames(asked, world)
    made = plan_methods(orders, parcels, contents, world, rates.on).offers
    offers = made.to_dicts()
    selling = {row["service_id"]: row for row in sell(orders, parcels, contents, made, world, rates.on).to_dicts()}
    parcel = parcels.row(0, named=True) | orders.row(0, named=True) | {"value_minor": asked.value_minor}
    found = []
    for service, card, row in zip(rates.services, rates.cards, offers, strict=True):
        covered = _cover(asked, card, row, world)
        sold = Sold(selling[row["service_id"]], row, parcel, rates) if row["service_id"] in selling else None
        found.append(Quoted(service.code, service.name_zh, service.name_en, service.service_class, row, covered, parcel, world, sold))
    return sorted(found, key=_rank)


def _cover(asked: Asked, card: Card | None, row: dict[str, Any], world: Market) -> Cover | None:
    if card is None or row["reason"] is not None or asked.currency is None:
        return None
    return cover(card, asked.value_minor, asked.currency, world.rates, world.currency)


def _rank(quoted: Quoted) -> tuple[Any, ...]:
    row = quoted.row
    if row["reason"] is not None:
        return (1, quoted.service)
    return (0, row["home_minor"], row["days_p90"], row["days_p50"], quoted.service)


def _frames(asked: Asked, world: Market) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The parcel as an order of one line."""
    warehouse = asked.warehouse_id
    if warehouse is None:
        warehouse = world.warehouses.sort("priority", "warehouse_id")["warehouse_id"][0]
    order = {
        "order_id": 0,
        "number": "",
        "shop": asked.shop,
        "placed_at": datetime.min.replace(tzinfo=UTC),
        "freight_minor": 0,
        "discount_minor": 0,
    }
    order |= {"currency": asked.currency, "country": asked.country, "postcode": asked.postcode, "city": asked.city}
    order |= {"company": asked.company}
    longest, second, third = sorted(asked.size_mm or (0, 0, 0), reverse=True)
    parcel = {"parcel_id": 0, "order_id": 0, "warehouse_id": warehouse, "length_mm": longest, "width_mm": second, "height_mm": third}
    parcel |= {"weight_g": asked.weight_g, "pieces": asked.pieces, "attributes": int(asked.attributes)}
    line = {"parcel_id": 0, "line_no": 1, "order_id": 0, "product_id": 0, "quantity": asked.pieces, "value_minor": asked.value_minor}
    return _one(frames.Orders, order), _one(frames.Parcels, parcel), _one(frames.Contents, line)


def _one(schema: Any, row: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([row], schema=frames.empty(schema).schema)


def refusal(quoted: Quoted, asked: Asked, world: Market, language: str = "en") -> str:
    """A refusal as a sentence with its figures and what would mend it."""
    code, values = quoted.row["reason"], refusal_values(quoted.row, world.rates, language, asked.currency)
    return f"{say(code, values, language)}{'；' if language.startswith('zh') else '; '}{mend(code, values, language)}"
