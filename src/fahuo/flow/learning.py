"""Transit days learnt anew from the ledger, once a night or when a person asks. Nothing is added up: all of it is computed from the records."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fahuo.core.methods.lanes import learn_lanes
from fahuo.records import frames as records
from fahuo.records.clock import today
from fahuo.records.models import Merchant
from fahuo.steps.methods import frames, lanes


@transaction.atomic
def learn_days(merchant: Merchant, now: datetime) -> int:
    """Learn every lane of the merchant's; returns how many are new or moved."""
    on = today(now)
    rates = frames.rates(merchant.pk, on, records.exchange(merchant.pk, merchant.currency, on))
    return lanes.keep(merchant.pk, learn_lanes(lanes.seen(merchant.pk, on), rates), on)


def learn_all(now: datetime) -> None:
    """The lanes of every merchant."""
    for merchant in Merchant.objects.order_by("pk"):
        learn_days(merchant, now)
