"""Live prices beside the cards' on the command line: JSON, or a table for people."""

from __future__ import annotations

import json
from typing import Any

from fahuo.core.methods.quote import Asked
from fahuo.core.methods.shown import money
from fahuo.core.reasons import say


def show_live(merchant: Any, asked: Asked, as_json: bool) -> int:
    """Ask the merchant's carriers and print what they told; the exit code is 1 where none told a price."""
    from fahuo.cli.main import Problem
    from fahuo.flow.live import asking, verbs
    from fahuo.flow.said import NotPossible
    from fahuo.records.clock import now

    try:
        shipment, ask_id = verbs.ask_quote(merchant, asked, "cli", now())
    except NotPossible as problem:
        raise Problem(problem.en) from None
    asking.finish(merchant, shipment, ask_id, now)
    rows = verbs.quote_beside(merchant, asked, now())
    answers = [_answer(row) for row in rows]
    if as_json:
        told = {"to": asked.country, "home_currency": merchant.currency, "services": answers}
        print(json.dumps(told, ensure_ascii=False))
    else:
        for answer in answers:
            print(_line(answer, merchant.currency))
        if not answers:
            print("no carrier was asked: no service takes the parcel, and no card lacks a price that its carrier could tell")
    return 0 if any(answer["live"] for answer in answers) else 1


def _answer(row: Any) -> dict[str, Any]:
    told, card = row.live, row.card
    live = {
        **{name: getattr(told, name) for name in ("amount_minor", "currency", "home_minor", "days_least", "days_most", "reference")},
        "valid_until": told.valid_until.isoformat(),
    } if row.state == "price" else None  # fmt: skip
    why = {"code": told.code, "reason": say(told.code, told.values), "reason_zh": say(told.code, told.values, "zh")} if told.code else {}
    by_card = {"card_home_minor": card.home_minor, "card_days_p50": card.days_p50, "card_days_p90": card.days_p90}
    return {"service": card.service, "carrier": told.service.carrier, "live": live, **by_card, "dearer_minor": row.dearer_minor, **why}


def _line(answer: dict[str, Any], home: str) -> str:
    card = money(answer["card_home_minor"], home, True)
    if answer["live"] is None:
        return f"{answer['service']:<16} card {card:>14}  carrier: {answer.get('reason', 'no answer')}"
    live = answer["live"]
    more = "" if answer["dearer_minor"] is None else f" ({'+' if answer['dearer_minor'] > 0 else ''}{money(answer['dearer_minor'], home)})"
    told = f"{money(live['home_minor'], home, True)}{more}, {live['days_least']}-{live['days_most']} days, until {live['valid_until']}"
    return f"{answer['service']:<16} card {card:>14}  carrier: {told}  {live['reference']}"
