"""Quotes as JSON and as a table for people: offers by cost, each with its working, then refusals with their reasons."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from fahuo.core.methods.market import Market
from fahuo.core.methods.quote import Asked, Quoted, refusal, selling_fields
from fahuo.core.methods.shown import money

NO_SIZE = "no size was given: size counts nowhere, neither as weight nor against limits"


def show_quotes(found: list[Quoted], asked: Asked, world: Market, as_json: bool, notes: Sequence[str] = ()) -> int:
    """Print them, and what has to be known of them; the exit code is 1 where no service takes the parcel."""
    offers = [_offer(q, world) for q in found if q.row["reason"] is None]
    refusals = [
        {"service": q.service, "code": q.row["reason"], "reason": refusal(q, asked, world), "reason_zh": refusal(q, asked, world, "zh")}
        for q in found
        if q.row["reason"] is not None
    ]
    notes = [*notes, *([] if asked.size_mm else [NO_SIZE])]
    if as_json:
        answer = {"on": world.rates.on.isoformat(), "to": asked.country, "offers": offers, "refusals": refusals, "notes": notes}
        print(json.dumps(answer, ensure_ascii=False))
    else:
        _table(offers, refusals, notes)
    return 0 if offers else 1


def _offer(quoted: Quoted, world: Market) -> dict[str, Any]:
    row = quoted.row
    answer = {
        "service": quoted.service,
        "name": quoted.name_en,
        "name_zh": quoted.name_zh,
        "class": quoted.service_class.value,
        **{name: row[name] for name in ("total_minor", "currency", "home_minor")},
        "home_currency": world.currency,
        **{name: row[name] for name in ("freight_minor", "fuel_minor", "surcharge_minor", "volumetric_g", "chargeable_g")},
        **{name: row[name] for name in ("card", "zone", "band_up_to_g", "days_p50", "days_p90")},
        "derivation": [step.en for step in quoted.steps],
        "derivation_zh": [step.zh for step in quoted.steps],
        **selling_fields(quoted),
    }
    if quoted.cover:
        answer["insurance"] = {"premium_minor": quoted.cover.premium_minor, "covered_minor": quoted.cover.covered_minor}
    return answer


def _table(offers: list[dict[str, Any]], refusals: list[dict[str, Any]], notes: list[str]) -> None:
    for offer in offers:
        total = money(offer["total_minor"], offer["currency"], True)
        if offer["currency"] != offer["home_currency"]:
            total += f" = {money(offer['home_minor'], offer['home_currency'], True)}"
        if offer["sell_minor"] is not None:
            total += f", selling price {money(offer['sell_minor'], offer['sell_currency'], True)}"
        print(f"{offer['service']:<16} {offer['class']:<8} {total}  {offer['days_p50']}-{offer['days_p90']} days  {offer['name']}")
        for step in offer["derivation"]:
            print(f"{'':<16} {step}")
        for step in offer["sell_derivation"]:
            print(f"{'':<16} {step}")
        if "insurance" in offer:
            cover = offer["insurance"]
            said = (
                f"{money(cover['premium_minor'], offer['currency'], True)} covers {money(cover['covered_minor'], offer['currency'], True)}"
            )
            print(f"{'':<16} insurance offered, not in the total: {said}")
    for row in refusals:
        print(f"{row['service']:<16} no: {row['reason']}")
    for note in notes:
        print(f"note: {note}")
