"""What wakes what: which job is due after which happening. All of them look at the tables, so one too many does no harm."""

from __future__ import annotations

from datetime import datetime

from fahuo.flow import jobs
from fahuo.records.models import Merchant
from fahuo.steps.orders.models import Import


def wake_labels(merchant: Merchant) -> None:
    """Orders may go: their labels are due, where the merchant has them bought by itself."""
    if merchant.buys_labels:
        jobs.defer("buy_labels", merchant_id=merchant.pk)


def wake_calls(merchant_id: int) -> None:
    """Labels were asked for by a person."""
    jobs.defer("buy_labels", merchant_id=merchant_id)


def wake_covers(merchant_id: int) -> None:
    """Cover was asked for, or a premium back."""
    jobs.defer("buy_covers", merchant_id=merchant_id)


def wake_entries(merchant_id: int) -> None:
    """Parcels are on their way: their entries are due."""
    jobs.defer("lodge", merchant_id=merchant_id)


def wake_import(import_id: int) -> None:
    """A file waits."""
    jobs.defer("import_file", import_id=import_id)


def wake_collections(merchant_id: int) -> None:
    """Something was asked about a collection; or a standing booking was made."""
    jobs.defer("collect", merchant_id=merchant_id)


def sweep(now: datetime) -> None:
    """Look for what is owed, whoever should have woken it."""
    from fahuo.flow import printing, watch

    printing.take_up(now)

    for import_id in Import.objects.filter(finished_at=None).values_list("pk", flat=True):
        wake_import(import_id)
    for merchant in Merchant.objects.all():
        wake_labels(merchant)
        wake_entries(merchant.pk)
        wake_covers(merchant.pk)
        wake_collections(merchant.pk)
        watch.open_cases(merchant, now)
