"""The judge's own reading of the rules of choice and of the aims, one parcel at a time. Shares no code with choose.py and rules.py."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from fahuo.core.methods.check_places import holds_place
from fahuo.core.methods.market import Market
from fahuo.core.words import Aim, minor_units

Row = Mapping[str, Any]
BY_RULE = ("forbidden_by_rule", "outside_forced")


def rule_of(parcel: Row, world: Market, on: date) -> Row | None:
    """The rule that acts on the parcel: the first by position of which every condition holds."""
    for rule in sorted(world.choice_rules.to_dicts(), key=lambda r: (r["position"], r["rule_id"])):
        if (
            (rule["valid_from"] or on) <= on
            and (rule["valid_to"] is None or on < rule["valid_to"])
            and holds(rule, parcel, world, rule["effect"] == "forbid")
        ):
            return rule
    return None


def holds(rule: Row, parcel: Row, world: Market, if_unknown: bool) -> bool:
    """Whether every condition of the rule holds; `if_unknown`: whether a value that nobody can compare is in its range."""
    if rule["shop"] and parcel["shop"] != rule["shop"]:
        return False
    if rule["countries"] and parcel["country"] not in rule["countries"].replace(",", " ").upper().split():
        return False
    if rule["postcodes"]:
        begins = [p for p in rule["postcodes"].replace(",", " ").split() if any(c.isalnum() for c in p)]
        if not holds_place({**parcel, "city": None}, {}, None, {parcel["country"]: begins}, None):
            return False
    if rule["warehouse_id"] is not None and parcel["warehouse_id"] != rule["warehouse_id"]:
        return False
    if rule["attributes"] and not rule["attributes"] & parcel["attributes"]:
        return False
    if not _between(parcel["weight_g"], rule["min_weight_g"], rule["max_weight_g"]):
        return False
    if rule["min_value_minor"] is None and rule["max_value_minor"] is None:
        return True
    value = _value(parcel, rule["value_currency"] or world.currency, world)
    if value is None:
        return if_unknown
    return _between(value, rule["min_value_minor"], rule["max_value_minor"])


def _value(parcel: Row, into: str, world: Market) -> int | None:
    if parcel["currency"] == into:
        return int(parcel["value_minor"])
    rates = {**dict(world.exchange.select("currency", "rate").iter_rows()), world.currency: 1.0}
    if parcel["currency"] not in rates or into not in rates:
        return None
    of_one = Fraction(repr(rates[parcel["currency"]])) / Fraction(repr(rates[into]))
    value = parcel["value_minor"] * of_one * Fraction(10) ** (minor_units(into) - minor_units(parcel["currency"]))
    return int(value + Fraction(1, 2))


def _between(value: int, least: int | None, most: int | None) -> bool:
    return (least is None or value >= least) and (most is None or value < most)


def names_service(rule: Row, document: Row) -> bool:
    """Whether the rule names the service, by its code or its class."""
    return bool({document["code"], document["class"]} & set(rule["services"].replace(",", " ").split()))


def refused_by(rule: Row | None, document: Row) -> str | None:
    """Why a rule refuses a service; None where it does not."""
    if rule is None:
        return None
    if rule["effect"] == "forbid" and names_service(rule, document):
        return "forbidden_by_rule"
    return "outside_forced" if rule["effect"] == "force" and not names_service(rule, document) else None


def rank(offer: Row, day: date | None, world: Market, on: date) -> tuple[int, ...]:
    """What an offer is compared by: the lowest is chosen."""
    p50, p90, home = offer["days_p50"], offer["days_p90"], offer["home_minor"]
    if world.aim == Aim.PROMISE:
        kept = offer["keep_ppm"]
        return (0 if day is None or kept >= world.keep_ppm else 1_000_001 - kept, home, p90, p50)
    late = 0 if day is None or on + timedelta(p90) <= day else 1 if on + timedelta(p50) <= day else 2
    if world.aim == Aim.TIME:
        return (late, p50, p90, home)
    worth = world.day_worth_minor if world.aim in (Aim.VALUE, Aim.LANDED) else 0
    owed = (offer["duty_minor"] or 0) if world.aim == Aim.LANDED else 0
    return (late, home + worth * p50 + owed, p90, p50)
