"""Judges selling prices, however they were made: the rules are read and the prices worked out again, one offer at a time, in exact fractions.

Shares no code with sell.py and mark_up.py; what a card of selling prices asks is what check_offer.py makes of its document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Any

import polars as pl

from fahuo.core.methods.check_choice import holds
from fahuo.core.methods.check_money import half_up, rate_between, within
from fahuo.core.methods.check_offer import expected_offer
from fahuo.core.methods.check_places import Lists

if TYPE_CHECKING:
    from fahuo.core.journey import World

Row = Mapping[str, Any]


def check_selling(
    orders: pl.DataFrame, parcels: pl.DataFrame, contents: pl.DataFrame, offers: pl.DataFrame, world: World, on: date, selling: pl.DataFrame
) -> list[str]:
    """What is wrong with the selling prices of the offers, one sentence a fault; empty where nothing is."""
    services = {int(i): s for i, s in zip(world.rates.service_ids, world.rates.services, strict=True)}
    by_order = {row["order_id"]: row for row in orders.to_dicts()}
    countries = dict(world.warehouses.select("warehouse_id", "country").iter_rows())
    values = dict(contents.group_by("parcel_id").agg(pl.col("value_minor").sum()).iter_rows())
    asked = {
        row["parcel_id"]: {**by_order[row["order_id"]], **row, "from": countries.get(row["warehouse_id"])}
        | {"value_minor": values.get(row["parcel_id"], 0)}
        for row in parcels.to_dicts()
    }
    sold = {(row["parcel_id"], row["service_id"]): row for row in selling.to_dicts()}
    faults = [] if len(sold) == len(selling) else ["an offer has two selling prices"]
    for offer in offers.filter(pl.col("reason").is_null()).to_dicts():
        key = offer["parcel_id"], offer["service_id"]
        service = services[key[1]]
        should = expected(asked[key[0]], service.document, offer, world, on, service.lists)
        faults += [f"parcel {key[0]}, {service.code}: {fault}" for fault in _differences(sold.pop(key, None), should)]
    return faults + [f"parcel {p}, service {s}: a selling price of an offer that has no cost" for p, s in sold]


def _differences(found: Row | None, should: Row | None) -> Iterator[str]:
    if found is None or should is None:
        if found != should:
            yield f"{found!r} should be {should!r}"
        return
    for name, value in should.items():
        if found[name] != value:
            yield f"{name} is {found[name]!r}, should be {value!r}"


def expected(parcel: Row, document: Row, offer: Row, world: World, on: date, lists: Lists) -> dict[str, object] | None:
    """The columns of the selling price that matter, as they should be; None where nobody says one."""
    listed = _listed(parcel, document, world, on, lists)
    has_card = listed is not None and listed["reason"] is None
    rule = next((r for r in _by_position(world) if within(r, on) and _acts(r, parcel, document, has_card, world)), None)
    if rule is None and listed is None:
        return None
    found: dict[str, object] = {"rule_id": rule["rule_id"] if rule else None, "rule": rule["name"] if rule else None}
    if listed is not None:
        found |= {"card_minor": listed["total_minor"], "card_currency": listed["currency"]} if has_card else {"card_minor": None}
    if rule is None and not has_card:
        return found | {"sell_minor": None, "sell_currency": None, "sell_home_minor": None, "reason": listed["reason"] if listed else None}
    return found | _price(rule, offer, listed if has_card else None, world)


def _by_position(world: World) -> list[dict[str, Any]]:
    return sorted(world.mark_ups.to_dicts(), key=lambda r: (r["position"], r["rule_id"]))


def _acts(rule: Row, parcel: Row, document: Row, has_card: bool, world: World) -> bool:
    if rule["services"] and not {document["code"], document["class"]} & set(rule["services"].replace(",", " ").split()):
        return False
    if rule["carrier"] and rule["carrier"].strip().lower() != document["carrier"].lower():
        return False
    return (has_card or rule["base"] != "card") and holds(rule, parcel, world, False)


def _listed(parcel: Row, document: Row, world: World, on: date, lists: Lists) -> dict[str, Any] | None:
    """What the card of selling prices says: as an offer of a service that has such cards only. None where none is in force."""
    card = next((c for c in document.get("selling") or [] if within(c, on)), None)
    if card is None:
        return None
    days = {"days_p50": 0, "days_p90": 0}
    sold = {**document, "cards": [{**card, "zones": [days | dict(zone) for zone in card["zones"]]}]}
    if card.get("fuel_included"):
        sold["fuel"] = []
    return {"total_minor": None, "currency": None, **expected_offer(parcel, sold, world, on, lists)}


def _price(rule: Row | None, offer: Row, listed: Row | None, world: World) -> dict[str, object]:
    base = rule["base"] if rule else "card"
    start = listed if base == "card" else offer
    assert start is not None
    into = (rule["currency"] or world.currency) if rule else start["currency"]
    rate, cost_rate = rate_between(world, start["currency"], into), rate_between(world, offer["currency"], into)
    margin = rule["least_margin_minor"] if rule else None
    if rate is None or (margin is not None and cost_rate is None):
        return {"sell_minor": None, "sell_currency": None, "sell_home_minor": None, "reason": "currency_without_rate"}
    total = int(start["total_minor"])
    part = {"freight": offer["freight_minor"], "freight_fuel": offer["freight_minor"] + offer["fuel_minor"]}.get(base, total)
    price = half_up(total * rate)
    if rule:
        price += half_up(Fraction(half_up(part * rate) * rule["percent_ppm"], 10**6)) + rule["fixed_minor"]
        price += half_up(Fraction(rule["per_kg_minor"] * start["chargeable_g"], 1000))
    if margin is not None:
        assert cost_rate is not None
        price = max(price, half_up(offer["total_minor"] * cost_rate) + margin)
    price = max(price, 0)
    if rule and rule["step_minor"]:
        price = ceil(Fraction(price - rule["ending_minor"], rule["step_minor"])) * rule["step_minor"] + rule["ending_minor"]
    home = rate_between(world, into, world.currency)
    return {
        **{"sell_minor": price, "sell_currency": into, "reason": None},
        "sell_home_minor": None if home is None else half_up(price * home),
    }
