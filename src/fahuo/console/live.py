"""Live prices as the pages show them: each carrier's beside the card's, those that are still asked, and who asked."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from fahuo.console.quoted import asked_of, query_of
from fahuo.flow.live import verbs
from fahuo.flow.live.beside import Beside
from fahuo.records.clock import now
from fahuo.records.models import Merchant
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods import live, queries


def quote_shown(merchant: Merchant, query: Any, ask_id: int | None = None) -> dict[str, Any]:
    """What the table of a quick quote shows."""
    rows = verbs.quote_beside(merchant, asked_of(merchant, query), now())
    return _shown(merchant, rows, f"{reverse('quote_live')}?{query_of(query)}", ask_id)


def parcel_shown(merchant: Merchant, row: Parcel, ask_id: int | None = None) -> dict[str, Any]:
    """What the table of a parcel shows, and who asked."""
    rows = verbs.parcel_beside(merchant, row, now())
    may_ask = not queries.labels([row.pk])
    return _shown(merchant, rows, reverse("parcel_live", args=[row.pk]), ask_id) | {"may_ask": may_ask, "asks": live.asks(row.pk)}


def _shown(merchant: Merchant, rows: list[Beside], url: str, ask_id: int | None) -> dict[str, Any]:
    priced = [row.live.home_minor for row in rows if row.state == "price" and row.live.home_minor is not None]
    return {
        "rows": rows,
        "asking": any(row.state == "asking" for row in rows),
        "standing": bool(rows) and all(row.state == "price" for row in rows),
        "cheapest": min(priced, default=None),
        "home": merchant.currency,
        "url": url,
        "ask_id": ask_id,
        "may_ask": True,
    }
