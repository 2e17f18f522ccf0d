"""What rules of mark-up make of the parcels of the last days: as they stand, and with one of them changed before anybody keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from fahuo.core.methods.cards import Rates
from fahuo.core.methods.mark_up import SERVICES
from fahuo.core.methods.mark_up_effect import SENT, Difference, Resold, differ, resell
from fahuo.core.methods.market import OneService
from fahuo.flow.said import NotPossible
from fahuo.records import frames as records
from fahuo.records.copy import fetch
from fahuo.records.models import Merchant
from fahuo.steps.methods import selling
from fahuo.steps.methods.mark_up_form import COLUMNS
from fahuo.steps.methods.models import MarkUpRule

DAYS = 30
MOST = 200_000  # parcels: bounds the memory of a page


@dataclass(frozen=True)
class Shown:
    """The last days' parcels, as they were sold, and as they would be by the rules of today."""

    parcels: int
    cost_minor: int
    said_minor: int  # what was asked for them then
    said: int  # of so many
    today: Resold
    since: Difference  # today's beside what was asked then


@dataclass(frozen=True)
class Tried:
    """One rule changed, or left out: beside the rules of today."""

    rule: MarkUpRule
    after: Resold
    difference: Difference


def look(merchant: Merchant, on: date) -> tuple[Shown, pl.DataFrame]:
    """How the parcels of the last days sell; and those parcels, for `try_out`."""
    sent = _sent(merchant, on)
    today = _resell(merchant, sent, selling.mark_ups(merchant.pk), on)
    said = sent["said_home_minor"].drop_nulls()
    before = sent.select("parcel_id", before_minor="said_home_minor")
    cost = int(sent["cost_home_minor"].sum())
    return Shown(sent.height, cost, int(said.sum()), len(said), today, differ(before, today)), sent


def try_out(merchant: Merchant, shown: Shown, sent: pl.DataFrame, rule_id: int, terms: Mapping[str, Any] | None, on: date) -> Tried:
    """The same parcels with a rule's terms changed (`percent` and the form's COLUMNS), or without it (None). Nothing is kept."""
    rule = rule_of(merchant, rule_id)
    rules = selling.mark_ups(merchant.pk)
    mine = pl.col("rule_id") == rule_id
    if terms is None:
        rules = rules.filter(~mine)
    else:
        new = {"percent_ppm": int(terms["percent"] * 10_000), **{name: terms[name] for name in COLUMNS}}
        rules = rules.with_columns(
            pl.when(mine).then(pl.lit(value, rules.schema[name])).otherwise(name).alias(name) for name, value in new.items()
        )
    after = _resell(merchant, sent, rules, on)
    now = shown.today.rows.select("parcel_id", before_minor="sell_home_minor")
    return Tried(rule, after, differ(now, after))


def keep(merchant: Merchant, rule_id: int, terms: Mapping[str, Any]) -> MarkUpRule:
    """Give a rule new terms: for plans that are made from now on."""
    rule = rule_of(merchant, rule_id)
    for name in ("percent", *COLUMNS):
        setattr(rule, name, terms[name])
    rule.save(update_fields=["percent", *COLUMNS])
    return rule


def rule_of(merchant: Merchant, rule_id: int) -> MarkUpRule:
    """A rule of the merchant's; NotPossible where there is none."""
    rule = MarkUpRule.objects.filter(merchant=merchant, pk=rule_id).first()
    if rule is None:
        raise NotPossible("there is no such rule of mark-up", "没有这条加价规则")
    return rule


def _resell(merchant: Merchant, sent: pl.DataFrame, rules: pl.DataFrame, on: date) -> Resold:
    exchange = records.exchange(merchant.pk, merchant.currency, on)
    market = OneService(merchant.currency, records.warehouses(merchant.pk), exchange, Rates.build([], on, exchange))
    services = fetch("SELECT id, code, kind, carrier FROM methods_service WHERE merchant_id = %s ORDER BY id", [merchant.pk], SERVICES)
    return resell(sent.select(list(SENT)), rules, services, market, on)


def _sent(merchant: Merchant, on: date) -> pl.DataFrame:
    """SENT of the last days' parcels, and said_home_minor, what was asked for each then."""
    of = {"parcel_id": "p.parcel_id", "shop": "o.shop", "warehouse_id": "g.warehouse_id", "cost_currency": "f.currency"}
    of |= {
        "cost_home_minor": "f.home_minor",
        **{name: f"f.{name}" for name in ("service_id", "chargeable_g", "freight_minor", "fuel_minor", "total_minor")},
    }
    of |= {name: f"s.{name}" for name in SENT if name.startswith("card")}
    names = ", ".join(of.get(name, f"p.{name}") for name in SENT)
    return fetch(
        f"""SELECT {names}, s.sell_home_minor FROM methods_pricing p JOIN goods_parcel g ON g.id = p.parcel_id
            JOIN orders_order o ON o.id = g.order_id JOIN methods_offer f ON f.parcel_id = p.parcel_id AND f.chosen
            LEFT JOIN methods_sellingprice s ON s.parcel_id = f.parcel_id AND s.service_id = f.service_id
            WHERE g.merchant_id = %s AND p.on > %s ORDER BY p.parcel_id DESC LIMIT {MOST}""",
        [merchant.pk, on - timedelta(DAYS)],
        {**SENT, "said_home_minor": pl.Int64()},
    ).sort("parcel_id")
