"""Files of orders: stored in batches of whole orders, taken up again after any crash where the last batch ended."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import polars as pl
from django.db import transaction

from fahuo.core.orders.intake import Intake
from fahuo.core.tally import Tally, tally_file
from fahuo.flow.ahead import one_ahead
from fahuo.flow.prepare import Stored, prepare_batch
from fahuo.plugins.marketplaces.files.batches import Batches
from fahuo.plugins.marketplaces.files.mapping import Mapping, pick
from fahuo.plugins.marketplaces.files.take import take_in
from fahuo.plugins.reading.faults import Told
from fahuo.records import refusals
from fahuo.records.clock import today
from fahuo.records.copy import execute
from fahuo.records.models import Merchant
from fahuo.steps.orders.models import ColumnMapping, Import

BATCH = int(os.environ.get("FAHUO_IMPORT_BATCH", "4000"))  # orders in one transaction: a second or two of work, and what a crash can cost
MANY = 1_000
NOBODY = pl.Series([], dtype=pl.Int64)


def start(merchant: Merchant, name: str, content: bytes, mapping: str | dict[str, Any] | None, shop: str, by: str, now: datetime) -> Import:
    """Keep the file; a job does the rest. A whole mapping is kept with it; a name is looked up when the file is read."""
    kept = json.dumps(mapping, ensure_ascii=False) if isinstance(mapping, dict) else (mapping or "")
    return Import.objects.create(
        merchant=merchant,
        name=name,
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        mapping=kept,
        shop=shop,
        on=today(now),
        by=by,
    )


def mapping_for(merchant: Merchant, said: str) -> Callable[[list[str]], Mapping]:
    """How a file's header finds its mapping: a whole one, one by name (the merchant's own or a built-in one), or the best fit."""
    if said.startswith("{"):
        given = Mapping.from_dict(json.loads(said))
        return lambda columns: pick(columns, given.name, [given])
    saved = [Mapping.from_dict({**row.spec, "name": row.name}) for row in ColumnMapping.objects.filter(merchant=merchant)]
    return lambda columns: pick(columns, said or None, saved)


def in_shop(mapping: Mapping, shop: str) -> Mapping:
    """The mapping for a file of this shop, where the file itself names none."""
    return mapping if "shop" in mapping.constants or not shop else replace(mapping, constants={**mapping.constants, "shop": shop})


def run(import_id: int, clock: Callable[[], datetime]) -> None:
    """Store what is not stored yet of an import. Two workers on the same import take turns; neither does a batch twice."""
    task = Import.objects.select_related("merchant").get(pk=import_id)
    if task.finished_at:
        return
    try:
        file = Batches(
            bytes(task.content),
            task.name,
            lambda columns: in_shop(mapping_for(task.merchant, task.mapping)(columns), task.shop),
            orders=BATCH,
        )
    except Told as problem:
        failure = json.dumps({"zh": problem.zh, "en": problem.en}, ensure_ascii=False)
        Import.objects.filter(pk=import_id).update(failure=failure, finished_at=clock())
        return
    Import.objects.filter(pk=import_id, batches_total=None).update(batches_total=len(file), orders_total=file.orders, tally=_nothing())
    begin = Import.objects.values_list("batches_done", flat=True).get(pk=import_id)
    due = ((number, raw) for number, raw in enumerate(file) if number >= begin)
    for number, rows, read in one_ahead(
        due, lambda batch: (batch[0], batch[1].height, take_in(batch[1], file.mapping, currency=task.merchant.currency))
    ):
        if not _one_batch(task, number, read, rows, clock()):
            return  # another worker is further already
    if Import.objects.filter(pk=import_id, batches_done=len(file), finished_at=None).update(finished_at=clock()) and file.orders > MANY:
        execute("ANALYZE", [])  # so much that is new, that PostgreSQL's picture of its tables is old: pages would be slow until it looks


def _one_batch(task: Import, number: int, read: Intake, rows: int, now: datetime) -> bool:
    """Store one batch and how far we are in the same transaction. False where another worker has done it."""
    with transaction.atomic():
        row = Import.objects.select_for_update().defer("content").get(pk=task.pk)
        if row.batches_done != number:
            return False
        store_refused(task.merchant_id, read, task.pk)
        stored = prepare_batch(task.merchant, read.orders, read.lines, on=task.on, now=now, actor=f"import:{task.pk}", import_id=task.pk)
        row.tally = _add_up(row.tally, read, rows, stored)
        row.batches_done, row.orders_done = number + 1, row.orders_done + read.order_count
        row.save(update_fields=["tally", "batches_done", "orders_done"])
        return True


def store_refused(merchant_id: int, read: Intake, import_id: int | None) -> None:
    """Keep the rows of a file that came to no order line, with their reasons."""
    rows = pl.concat([read.refusals, read.not_goods]).with_columns(order_id=pl.lit(None, pl.Int64))
    refusals.save(merchant_id, rows, NOBODY, import_id)


def _nothing() -> dict[str, Any]:
    return asdict(Tally()) | {"known_orders": 0, "known_lines": 0}


def _add_up(tally: dict[str, Any], read: Intake, rows: int, stored: Stored) -> dict[str, Any]:
    """The tally with one batch more. Lines of orders that were stored before are counted apart: nothing was done with them."""
    known = read.lines.height - stored.lines.height
    before = Tally(**{k: v for k, v in tally.items() if not k.startswith("known")})
    file = tally_file(read.order_count, rows, read.refusals, read.not_goods)
    return asdict(before.add(file).add(stored.tally())) | {
        "known_orders": tally["known_orders"] + stored.known_orders,
        "known_lines": tally["known_lines"] + known,
    }
