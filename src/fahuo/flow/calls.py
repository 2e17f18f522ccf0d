"""Calls to the outside: never inside a transaction. The wish is stored with its key before; the answer is settled in a transaction after.

A job that is killed in between leaves the wish unanswered; the next run makes the call again under the same key, and the outside
answers with the same label or the same entry.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from operator import attrgetter

import polars as pl
from django.db import transaction

from fahuo.core.words import Happening
from fahuo.flow import chain, requests
from fahuo.flow.accounts import NoAccount, connect
from fahuo.flow.at_once import as_they_come
from fahuo.flow.entries import plan_entries
from fahuo.flow.joint.look import look_all
from fahuo.flow.ways import plan_ways
from fahuo.ports.answers import Denied, Refused, Unanswered
from fahuo.ports.carrier import Label as Bought
from fahuo.ports.customs import EntryAnswer, EntryStatus
from fahuo.records import ledger
from fahuo.records.models import Merchant
from fahuo.steps.clearance import service as clearance
from fahuo.steps.clearance.models import Entry
from fahuo.steps.methods import covers
from fahuo.steps.methods import service as methods
from fahuo.steps.methods.models import Label

log = logging.getLogger(__name__)
AT_ONCE = 8  # calls in flight
BATCH = 200  # calls between two looks at what is owed


class TryLater(Exception):
    """The outside does not answer; the job comes again."""


def buy_labels(merchant_id: int, clock: Callable[[], datetime]) -> int:
    """Buy every label that is owed. Returns how many were bought."""
    merchant = Merchant.objects.get(pk=merchant_id)
    if merchant.buys_labels:
        if merchant.joint_wait_h:
            look_all(merchant, clock())  # before they are labelled one by one
        with transaction.atomic():
            methods.ask(merchant_id, None, clock(), timedelta(hours=merchant.joint_wait_h))
    return work_off(merchant, methods.owed, requests.labels, attrgetter("buy_label"), _settle_labels, clock)


def buy_now(merchant: Merchant, parcel_ids: list[int], clock: Callable[[], datetime], within_s: float) -> None:
    """Buy the labels that were asked for these parcels while somebody waits; each is settled when its answer comes.

    What is not answered in time stays owed: the job asks again under the same key, and the carrier gives the same label.
    """
    owed = methods.owed(merchant.pk, BATCH, parcel_ids)
    if not owed:
        return
    try:
        client = connect(merchant)
    except NoAccount as reason:
        log.warning("%s", reason)
        return
    wishes = dict(zip((label.parcel_id for label in owed), requests.labels(owed), strict=True))
    labels = {label.parcel_id: label for label in owed}
    for parcel_id, answer in as_they_come({i: partial(client.buy_label, wish) for i, wish in wishes.items()}, within_s, client.close):
        if isinstance(answer, Exception) and not isinstance(answer, Refused):
            log.warning("the label of parcel %s is not bought yet: %s", parcel_id, answer)
            continue
        with transaction.atomic():
            _settle_labels(merchant, [labels[parcel_id]], [answer], clock())


def lodge_entries(merchant_id: int, clock: Callable[[], datetime]) -> int:
    """Lodge every entry that is owed. Returns how many customs took."""
    merchant = Merchant.objects.get(pk=merchant_id)
    return work_off(merchant, clearance.owed, requests.entries, attrgetter("lodge"), _settle_entries, clock)


def work_off(merchant: Merchant, owed_of, build, verb_of, settle, clock: Callable[[], datetime]) -> int:  # type: ignore[no-untyped-def]
    """Ask for all that is owed, some at a time; each answer is settled before more is asked. Returns how many came to a good end.

    `verb_of` takes the client and gives what is called with each wish.
    """
    done, owed = 0, owed_of(merchant.pk, BATCH)
    if not owed:
        return 0
    try:
        client = connect(merchant)
    except NoAccount as reason:
        log.warning("%s", reason)
        return 0
    with client, ThreadPoolExecutor(AT_ONCE) as pool:
        while owed:
            answers = list(pool.map(lambda wish: _ask(verb_of(client), wish), build(owed)))
            with transaction.atomic():
                done += settle(merchant, owed, answers, clock())
            silent = [a for a in answers if isinstance(a, Unanswered | Denied)]
            if silent:
                raise TryLater(f"{len(silent)} of {len(answers)} calls had no answer: {silent[0]}")
            owed = owed_of(merchant.pk, BATCH)
    return done


def _ask(call, wish):  # type: ignore[no-untyped-def]
    """An answer, or the exception that stood for it."""
    try:
        return call(wish)
    except (Refused, Unanswered, Denied) as answer:
        return answer


def _settle_labels(merchant: Merchant, owed: list[Label], answers: list[object], now: datetime) -> int:
    ledger.lock([label.parcel.order_id for label in owed])
    bought, told = [], []
    for label, answer in zip(owed, answers, strict=True):
        subject = pl.DataFrame({"order_id": [label.parcel.order_id], "parcel_id": [label.parcel_id]})
        if isinstance(answer, Bought) and methods.answer(label.parcel_id, label.key, answer.number, None, now):
            bought.append(label.parcel_id)
            told.append(
                ledger.events(merchant.pk, subject, Happening.LABEL_BOUGHT, now, f"carrier:{answer.carrier}", {"number": answer.number})
            )
        elif isinstance(answer, Refused) and methods.answer(label.parcel_id, label.key, None, str(answer), now):
            told.append(
                ledger.events(merchant.pk, subject, Happening.LABEL_REFUSED, now, "carrier", {"said": answer.said, "code": answer.code})
            )
    if bought:
        if covers.ask(bought, now):
            chain.wake_covers(merchant.pk)
        plan_ways(bought, now)
        told += plan_entries(merchant, bought, now)
    if told:
        ledger.record(pl.concat(told))
        chain.wake_entries(merchant.pk)
    return len(bought)


def _settle_entries(merchant: Merchant, owed: list[Entry], answers: list[object], now: datetime) -> int:
    ledger.lock([entry.parcel.order_id for entry in owed])
    taken, told = 0, []
    kinds = {EntryStatus.HELD: Happening.CUSTOMS_HELD, EntryStatus.RELEASED: Happening.ENTRY_RELEASED}
    for entry, answer in zip(owed, answers, strict=True):
        subject = pl.DataFrame({"order_id": [entry.parcel.order_id], "parcel_id": [entry.parcel_id]})
        if isinstance(answer, EntryAnswer) and clearance.answer(entry.parcel_id, answer.reference, None, now):
            taken += 1
            data = {"reference": answer.reference, "said": answer.said, "country": entry.country}
            told.append(ledger.events(merchant.pk, subject, Happening.ENTRY_LODGED, now, "customs", data))
            if answer.status in kinds:
                told.append(ledger.events(merchant.pk, subject, kinds[answer.status], now, "customs", data))
        elif isinstance(answer, Refused):
            clearance.answer(entry.parcel_id, None, str(answer), now)
            told.append(ledger.events(merchant.pk, subject, Happening.NOTED, now, "customs", {"said": answer.said, "code": answer.code}))
    if told:
        ledger.record(pl.concat(told))
    return taken
