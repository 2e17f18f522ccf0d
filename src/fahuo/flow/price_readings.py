"""Large price tables are read by a job, which says how far it is; a page shows that, and then what was understood.

A reading holds for the answers and the cards in force with which it was made: where these have changed since, it is made again.
"""

from __future__ import annotations

import hashlib
import json
import time
from typing import Any

from django.db import transaction
from django.db.models.functions import MD5

from fahuo.core.methods.price_tables.cells import Book
from fahuo.core.methods.price_tables.kept import book_from_plain, book_to_plain, from_plain, to_plain
from fahuo.core.methods.price_tables.read import Understood, read_book
from fahuo.countries.names import resolve
from fahuo.flow import jobs
from fahuo.flow.said import NotPossible
from fahuo.plugins.price_tables.client import read_sheets
from fahuo.plugins.reading.faults import Told
from fahuo.steps.methods.models import PriceReading, PriceTable, Service

SHOWN_ROWS, SHOWN_COLUMNS = 400, 60
_EVERY_S = 0.5  # how often progress is written


@transaction.atomic
def wake(table: PriceTable) -> PriceReading:
    """Have the table read with the answers that it has now, unless it is, or is being."""
    key = key_of(table)
    reading = PriceReading.objects.select_for_update().filter(table=table).first()
    if reading is None or reading.key != key:
        fresh = {"key": key, "stage": "", "done": 0, "total": 0, "found": None, "problem": None}
        reading, _ = PriceReading.objects.update_or_create(table=table, defaults=fresh)
    if reading.found is None and reading.problem is None:
        jobs.defer("read_price_table", table_id=table.pk)
    return reading


def key_of(table: PriceTable) -> str:
    """What a reading hangs on beside the file: the answers, and the cards of the merchant's services."""
    rows = Service.objects.filter(merchant=table.merchant_id).order_by("code")
    text = json.dumps([table.answers, table.into, list(rows.values_list("code", MD5("card")))], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def understood(table: PriceTable) -> Understood:
    """The reading that holds. NotPossible while there is none, or where the file cannot be read."""
    reading = wake(table)
    if reading.problem:
        raise NotPossible(reading.problem["en"], reading.problem["zh"])
    if reading.found is None:
        raise NotPossible("the file is still being read: look again in a moment", "文件还在读取中：请稍后再看")
    return from_plain(reading.found["read"])


def sheets(table: PriceTable) -> tuple[Book, dict[str, int]]:
    """The beginning of the sheets of a table that was read, and how many rows each has."""
    found: dict[str, Any] = table.reading.found
    return book_from_plain(table.name, found["sheets"]), {s["name"]: s["height"] for s in found["sheets"]}


def run(table_id: int) -> None:
    """Read a table that waits. Where it was answered meanwhile, it is read again."""
    from fahuo.flow import price_tables

    table = PriceTable.objects.select_related("merchant").filter(pk=table_id).first()
    reading = PriceReading.objects.filter(table=table_id).first()
    if table is None or reading is None or reading.found is not None or reading.problem is not None:
        return
    mine = PriceReading.objects.filter(table=table_id, key=reading.key)
    written = 0.0

    def progress(stage: str, done: int, total: int) -> None:
        nonlocal written
        if time.monotonic() - written > _EVERY_S:
            written = time.monotonic()
            mine.update(stage=stage, done=done, total=total)

    progress("file", 0, 0)
    try:
        book = read_sheets(bytes(table.content), table.name)
    except Told as problem:
        mine.update(problem={"zh": problem.zh, "en": problem.en})
        return
    try:
        read = read_book(book, resolve, table.answers, price_tables.given(table.merchant, table.created_at.date(), table.into), progress)
        mine.update(found={"read": to_plain(read), "sheets": book_to_plain(book, SHOWN_ROWS, SHOWN_COLUMNS)})
    except Exception as fault:
        what = f"{type(fault).__name__}: {fault}"[:200]
        mine.update(problem={"zh": f"读取时出错（{what}）：请把文件发给我们", "en": f"reading it failed ({what}): send us the file"})
        raise
    if reading.key != key_of(PriceTable.objects.get(pk=table_id)):
        wake(PriceTable.objects.get(pk=table_id))
