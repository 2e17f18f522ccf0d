"""Orders that wait for pieces are planned again when pieces have come. Their locks come before those of stock, as everywhere."""

from __future__ import annotations

from datetime import datetime

from fahuo.flow import jobs
from fahuo.flow.prepare import plan_again, waiting_for
from fahuo.records import ledger
from fahuo.records.clock import today
from fahuo.records.models import Merchant

FEW = 20  # products whose orders are looked for at once
AT_ONCE = 100  # orders that a person waits for; more of them are planned by a job


def take(merchant: Merchant, product_ids: list[int]) -> list[int] | None:
    """The orders that wait for these products, locked; None where there are so many that a job plans them."""
    if len(product_ids) > FEW:
        return None
    waiting = sorted({order for product in product_ids for order in waiting_for(merchant.pk, product)})
    if len(waiting) > AT_ONCE:
        return None
    ledger.lock(waiting)
    return waiting


def go_on(merchant: Merchant, waiting: list[int] | None, by: str, now: datetime) -> int:
    """Plan them now, or by a job. Returns how many were planned now."""
    if waiting is None:
        jobs.defer("plan_refused", merchant_id=merchant.pk)
        return 0
    return plan_again(merchant, waiting, on=today(now), now=now, actor=by) if waiting else 0
