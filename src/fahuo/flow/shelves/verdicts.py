"""What comes of a count: its differences with their value, booked at once, or put before another person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import transaction

from fahuo.core.goods.counting import CountState, difference
from fahuo.core.goods.inbound import may_approve
from fahuo.core.words import MoveKind, Telling
from fahuo.flow.said import not_possible
from fahuo.flow.shelves.arrivals import above_limit
from fahuo.flow.shelves.counts import lock, must_be, rounds, tell
from fahuo.flow.shelves.moves import SCHEMA, move
from fahuo.records.models import Merchant
from fahuo.steps.goods.models import Count, CountEntry, CountRound


@dataclass(frozen=True)
class Verdict:
    """One entry of the last look into a bin: pieces too many or too few (None: it must be counted again), and what they are worth."""

    look: CountRound
    entry: CountEntry
    pieces: int | None
    worth_minor: int  # below zero: missing


def verdicts(count: Count) -> list[Verdict]:
    """Every entry of the bins that are done, in the order of the walk."""
    looks = [r for r in rounds(count) if r.done_at]
    entries: dict[int, list[CountEntry]] = {}
    for entry in CountEntry.objects.filter(round__in=looks).select_related("product", "lot").order_by("product__sku", "lot__code"):
        entries.setdefault(entry.round_id, []).append(entry)
    found = []
    for look in looks:
        for e in entries.get(look.pk, []):
            if e.counted is not None and e.low is not None and e.high is not None:
                pieces = difference(e.expected, e.low, e.high, e.counted)
                found.append(Verdict(look, e, pieces, (pieces or 0) * (e.product.price_minor or 0)))
    return found


@transaction.atomic
def finish(merchant: Merchant, count_id: int, by: str, now: datetime) -> CountState:
    """All bins are counted. Without differences, or with such as are below the merchant's limit, they are booked and the count is closed; else a person must approve."""
    count = lock(merchant, count_id)
    must_be(count, CountState.OPEN, "结束", "finished")
    waiting = [r for r in rounds(count) if not r.done_at]
    if waiting:
        raise not_possible("count_open_bins", {"bins": len(waiting)})
    found = verdicts(count)
    for v in found:
        if v.pieces is None:
            e = v.entry
            values = {"bin": v.look.bin.code, "sku": e.product.sku, "low": e.low, "high": e.high, "counted": e.counted}
            raise not_possible("count_disturbed", values)
    differing = [v for v in found if v.pieces]
    value = sum(abs(v.worth_minor) for v in differing)
    if differing and (merchant.approval_minor is None or value > merchant.approval_minor):
        tell(count, Telling.ASKED, by, now, worth_minor=value, differences=len(differing))
        return CountState.WAITS
    _book(merchant, count, differing, by, now)
    tell(count, Telling.CLOSED, by, now, worth_minor=value, differences=len(differing))
    return CountState.CLOSED


@transaction.atomic
def approve(merchant: Merchant, count_id: int, by: str, now: datetime) -> int:
    """The differences are accepted and booked. Above the merchant's limit by somebody else than who finished. Returns how many were booked."""
    count = lock(merchant, count_id)
    must_be(count, CountState.WAITS, "审批", "approved")
    asked = count.tellings.filter(kind=Telling.ASKED).latest("pk")
    value = asked.data.get("worth_minor", 0)
    if not may_approve(asked.actor, by, value, merchant.approval_minor):
        raise not_possible("approve_other_person", above_limit(merchant, value, asked.actor))
    differing = [v for v in verdicts(count) if v.pieces]
    _book(merchant, count, differing, by, now)
    tell(count, Telling.APPROVED, by, now)
    tell(count, Telling.CLOSED, by, now)
    return len(differing)


@transaction.atomic
def reject(merchant: Merchant, count_id: int, note: str, by: str, now: datetime) -> int:
    """The differences are not accepted: their bins are counted again. Returns how many bins."""
    count = lock(merchant, count_id)
    must_be(count, CountState.WAITS, "退回", "sent back")
    looks = {v.look.pk: v.look for v in verdicts(count) if v.pieces}
    CountRound.objects.bulk_create(CountRound(count=count, bin_id=r.bin_id, product_id=r.product_id, no=r.no + 1) for r in looks.values())
    tell(count, Telling.REJECTED, by, now, note=note[:200])
    return len(looks)


@transaction.atomic
def cancel(merchant: Merchant, count_id: int, by: str, now: datetime) -> None:
    """Give a count up: nothing of it is booked."""
    count = lock(merchant, count_id)
    must_be(count, CountState.OPEN, "取消", "cancelled")
    tell(count, Telling.CANCELLED, by, now)


def _book(merchant: Merchant, count: Count, differing: list[Verdict], by: str, now: datetime) -> None:
    """Each difference as a move. What is booked is the difference, not the figure: what moved since the count stays moved."""
    rows = [
        (
            MoveKind.COUNTED.value, v.entry.product_id, count.warehouse_id, abs(v.pieces or 0),
            v.look.bin_id if (v.pieces or 0) < 0 else None, v.look.bin_id if (v.pieces or 0) > 0 else None,
            v.entry.lot_id, "", f"count:{count.pk}", f"count:{count.pk}:{v.entry.pk}",
        )
        for v in differing
    ]  # fmt: skip
    if rows:
        move(merchant, pl.DataFrame(rows, schema=SCHEMA, orient="row"), by, now)
