"""All collections, the past ones too: a list with filters, and the same as a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from fahuo.console import finding, paging, sheets
from fahuo.console.access import for_merchant, mine
from fahuo.console.templatetags.collecting import STATES, collection_number, collection_state, hours_there, refusal
from fahuo.flow.collecting import asking, board
from fahuo.records.clock import now
from fahuo.records.models import Merchant
from fahuo.steps.transport.collection_list import UNSAID, Wanted, collections
from fahuo.steps.transport.models import Collection

PAST_DAYS, COMING_DAYS = 90, 60  # where no days are asked for
PIECE = 500


@for_merchant
def listed(request: HttpRequest) -> HttpResponse:
    """The newest day first; what is to come before it."""
    merchant, moment = mine(request), now()
    wanted = _wanted(request, merchant, moment)
    rows = collections(merchant.pk, wanted, moment).order_by("-on", "-begins_at", "-pk").prefetch_related("acts")
    page = paging.numbered(request, rows)
    shown = {
        "page": page,
        "rows": page.object_list,
        "wanted": wanted,
        "asked": {name: request.GET.get(name, "") for name in ("from", "to")},
        "states": [*STATES.items(), (UNSAID, _("did they come?"))],
        "houses": board.houses(merchant.pk),
        "now": moment,
        "past": PAST_DAYS,
    }
    return render(request, "console/floor/collections_list.html", shown)


@for_merchant
def file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The filtered list as CSV or XLSX."""
    merchant, moment = mine(request), now()
    rows = collections(merchant.pk, _wanted(request, merchant, moment), moment).prefetch_related("acts", "manifests")
    header = (
        "day", "warehouse", "carrier", "vehicle", "from_to", "state", "confirmation", "parcels", "weight_g", "by_hand", "standing", "manifests",
        "asked_by", "asked_at", "why",
    )  # fmt: skip
    return sheets.answer("xlsx" if kind == "xlsx" else "csv", "collections", header, _cells(rows, moment))


def _wanted(request: HttpRequest, merchant: Merchant, moment: datetime) -> Wanted:
    today, until = today_of(merchant, moment), finding.day(request, "to")
    return Wanted(
        state=finding.text(request, "state"),
        warehouse_id=finding.number(request, "warehouse"),
        carrier=finding.text(request, "carrier"),
        since=finding.day(request, "from") or today - timedelta(days=PAST_DAYS),
        until=until + timedelta(days=1) if until else today + timedelta(days=COMING_DAYS),
    )


def today_of(merchant: Merchant, moment: datetime) -> date:
    """Today, where it is earliest of the merchant's warehouses."""
    return min((asking.local_day(house, moment) for house in board.houses(merchant.pk)), default=moment.date())


def _cells(rows: QuerySet[Collection], moment: datetime) -> Iterator[tuple[sheets.Cell, ...]]:
    """The list row by row, read in pieces, so that its length does not matter."""
    for row in rows.iterator(chunk_size=PIECE):
        acts: list[Any] = list(row.acts.all())
        first = acts[0] if acts else None
        yield (
            row.on, row.warehouse.code, row.carrier, row.trip, hours_there(row), collection_state(row, moment), collection_number(row), row.parcels,
            row.weight_g, "x" if row.by_hand else None, "x" if row.standing_id else None, len(row.manifests.all()),
            first.by if first else None, first.at if first else None, refusal(row).get("said") if row.refused_at else None,
        )  # fmt: skip
