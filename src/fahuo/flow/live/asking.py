"""Carriers are asked what a shipment costs: all at once, with one time limit, and never inside a transaction.

The question is stored first (`start`); `work` makes the calls and keeps each answer as it comes. What a killed process leaves unanswered is lost, and the
next press asks for it again; what still stands is never asked twice.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction

from fahuo.core.methods.live import Answer, judged, refused
from fahuo.flow.accounts import NoAccount, connect
from fahuo.flow.at_once import as_they_come
from fahuo.flow.live.shipment import Shipment
from fahuo.ports.answers import Denied, Refused, Unanswered
from fahuo.ports.prices import AskedService, LivePrice, NoPrice, PriceRequest, price_teller
from fahuo.records import frames as records
from fahuo.records.clock import today
from fahuo.records.models import Merchant
from fahuo.steps.methods import live
from fahuo.steps.methods.models import LiveAsk
from fahuo.steps.methods.models import LivePrice as Row

log = logging.getLogger(__name__)
LIMIT_S = 8.0  # a person waits no longer than this for all carriers together
LOST = timedelta(seconds=LIMIT_S + 7)  # on the wall; after that a question without an answer will have none
Clock = Callable[[], datetime]
Told = list[LivePrice | NoPrice]


@transaction.atomic
def start(
    merchant: Merchant, shipment: Shipment, services: Iterable[int], by: str, now: datetime, parcel_id: int | None = None
) -> int | None:
    """Store the question for those services whose answers do not stand any more, nor are under way. None where nothing is left to ask.

    Two presses at once: the second waits for the first to be stored, and finds it under way.
    """
    _lock(merchant)
    told = live.newest(merchant.pk, shipment.digest)
    wall = datetime.now(UTC)
    due = [service_id for service_id in services if service_id not in told or not live.holds(told[service_id], now, wall - LOST)]
    if not due:
        return None
    ask = LiveAsk.objects.create(
        merchant=merchant, parcel_id=parcel_id, digest=shipment.digest, shipment=asdict(shipment), asked_at=now, by=by, wall_at=wall
    )
    Row.objects.bulk_create(Row(ask=ask, service_id=service_id) for service_id in due)
    return int(ask.pk)


def _lock(merchant: Merchant) -> None:
    """Until the transaction ends, nobody else stores a question of the merchant's."""
    Merchant.objects.select_for_update(no_key=True).get(pk=merchant.pk)


def work(merchant: Merchant, ask_id: int, clock: Clock, limit_s: float = LIMIT_S) -> None:
    """Make the calls of a question: once, whoever comes first. Each carrier's answer is kept when it comes; who is late has not answered."""
    if not LiveAsk.objects.filter(pk=ask_id, merchant=merchant, taken=False).update(taken=True):
        return
    ask = LiveAsk.objects.get(pk=ask_id)
    rows = list(Row.objects.filter(ask=ask).select_related("service").order_by("pk"))
    try:
        client = connect(merchant)
    except NoAccount as reason:
        _keep(dict.fromkeys(_codes(rows), refused("live_no_account", said=reason)), rows, clock())
        return
    if price_teller(client):
        _ask_all(merchant, client, _requests(ask, rows), rows, clock, limit_s)
    else:
        client.close()
        _keep(dict.fromkeys(_codes(rows), refused("live_not_told")), rows, clock())


def finish(merchant: Merchant, shipment: Shipment, ask_id: int | None, clock: Clock, limit_s: float = LIMIT_S) -> None:
    """Make the calls of a question that was stored just now, and wait for what somebody else is asking of the same: until the time is over."""
    until = time.monotonic() + limit_s
    if ask_id is not None:
        work(merchant, ask_id, clock, limit_s)
    while live.under_way(merchant.pk, shipment.digest, datetime.now(UTC) - LOST) and time.monotonic() < until:
        time.sleep(0.1)


def _requests(ask: LiveAsk, rows: list[Row]) -> dict[str, PriceRequest]:
    """One question for each carrier."""
    of: dict[str, list[AskedService]] = {}
    for row in rows:
        of.setdefault(row.service.carrier, []).append(AskedService(row.service.code, row.service.kind))
    fields = ask.shipment | {"attributes": tuple(ask.shipment["attributes"])}
    return {carrier: PriceRequest(carrier=carrier, services=tuple(services), **fields) for carrier, services in of.items()}


def _ask_all(merchant: Merchant, client: Any, requests: dict[str, PriceRequest], rows: list[Row], clock: Clock, limit_s: float) -> None:
    """Keep each carrier's answers as they come; whoever is late has not answered."""
    exchange = dict(records.exchange(merchant.pk, merchant.currency, today(clock())).select("currency", "rate").iter_rows())
    late = dict(requests)
    calls = {carrier: partial(client.prices, request) for carrier, request in requests.items()}
    for carrier, told in as_they_come(calls, limit_s, client.close):
        _keep(_answers(late.pop(carrier), told, exchange, merchant.currency), rows, clock())
    missing = [service.code for request in late.values() for service in request.services]
    _keep(dict.fromkeys(missing, refused("live_late", seconds=f"{limit_s:g}")), rows, clock())


def _answers(request: PriceRequest, told: Told | Exception, exchange: dict[str, float], home: str) -> dict[str, Answer]:
    """A carrier's answers by service; one refusal for all of them where it has none."""
    codes = [service.code for service in request.services]
    if isinstance(told, Refused):
        return dict.fromkeys(codes, refused("live_refused", said=told.said, code=told.code))
    if isinstance(told, Unanswered):
        return dict.fromkeys(codes, refused("live_unanswered", said=told.said))
    if isinstance(told, Denied):
        return dict.fromkeys(codes, refused("live_denied", said=told.said))
    if isinstance(told, Exception):
        log.error("the plug-in of %s failed when it was asked for prices", request.carrier, exc_info=told)
        return dict.fromkeys(codes, refused("live_unanswered", said="the plug-in failed, see the log"))
    found = {answer.service: answer for answer in told}
    return {code: _answer(found.get(code), exchange, home) for code in codes}


def _answer(told: LivePrice | NoPrice | None, exchange: dict[str, float], home: str) -> Answer:
    if told is None:
        return refused("live_unanswered", said="its answer does not name the service")
    if isinstance(told, NoPrice):
        return refused("live_refused", said=told.said, code=told.code)
    days = told.days_least, told.days_most
    return judged(told.amount_minor, told.currency, *days, told.reference, told.valid_until, exchange, home)


def _keep(answers: dict[str, Answer], rows: list[Row], now: datetime) -> None:
    live.keep([(row, answers[row.service.code]) for row in rows if row.service.code in answers], now)


def _codes(rows: list[Row]) -> list[str]:
    return [row.service.code for row in rows]
