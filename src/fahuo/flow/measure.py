"""How fast steps 1 to 4 are, from a file to committed rows, beside the bare COPY of the same rows into the same tables."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
from django.db import connection, transaction

from fahuo.core.orders.intake import Intake
from fahuo.flow import catalog, seed
from fahuo.flow.ahead import one_ahead
from fahuo.flow.imports import BATCH, store_refused
from fahuo.flow.prepare import prepare_batch
from fahuo.plugins.marketplaces.files.batches import Batches
from fahuo.plugins.marketplaces.files.mapping import Mapping
from fahuo.plugins.marketplaces.files.take import take_in
from fahuo.records import stock
from fahuo.records.clock import now, today

PLENTY = 10_000_000  # pieces of every product in every warehouse: the bench measures promising, not scarcity
TABLES = [
    "orders_order",
    "orders_orderline",
    "orders_allocation",
    "goods_parcel",
    "goods_placement",
    "methods_offer",
    "methods_pricing",
    "export_declaration",
    "export_declaredline",
    "records_refusal",
    "records_event",
    "records_orderstanding",
    "records_parcelstanding",
]


def _take_in(mapping: Mapping, currency: str, raw: pl.DataFrame) -> tuple[int, Intake]:
    return raw.height, take_in(raw, mapping, currency=currency)


@contextmanager
def empty_database(name: str) -> Iterator[None]:
    """A database of this name that is there for the bench alone."""
    own = connection.settings_dict["NAME"]
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(name)}")
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {connection.ops.quote_name(name)} WITH (FORCE)")


def measure_prepare(orders: Path, products: Path, mapping: str | None, repeat: int) -> dict[str, Any]:
    """Set up the sample merchant with these products, then store the orders `repeat` times over; the clock runs for the orders only."""
    merchant = seed.sample_merchant(lambda text: None)
    catalog.store(merchant, products.read_bytes(), products.name)
    _plenty(merchant.pk)
    _checkpoint()
    counts = dict.fromkeys(("orders", "lines", "planned_lines", "parcels"), 0)
    begun = time.perf_counter()
    for turn in range(repeat):
        file = Batches(orders, mapping=mapping, orders=BATCH)
        for rows, read in one_ahead(file, partial(_take_in, file.mapping, merchant.currency)):
            at = now()
            renumbered = read.orders.with_columns(pl.col("number") + f"/{turn + 1}")
            with transaction.atomic():
                store_refused(merchant.pk, read, None)
                stored = prepare_batch(merchant, renumbered, read.lines, on=today(at), now=at, actor="bench")
            done = stored.tally()
            counts["orders"] += read.order_count
            counts["lines"] += rows
            counts["planned_lines"] += done.planned_lines
            counts["parcels"] += done.parcels
    seconds = time.perf_counter() - begun
    return counts | {
        "repeat": repeat,
        "seconds": round(seconds, 2),
        "orders_per_s": round(counts["orders"] / seconds, 1),
        "lines_per_s": round(counts["lines"] / seconds, 1),
    }


def measure_copy(answer: dict[str, Any]) -> float:
    """Take the stored rows out, empty the tables, and time nothing but COPY of those bytes back into them, one table after the other."""
    rows, seconds = 0, 0.0
    with tempfile.TemporaryDirectory() as folder, connection.cursor() as cursor:
        for table in TABLES:
            with cursor.copy(f"COPY {table} TO STDOUT") as out, (Path(folder) / table).open("wb") as file:
                for piece in out:
                    file.write(piece)
        cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
        _checkpoint()
        for table in TABLES:
            with (Path(folder) / table).open("rb") as file:
                begun = time.perf_counter()
                with cursor.copy(f"COPY {table} FROM STDIN") as stream:
                    while piece := file.read(1 << 20):
                        stream.write(piece)
                seconds += time.perf_counter() - begun
            rows += cursor.rowcount
    answer["rows"] = rows
    return round(seconds, 3)


def _plenty(merchant_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.id, w.id FROM records_product p, records_warehouse w WHERE p.merchant_id = %s AND w.merchant_id = %s",
            [merchant_id, merchant_id],
        )
        pairs = cursor.fetchall()
    pieces = pl.DataFrame(pairs, schema={"product_id": pl.Int64, "warehouse_id": pl.Int64}, orient="row").with_columns(
        quantity=pl.lit(PLENTY)
    )
    with transaction.atomic():
        stock.receive(merchant_id, pieces, now(), "bench")


def _checkpoint() -> None:
    """Let the server write out what it owes, so that one measurement does not pay for another."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
