"""What comes of a count: its differences with their value, booked at once, or put before another person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.db import transaction

from fahuo.core.goods.counting import CountState, difference
from fahuo.core.goods.inbound import may_approve
from fahuo.core.words import BinKind, MoveKind, Telling
from fahuo.flow import jobs
from fahuo.flow.said import not_possible
from fahuo.flow.shelves import shortfall
from fahuo.flow.shelves.arrivals import above_limit
from fahuo.flow.shelves.counts import lock, must_be, rounds, state_of, tell
from fahuo.flow.shelves.moves import SCHEMA, move
from fahuo.records.clock import today
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


@dataclass(frozen=True)
class Booked:
    """What an approval did."""

    differences: int
    lost: list[shortfall.Hit]  # promises that were given up


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
    above = merchant.approval_minor is None or value > merchant.approval_minor
    if differing and (above or shortfall.hits(merchant, losses(differing, today(now)))):  # what takes goods from orders a person approves
        tell(count, Telling.ASKED, by, now, worth_minor=value, differences=len(differing))
        return CountState.WAITS
    _book(merchant, count, differing, by, now)
    tell(count, Telling.CLOSED, by, now, worth_minor=value, differences=len(differing))
    return CountState.CLOSED


@transaction.atomic
def approve(merchant: Merchant, count_id: int, by: str, now: datetime) -> Booked:
    """The differences are accepted and booked. Above the merchant's limit by somebody else than who finished.

    Orders whose goods are missing give them up and are planned again in the same transaction, the newest first (flow.shelves.shortfall).
    """
    count = lock(merchant, count_id)
    must_be(count, CountState.WAITS, "审批", "approved")
    asked = count.tellings.filter(kind=Telling.ASKED).latest("pk")
    value = asked.data.get("worth_minor", 0)
    if not may_approve(asked.actor, by, value, merchant.approval_minor):
        raise not_possible("approve_other_person", above_limit(merchant, value, asked.actor))
    differing = [v for v in verdicts(count) if v.pieces]
    hits = _book(merchant, count, differing, by, now)
    tell(count, Telling.APPROVED, by, now, orders=len({h.order_id for h in hits}))
    tell(count, Telling.CLOSED, by, now)
    return Booked(len(differing), hits)


def hits(merchant: Merchant, count: Count, now: datetime) -> list[shortfall.Hit]:
    """The orders that lose goods if the differences of an open count are booked as they stand now."""
    if state_of(count) not in (CountState.OPEN, CountState.WAITS):
        return []
    return shortfall.hits(merchant, losses([v for v in verdicts(count) if v.pieces], today(now)))


def losses(differing: list[Verdict], on: date) -> pl.DataFrame:
    """What the differences take from what may be promised, product by product (shortfall.LOSSES): too many in one bin makes good too few in another."""
    rows = [
        (v.entry.product_id, v.look.bin.warehouse_id, -(v.pieces or 0))
        for v in differing
        if v.look.bin.kind != BinKind.QUARANTINE and not (v.entry.lot and v.entry.lot.expires_on and v.entry.lot.expires_on <= on)
    ]
    table = pl.DataFrame(rows, schema=shortfall.LOSSES, orient="row").group_by("product_id", "warehouse_id", maintain_order=True)
    return table.agg(pl.col("quantity").sum()).filter(pl.col("quantity") > 0)


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


def _book(merchant: Merchant, count: Count, differing: list[Verdict], by: str, now: datetime) -> list[shortfall.Hit]:
    """Each difference as a move. What is booked is the difference, not the figure: what moved since the count stays moved.

    Missing pieces that orders were promised are given up; orders that wait for pieces that were found are planned by a job.
    """
    if not differing:
        return []
    lost = losses(differing, today(now))
    cleared = shortfall.make_way(merchant, lost, [v.entry.product_id for v in differing], by, now, f"count {count.pk}")
    rows = [
        (
            MoveKind.COUNTED.value, v.entry.product_id, count.warehouse_id, abs(v.pieces or 0),
            v.look.bin_id if (v.pieces or 0) < 0 else None, v.look.bin_id if (v.pieces or 0) > 0 else None,
            v.entry.lot_id, "", f"count:{count.pk}", f"count:{count.pk}:{v.entry.pk}",
        )
        for v in differing
    ]  # fmt: skip
    loses = pl.Series([(v.pieces or 0) < 0 and v.look.bin.kind != BinKind.QUARANTINE for v in differing], dtype=pl.Boolean)
    move(merchant, shortfall.keep_firm(merchant, pl.DataFrame(rows, schema=SCHEMA, orient="row"), loses, cleared), by, now)
    shortfall.go_on(merchant, cleared, by, now)
    if any((v.pieces or 0) > 0 for v in differing):
        jobs.defer("plan_refused", merchant_id=merchant.pk)
    return cleared.hits
