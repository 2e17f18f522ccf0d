"""The judge's own reading of cover: who is covered and what it costs, in exact fractions from the cards' documents. A part of check.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Any

from fahuo.core.methods.check_choice import BY_RULE, holds
from fahuo.core.words import minor_units

if TYPE_CHECKING:
    from fahuo.core.journey import World

Row = Mapping[str, Any]
CODES = ("cover_not_offered", "cover_without_rate")
_OF_CARD = ("rate_nano", "worth_minor", "cap_minor", "included_minor", "ppm", "least_minor", "covered_minor", "premium_minor")


def check_covers(
    parcel: Row, part: int, offers: Mapping[int, Row], found: Mapping[int, Row], documents: Mapping[int, Row], world: World, on: date
) -> Iterator[str]:
    """What is wrong with the covers of the `part`-th parcel of its order."""
    for service_id, offer in offers.items():
        if service_id not in documents:
            continue
        code, row = documents[service_id]["code"], found.get(service_id)
        priced = offer["reason"] in (None, *BY_RULE)
        asked = _asked(parcel, part, documents[service_id], world, on) if priced else None
        if (asked is None) != (row is None):
            yield f"service {code}: {'is' if asked is None else 'is not'} to be covered by the rules, its cover is {row}"
        elif asked is not None and row is not None:
            value, rule_id = asked
            should = {"value_minor": value, "rule_id": rule_id, "chosen": offer["chosen"]}
            should |= _figures(value, parcel["currency"], documents[service_id], world, on)
            yield from (f"service {code}: {n} of its cover is {row[n]!r}, should be {v!r}" for n, v in should.items() if row[n] != v)


def _asked(parcel: Row, part: int, document: Row, world: World, on: date) -> tuple[int, int | None] | None:
    """The value to be covered, and the rule that asks; None where nobody does."""
    own = [] if world.own_covers is None else world.own_covers.to_dicts()
    for word in own:
        if (word["order_id"], word["part"]) == (parcel["order_id"], part):
            value = word["value_minor"] or parcel["value_minor"]
            return (value, None) if word["covers"] and value > 0 else None
    for rule in sorted(world.cover_rules.to_dicts(), key=lambda r: (r["position"], r["rule_id"])):
        dated = (rule["valid_from"] or on) <= on and (rule["valid_to"] is None or on < rule["valid_to"])
        named = not rule["services"] or bool({document["code"], document["class"]} & set(rule["services"].replace(",", " ").split()))
        carried = not rule["carrier"] or rule["carrier"] == document["carrier"]
        if dated and named and carried and holds(rule, parcel, world, rule["covers"]):
            return (parcel["value_minor"], rule["rule_id"]) if rule["covers"] and parcel["value_minor"] > 0 else None
    return None


def _figures(value: int, currency: str | None, document: Row, world: World, on: date) -> dict[str, object]:
    card = next(c for c in document["cards"] if _day(c["valid_from"]) <= on and ("valid_to" not in c or on < _day(c["valid_to"])))
    blank: dict[str, object] = {**dict.fromkeys(_OF_CARD), "home_minor": None}
    if "insurance" not in card:
        return {"reason": CODES[0], **blank}
    terms, own = card["insurance"], card["currency"]
    rate, home = _rate(world, currency, own), _rate(world, own, world.currency)
    if rate is None or home is None:
        return {"reason": CODES[1], **blank}
    unit = Fraction(10) ** minor_units(own)
    cap = int(_amount(terms["cap"]) * unit) if "cap" in terms else None
    included, least = (int(_amount(terms.get(name, 0)) * unit) for name in ("included", "least"))
    worth = _half(value * rate)
    covered = worth if cap is None else min(cap, worth)
    premium = max(_half((covered - included) * _amount(terms["percent"]) / 100), least) if covered > included else 0
    figures = (int(rate * 10**9), worth, cap, included, int(_amount(terms["percent"]) * 10_000), least, covered, premium)
    return {"reason": None, "currency": own, **dict(zip(_OF_CARD, figures, strict=True)), "home_minor": _half(premium * home)}


def _rate(world: World, currency: str | None, into: str) -> Fraction | None:
    """One minor unit in minor units of the other, to the billionth."""
    if currency == into:
        return Fraction(1)
    rates = {world.currency: 1.0, **dict(world.exchange.select("currency", "rate").iter_rows())}
    if currency is None or currency not in rates or into not in rates:
        return None
    exact = Fraction(repr(rates[currency])) / Fraction(repr(rates[into])) * Fraction(10) ** (minor_units(into) - minor_units(currency))
    return Fraction(_half(exact * 10**9), 10**9)


def _amount(written: Any) -> Fraction:
    return Fraction(Decimal(str(written)))


def _half(amount: Fraction) -> int:
    return floor(amount + Fraction(1, 2))


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
