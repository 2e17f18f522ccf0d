"""Files of orders: read once, stored in batches of whole orders, taken up again after any crash where the last batch ended."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

import polars as pl
from django.db import transaction

from fahuo.core.frames import Refusals, empty
from fahuo.core.tally import Tally, tally_file, tally_plan
from fahuo.flow.prepare import Stored, prepare_batch
from fahuo.plugins.marketplaces.files.client import UnreadableFile
from fahuo.plugins.marketplaces.files.mapping import Mapping, MappingWrong
from fahuo.plugins.marketplaces.files.orders import read_orders
from fahuo.records import refusals
from fahuo.records.clock import today
from fahuo.records.models import Merchant
from fahuo.steps.orders.models import ColumnMapping, Import

BATCH = int(os.environ.get("FAHUO_IMPORT_BATCH", "2000"))  # orders in one transaction: a second's work, and what a crash can cost


def start(merchant: Merchant, name: str, content: bytes, mapping: str, shop: str, by: str, now: datetime) -> Import:
    """Keep the file; a job does the rest."""
    return Import.objects.create(
        merchant=merchant, name=name, content=content, digest=hashlib.sha256(content).hexdigest(), mapping=mapping, shop=shop, on=today(now), by=by
    )


def mapping_named(merchant: Merchant, name: str) -> Mapping | str | None:
    """A merchant's own mapping by name; else the name itself, for the built-in ones; None to guess."""
    own = ColumnMapping.objects.filter(merchant=merchant, name=name).first()
    return Mapping.from_dict(own.spec) if own else (name or None)


def run(import_id: int, clock: Callable[[], datetime]) -> None:
    """Store what is not stored yet of an import. Two workers on the same import take turns; neither does a batch twice."""
    task = Import.objects.select_related("merchant").get(pk=import_id)
    if task.finished_at:
        return
    try:
        read = read_orders(bytes(task.content), task.name, mapping_named(task.merchant, task.mapping), shop=task.shop)
    except (UnreadableFile, MappingWrong) as problem:
        Import.objects.filter(pk=import_id).update(failure=str(problem), finished_at=clock())
        return
    orders = read.orders.sort("placed_at", "shop", "number")
    begin = _open(task, read, orders.height)
    while begin is not None and begin < orders.height:
        batch = orders.slice(begin, BATCH)
        lines = read.lines.join(batch.select("order_id"), on="order_id", how="semi", maintain_order="left")
        begin = _one_batch(task, begin, batch, lines, clock())
    Import.objects.filter(pk=import_id, orders_done__gte=orders.height, finished_at=None).update(finished_at=clock())


def _open(task: Import, read: Any, total: int) -> int | None:
    """Once an import: keep the refused rows of the file and what the whole will be. Returns where to go on."""
    with transaction.atomic():
        row = Import.objects.select_for_update().get(pk=task.pk)
        if row.orders_total is None:
            no_parcels = pl.Series([], dtype=pl.Int64)
            rows = pl.concat([empty(Refusals), read.refusals, read.not_goods]).with_columns(order_id=pl.lit(None, pl.Int64))
            refusals.save(task.merchant_id, rows, no_parcels, task.pk)
            row.orders_total = total
            row.tally = asdict(tally_file(read.orders_in_file, read.lines_in_file, read.refusals, read.not_goods)) | {"known_orders": 0}
            row.save(update_fields=["orders_total", "tally"])
        return int(row.orders_done)


def _one_batch(task: Import, begin: int, batch: pl.DataFrame, lines: pl.DataFrame, now: datetime) -> int | None:
    """Store one batch and how far we are in the same transaction. None where another worker is further already."""
    with transaction.atomic():
        row = Import.objects.select_for_update().defer("content").get(pk=task.pk)
        if row.orders_done != begin:
            return None
        stored = prepare_batch(task.merchant, batch, lines, on=task.on, now=now, actor=f"import:{task.pk}", import_id=task.pk)
        row.tally = _add_up(row.tally, stored, lines)
        row.orders_done = begin + batch.height
        row.save(update_fields=["tally", "orders_done"])
        return int(row.orders_done)


def _add_up(tally: dict[str, Any], stored: Stored, lines: pl.DataFrame) -> dict[str, Any]:
    """The tally with one batch more. Lines of orders that were stored before are counted apart: nothing was done with them."""
    known = lines.height - stored.lines.height
    both = Tally(**{k: v for k, v in tally.items() if not k.startswith("known")}).add(tally_plan(stored.lines, stored.prepared))
    return asdict(both) | {"known_orders": tally["known_orders"] + stored.known_orders, "known_lines": tally.get("known_lines", 0) + known}
